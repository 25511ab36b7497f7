import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { campaign, idsOf, list, make, oneMessage, patchBody, refusal, wizard } from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const at = (id: string, collection = 'campaigns') => `http://localhost:80/api/${collection}/${id}/`
const settings = {
  send_timezone: 'UTC',
  send_strategy: null,
  send_passed_rltz_immediately: false,
  exit_condition_enabled: false,
  exit_condition_conversion_metric_id: null,
}

describe('create_campaign', () => {
  it('answers 201 with the campaign alone, whose children are read through it', async () => {
    const group = await list(client)
    const created = await client.post(
      '/api/campaigns',
      campaign({ color: 'FF5733' }, oneMessage({ name: 'M' }, { name: 'All', included: [group] })),
    )
    const { id, relationships } = created.body.data
    const link = (name: string) => ({ self: `${at(id)}relationships/${name}/`, related: `${at(id)}${name}/` })
    const [audience] = idsOf(relationships['campaign-audiences'])
    const [message] = idsOf(relationships['campaign-messages'])
    const document = {
      type: 'campaign',
      id,
      attributes: {
        created_at: '2026-11-02T10:00:00.250000+00:00',
        updated_at: '2026-11-02T10:00:00.250024+00:00',
        definition: {
          name: 'Drop',
          builder: 'canvas',
          archived: false,
          color: 'ff5733',
          description: null,
          send_settings: settings,
        },
      },
      relationships: {
        'campaign-audiences': {
          data: [{ type: 'campaign-audience', id: audience }],
          links: link('campaign-audiences'),
        },
        'campaign-messages': { data: [{ type: 'campaign-message', id: message }], links: link('campaign-messages') },
        tags: { links: link('tags') },
      },
      links: { self: at(id) },
    }
    expect(created.status).toBe(201)
    expect(created.body).toEqual({ data: document, links: { self: 'http://localhost:80/api/campaigns' } })
    const read = await client.get(`/api/campaigns/${id}`)
    expect(read.body).toEqual({ data: document, links: { self: `http://localhost:80/api/campaigns/${id}` } })

    const audiences = await client.get(`/api/campaigns/${id}/campaign-audiences`)
    expect(audiences.body.data.map(({ attributes }: Json) => attributes.definition)).toEqual([
      { name: 'All', included: [group], excluded: [], priority: 1 },
    ])
    const messages = (await client.get(`/api/campaigns/${id}/campaign-messages`)).body
    expect(idsOf(messages)).toEqual([message])
    expect(messages.data[0].attributes.definition).toEqual({
      name: 'M',
      status: 'draft',
      tracking_options: { is_add_utm: false, is_tracking_clicks: true, is_tracking_opens: true },
      send_options: {
        send_time: null,
        send_times: null,
        send_strategy: 'static',
        recipient_percentage: null,
        throttling_type: 'throttle-for-campaigns-and-flows',
        throttle_unit: null,
        is_ignoring_unsubscribes: false,
      },
    })
    const variations = (await client.get(`/api/campaign-messages/${message}/campaign-variations`)).body
    expect(variations.data.map(({ attributes }: Json) => attributes.definition)).toEqual([
      {
        name: 'M',
        details: {
          channel: 'email',
          template_id: null,
          from_label: '',
          from_email: '',
          reply_to_email: '',
          cc_email: '',
          bcc_email: '',
          subject: '',
          preview_text: '',
        },
      },
    ])
  })

  it('numbers audiences in the order of the array and gives each message to the audience that it names', async () => {
    const audiences = [{ temporary_id: 'x' }, { temporary_id: 'y' }]
    const messages = ['y', 'x', 'y'].map((audience_temporary_id, index) => ({
      audience_temporary_id,
      name: `${index}`,
    }))
    const { id } = await make(client, campaign({}, { audiences, messages }))
    const related = (await client.get(`/api/campaigns/${id}/campaign-audiences`)).body.data
    expect(related.map(({ attributes }: Json) => attributes.definition.priority)).toEqual([1, 2])
    const names = await Promise.all(
      idsOf({ data: related }).map(async (audience) => {
        const below = await client.get(`/api/campaign-audiences/${audience}/campaign-messages`)
        return below.body.data.map(({ attributes }: Json) => attributes.definition.name)
      }),
    )
    expect(names).toEqual([['1'], ['0', '2']])
  })

  it.each([
    ['NONE', 'none'],
    ['FOR_CAMPAIGNS', 'throttle-for-campaigns'],
    ['FOR_FLOWS', 'throttle-for-flows'],
    ['FOR_CAMPAIGNS_AND_FLOWS', 'throttle-for-campaigns-and-flows'],
  ])('reads the throttling type %s of a message as %s', async (word, stored) => {
    const made = await make(client, campaign({}, oneMessage({ throttling_type: word, is_add_utm: true })))
    const { definition } = (await client.get(`/api/campaign-messages/${made.messages[0]}`)).body.data.attributes
    expect(definition.send_options.throttling_type).toBe(stored)
    expect(definition.tracking_options.is_add_utm).toBe(true)
  })

  it('gives a wizard message and its first variation one id, and those of a canvas two', async () => {
    const email = { definition: { details: { channel: 'email' } } }
    const made = await make(client, wizard(oneMessage({ variations: [email, email] })))
    expect(made.variations).toHaveLength(2)
    expect(made.variations[0]).toBe(made.messages[0])
    const canvas = await make(client)
    expect(canvas.variations[0]).not.toBe(canvas.messages[0])
  })

  it('makes an empty canvas campaign', async () => {
    expect(await make(client, campaign())).toMatchObject({ audiences: [], messages: [] })
  })

  it.each([
    [
      'no name',
      campaign({ name: undefined }),
      ["definition/name: 'name' is a required field for the resource 'CampaignDefinition'."],
    ],
    [
      'a blank name',
      campaign({ name: ' ' }),
      ["definition/name: 'name' is a required field for the resource 'CampaignDefinition'."],
    ],
    [
      'an unknown builder',
      campaign({ builder: 'flow' }),
      ["definition/builder: 'builder' must be one of: canvas, wizard (got flow)"],
    ],
    [
      'a colour with #',
      campaign({ color: '#ff5733' }),
      ["definition/color: 'color' must be six hexadecimal digits without a leading #."],
    ],
    [
      'a local strategy outside of UTC',
      campaign({ send_settings: { send_strategy: 'Timezone', send_timezone: 'Europe/Berlin' } }),
      ["definition/send_settings/send_timezone: 'send_timezone' must be UTC when 'send_strategy' is timezone."],
    ],
    [
      'no such time zone',
      campaign({ send_settings: { send_timezone: 'Mars/Base' } }),
      ["definition/send_settings/send_timezone: 'Mars/Base' is not a valid time zone."],
    ],
    [
      'an exit condition without a metric',
      campaign({ send_settings: { exit_condition_enabled: true } }),
      ['definition/send_settings/exit_condition_conversion_metric_id: An exit condition needs a conversion metric.'],
    ],
    [
      'an exit condition with an unknown metric',
      campaign({ send_settings: { exit_condition_conversion_metric_id: 'NOPE01' } }),
      ['definition/send_settings/exit_condition_conversion_metric_id: A metric with id NOPE01 does not exist.'],
    ],
    [
      'an unknown audience, a repeated one and unknown groups, all at once',
      campaign(
        {},
        {
          audiences: [
            { temporary_id: 'a', included: ['NOPE01'] },
            { temporary_id: 'a', excluded: ['NOPE02'] },
          ],
          messages: [{ audience_temporary_id: 'b' }],
        },
      ),
      [
        'audiences/0/included: Lists or segments do not exist: NOPE01',
        "audiences/1/temporary_id: The temporary_id 'a' is used more than once.",
        'audiences/1/excluded: Lists or segments do not exist: NOPE02',
        "messages/0/audience_temporary_id: No audience has the temporary_id 'b'.",
      ],
    ],
    [
      'a wizard without audience and message',
      campaign({ builder: 'wizard' }),
      [
        'audiences: A wizard campaign must have exactly one audience.',
        'messages: A wizard campaign must have exactly one message.',
      ],
    ],
    [
      'a wizard with two channels',
      wizard(oneMessage({ variations: ['email', 'sms'].map((channel) => ({ definition: { details: { channel } } })) })),
      ['messages/0/variations: A message of a wizard campaign can have only one channel.'],
    ],
    [
      'a definition inside an inline message',
      campaign({}, oneMessage({ definition: { name: 'M' } })),
      ["messages/0/definition: 'definition' is not a valid field for the resource 'MessageInlineCreate'."],
    ],
    [
      'an unknown template',
      campaign(
        {},
        oneMessage({ variations: [{ definition: { details: { channel: 'email', template_id: 'NOPE01' } } }] }),
      ),
      ['messages/0/variations/0/definition/details/template_id: A template with id NOPE01 does not exist.'],
    ],
  ])('refuses %s and creates nothing', async (_name, given, expected) => {
    const refused = await client.post('/api/campaigns', given)
    expect(refusal(refused)).toEqual([400, ...expected.map((text) => `/data/attributes/${text}`)])
    for (const collection of ['campaigns', 'campaign-messages']) {
      expect((await client.get(`/api/${collection}`)).body.data).toEqual([])
    }
  })

  it('refuses the children of another campaign with 400, those that do not exist and unknown tags with 404', async () => {
    const { audiences } = await make(client)
    const linked = (name: string, type: string, id: string) => campaign({}, {}, { [name]: { data: [{ type, id }] } })
    const taken = linked('campaign-audiences', 'campaign-audience', audiences[0]!)
    expect(refusal(await client.post('/api/campaigns', taken))).toEqual([
      400,
      `/data/relationships/campaign-audiences: The campaign-audience ${audiences[0]} belongs to another campaign.`,
    ])
    const missing = linked('campaign-messages', 'campaign-message', 'NOPE')
    expect(refusal(await client.post('/api/campaigns', missing))).toEqual([
      404,
      "/data/: A campaign-message with id 'NOPE' does not exist.",
    ])
    expect((await client.post('/api/campaigns', linked('tags', 'tag', 'NOPE'))).status).toBe(404)
  })
})

