import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  body,
  campaign,
  idsOf,
  list,
  make,
  oneMessage,
  patchBody,
  refusal,
  schedule,
  to,
  wizard,
} from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const create = (definition: Json, relationships: Json) =>
  client.post('/api/campaign-audiences', body('campaign-audience', definition, relationships))
const change = (id: string, definition: Json) =>
  client.patch(`/api/campaign-audiences/${id}`, patchBody('campaign-audience', id, definition))
const definitionOf = async (id: string) =>
  (await client.get(`/api/campaign-audiences/${id}`)).body.data.attributes.definition

/** Names of a campaign's audiences with their priorities, in the order in which they show. */
async function order(id: string): Promise<string[]> {
  const { data } = (await client.get(`/api/campaigns/${id}/campaign-audiences`)).body
  return data.map(({ attributes: { definition } }: Json) => `${definition.name} ${definition.priority}`)
}

describe('create_campaign_audience', () => {
  it('answers 201 with the audience behind the others', async () => {
    const { id: campaignId } = await make(client)
    const created = await create({ name: 'Second' }, to('campaign', campaignId))
    const { id } = created.body.data
    const self = `http://localhost:80/api/campaign-audiences/${id}/`
    const link = (name: string) => ({ self: `${self}relationships/${name}/`, related: `${self}${name}/` })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'campaign-audience',
        id,
        attributes: {
          created: '2026-11-02T10:00:00.250000+00:00',
          updated: '2026-11-02T10:00:00.250024+00:00',
          definition: { name: 'Second', included: [], excluded: [], priority: 2 },
        },
        relationships: {
          campaign: { data: { type: 'campaign', id: campaignId }, links: link('campaign') },
          'campaign-messages': { data: [], links: link('campaign-messages') },
        },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/campaign-audiences' },
    })
    const read = await client.get(`/api/campaign-audiences/${id}?include=campaign,campaign-messages`)
    expect(read.body.included.map(({ type }: Json) => type)).toEqual(['campaign'])
  })

  it.each([
    [undefined, ['A 1', 'B 2', 'C 3', 'New 4']],
    [null, ['A 1', 'B 2', 'C 3', 'New 4']],
    [1, ['New 1', 'A 2', 'B 3', 'C 4']],
    [2, ['A 1', 'New 2', 'B 3', 'C 4']],
    [7, ['A 1', 'B 2', 'C 3', 'New 7']],
  ])('with priority %s gives %j', async (priority, expected) => {
    const audiences = ['A', 'B', 'C'].map((name) => ({ temporary_id: name, name }))
    const { id } = await make(client, campaign({}, { audiences }))
    await create({ name: 'New', priority }, to('campaign', id))
    expect(await order(id)).toEqual(expected)
  })

  it('takes messages of the campaign over', async () => {
    const { id, audiences, messages } = await make(client)
    const linked = { 'campaign-messages': { data: [{ type: 'campaign-message', id: messages[0] }] } }
    const created = await create({}, { ...to('campaign', id), ...linked })
    expect(idsOf(created.body.data.relationships['campaign-messages'])).toEqual(messages)
    expect(idsOf((await client.get(`/api/campaign-audiences/${audiences[0]}/campaign-messages`)).body)).toEqual([])
    const moved = (await client.get(`/api/campaign-messages/${messages[0]}/relationships/campaign-audience`)).body.data
    expect(moved.id).toBe(created.body.data.id)
  })

  it('refuses everything that is wrong in one answer', async () => {
    const { id } = await make(client, wizard())
    const other = await make(client)
    const linked = { 'campaign-messages': { data: [{ type: 'campaign-message', id: other.messages[0] }] } }
    const definition = {
      included: ['NOPE01', 'NOPE02'],
      excluded: Array<string>(16).fill(await list(client)),
      priority: 0,
    }
    const pointer = '/data/attributes/definition'
    expect(refusal(await create(definition, { ...to('campaign', id), ...linked }))).toEqual([
      400,
      `${pointer}/included: Lists or segments do not exist: NOPE01, NOPE02`,
      `${pointer}/excluded: A maximum of 15 lists and segments is allowed.`,
      `${pointer}/priority: 'priority' must be 1 or more.`,
      '/data/relationships/campaign: A wizard campaign must have exactly one audience.',
      `/data/relationships/campaign-messages: The campaign-message ${other.messages[0]} belongs to another campaign.`,
    ])
    expect((await create({}, to('campaign', 'NOPE'))).status).toBe(404)
    expect(refusal(await create({}, { campaign: {} }))).toEqual([
      400,
      "/data/relationships/campaign/data: 'data' is a required field for the resource 'campaign'.",
    ])
  })

  it('refuses more than 20 audiences', async () => {
    const audiences = Array.from({ length: 20 }, (_, index) => ({ temporary_id: `${index}` }))
    const { id } = await make(client, campaign({}, { audiences }))
    expect(refusal(await create({}, to('campaign', id)))).toEqual([
      400,
      '/data/relationships/campaign: A maximum of 20 audiences is allowed per campaign.',
    ])
  })
})

