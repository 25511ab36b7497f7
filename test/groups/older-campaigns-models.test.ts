import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  body,
  campaign,
  idsOf,
  list,
  make as makeNewest,
  oneMessage,
  patchBody,
  refusal,
  template,
  to,
  wizard,
} from './campaign-bodies.ts'
import { assignment, campaignWith, CONTENTS, DEFINED, make, patch, read } from './older-campaign-bodies.ts'

// One store, two models: what is made in the one is read and changed in the other. revision-2026-10-15 §11.

let sandbox: Sandbox
let older: Client
let newest: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  older = clientOf(sandbox, { revision: '2026-07-15' })
  newest = clientOf(sandbox)
})
afterEach(() => sandbox.close())

/** The definitions of a campaign's parts at the newest revision. */
async function parts({ campaign: id, message }: { campaign: string; message: string }): Promise<Json> {
  const of = async (url: string) => (await read(newest, url)).definition
  const [audience] = idsOf((await newest.get(`/api/campaigns/${id}/relationships/campaign-audiences`)).body)
  return {
    campaign: await of(`/api/campaigns/${id}`),
    audience: await of(`/api/campaign-audiences/${audience}`),
    message: await of(`/api/campaign-messages/${message}`),
    variation: await of(`/api/campaign-variations/${message}`),
  }
}

