import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  body,
  campaign,
  idsOf,
  make,
  oneMessage,
  patchBody,
  refusal,
  schedule,
  to,
  variationsOf,
  wizard,
  type Made,
} from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
let made: Made
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  made = await make(client)
})
afterEach(() => sandbox.close())

const DEFINITION = '/data/attributes/definition'
const parents = ({ id, audiences }: Made) => ({ ...to('campaign', id), ...to('campaign-audience', audiences[0]!) })
const create = (definition: Json, relationships: Json = parents(made), others: Json = {}) =>
  client.post('/api/campaign-messages', body('campaign-message', definition, relationships, others))
const change = (definition: Json, id = made.messages[0]!) =>
  client.patch(`/api/campaign-messages/${id}`, patchBody('campaign-message', id, definition))
const email = (details: Json = {}) => ({ definition: { details: { channel: 'email', ...details } } })

describe('create_campaign_message', () => {
  it("answers 201 with the account's defaults and one empty variation of the message's name", async () => {
    const created = await create({ name: 'Reminder' })
    const { id } = created.body.data
    const [variation] = await variationsOf(client, id)
    const self = `http://localhost:80/api/campaign-messages/${id}/`
    const link = (name: string) => ({ self: `${self}relationships/${name}/`, related: `${self}${name}/` })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'campaign-message',
        id,
        attributes: {
          created: '2026-11-02T10:00:00.250000+00:00',
          updated: '2026-11-02T10:00:00.250024+00:00',
          definition: {
            name: 'Reminder',
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
          },
        },
        relationships: {
          campaign: { data: { type: 'campaign', id: made.id }, links: link('campaign') },
          'campaign-audience': {
            data: { type: 'campaign-audience', id: made.audiences[0] },
            links: link('campaign-audience'),
          },
          'campaign-variations': {
            data: [{ type: 'campaign-variation', id: variation }],
            links: link('campaign-variations'),
          },
        },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/campaign-messages' },
    })
    const { definition } = (await client.get(`/api/campaign-variations/${variation}`)).body.data.attributes
    expect(definition).toMatchObject({ name: 'Reminder', details: { channel: 'email', subject: '' } })
  })

  it('takes two variations of one channel as an A/B test', async () => {
    const variations = [email({ subject: 'A' }), email({ subject: 'B' })]
    const { definition } = (await create({}, undefined, { variations })).body.data.attributes
    expect(definition.send_options.send_strategy).toBe('content_variation')
    expect(definition.ab_test).toEqual({ winner_metric: 'opens_unique', winner_percentage: 80, winner_wait_hours: 4 })
  })

  it('takes one variation of each channel without a test', async () => {
    const variations = ['email', 'sms', 'push', 'whatsapp'].map((channel) => ({ definition: { details: { channel } } }))
    const { definition } = (await create({}, undefined, { variations })).body.data.attributes
    expect(definition.send_options.send_strategy).toBe('static')
    expect(definition).not.toHaveProperty('ab_test')
  })

  it('refuses everything that is wrong in one answer', async () => {
    const other = await make(client, wizard())
    const definition = {
      status: 'sent',
      send_options: { send_times: { a: 'b' }, is_ignoring_unsubscribes: true, recipient_percentage: 0 },
      ab_test: { winner_percentage: 100, winner_wait_hours: 0 },
    }
    const relationships = { ...to('campaign', other.id), ...to('campaign-audience', made.audiences[0]!) }
    const variations = Array.from({ length: 8 }, () => email())
    expect(refusal(await create(definition, relationships, { variations }))).toEqual([
      400,
      `/data/relationships/campaign-audience: The campaign-audience ${made.audiences[0]} belongs to another campaign.`,
      '/data/relationships/campaign: A wizard campaign must have exactly one message.',
      `${DEFINITION}/status: 'status' is read only.`,
      `${DEFINITION}/send_options/send_times: 'send_times' is read only.`,
      `${DEFINITION}/send_options/is_ignoring_unsubscribes: Only accounts that send transactional messages can ignore unsubscribes.`,
      `${DEFINITION}/send_options/recipient_percentage: 'recipient_percentage' must be between 1 and 100.`,
      `${DEFINITION}/ab_test/winner_percentage: 'winner_percentage' must be between 0 and 99.`,
      `${DEFINITION}/ab_test/winner_wait_hours: 'winner_wait_hours' must be 1 or more.`,
      '/data/attributes/variations: A maximum of 7 variations is allowed per message.',
    ])
  })

  it.each([
    ['campaign', "A campaign with id 'NOPE' does not exist."],
    ['campaign-audience', "A campaign-audience with id 'NOPE' does not exist."],
  ])('answers 404 when the %s does not exist', async (name, detail) => {
    expect(refusal(await create({}, { ...parents(made), ...to(name, 'NOPE') }))).toEqual([404, `/data/: ${detail}`])
  })
})

