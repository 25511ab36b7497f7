import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../client.ts'
import { byEmail, consentAccount, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const request = ({ id, ...attributes }: Json) =>
  account.client.post('/api/data-privacy-deletion-jobs', {
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', ...(id && { id }), attributes } } },
    },
  })

describe('request_profile_deletion', () => {
  it('answers 404 as recorded when nobody is found', async () => {
    const answer = await request({ email: 'nobody@recorded.example.com' })
    expect(answer.status).toBe(404)
    expect(answer.body.errors).toEqual([
      {
        id: answer.headers['x-klaviyo-req-id'],
        status: 404,
        code: 'not_found',
        title: 'Not found.',
        detail:
          'No profile with email "nobody@recorded.example.com" found.  The profile may have already been deleted.',
        source: { pointer: '/data/' },
      },
    ])
  })

  it.each(['email', 'phone_number', 'id'])('finds a profile by its %s and deletes all of it', async (name) => {
    const given = { email: 'a@example.com', phone_number: '+12015550123' }
    const id = await account.createProfile(given)
    const list = await account.createList()
    await account.subscribe([{ email: given.email, subscriptions: byEmail }], { list })
    await account.suppress('create', { emails: [given.email] })
    const answer = await request({ [name]: { ...given, id }[name] })
    expect([answer.status, answer.body]).toEqual([202, undefined])
    expect((await account.client.get(`/api/profiles/${id}`)).status).toBe(404)
    expect(await account.find(given.email)).toBeUndefined()
    expect(await account.membersOf(list)).toEqual([])
    expect(
      (await account.client.get('/api/profiles?sort=subscriptions.email.marketing.suppression.timestamp')).body.data,
    ).toEqual([])
    expect((await request({ [name]: { ...given, id }[name] })).status).toBe(404)
    const again = await account.createProfile(given)
    expect(again).not.toBe(id)
  })

  it('keeps events for the counts, without the person', async () => {
    const list = await account.createList()
    await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], { list })
    await request({ email: 'a@example.com' })
    const { body, text } = await account.client.get('/api/events?include=profile')
    expect(body.data.map(({ attributes }: Json) => Object.keys(attributes.event_properties))).toEqual([
      ['$event_id'],
      ['$event_id'],
    ])
    expect(body.included).toEqual([])
    expect(text).not.toContain('a@example.com')
  })

  it.each([
    ['none', {}],
    ['two', { email: 'a@example.com', phone_number: '+12015550123' }],
    ['a wrong one', { email: 'wrong' }],
  ])('refuses %s of the identifiers', async (_, given) => {
    expect((await request(given)).status).toBe(400)
  })
})
