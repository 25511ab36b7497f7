import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../client.ts'
import {
  byEmail,
  consentAccount,
  offEmail,
  SUBSCRIBED,
  subscribeBody,
  UNSUBSCRIBED,
  type ConsentAccount,
} from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const AT_NOW = '2026-11-02T10:00:00.250000+00:00'

const tracking = {
  consent: 'NEVER_SUBSCRIBED',
  consent_timestamp: null,
  last_updated: null,
  created_timestamp: null,
  metadata: null,
  can_receive: false,
  valid_until: null,
}
const neverSms = {
  consent: 'NEVER_SUBSCRIBED',
  consent_timestamp: null,
  method: null,
  method_detail: null,
  last_updated: null,
}
const neverEmail = {
  can_receive_email_marketing: true,
  consent: 'NEVER_SUBSCRIBED',
  consent_timestamp: null,
  last_updated: null,
  method: null,
  method_detail: null,
  custom_method_detail: null,
  double_optin: null,
  suppression: [],
  list_suppressions: [],
}
const never = {
  email: { marketing: neverEmail, open_tracking: tracking, click_tracking: tracking },
  sms: {
    marketing: { can_receive_sms_marketing: false, ...neverSms },
    transactional: { can_receive_sms_transactional: false, ...neverSms },
  },
  mobile_push: {
    marketing: { can_receive_push_marketing: false, consent: 'NEVER_SUBSCRIBED', consent_timestamp: null },
  },
  whatsapp: null,
}

describe('subscriptions', () => {
  it('show every channel of a profile that never subscribed', async () => {
    await account.createProfile({ email: 'a@example.com' })
    expect(await account.subscriptionsOf('a@example.com')).toEqual(never)
    expect(JSON.stringify(await account.subscriptionsOf('a@example.com'))).toBe(JSON.stringify(never))
  })

  it('are shown only when asked for', async () => {
    const id = await account.createProfile({ email: 'a@example.com' })
    expect((await account.client.get(`/api/profiles/${id}`)).body.data.attributes.subscriptions).toBeUndefined()
  })

  it.each([
    ['2024-10-15', ['marketing'], ['email', 'sms', 'mobile_push']],
    ['2025-07-15', ['marketing'], ['email', 'sms', 'mobile_push', 'whatsapp']],
    ['2026-04-15', ['marketing', 'open_tracking'], ['email', 'sms', 'mobile_push', 'whatsapp']],
    ['2026-07-15', ['marketing', 'open_tracking', 'click_tracking'], ['email', 'sms', 'mobile_push', 'whatsapp']],
    ['2026-10-15', ['marketing', 'open_tracking', 'click_tracking'], ['email', 'sms', 'mobile_push', 'whatsapp']],
  ])('at %s show what that revision had', async (revision, email, channels) => {
    const id = await account.createProfile({ email: 'a@example.com' })
    const { body } = await account.client.get(`/api/profiles/${id}?additional-fields[profile]=subscriptions`, {
      revision,
    })
    expect(Object.keys(body.data.attributes.subscriptions)).toEqual(channels)
    expect(Object.keys(body.data.attributes.subscriptions.email)).toEqual(email)
  })
})