describe('get_campaigns', () => {
  const names = async (query: string) =>
    (await client.get(`/api/campaigns?${query}`)).body.data.map(({ attributes }: Json) => attributes.definition.name)
  beforeEach(async () => {
    for (const given of [
      campaign({ name: 'Autumn' }),
      campaign({ name: 'Winter', archived: true }),
      campaign({ name: 'Spring', builder: 'wizard' }, oneMessage()),
    ]) {
      await make(client, given)
      sandbox.advance(60_000)
    }
  })

  it.each([
    ['', ['Spring', 'Winter', 'Autumn']],
    ['sort=name', ['Autumn', 'Spring', 'Winter']],
    ['sort=-created_at', ['Spring', 'Winter', 'Autumn']],
    ['sort=updated_at', ['Autumn', 'Winter', 'Spring']],
    ['sort=id', ['Autumn', 'Winter', 'Spring']],
    ['filter=equals(archived,true)', ['Winter']],
    ['filter=equals(archived,false)', ['Spring', 'Autumn']],
    ['filter=equals(builder,"wizard")', ['Spring']],
    ['filter=contains(name,"int")', ['Winter']],
    ['filter=less-or-equal(created_at,2026-11-02T10:01:00.250Z)', ['Winter', 'Autumn']],
    ['filter=greater-than(updated_at,2026-11-02T10:01:30Z)', ['Spring']],
  ])('answers %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('finds campaigns by id and pages through them', async () => {
    const all = idsOf((await client.get('/api/campaigns')).body)
    const some = await client.get(`/api/campaigns?filter=any(id,["${all[0]}","${all[2]}","NOPE"])`)
    expect(idsOf(some.body)).toEqual([all[0], all[2]])
    const first = (await client.get('/api/campaigns?page[size]=2')).body
    const second = (await client.get(first.links.next)).body
    expect([...idsOf(first), ...idsOf(second)]).toEqual(all)
    expect(second.links.next).toBeNull()
  })

  it('includes audiences and messages and shows single members of the definition', async () => {
    const { body } = await client.get('/api/campaigns?include=campaign-audiences,campaign-messages,tags')
    expect(body.included.map(({ type }: Json) => type)).toEqual(['campaign-audience', 'campaign-message'])
    const sparse = await client.get(
      '/api/campaigns?fields[campaign]=definition.name,definition.send_settings.send_timezone',
    )
    expect(sparse.body.data[0].attributes).toEqual({
      definition: { name: 'Spring', send_settings: { send_timezone: 'UTC' } },
    })
    const whole = await client.get('/api/campaigns?fields[campaign]=created_at,definition,updated_at')
    expect(Object.keys(whole.body.data[0].attributes)).toEqual(['created_at', 'updated_at', 'definition'])
  })
})