describe('a campaign of an older revision', () => {
  it('has one audience, one message and one variation, which share the message’s id', async () => {
    const audience = await list(older)
    const made = await make(older, campaignWith(CONTENTS.email, { audiences: { included: [audience] } }))
    const { campaign, audience: of, message, variation } = await parts(made)
    const { content, label, channel } = CONTENTS.email
    expect(campaign).toMatchObject({ name: 'Autumn', builder: 'wizard', archived: false })
    expect(of).toEqual({ name: null, included: [audience], excluded: [], priority: 1 })
    expect(message).toMatchObject({ name: 'Autumn', status: 'draft' })
    expect(variation).toEqual({ name: label, details: { channel, template_id: null, ...content } })
  })

  it.each<[string, Json, Json]>([
    ['smart sending', { send_options: { use_smart_sending: false } }, { send_options: { throttling_type: 'none' } }],
    [
      'smart sending again',
      { send_options: { use_smart_sending: true } },
      { send_options: { throttling_type: 'throttle-for-campaigns-and-flows' } },
    ],
    [
      'tracking',
      { tracking_options: { add_tracking_params: true, is_tracking_opens: false } },
      { tracking_options: { is_add_utm: true, is_tracking_clicks: true, is_tracking_opens: false } },
    ],
    [
      'a throttle',
      { send_strategy: { method: 'throttled', datetime: '2027-01-15T12:00:00Z', throttle_percentage: 2 } },
      { send_options: { send_strategy: 'throttled', recipient_percentage: 2, throttle_unit: 'hour', send_time: null } },
    ],
    [
      'a local time',
      { send_strategy: { method: 'static', datetime: '2027-01-15T12:00:00Z', options: { is_local: true } } },
      { send_options: { send_strategy: 'local_timezone', recipient_percentage: null, send_time: null } },
    ],
    [
      'a smart time',
      { send_strategy: { method: 'smart_send_time', date: '2027-01-15' } },
      { send_options: { send_strategy: 'send_time_optimization', send_time: null } },
    ],
    ['no time', { send_strategy: { method: 'immediate' } }, { send_options: { send_strategy: 'static' } }],
  ])('shows the newest one %s', async (_, given, shown) => {
    const created = await make(older, campaignWith(CONTENTS.email, given))
    expect((await parts(created)).message).toMatchObject(shown)
    const changed = await make(older, campaignWith(CONTENTS.email))
    await older.patch(`/api/campaigns/${changed.campaign}`, patch('campaign', changed.campaign, given))
    expect((await parts(changed)).message).toMatchObject(shown)
  })

  it.each<[string, Json, Json]>([
    [
      'a text message',
      CONTENTS.sms,
      {
        channel: 'sms',
        body: 'Leaves!',
        shorten_links: false,
        add_org_prefix: false,
        add_info_link: false,
        add_opt_out_language: true,
      },
    ],
    [
      'a push',
      CONTENTS.push,
      {
        channel: 'push',
        push_type: 'standard',
        title: 'Leaves',
        body: 'All of them',
        dynamic_media_template: 'leaf',
        kv_pairs: { colour: 'red' },
        open_action: 1,
        ios_deep_link: 'app://leaves',
        android_deep_link: null,
        badge: true,
        badge_config: 'set-count',
        badge_value: '3',
        sound: true,
      },
    ],
    ['a silent push', CONTENTS.silent, { channel: 'push', push_type: 'silent', kv_pairs: { colour: 'red' } }],
  ])('shows the newest one the content of %s', async (_, definition, details) => {
    const made = await make(older, campaignWith(definition))
    expect((await parts(made)).variation.details).toMatchObject(details)
  })

  it('is changed by the newest one', async () => {
    const [first, second] = [await list(older), await list(older)]
    const made = await make(older, campaignWith(CONTENTS.email, { audiences: { included: [first] } }))
    const { campaign: id, message } = made
    const [audience] = idsOf((await newest.get(`/api/campaigns/${id}/relationships/campaign-audiences`)).body)
    const before = await read(older, `/api/campaigns/${id}`)
    await sandbox.clock.advance(60_000)
    await newest.patch(`/api/campaigns/${id}`, patchBody('campaign', id, { name: 'Winter', archived: true }))
    const groups = { included: [second], excluded: [first] }
    await newest.patch(`/api/campaign-audiences/${audience}`, patchBody('campaign-audience', audience!, groups))
    const options = {
      tracking_options: { is_tracking_clicks: false },
      send_options: { throttling_type: 'none', send_strategy: 'static', send_time: '2027-01-15T12:00:00+00:00' },
    }
    await newest.patch(`/api/campaign-messages/${message}`, patchBody('campaign-message', message, options))
    const details = { subject: 'Snow', cc_email: '' }
    const variation = patchBody('campaign-variation', message, { name: 'Second', details })
    await newest.patch(`/api/campaign-variations/${message}`, variation)
    expect(await read(older, `/api/campaigns/${id}`)).toEqual({
      ...before,
      name: 'Winter',
      archived: true,
      audiences: groups,
      send_options: { use_smart_sending: false, ignore_unsubscribes: false },
      tracking_options: { ...before.tracking_options, is_tracking_clicks: false },
      send_strategy: { method: 'static', datetime: '2027-01-15T12:00:00+00:00', options: { is_local: false } },
      updated_at: '2026-11-02T10:01:00.250000+00:00',
    })
    expect((await read(older, `/api/campaign-messages/${message}`)).definition).toEqual({
      ...CONTENTS.email,
      label: 'Second',
      content: { ...CONTENTS.email.content, subject: 'Snow', cc_email: null },
    })
  })

  it('shows the template that the other model gave it', async () => {
    const { message } = await make(older, campaignWith(CONTENTS.email))
    const source = await template(newest)
    const details = { template_id: source }
    await newest.patch(`/api/campaign-variations/${message}`, patchBody('campaign-variation', message, { details }))
    const { template_id: copy } = (await read(newest, `/api/campaign-variations/${message}`)).definition.details
    const related = await older.get(`/api/campaign-messages/${message}/template`)
    expect([related.body.data.id, related.body.data.attributes.name]).toEqual([copy, `Clone of ${source}`])
    await older.post('/api/campaign-message-assign-template', assignment(message, source))
    const { template_id: second } = (await read(newest, `/api/campaign-variations/${message}`)).definition.details
    expect(second).not.toBe(copy)
    expect((await newest.get(`/api/templates/${copy}`)).status).toBe(404)
  })

  it('keeps its tracking parameters from what the newest one changes', async () => {
    const custom_tracking_params = ['utm_source', 'utm_medium'].map((name) => ({ type: 'static', name, value: 'x' }))
    const { campaign: id, message } = await make(
      older,
      campaignWith(CONTENTS.email, { tracking_options: { custom_tracking_params } }),
    )
    await newest.patch(
      `/api/campaign-messages/${message}`,
      patchBody('campaign-message', message, { tracking_options: { is_add_utm: true } }),
    )
    expect((await read(older, `/api/campaigns/${id}`)).tracking_options).toMatchObject({
      add_tracking_params: true,
      custom_tracking_params,
    })
  })
})

