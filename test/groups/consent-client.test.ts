import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../client.ts'
import { byEmail, bySms, consentAccount, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
let list: string
beforeEach(async () => {
  account = await consentAccount({})
  list = await account.createList()
})
afterEach(() => account.sandbox.close())

const EMAIL = 'a@example.com'

function body(attributes: Json, to: string | undefined = list, meta?: Json): Json {
  return {
    data: {
      type: 'subscription',
      attributes: {
        custom_source: 'Footer',
        profile: { data: { type: 'profile', attributes, ...(meta && { meta }) } },
      },
      relationships: { list: { data: { type: 'list', id: to } } },
    },
  }
}

const post = (given: Json, revision = '2026-10-15') =>
  account.client.post('/client/subscriptions?company_id=QtEsT1', given, { revision })

describe('create_client_subscription', () => {
  it('without subscriptions consents marketing for each identifier and writes the profile', async () => {
    const phone_number = '+12015550123'
    const answer = await post(body({ email: EMAIL, phone_number, first_name: 'Ada', properties: { plan: 'gold' } }))
    expect([answer.status, answer.body]).toEqual([202, undefined])
    const { id, attributes } = await account.find(EMAIL)
    expect(attributes).toMatchObject({ phone_number, first_name: 'Ada', properties: { plan: 'gold' } })
    expect(attributes.subscriptions.email.marketing).toMatchObject({
      consent: 'SUBSCRIBED',
      custom_method_detail: 'Footer',
    })
    expect(attributes.subscriptions.sms.marketing.consent).toBe('SUBSCRIBED')
    expect(await account.membersOf(list)).toEqual([id])
  })

  it('with subscriptions consents the named channels only', async () => {
    await post(body({ email: EMAIL, phone_number: '+12015550123', subscriptions: bySms }))
    const { email, sms } = await account.subscriptionsOf(EMAIL)
    expect([email.marketing.consent, sms.marketing.consent]).toEqual(['NEVER_SUBSCRIBED', 'SUBSCRIBED'])
  })

  it('is not held to a date of birth, which it has no place for', async () => {
    await account.sandbox.close()
    account = await consentAccount({ sms_minimum_age: 21 })
    const phone_number = '+12015550123'
    expect((await account.subscribe([{ phone_number, subscriptions: bySms }])).status).toBe(400)
    const to = await account.createList()
    expect((await post(body({ email: EMAIL, phone_number, subscriptions: bySms }, to))).status).toBe(202)
    expect((await account.subscriptionsOf(EMAIL)).sms.marketing.consent).toBe('SUBSCRIBED')
  })

  it('at 2024-10-15 does not know subscriptions', async () => {
    const { status, body: answer } = await post(body({ email: EMAIL, subscriptions: byEmail }), '2024-10-15')
    expect(status).toBe(400)
    expect(answer.errors[0].detail).toBe(`'subscriptions' is not a valid field for the resource 'profile'.`)
  })

  it.each([
    ['2024-10-15', body],
    ['2025-01-15', (attributes: Json, to: Json, meta: Json) => body({ ...attributes, meta }, to)],
  ])('at %s takes meta where that revision has it', async (revision, form) => {
    await account.createProfile({ email: EMAIL, properties: { plan: 'gold' } })
    await post(form({ email: EMAIL }, list, { patch_properties: { unset: 'plan' } }), revision)
    expect((await account.find(EMAIL)).attributes.properties).toEqual({})
  })

  it('keeps identifiers that the profile has', async () => {
    await account.createProfile({ email: EMAIL, phone_number: '+12015550123' })
    await post(body({ email: EMAIL, phone_number: '+12015550199', subscriptions: byEmail }))
    expect((await account.find(EMAIL)).attributes.phone_number).toBe('+12015550123')
  })

  it('gives each channel to the profile of its own identifier', async () => {
    const phone_number = '+12015550123'
    await account.createProfile({ email: EMAIL })
    await account.createProfile({ email: 'b@example.com', phone_number })
    await post(body({ email: EMAIL, phone_number }))
    const [a, b] = [await account.subscriptionsOf(EMAIL), await account.subscriptionsOf('b@example.com')]
    expect([a.email.marketing.consent, a.sms.marketing.consent]).toEqual(['SUBSCRIBED', 'NEVER_SUBSCRIBED'])
    expect([b.email.marketing.consent, b.sms.marketing.consent]).toEqual(['NEVER_SUBSCRIBED', 'SUBSCRIBED'])
    expect(await account.membersOf(list)).toHaveLength(2)
  })

  it('honours the double opt-in of a list', async () => {
    await post(body({ email: EMAIL }, await account.createList('double_opt_in')))
    expect(await account.find(EMAIL)).toBeUndefined()
  })

  it.each<[string, Json, string | undefined, string]>([
    ['nobody', { first_name: 'Ada' }, undefined, '/data/attributes/profile/data/attributes'],
    ['a wrong address', { email: 'wrong' }, undefined, '/data/attributes/profile/data/attributes/email'],
    ['a wrong number', { phone_number: '12' }, undefined, '/data/attributes/profile/data/attributes/phone_number'],
    ['a list that is not there', { email: EMAIL }, 'NOPE01', '/data/relationships/list/data/id'],
  ])('refuses %s', async (_, attributes, to, pointer) => {
    const { status, body: answer } = await post(body(attributes, to ?? list))
    expect([status, answer.errors[0].source.pointer]).toEqual([400, pointer])
  })
})
