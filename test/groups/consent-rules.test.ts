import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOf, testSandbox, type Json } from '../client.ts'
import {
  byEmail,
  bySms,
  consentAccount,
  offEmail,
  subscribeBody,
  UNSUBSCRIBED,
  type ConsentAccount,
} from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const ROWS = '/data/attributes/profiles/data'

describe('a subscribe job is refused', () => {
  it.each<[string, Json[], string, string]>([
    [
      'for a wrong address',
      [{ email: 'wrong-email', subscriptions: byEmail }],
      'Invalid email address',
      '/0/attributes/email',
    ],
    [
      'for a wrong number',
      [{ phone_number: '123', subscriptions: bySms }],
      'Invalid phone number format (Example of a valid format: +12345678901)',
      '/0/attributes/phone_number',
    ],
    [
      'for SMS without a number',
      [{ email: 'a@example.com', subscriptions: bySms }],
      `'phone_number' must not be empty when the sms channel is included in 'subscriptions'.`,
      '/0/attributes/phone_number',
    ],
    [
      'for e-mail without an address',
      [{ phone_number: '+15005550006', subscriptions: byEmail }],
      `'email' must not be empty when the email channel is included in 'subscriptions'.`,
      '/0/attributes/email',
    ],
    [
      'for an attribute that belongs to profiles only',
      [{ email: 'a@example.com', last_name: 'A', subscriptions: byEmail }],
      `'last_name' is not a valid field for the resource 'profile'.`,
      '/0/attributes/last_name',
    ],
    [
      'for a row without an identifier',
      [{ subscriptions: {} }],
      `One of 'email' or 'phone_number' is required.`,
      '/0/attributes',
    ],
  ])('%s', async (_, rows, detail, pointer) => {
    const { status, body } = await account.subscribe(rows)
    expect([status, body.errors.length]).toEqual([400, 1])
    expect(body.errors[0]).toMatchObject({ code: 'invalid', detail, source: { pointer: ROWS + pointer }, links: {} })
  })

  it('as a whole, with one error for each bad row', async () => {
    const { body } = await account.subscribe([
      { email: 'good@example.com', subscriptions: byEmail },
      { email: 'bad', phone_number: 'worse', subscriptions: { ...byEmail, ...bySms } },
      { phone_number: '12', subscriptions: bySms },
    ])
    expect(body.errors.map(({ source }: Json) => source.pointer)).toEqual([
      `${ROWS}/1/attributes/email`,
      `${ROWS}/2/attributes/phone_number`,
    ])
    expect(await account.find('good@example.com')).toBeUndefined()
  })

  it('with more than 1000 profiles; 1000 are taken', async () => {
    const rows = Array.from({ length: 1001 }, (_, index) => ({
      email: `p${index}@example.com`,
      subscriptions: byEmail,
    }))
    expect((await account.subscribe(rows)).status).toBe(400)
    const list = await account.createList()
    expect((await account.subscribe(rows.slice(1), { list })).status).toBe(202)
    const { body } = await account.client.get(`/api/lists/${list}?additional-fields[list]=profile_count`)
    expect(body.data.attributes.profile_count).toBe(1000)
  })

  it.each(['2025-04-15', '2026-10-15'])('for a list that is not there, as recorded, at %s', async (revision) => {
    const body = subscribeBody([{ email: 'a@example.com', subscriptions: byEmail }], { list: 'invalid-list-id' })
    const answer = await account.client.post('/api/profile-subscription-bulk-create-jobs/', body, { revision })
    expect(answer.body.errors).toEqual([
      {
        id: answer.headers['x-klaviyo-req-id'],
        status: 400,
        code: 'invalid',
        title: 'Invalid input.',
        detail: 'List not found with id invalid-list-id.',
        source: { pointer: '/data/relationships/list/data/id' },
        links: {},
        meta: {},
      },
    ])
  })
})