describe('a campaign of the newest revision', () => {
  const channels: [string, Json, string][] = [
    ['email', { channel: 'email', subject: 'Snow' }, 'email'],
    ['sms', { channel: 'sms', body: 'Snow' }, 'sms'],
    ['push', { channel: 'push', body: 'Snow' }, 'mobile_push'],
  ]

  it.each(channels)('is seen by older ones when the wizard made it, on channel %s', async (_, details, channel) => {
    const variations = [{ definition: { name: 'First', details } }]
    const { id, messages } = await makeNewest(newest, wizard(oneMessage({ variations })))
    for (const revision of DEFINED) {
      const at = clientOf(sandbox, { revision })
      expect((await read(at, `/api/campaigns/${id}`)).status).toBe('Draft')
      expect((await read(at, `/api/campaign-messages/${messages[0]}`)).definition.channel).toBe(channel)
      expect(idsOf((await at.get(`/api/campaigns?filter=equals(messages.channel,'${channel}')`)).body)).toEqual([id])
      const { body } = await at.get(`/api/campaigns/${id}/relationships/campaign-messages`)
      expect(idsOf(body)).toEqual(messages)
    }
  })

  it.each<[string, Json]>([
    [
      'made on a canvas',
      campaign({}, oneMessage({ variations: [{ definition: { name: 'A', details: { channel: 'email' } } }] })),
    ],
    [
      'sent by WhatsApp',
      wizard(oneMessage({ variations: [{ definition: { name: 'A', details: { channel: 'whatsapp' } } }] })),
    ],
  ])('is hidden from older ones when it was %s', async (_, given) => {
    const { id, messages, variations } = await makeNewest(newest, given)
    const [message, variation] = [messages[0]!, variations[0]!]
    const missing = [404, `/data/: A campaign with id '${id}' does not exist.`]
    expect(refusal(await older.get(`/api/campaigns/${id}`))).toEqual(missing)
    expect(refusal(await older.get(`/api/campaigns/${id}/campaign-messages`))).toEqual(missing)
    expect(refusal(await older.get(`/api/campaigns/${id}/tags`))).toEqual(missing)
    expect(refusal(await older.patch(`/api/campaigns/${id}`, patch('campaign', id, { name: 'A' })))).toEqual(missing)
    expect(refusal(await older.delete(`/api/campaigns/${id}`))).toEqual(missing)
    expect(refusal(await older.post('/api/campaign-clone', patch('campaign', id, {})))).toEqual(missing)
    for (const one of [message, variation]) {
      expect((await older.get(`/api/campaign-messages/${one}`)).status).toBe(404)
      const answer = await older.post('/api/campaign-message-assign-template', assignment(one, await template(older)))
      expect(answer.status).toBe(404)
    }
    for (const channel of ['email', 'sms', 'mobile_push']) {
      expect((await older.get(`/api/campaigns?filter=equals(messages.channel,'${channel}')`)).body.data).toEqual([])
    }
    expect((await newest.get(`/api/campaigns/${id}`)).status).toBe(200)
  })

  it.each<[string, Json, Json]>([
    ['static', { send_strategy: 'static' }, { method: 'immediate' }],
    [
      'throttled per hour',
      { send_strategy: 'throttled', send_time: '2027-01-15T12:00:00+00:00', recipient_percentage: 20 },
      { method: 'throttled', datetime: '2027-01-15T12:00:00+00:00', throttle_percentage: 20 },
    ],
    [
      'throttled per minute',
      {
        send_strategy: 'throttled',
        send_time: '2027-01-15T12:00:00+00:00',
        recipient_percentage: 20,
        throttle_unit: 'minute',
      },
      { method: 'unsupported' },
    ],
    [
      'local',
      { send_strategy: 'local_timezone', send_time: '2027-01-15T12:00:00+00:00' },
      {
        method: 'static',
        datetime: '2027-01-15T12:00:00+00:00',
        options: { is_local: true, send_past_recipients_immediately: false },
      },
    ],
    ['personal', { send_strategy: 'personalized_send_time_optimization' }, { method: 'unsupported' }],
    ['tested by time', { send_strategy: 'ab_send_time_test' }, { method: 'ab_test_campaign' }],
  ])('has an older send strategy: %s', async (_, send_options, strategy) => {
    const { id, messages } = await makeNewest(newest, wizard())
    const answer = await newest.patch(
      `/api/campaign-messages/${messages[0]}`,
      patchBody('campaign-message', messages[0]!, { send_options }),
    )
    expect(answer.status).toBe(200)
    expect((await read(older, `/api/campaigns/${id}`)).send_strategy).toEqual(strategy)
  })

  it('is a test with a message for each variation, each with a template of its own', async () => {
    const { campaign: id, message } = await make(older, campaignWith(CONTENTS.email))
    const second = await newest.post(
      '/api/campaign-variations',
      body('campaign-variation', { name: 'B', details: { channel: 'email' } }, to('campaign-message', message)),
    )
    const messages = [message, second.body.data.id]
    const whole = (await older.get(`/api/campaigns/${id}?include=campaign-messages`)).body
    expect(whole.data.attributes.send_strategy).toEqual({ method: 'ab_test_campaign' })
    expect(idsOf(whole.data.relationships['campaign-messages'])).toEqual(messages)
    expect(whole.included.map(({ attributes }: Json) => attributes.definition.label)).toEqual(['First', 'B'])
    const source = await template(older)
    const copies = []
    for (const one of messages) {
      const { body } = await older.post('/api/campaign-message-assign-template', assignment(one, source))
      copies.push(body.included[0].id)
    }
    expect(new Set(copies).size).toBe(2)
    const change = { definition: { channel: 'email', content: { subject: 'B' } } }
    await older.patch(`/api/campaign-messages/${messages[1]}`, patch('campaign-message', messages[1], change))
    const subjects = (await older.get(`/api/campaigns/${id}/campaign-messages`)).body.data.map(
      ({ attributes }: Json) => attributes.definition.content.subject,
    )
    expect(subjects).toEqual(['Leaves', 'B'])
    // A send strategy of the older model does not end the test.
    const send_strategy = { method: 'static', datetime: '2027-01-15T12:00:00Z' }
    await older.patch(`/api/campaigns/${id}`, patch('campaign', id, { send_strategy }))
    expect((await read(older, `/api/campaigns/${id}`)).send_strategy).toEqual({ method: 'ab_test_campaign' })
  })

  it('is cloned by an older one', async () => {
    const { id } = await makeNewest(newest, wizard())
    const clone = await older.post('/api/campaign-clone', patch('campaign', id, { new_name: 'Copy' }))
    const copy = await newest.get(`/api/campaigns/${clone.body.data.id}`)
    expect(copy.body.data.attributes.definition).toMatchObject({ name: 'Copy', builder: 'wizard' })
  })
})