describe('bulk_subscribe_profiles', () => {
  it('answers 202 without a body, and the next request finds the subscriber on the list', async () => {
    const list = await account.createList()
    const answer = await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], {
      list,
      custom_source: 'Storefront checkout',
    })
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([202, undefined, undefined])
    const profile = await account.find('a@example.com')
    expect(profile.attributes.subscriptions.email.marketing).toEqual({
      can_receive_email_marketing: true,
      consent: 'SUBSCRIBED',
      consent_timestamp: AT_NOW,
      last_updated: AT_NOW,
      method: 'API',
      method_detail: expect.stringMatching(/^\d+$/),
      custom_method_detail: 'Storefront checkout',
      double_optin: false,
      suppression: [],
      list_suppressions: [],
    })
    expect(await account.membersOf(list)).toEqual([profile.id])
  })

  it('records the events of a subscription', async () => {
    const list = await account.createList()
    await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], { list, custom_source: 'Kiosk' })
    const { id } = await account.find('a@example.com')
    const events = await account.client.get(`/api/events?filter=equals(profile_id,"${id}")&include=metric`)
    const names = new Map(events.body.included.map((metric: Json) => [metric.id, metric.attributes.name]))
    const told = events.body.data.map(({ attributes, relationships }: Json) => [
      names.get(relationships.metric.data.id),
      attributes.event_properties,
    ])
    expect(Object.fromEntries(told)).toEqual({
      'Subscribed to List': { list_id: list, List: 'Newsletter', $event_id: `${list}1793613600` },
      'Subscribed to Email Marketing': {
        double_optin: false,
        email_address: 'a@example.com',
        list_name: 'Newsletter',
        list_id: list,
        method: 'API_V3_SUBSCRIBE',
        custom_method_detail: 'Kiosk',
        method_detail: expect.any(String),
        $event_id: expect.stringMatching(new RegExp(`^${id}.{6}1793613600$`)),
      },
    })
  })

  it('consents each channel that it names', async () => {
    const list = await account.createList()
    await account.subscribe(
      [
        {
          email: 'a@example.com',
          phone_number: '+15005550006',
          subscriptions: {
            email: { marketing: SUBSCRIBED, open_tracking: SUBSCRIBED, click_tracking: SUBSCRIBED },
            sms: { marketing: SUBSCRIBED, transactional: SUBSCRIBED },
            whatsapp: { marketing: SUBSCRIBED },
          },
        },
      ],
      { list },
    )
    const { email, sms, whatsapp } = await account.subscriptionsOf('a@example.com')
    const granted = { consent: 'SUBSCRIBED', consent_timestamp: AT_NOW, last_updated: AT_NOW }
    const permission = { ...granted, created_timestamp: AT_NOW, metadata: null, can_receive: true, valid_until: null }
    expect([email.open_tracking, email.click_tracking]).toEqual([permission, permission])
    expect(sms.marketing).toEqual({
      can_receive_sms_marketing: true,
      ...granted,
      method: 'API',
      method_detail: expect.any(String),
    })
    expect(sms.transactional).toMatchObject({ can_receive_sms_transactional: true, consent: 'SUBSCRIBED' })
    expect(whatsapp).toEqual({
      marketing: { ...permission, phone_number: '+15005550006' },
      transactional: { ...tracking, phone_number: '+15005550006' },
      conversational: { ...tracking, phone_number: '+15005550006' },
    })
  })

  it('writes an identifier whose channel is left out without subscribing it', async () => {
    const list = await account.createList()
    await account.subscribe([{ email: 'a@example.com', phone_number: '+15005550006', subscriptions: byEmail }], {
      list,
    })
    const profile = await account.find('a@example.com')
    expect(profile.attributes.phone_number).toBe('+15005550006')
    expect(profile.attributes.subscriptions.sms).toEqual(never.sms)
  })

  it('without subscriptions, at 2024-10-15, subscribes the identifiers that are given', async () => {
    const list = await account.createList()
    const body = subscribeBody([{ email: 'a@example.com' }, { email: 'b@example.com', phone_number: '+15005550006' }], {
      list,
    })
    await account.client.post('/api/profile-subscription-bulk-create-jobs', body, { revision: '2024-10-15' })
    const [a, b] = [await account.subscriptionsOf('a@example.com'), await account.subscriptionsOf('b@example.com')]
    expect([a.email.marketing.consent, a.sms.marketing.consent]).toEqual(['SUBSCRIBED', 'NEVER_SUBSCRIBED'])
    expect([b.email.marketing.consent, b.sms.marketing.consent]).toEqual(['SUBSCRIBED', 'SUBSCRIBED'])
    const newer = await account.client.post('/api/profile-subscription-bulk-create-jobs', body, {
      revision: '2025-01-15',
    })
    expect(newer.status).toBe(400)
  })

  it('moves updated of a profile that exists; unsubscribing does not', async () => {
    const list = await account.createList()
    await account.createProfile({ email: 'a@example.com' })
    await account.sandbox.clock.advance(60_000)
    await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], { list })
    const subscribed = (await account.find('a@example.com')).attributes.updated
    expect(subscribed).toBe('2026-11-02T10:01:00+00:00')
    await account.sandbox.clock.advance(60_000)
    await account.unsubscribe([{ email: 'a@example.com', subscriptions: offEmail }])
    expect((await account.find('a@example.com')).attributes.updated).toBe(subscribed)
  })

  it('keeps the time of who is subscribed already', async () => {
    const list = await account.createList()
    await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], { list })
    await account.sandbox.clock.advance(60_000)
    await account.subscribe([{ email: 'a@example.com', subscriptions: byEmail }], { list })
    expect((await account.subscriptionsOf('a@example.com')).email.marketing.consent_timestamp).toBe(AT_NOW)
  })

  it('registers push tokens, and unsubscribing removes them', async () => {
    const token = { token: 'device-1', platform: 'ios', vendor: 'apns' }
    const push = { push: { marketing: SUBSCRIBED, tokens: [token], anonymous_id: 'anon-1' } }
    await account.subscribe([{ email: 'a@example.com', subscriptions: { ...byEmail, ...push } }], {
      list: await account.createList(),
    })
    const { mobile_push } = await account.subscriptionsOf('a@example.com')
    expect(mobile_push.marketing).toEqual({
      can_receive_push_marketing: true,
      consent: 'SUBSCRIBED',
      consent_timestamp: AT_NOW,
    })
    expect((await account.client.get('/api/push-tokens')).body.data.map(({ id }: Json) => id)).toEqual(['device-1'])
    await account.unsubscribe([{ subscriptions: { push: { marketing: UNSUBSCRIBED, tokens: [token] } } }])
    expect((await account.subscriptionsOf('a@example.com')).mobile_push.marketing).toEqual({
      can_receive_push_marketing: false,
      consent: 'UNSUBSCRIBED',
      consent_timestamp: AT_NOW,
    })
    expect((await account.client.get('/api/push-tokens')).body.data).toEqual([])
  })

  it('gives each of two profiles that a row names the channel of its own identifier', async () => {
    const list = await account.createList()
    await account.createProfile({ email: 'a@example.com' })
    await account.createProfile({ email: 'b@example.com', phone_number: '+15005550006' })
    const subscriptions = { ...byEmail, sms: { marketing: SUBSCRIBED } }
    await account.subscribe([{ email: 'a@example.com', phone_number: '+15005550006', subscriptions }], { list })
    const [a, b] = [await account.subscriptionsOf('a@example.com'), await account.subscriptionsOf('b@example.com')]
    expect([a.email.marketing.consent, a.sms.marketing.consent]).toEqual(['SUBSCRIBED', 'NEVER_SUBSCRIBED'])
    expect([b.email.marketing.consent, b.sms.marketing.consent]).toEqual(['NEVER_SUBSCRIBED', 'SUBSCRIBED'])
  })
})

