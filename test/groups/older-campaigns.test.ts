import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { idsOf, list, refusal, template } from './campaign-bodies.ts'
import {
  assignment,
  campaignWith,
  CONTENTS,
  DEFINED,
  flatCampaignWith,
  make,
  OLDER,
  patch,
  read,
} from './older-campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox, { revision: '2026-07-15' })
})
afterEach(() => sandbox.close())

const at = (revision: string) => clientOf(sandbox, { revision })
const NOW = '2026-11-02T10:00:00.250000+00:00'
const LATER = '2026-11-02T10:00:00.250024+00:00'
const API = 'http://localhost:80/api'

const linked = (self: string, name: string, data?: Json) => ({
  ...(data !== undefined && { data }),
  links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` },
})

describe.each(OLDER)('at %s', (revision) => {
  it('a campaign is created and read as one document', async () => {
    const one = at(revision)
    const audience = await list(one)
    const { label, channel, content } = CONTENTS.email
    const attributes = { audiences: { included: [audience] } }
    const body =
      revision === '2024-10-15'
        ? flatCampaignWith({ label, channel, content }, attributes)
        : campaignWith(CONTENTS.email, attributes)
    const created = await one.post('/api/campaigns', body)
    const { id } = created.body.data
    const self = `${API}/campaigns/${id}/`
    const [message] = idsOf(created.body.data.relationships['campaign-messages'])
    const none = { options_static: null, options_throttled: null, options_sto: null }
    const data = {
      type: 'campaign',
      id,
      attributes: {
        name: 'Autumn',
        status: 'Draft',
        archived: false,
        audiences: { included: [audience], excluded: [] },
        send_options: { use_smart_sending: true, ignore_unsubscribes: false },
        tracking_options: {
          add_tracking_params: false,
          custom_tracking_params: [],
          is_tracking_clicks: true,
          is_tracking_opens: true,
        },
        send_strategy: { method: 'immediate', ...(revision === '2024-10-15' && none) },
        created_at: NOW,
        scheduled_at: null,
        updated_at: LATER,
        send_time: null,
      },
      relationships: {
        'campaign-messages': linked(self, 'campaign-messages', [{ type: 'campaign-message', id: message }]),
        tags: linked(self, 'tags'),
      },
      links: { self },
    }
    expect([created.status, created.body]).toEqual([201, { data, links: { self: `${API}/campaigns` } }])
    expect(Object.keys(created.body.data.attributes)).toEqual(Object.keys(data.attributes))
    expect((await one.get(`/api/campaigns/${id}`)).body).toEqual({ data, links: { self: `${API}/campaigns/${id}` } })
  })

  it('a message is read as one document', async () => {
    const { campaign, message } = await make(client, campaignWith(CONTENTS.email))
    const copy = (
      await client.post('/api/campaign-message-assign-template', assignment(message, await template(client)))
    ).body.included[0].id
    const self = `${API}/campaign-messages/${message}/`
    const { label, ...definition } = CONTENTS.email
    const flat = { label, ...definition, send_times: [], render_options: null }
    const attributes = revision === '2024-10-15' ? flat : { definition: CONTENTS.email, send_times: [] }
    expect((await at(revision).get(`/api/campaign-messages/${message}`)).body).toEqual({
      data: {
        type: 'campaign-message',
        id: message,
        attributes: { ...attributes, created_at: NOW, updated_at: LATER },
        relationships: {
          campaign: linked(self, 'campaign', { type: 'campaign', id: campaign }),
          template: linked(self, 'template', { type: 'template', id: copy }),
          ...(revision > '2024-10-15' && { image: linked(self, 'image', null) }),
        },
        links: { self },
      },
      links: { self: self.slice(0, -1) },
    })
  })

  it('related and relationship reads lead from campaign to message and back', async () => {
    const one = at(revision)
    const { campaign, message } = await make(client, campaignWith(CONTENTS.sms))
    const all = await one.get(`/api/campaigns/${campaign}/campaign-messages`)
    expect(all.body).toEqual({
      data: [(await one.get(`/api/campaign-messages/${message}`)).body.data],
      links: { self: `${API}/campaigns/${campaign}/campaign-messages` },
    })
    const ids = await one.get(`/api/campaigns/${campaign}/relationships/campaign-messages`)
    expect(ids.body.data).toEqual([{ type: 'campaign-message', id: message }])
    const back = await one.get(`/api/campaign-messages/${message}/campaign`)
    expect(back.body.data).toEqual((await one.get(`/api/campaigns/${campaign}`)).body.data)
    const id = await one.get(`/api/campaign-messages/${message}/relationships/campaign`)
    expect(id.body.data).toEqual({ type: 'campaign', id: campaign })
    expect((await one.get(`/api/campaigns/${campaign}/tags`)).body.data).toEqual([])
    expect((await one.get(`/api/campaigns/${campaign}/relationships/tags`)).body.data).toEqual([])
  })

  it('messages and campaigns are included', async () => {
    const one = at(revision)
    const { campaign, message } = await make(client, campaignWith(CONTENTS.email))
    const whole = (await one.get(`/api/campaigns/${campaign}?include=campaign-messages,tags`)).body
    expect(idsOf({ data: whole.included })).toEqual([message])
    const included = (await one.get(`/api/campaign-messages/${message}?include=campaign,template`)).body.included
    expect(idsOf({ data: included })).toEqual([campaign])
    const listed = (await one.get(`/api/campaigns?filter=equals(messages.channel,'email')&include=campaign-messages`))
      .body
    expect(idsOf({ data: listed.included })).toEqual([message])
  })

  it('a template is assigned as a copy', async () => {
    const { campaign, message } = await make(client, campaignWith(CONTENTS.email))
    const source = await template(client)
    await sandbox.clock.advance(1000)
    const answer = await at(revision).post('/api/campaign-message-assign-template', assignment(message, source))
    const { id } = answer.body.included[0]
    const self = `${API}/campaign-messages/${message}/`
    expect(answer.status).toBe(revision < '2025-04-15' ? 201 : 200)
    expect(answer.body).toEqual({
      data: {
        type: 'campaign-message',
        id: message,
        attributes: {
          ...CONTENTS.email,
          send_times: [],
          render_options: null,
          created_at: NOW,
          updated_at: LATER,
        },
        relationships: {
          campaign: linked(self, 'campaign', { type: 'campaign', id: campaign }),
          template: linked(self, 'template', { type: 'template', id }),
        },
        links: { self },
      },
      included: [
        {
          type: 'template',
          id,
          attributes: {
            name: `Clone of ${source}`,
            editor_type: 'CODE',
            html: '<html><head></head><body><p>Hello</p></body></html>',
            text: null,
            amp: null,
            created: '2026-11-02T10:00:01.250000+00:00',
            updated: '2026-11-02T10:00:01.250024+00:00',
          },
          links: { self: `${API}/templates/${id}/` },
        },
      ],
      links: { self: `${API}/campaign-message-assign-template` },
    })
    const related = await at(revision).get(`/api/campaign-messages/${message}/template`)
    expect([related.body.data.id, related.body.data.attributes.name]).toEqual([id, `Clone of ${source}`])
    const ids = await at(revision).get(`/api/campaign-messages/${message}/relationships/template`)
    expect(ids.body.data).toEqual({ type: 'template', id })
  })

  it('a draft is cloned and deleted', async () => {
    const one = at(revision)
    const { campaign } = await make(client, campaignWith(CONTENTS.email))
    const body = (attributes: Json) => ({ data: { type: 'campaign', id: campaign, attributes } })
    const named = await one.post('/api/campaign-clone', body({ new_name: 'Winter' }))
    expect([named.status, named.body.data.attributes.name]).toEqual([201, 'Winter'])
    expect((await one.post('/api/campaign-clone', body({}))).body.data.attributes.name).toBe('Copy of Autumn')
    expect((await one.delete(`/api/campaigns/${campaign}`)).status).toBe(204)
    expect(refusal(await one.get(`/api/campaigns/${campaign}`))).toEqual([
      404,
      `/data/: A campaign with id '${campaign}' does not exist.`,
    ])
  })
})

describe('create_campaign', () => {
  it('sends an e-mail from the account, and calls its message like the campaign', async () => {
    const { message } = await make(client, campaignWith({ channel: 'email' }))
    expect((await read(client, `/api/campaign-messages/${message}`)).definition).toEqual({
      channel: 'email',
      label: 'Autumn',
      content: {
        subject: '',
        preview_text: '',
        from_email: 'hello@sandbox.example',
        from_label: 'Sandbox Account',
        reply_to_email: null,
        cc_email: null,
        bcc_email: null,
      },
    })
  })

  it('gives a text message its defaults, and shows no clicks of it', async () => {
    const { campaign, message } = await make(client, campaignWith({ channel: 'sms' }))
    expect((await read(client, `/api/campaign-messages/${message}`)).definition).toEqual({
      channel: 'sms',
      content: { body: '', media_url: null },
      render_options: { shorten_links: true, add_org_prefix: true, add_info_link: true, add_opt_out_language: false },
    })
    const attributes = await read(client, `/api/campaigns/${campaign}`)
    expect([attributes.send_options, attributes.tracking_options]).toEqual([
      { use_smart_sending: true },
      { add_tracking_params: false, custom_tracking_params: [] },
    ])
  })

  it('shows no tracking of a push, save at 2024-10-15, whose schema requires it', async () => {
    const { campaign, message } = await make(client, campaignWith(CONTENTS.push))
    expect((await read(client, `/api/campaigns/${campaign}`)).tracking_options).toBeNull()
    const first = at('2024-10-15')
    expect((await read(first, `/api/campaigns/${campaign}`)).tracking_options).toEqual({
      add_tracking_params: false,
      custom_tracking_params: [],
    })
    expect((await read(first, `/api/campaign-messages/${message}`)).channel).toBe('mobile_push')
  })

  it.each([
    ['local', { method: 'static', datetime: '2027-01-15T12:00:00Z', options: { is_local: true } }],
    ['global', { method: 'static', datetime: '2027-01-15T14:00:00+02:00' }],
    ['throttled', { method: 'throttled', datetime: '2027-01-15T12:00:00', throttle_percentage: 20 }],
    ['smart', { method: 'smart_send_time', date: '2027-01-15' }],
    ['immediate', { method: 'immediate' }],
    ['none', null],
  ])('keeps a send strategy: %s', async (name, send_strategy) => {
    const datetime = '2027-01-15T12:00:00+00:00'
    const shown: Json = {
      local: { method: 'static', datetime, options: { is_local: true, send_past_recipients_immediately: false } },
      global: { method: 'static', datetime, options: { is_local: false } },
      throttled: { method: 'throttled', datetime, throttle_percentage: 20 },
      smart: { method: 'smart_send_time', date: '2027-01-15' },
      immediate: { method: 'immediate' },
      none: { method: 'immediate' },
    }
    const none = { options_static: null, options_throttled: null, options_sto: null }
    const flat: Json = {
      local: { options_static: { datetime, is_local: true, send_past_recipients_immediately: false } },
      global: { options_static: { datetime, is_local: false, send_past_recipients_immediately: null } },
      throttled: { options_throttled: { datetime, throttle_percentage: 20 } },
      smart: { options_sto: { date: '2027-01-15' } },
    }
    const { campaign } = await make(client, campaignWith(CONTENTS.email, { send_strategy }))
    for (const revision of DEFINED) {
      expect((await read(at(revision), `/api/campaigns/${campaign}`)).send_strategy).toEqual(shown[name])
    }
    const first = at('2024-10-15')
    const older = { method: shown[name].method, ...none, ...flat[name] }
    expect((await read(first, `/api/campaigns/${campaign}`)).send_strategy).toEqual(older)
    const again = await make(first, flatCampaignWith({ channel: 'email' }, { send_strategy: older }))
    expect((await read(client, `/api/campaigns/${again.campaign}`)).send_strategy).toEqual(shown[name])
  })
})

describe('update_campaign', () => {
  it('leaves alone what it leaves out, and clears what it empties', async () => {
    const [first, second] = [await list(client), await list(client)]
    const { campaign } = await make(
      client,
      campaignWith(CONTENTS.email, { audiences: { included: [first], excluded: [second] } }),
    )
    await sandbox.clock.advance(60_000)
    const before = await read(client, `/api/campaigns/${campaign}`)
    const params = ['utm_source', 'utm_medium'].map((name) => ({ type: 'static', name, value: 'x' }))
    const changes: [Json, Json][] = [
      [{ name: 'Winter' }, { name: 'Winter' }],
      [{ audiences: { excluded: [] } }, { audiences: { included: [first], excluded: [] } }],
      [{ send_options: { use_smart_sending: false } }, { send_options: { use_smart_sending: false } }],
      [
        { tracking_options: { add_tracking_params: true, custom_tracking_params: params } },
        { tracking_options: { add_tracking_params: true, custom_tracking_params: params } },
      ],
      // Observed: switching them off keeps them.
      [{ tracking_options: { add_tracking_params: false } }, { tracking_options: { add_tracking_params: false } }],
      [{ tracking_options: { is_tracking_clicks: false } }, { tracking_options: { is_tracking_clicks: false } }],
      [{ name: null, tracking_options: null }, {}],
    ]
    const expected = structuredClone(before)
    for (const [given, shown] of changes) {
      for (const [name, value] of Object.entries<Json>(shown)) {
        expected[name] = typeof value === 'object' ? { ...expected[name], ...value } : value
      }
      const answer = await client.patch(`/api/campaigns/${campaign}`, patch('campaign', campaign, given))
      expected.updated_at = '2026-11-02T10:01:00.250000+00:00'
      expect([answer.status, answer.body.data.attributes]).toEqual([200, expected])
    }
    expect(await read(client, `/api/campaigns/${campaign}`)).toEqual(expected)
  })
})

describe('update_campaign_message', () => {
  it.each(OLDER)('changes what it names, at %s', async (revision) => {
    const { message } = await make(client, campaignWith(CONTENTS.email))
    await sandbox.clock.advance(60_000)
    const change = { label: 'Second', content: { subject: 'Snow', cc_email: null } }
    const attributes = revision === '2024-10-15' ? change : { definition: { channel: 'email', ...change } }
    const url = `/api/campaign-messages/${message}`
    const answer = await at(revision).patch(url, patch('campaign-message', message, attributes))
    expect(answer.status).toBe(200)
    expect(answer.body.data.attributes.updated_at).toBe('2026-11-02T10:01:00.250000+00:00')
    expect((await read(client, url)).definition).toEqual({
      channel: 'email',
      label: 'Second',
      content: { ...CONTENTS.email.content, subject: 'Snow', cc_email: null },
    })
  })

  it('makes a standard push silent, and loses nothing by it', async () => {
    const { message } = await make(client, campaignWith(CONTENTS.push))
    const url = `/api/campaign-messages/${message}`
    const change = (definition: Json) =>
      client.patch(url, patch('campaign-message', message, { definition: { channel: 'mobile_push', ...definition } }))
    await change({ notification_type: 'silent', kv_pairs: { a: 'b' } })
    expect((await read(client, url)).definition).toEqual({ ...CONTENTS.silent, kv_pairs: { a: 'b' } })
    await change({ notification_type: 'standard' })
    expect((await read(client, url)).definition).toEqual({
      ...CONTENTS.push,
      content: { ...CONTENTS.push.content, action_buttons: null },
      kv_pairs: { a: 'b' },
    })
  })
})

describe('clone_campaign', () => {
  it('copies everything but the time and the tracking that was off; the copy has a template of its own', async () => {
    const [included, excluded] = [await list(client), await list(client)]
    const params = ['utm_source', 'utm_medium'].map((name) => ({ type: 'static', name, value: 'x' }))
    const { campaign, message } = await make(
      client,
      campaignWith(CONTENTS.email, {
        audiences: { included: [included], excluded: [excluded] },
        send_options: { use_smart_sending: false },
        send_strategy: { method: 'static', datetime: '2027-01-15T12:00:00+00:00' },
        tracking_options: { custom_tracking_params: params, is_tracking_clicks: false, is_tracking_opens: false },
      }),
    )
    const assign = assignment(message, await template(client))
    const copied = (await client.post('/api/campaign-message-assign-template', assign)).body.included[0].id
    const source = await read(client, `/api/campaigns/${campaign}`)
    await sandbox.clock.advance(60_000)
    const answer = await client.post('/api/campaign-clone', patch('campaign', campaign, { new_name: 'Winter' }))
    expect(answer.body.data.attributes).toEqual({
      ...source,
      name: 'Winter',
      tracking_options: { ...source.tracking_options, is_tracking_clicks: true, is_tracking_opens: true },
      send_strategy: {
        method: 'static',
        datetime: '2026-11-02T10:01:00.250000+00:00',
        options: { is_local: false },
      },
      created_at: '2026-11-02T10:01:00.250000+00:00',
      updated_at: expect.stringMatching(/^2026-11-02T10:01:00\.2500\d\d\+00:00$/),
    })
    const [clone] = idsOf(answer.body.data.relationships['campaign-messages'])
    const shown = (await client.get(`/api/campaign-messages/${clone}`)).body.data
    expect(shown.attributes.definition).toEqual(CONTENTS.email)
    expect(shown.relationships.template.data.id).not.toBe(copied)
  })
})
