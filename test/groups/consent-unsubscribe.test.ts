import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../client.ts'
import { byEmail, bySms, consentAccount, offEmail, UNSUBSCRIBED, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const AT_NOW = '2026-11-02T10:00:00.250000+00:00'
const EMAIL = 'a@example.com'
const marketing = async (email = EMAIL): Promise<Json> => (await account.subscriptionsOf(email)).email.marketing

async function subscriber(): Promise<{ id: string; list: string }> {
  const list = await account.createList()
  await account.subscribe([{ email: EMAIL, subscriptions: byEmail }], { list })
  return { id: (await account.find(EMAIL)).id, list }
}

describe('bulk_unsubscribe_profiles', () => {
  it('ends consent globally and takes the profile off all lists', async () => {
    const { id, list } = await subscriber()
    const other = await account.createList()
    await account.client.post(`/api/lists/${other}/relationships/profiles`, { data: [{ type: 'profile', id }] })
    const answer = await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }])
    expect([answer.status, answer.body]).toEqual([202, undefined])
    expect(await marketing()).toMatchObject({
      can_receive_email_marketing: false,
      consent: 'UNSUBSCRIBED',
      consent_timestamp: AT_NOW,
      suppression: [{ reason: 'UNSUBSCRIBE', timestamp: AT_NOW }],
      list_suppressions: [],
    })
    expect([await account.membersOf(list), await account.membersOf(other)]).toEqual([[], []])
    expect(await account.metricsOf(id)).toEqual([
      'Subscribed to Email Marketing',
      'Subscribed to List',
      'Unsubscribed from Email Marketing',
      'Unsubscribed from List',
      'Unsubscribed from List',
    ])
  })

  it('with a list that the profile is on ends both, where unsubscribes are global', async () => {
    const { list } = await subscriber()
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }], list)
    expect(await marketing()).toMatchObject({ consent: 'UNSUBSCRIBED', list_suppressions: [] })
    expect(await account.membersOf(list)).toEqual([])
  })

  it('with a list that the profile is on suppresses there only, where unsubscribes are not global', async () => {
    await account.sandbox.close()
    account = await consentAccount({ global_unsubscribe: false })
    const { list } = await subscriber()
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }], list)
    expect(await marketing()).toMatchObject({
      can_receive_email_marketing: true,
      consent: 'SUBSCRIBED',
      suppression: [],
      list_suppressions: [{ list_id: list, reason: 'UNSUBSCRIBE', timestamp: AT_NOW }],
    })
    expect(await account.membersOf(list)).toEqual([])
    await account.subscribe([{ email: EMAIL, subscriptions: byEmail }], { list })
    expect((await marketing()).list_suppressions).toEqual([])
  })

  it('records each change of mind, also within one second', async () => {
    const { id, list } = await subscriber()
    for (let round = 0; round < 2; round++) {
      await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }], list)
      await account.subscribe([{ email: EMAIL, subscriptions: byEmail }], { list })
    }
    const names = await account.metricsOf(id)
    expect(names).toEqual([
      ...Array<string>(3).fill('Subscribed to Email Marketing'),
      ...Array<string>(3).fill('Subscribed to List'),
      ...Array<string>(2).fill('Unsubscribed from Email Marketing'),
      ...Array<string>(2).fill('Unsubscribed from List'),
    ])
  })

  it('of tracking leaves the profile on the list', async () => {
    const { id, list } = await subscriber()
    const subscriptions = { email: { open_tracking: UNSUBSCRIBED } }
    expect((await account.unsubscribe([{ email: EMAIL, subscriptions }], list)).status).toBe(202)
    const { email } = await account.subscriptionsOf(EMAIL)
    expect([email.open_tracking.consent, email.marketing.consent]).toEqual(['UNSUBSCRIBED', 'SUBSCRIBED'])
    expect(await account.membersOf(list)).toEqual([id])
  })

  it('with a list that the profile is not on unsubscribes globally', async () => {
    await account.sandbox.close()
    account = await consentAccount({ global_unsubscribe: false })
    const { list } = await subscriber()
    const other = await account.createList()
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }], other)
    expect(await marketing()).toMatchObject({ consent: 'UNSUBSCRIBED', can_receive_email_marketing: false })
    expect((await account.membersOf(list)).length).toBe(1)
  })

  it('makes an unsubscribed profile of someone unknown', async () => {
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }])
    expect(await marketing()).toMatchObject({ consent: 'UNSUBSCRIBED', suppression: [{ reason: 'UNSUBSCRIBE' }] })
  })

  it('ends text messages without touching e-mail or lists', async () => {
    const list = await account.createList()
    const phone_number = '+12015550123'
    await account.subscribe([{ email: EMAIL, phone_number, subscriptions: { ...byEmail, ...bySms } }], { list })
    await account.unsubscribe([{ phone_number, subscriptions: { sms: { marketing: UNSUBSCRIBED } } }])
    const { email, sms } = await account.subscriptionsOf(EMAIL)
    expect([email.marketing.consent, sms.marketing.consent, sms.marketing.can_receive_sms_marketing]).toEqual([
      'SUBSCRIBED',
      'UNSUBSCRIBED',
      false,
    ])
    expect((await account.membersOf(list)).length).toBe(1)
  })

  it('subscribing again ends the suppressions of unsubscribing and by hand', async () => {
    await subscriber()
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }])
    await account.suppress('create', { emails: [EMAIL] })
    expect((await marketing()).suppression.map(({ reason }: Json) => reason)).toEqual([
      'UNSUBSCRIBE',
      'USER_SUPPRESSED',
    ])
    await account.subscribe([{ email: EMAIL, subscriptions: byEmail }])
    expect(await marketing()).toMatchObject({
      consent: 'SUBSCRIBED',
      can_receive_email_marketing: true,
      suppression: [],
    })
  })
})