describe('a row with an id', () => {
  it('needs no address when the profile has one', async () => {
    const id = await account.createProfile({ email: 'a@example.com' })
    const list = await account.createList()
    expect((await account.subscribe([{ id, subscriptions: byEmail }], { list })).status).toBe(202)
    expect((await account.subscriptionsOf('a@example.com')).email.marketing.consent).toBe('SUBSCRIBED')
  })

  it('that no profile has is found by its other identifiers', async () => {
    const list = await account.createList()
    await account.subscribe([{ id: 'NOPE01', email: 'a@example.com', subscriptions: byEmail }], { list })
    expect((await account.subscriptionsOf('a@example.com')).email.marketing.consent).toBe('SUBSCRIBED')
  })
})

it('a row of nothing but an id that no profile has comes to nothing', async () => {
  expect((await account.subscribe([{ id: 'NOPE01', subscriptions: {} }])).status).toBe(202)
  expect((await account.client.get('/api/profiles')).body.data).toEqual([])
})

describe('text messages', () => {
  it('need a number in a region of the account', async () => {
    await account.sandbox.close()
    account = await consentAccount({ sms_regions: ['US'] })
    const refused = await account.subscribe([{ phone_number: '+4520123456', subscriptions: bySms }])
    expect(refused.body.errors[0]).toMatchObject({
      status: 400,
      detail: 'Phone number is valid but is not in a supported region for this account.',
      source: { pointer: `${ROWS}/0/attributes/phone_number` },
    })
    const row = { email: 'a@example.com', phone_number: '+4520123456', subscriptions: byEmail }
    expect((await account.subscribe([row])).status).toBe(202)
    expect((await account.subscribe([{ phone_number: '+12015550123', subscriptions: bySms }])).status).toBe(202)
  })

  it.each([
    [undefined, 400],
    ['2010-11-03', 400],
    ['2005-11-03', 400],
    ['2005-11-02', 202],
  ])('need the age of the account: born %s gives %i', async (age_gated_date_of_birth, status) => {
    await account.sandbox.close()
    account = await consentAccount({ sms_minimum_age: 21 })
    const row = { phone_number: '+12015550123', age_gated_date_of_birth, subscriptions: bySms }
    expect((await account.subscribe([row])).status).toBe(status)
  })
})

describe('an unsubscribe job is refused', () => {
  it.each<[string, Json[], string]>([
    ['for a wrong address', [{ email: 'wrong-email', subscriptions: offEmail }], 'Invalid email address'],
    [
      'for SMS without a number',
      [{ email: 'a@example.com', subscriptions: { sms: { marketing: UNSUBSCRIBED } } }],
      `'phone_number' must not be empty when the sms channel is included in 'subscriptions'.`,
    ],
  ])('%s', async (_, rows, detail) => {
    const { status, body } = await account.unsubscribe(rows)
    expect([status, body.errors[0].detail]).toEqual([400, detail])
  })

  it('with more than 100 profiles, and for a list that is not there', async () => {
    const rows = Array.from({ length: 101 }, (_, index) => ({
      email: `p${index}@example.com`,
      subscriptions: offEmail,
    }))
    expect((await account.unsubscribe(rows)).status).toBe(400)
    const refused = await account.unsubscribe(rows.slice(1), 'NOPE01')
    expect(refused.body.errors[0].source.pointer).toBe('/data/relationships/list/data/id')
    expect(await account.find('p1@example.com')).toBeUndefined()
  })
})

it('a job that takes its time is carried out when it is due', async () => {
  const sandbox = await testSandbox({ jobDelayMs: 30_000 })
  const client = clientOf(sandbox)
  await client.post('/api/profiles', { data: { type: 'profile', attributes: { email: 'a@example.com' } } })
  const body = subscribeBody([{ email: 'a@example.com', subscriptions: byEmail }])
  await client.post('/api/profile-subscription-bulk-create-jobs', body)
  const consent = async () =>
    (await client.get('/api/profiles?additional-fields[profile]=subscriptions')).body.data[0].attributes.subscriptions
      .email.marketing.consent
  expect(await consent()).toBe('NEVER_SUBSCRIBED')
  await sandbox.clock.advance(30_000)
  expect(await consent()).toBe('SUBSCRIBED')
  await sandbox.close()
})
