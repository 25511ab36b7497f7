import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { campaign, idsOf, list, make, oneMessage, refusal, wizard } from './campaign-bodies.ts'

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