describe('update_campaign_audience', () => {
  it('replaces included and excluded independently, and clears with null', async () => {
    const [one, two] = [await list(client, 'One'), await list(client, 'Two')]
    const { audiences } = await make(client, campaign({}, oneMessage({}, { included: [one], excluded: [two] })))
    await sandbox.clock.advance(60_000)
    const changed = await change(audiences[0]!, { included: [two], excluded: [] })
    expect(changed.body.data.attributes).toEqual({
      created: '2026-11-02T10:00:00.250000+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
      definition: { name: null, included: [two], excluded: [], priority: 1 },
    })
    await change(audiences[0]!, { name: 'Named', included: null })
    expect(await definitionOf(audiences[0]!)).toEqual({ name: 'Named', included: [], excluded: [], priority: 1 })
    const without = { data: { type: 'campaign-audience', id: audiences[0], attributes: {} } }
    expect((await client.patch(`/api/campaign-audiences/${audiences[0]}`, without)).status).toBe(200)
  })

  it.each([
    ['C', 1, ['C 1', 'A 2', 'B 3']],
    ['A', 3, ['B 2', 'A 3', 'C 4']],
    ['A', null, ['B 2', 'C 3', 'A 4']],
    ['B', 2, ['A 1', 'B 2', 'C 3']],
  ])('moves %s to priority %s and the others out of its way', async (name, priority, expected) => {
    const given = ['A', 'B', 'C'].map((each) => ({ temporary_id: each, name: each }))
    const { id, audiences } = await make(client, campaign({}, { audiences: given }))
    await change(audiences['ABC'.indexOf(name)]!, { priority })
    expect(await order(id)).toEqual(expected)
  })

  it('is refused once a message is scheduled', async () => {
    const made = await make(client)
    expect((await schedule(client, made)).status).toBe(201)
    expect(refusal(await change(made.audiences[0]!, { name: 'Late' }))).toEqual([
      409,
      `/data/id: Cannot change the audience of campaign-message with id '${made.messages[0]}' because its status is scheduled.`,
    ])
  })
})

describe('delete_campaign_audience', () => {
  const drop = (id: string) => client.delete(`/api/campaign-audiences/${id}`)

  it('takes its messages with it', async () => {
    const { id, audiences, messages } = await make(client)
    expect((await drop(audiences[0]!)).status).toBe(204)
    expect((await client.get(`/api/campaign-messages/${messages[0]}`)).status).toBe(404)
    expect((await client.get(`/api/campaigns/${id}`)).body.data.relationships['campaign-audiences'].data).toEqual([])
    expect((await drop(audiences[0]!)).status).toBe(404)
  })

  it('is refused for the only one of a wizard campaign, and once a message is scheduled', async () => {
    const { audiences } = await make(client, wizard())
    expect(refusal(await drop(audiences[0]!))).toEqual([
      409,
      '/data/id: The only audience of a wizard campaign cannot be deleted.',
    ])
    const made = await make(client)
    await schedule(client, made)
    expect((await drop(made.audiences[0]!)).status).toBe(409)
  })
})