describe('get_campaign_messages', () => {
  const names = async (query: string) =>
    (await client.get(`/api/campaign-messages?${query}`)).body.data.map(
      ({ attributes }: Json) => attributes.definition.name,
    )
  beforeEach(async () => {
    await sandbox.clock.advance(60_000)
    await create({ name: 'Beta' })
    await sandbox.clock.advance(60_000)
    await make(client, campaign({}, oneMessage({ name: 'Alpha' })))
  })

  it.each([
    ['', ['Alpha', 'Beta', null]],
    ['sort=name', [null, 'Alpha', 'Beta']],
    ['sort=-name', ['Beta', 'Alpha', null]],
    ['sort=created', [null, 'Beta', 'Alpha']],
    ['sort=-updated', ['Alpha', 'Beta', null]],
    ['sort=id', [null, 'Beta', 'Alpha']],
    ['sort=status', [null, 'Beta', 'Alpha']],
    ['filter=contains(name,"lph")', ['Alpha']],
    ['filter=equals(status,"draft")', ['Alpha', 'Beta', null]],
    ['filter=equals(status,"sent")', []],
    ['filter=greater-than(created,2026-11-02T10:01:30Z)', ['Alpha']],
    ['filter=less-than(updated,2026-11-02T10:01:30Z)', ['Beta', null]],
  ])('answers %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('finds those of a campaign, and messages by id', async () => {
    expect(await names(`filter=equals(campaign_id,"${made.id}")`)).toEqual(['Beta', null])
    expect(await names(`filter=equals(id,"${made.messages[0]}")`)).toEqual([null])
    expect(await names(`filter=any(id,["${made.messages[0]}","NOPE"])`)).toEqual([null])
  })

  it('pages by 20, includes campaigns once each, and reads those of a campaign in pages too', async () => {
    for (let count = 0; count < 20; count++) await create({ name: `M${count}` })
    const first = (await client.get('/api/campaign-messages?include=campaign')).body
    expect([first.data.length, idsOf({ data: first.included })]).toEqual([20, [made.id]])
    const second = (await client.get(first.links.next)).body
    expect([second.data.length, second.links.next]).toEqual([3, null])
    const related = (await client.get(`/api/campaigns/${made.id}/campaign-messages?include=campaign`)).body
    expect([related.data.length, idsOf({ data: related.included }), related.links.next]).toEqual([22, [made.id], null])
  })

  it('includes variations, as connectors for the beta ask', async () => {
    const answer = await sandbox.inject({
      url: '/api/campaign-messages?include=campaign-variations',
      headers: { authorization: 'Klaviyo-API-Key pk_test', revision: '2026-10-15' },
    })
    expect(answer.statusCode).toBe(200)
    const { included } = answer.json<Json>()
    expect(included.map(({ type, attributes }: Json) => [type, attributes.definition.details.channel])).toEqual(
      Array(3).fill(['campaign-variation', 'email']),
    )
    const refused = await client.get('/api/campaign-messages?include=campaign-audience')
    expect(refusal(refused)).toEqual([
      400,
      "include: 'campaign-audience' is not an allowed include parameter for this resource.",
    ])
  })
})

describe('update_campaign_message', () => {
  it('merges the objects of the definition and ignores what is read only and unchanged', async () => {
    await sandbox.clock.advance(60_000)
    const definition = {
      name: 'Renamed',
      status: 'draft',
      tracking_options: { is_add_utm: true, is_tracking_opens: null },
      send_options: { throttling_type: 'none', send_times: null },
    }
    const { attributes } = (await change(definition)).body.data
    expect(attributes).toEqual({
      created: '2026-11-02T10:00:00.250000+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
      definition: {
        name: 'Renamed',
        status: 'draft',
        tracking_options: { is_add_utm: true, is_tracking_clicks: true, is_tracking_opens: true },
        send_options: {
          send_time: null,
          send_times: null,
          send_strategy: 'static',
          recipient_percentage: null,
          throttling_type: 'none',
          throttle_unit: null,
          is_ignoring_unsubscribes: false,
        },
      },
    })
    const whole = await change(attributes.definition)
    expect(whole.body.data.attributes.definition).toEqual(attributes.definition)
  })

  it('sets what a test is decided by', async () => {
    const { definition } = (await change({ ab_test: { winner_wait_hours: 12 } })).body.data.attributes
    expect(definition.ab_test).toEqual({ winner_metric: 'opens_unique', winner_percentage: 80, winner_wait_hours: 12 })
    const again = (await change({ ab_test: { winner_metric: 'placed_orders_unique' } })).body.data.attributes
    expect(again.definition.ab_test).toMatchObject({ winner_metric: 'placed_orders_unique', winner_wait_hours: 12 })
  })

  it('is refused for any other status than draft, which it names', async () => {
    await schedule(client, made)
    expect(refusal(await change({ name: 'Late' }))).toEqual([
      409,
      `/data/id: Cannot change campaign-message with id '${made.messages[0]}' because its status is scheduled.`,
    ])
    expect((await change({ status: 'cancelled' }, 'NOPE')).status).toBe(404)
  })
})

describe('delete_campaign_message', () => {
  const drop = (id: string) => client.delete(`/api/campaign-messages/${id}`)

  it('takes its variations with it, even when scheduled', async () => {
    await schedule(client, made)
    expect((await drop(made.messages[0]!)).status).toBe(204)
    expect((await client.get(`/api/campaign-variations/${made.variations[0]}`)).status).toBe(404)
    await sandbox.clock.advance(3 * 24 * 3_600_000)
    expect((await client.get(`/api/campaigns/${made.id}/campaign-messages`)).body.data).toEqual([])
  })

  it('is refused for the only one of a wizard campaign', async () => {
    const { messages } = await make(client, wizard())
    expect(refusal(await drop(messages[0]!))).toEqual([
      409,
      '/data/id: The only message of a wizard campaign cannot be deleted.',
    ])
  })
})