describe('historical imports', () => {
  const since = (consented_at: string) => ({ email: { marketing: { consent: 'SUBSCRIBED', consented_at } } })

  it('backdate consent and events, and skip double opt-in', async () => {
    const list = await account.createList('double_opt_in')
    await account.subscribe([{ email: 'a@example.com', subscriptions: since('2024-11-25') }], {
      list,
      historical_import: true,
    })
    const profile = await account.find('a@example.com')
    expect(profile.attributes.subscriptions.email.marketing.consent_timestamp).toBe('2024-11-25T00:00:00+00:00')
    expect(await account.membersOf(list)).toEqual([profile.id])
    const events = await account.client.get(`/api/events?filter=equals(profile_id,"${profile.id}")`)
    expect(events.body.data.map(({ attributes }: Json) => attributes.datetime)).toEqual(
      Array(2).fill('2024-11-25T00:00:00+00:00'),
    )
  })

  it('need a time that is later than an unsubscription', async () => {
    await account.unsubscribe([{ email: 'a@example.com', subscriptions: offEmail }])
    const refused = await account.subscribe(
      [{ email: 'a@example.com', subscriptions: since('2025-01-01T00:00:00Z') }],
      {
        historical_import: true,
      },
    )
    expect(refused.status).toBe(400)
    expect(refused.body.errors[0]).toMatchObject({
      detail:
        'backdated consent date 2025-01-01T00:00:00+00:00 is before current unsubscription date 2026-11-02T10:00:00+00:00',
      source: { pointer: '/data/attributes/profiles/data/0/attributes/subscriptions/email/marketing/consented_at' },
    })
  })

  it.each([
    [
      'a time without the flag',
      '2024-01-01T00:00:00Z',
      {},
      `'consented_at' can only be set when 'historical_import' is true.`,
    ],
    [
      'no time with the flag',
      null,
      { historical_import: true },
      `'consented_at' is required when 'historical_import' is true.`,
    ],
    ['a time to come', '2027-01-01T00:00:00Z', { historical_import: true }, `'consented_at' must be in the past.`],
    ['a day that is none', '2024-02-30', { historical_import: true }, `'consented_at' must be a valid date-time.`],
  ])('refuse %s', async (_, consented_at, options, detail) => {
    const subscriptions = { email: { marketing: { consent: 'SUBSCRIBED', consented_at } } }
    const refused = await account.subscribe([{ email: 'a@example.com', subscriptions }], options)
    expect([refused.status, refused.body.errors[0].detail]).toEqual([400, detail])
  })
})