describe('at 2026-10-15 a template', () => {
  const assign = async (id: string) =>
    newest.post('/api/campaign-message-assign-template', assignment(id, await template(newest)))

  it('is assigned to the only variation of a message, and read through the message', async () => {
    const { id, messages, variations } = await makeNewest(newest)
    const [message, variation] = [messages[0]!, variations[0]!]
    expect(message).not.toBe(variation)
    const { status, body: answer } = await assign(message)
    expect([status, answer.data.id, answer.data.relationships.campaign.data.id]).toEqual([200, message, id])
    const copy = answer.included[0].id
    expect((await read(newest, `/api/campaign-variations/${variation}`)).definition.details.template_id).toBe(copy)
    expect((await newest.get(`/api/campaign-messages/${message}/template`)).body.data.id).toBe(copy)
    expect((await newest.get(`/api/campaign-messages/${message}/relationships/template`)).body.data.id).toBe(copy)
  })

  it('is refused where a message has several variations and the id is none of theirs', async () => {
    const variations = ['A', 'B'].map((name) => ({ definition: { name, details: { channel: 'email' } } }))
    const { messages } = await makeNewest(newest, campaign({}, oneMessage({ variations })))
    expect((await assign(messages[0]!)).status).toBe(400)
    const tested = await makeNewest(newest, wizard(oneMessage({ variations })))
    expect((await assign(tested.messages[0]!)).body.data.id).toBe(tested.variations[0])
    expect((await assign(tested.variations[1]!)).body.data.id).toBe(tested.variations[1])
  })
})