describe('update_campaign', () => {
  const change = (id: string, definition: Json) =>
    client.patch(`/api/campaigns/${id}`, patchBody('campaign', id, definition))

  it('keeps what is left out, merges send_settings and clears with null', async () => {
    const { id } = await make(client, campaign({ description: 'Old', color: 'aabbcc' }))
    sandbox.advance(60_000)
    const first = await change(id, { archived: true, send_settings: { send_passed_rltz_immediately: true } })
    expect(first.status).toBe(200)
    expect(first.body.data.attributes).toEqual({
      created_at: '2026-11-02T10:00:00.250000+00:00',
      updated_at: '2026-11-02T10:01:00.250000+00:00',
      definition: {
        name: 'Drop',
        builder: 'canvas',
        archived: true,
        color: 'aabbcc',
        description: 'Old',
        send_settings: { ...settings, send_passed_rltz_immediately: true },
      },
    })
    const { definition } = (await change(id, { archived: null, color: null, send_settings: null })).body.data.attributes
    expect(definition).toMatchObject({ archived: false, color: null, description: 'Old', send_settings: settings })
  })

  it('keeps the builder and needs a name and a metric that exists', async () => {
    const { id } = await make(client)
    const given = { builder: 'wizard', name: null, send_settings: { exit_condition_enabled: true } }
    const pointer = '/data/attributes/definition'
    expect(refusal(await change(id, given))).toEqual([
      400,
      `${pointer}/name: 'name' is a required field for the resource 'CampaignDefinition'.`,
      `${pointer}/send_settings/exit_condition_conversion_metric_id: An exit condition needs a conversion metric.`,
      `${pointer}/builder: 'builder' cannot be changed.`,
    ])
    expect((await change(id, { builder: 'canvas' })).status).toBe(200)
  })

  it('refuses another id in the body, and a campaign that is not there', async () => {
    const { id } = await make(client)
    const other = await client.patch(`/api/campaigns/${id}`, patchBody('campaign', 'OTHER', {}))
    expect(other.status).toBe(400)
    expect((await change('NOPE', {})).status).toBe(404)
  })
})

describe('delete_campaign', () => {
  it('takes everything below with it', async () => {
    const { id, audiences, messages, variations } = await make(client)
    expect((await client.delete(`/api/campaigns/${id}`)).status).toBe(204)
    for (const [type, gone] of [
      ['campaign', id],
      ['campaign-audience', audiences[0]],
      ['campaign-message', messages[0]],
      ['campaign-variation', variations[0]],
    ]) {
      expect(refusal(await client.get(`/api/${type}s/${gone}`))).toEqual([
        404,
        `/data/: A ${type} with id '${gone}' does not exist.`,
      ])
    }
  })
})

describe('related resources', () => {
  it.each([
    ['campaigns', 'campaign-audiences'],
    ['campaigns', 'campaign-messages'],
    ['campaigns', 'tags'],
    ['campaign-audiences', 'campaign'],
    ['campaign-audiences', 'campaign-messages'],
    ['campaign-messages', 'campaign'],
    ['campaign-messages', 'campaign-audience'],
    ['campaign-messages', 'campaign-variations'],
    ['campaign-messages', 'tags'],
    ['campaign-variations', 'campaign-message'],
    ['campaign-variations', 'image'],
    ['campaign-variations', 'translation'],
  ])('of %s: %s are what the relationship names', async (collection, relation) => {
    const made = await make(client)
    const parents: Json = {
      campaigns: made.id,
      'campaign-audiences': made.audiences[0],
      'campaign-messages': made.messages[0],
      'campaign-variations': made.variations[0],
    }
    const path = `/api/${collection}/${parents[collection]}`
    const identifier = (resource: Json) => resource && { type: resource.type, id: resource.id }
    const { data } = (await client.get(`${path}/${relation}`)).body
    const named = (await client.get(`${path}/relationships/${relation}`)).body.data
    expect(named).toEqual(Array.isArray(data) ? data.map(identifier) : identifier(data))
    const empty = ['tags', 'image', 'translation'].includes(relation)
    expect(Array.isArray(named) ? named.length : named && 1).toBe(empty ? (relation === 'tags' ? 0 : null) : 1)
    expect((await client.get(`/api/${collection}/NOPE/${relation}`)).status).toBe(404)
  })
})
