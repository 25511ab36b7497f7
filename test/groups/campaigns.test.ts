import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { campaign, idsOf, make, oneMessage, patchBody, refusal, schedule } from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const settings = {
  send_timezone: 'UTC',
  send_strategy: null,
  send_passed_rltz_immediately: false,
  exit_condition_enabled: false,
  exit_condition_conversion_metric_id: null,
}

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
      await sandbox.clock.advance(60_000)
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
    await sandbox.clock.advance(60_000)
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

describe('a campaign whose message was sent', () => {
  it('is neither deleted nor given another exit condition, but can be archived', async () => {
    const made = await make(client)
    await schedule(client, made)
    await sandbox.clock.advance(48 * 3_600_000)
    const message = (await client.get(`/api/campaign-messages/${made.messages[0]}`)).body.data
    expect(message.attributes.definition.status).toBe('sent')
    expect(refusal(await client.delete(`/api/campaigns/${made.id}`))).toEqual([
      409,
      `/data/id: Cannot delete campaign-message with id '${made.messages[0]}' because its status is sent.`,
    ])
    const metric = (await client.get('/api/metrics')).body.data[0].id
    const condition = { exit_condition_enabled: true, exit_condition_conversion_metric_id: metric }
    const change = (definition: Json) =>
      client.patch(`/api/campaigns/${made.id}`, patchBody('campaign', made.id, definition))
    const pointer = '/data/attributes/definition/send_settings'
    expect(refusal(await change({ send_settings: condition }))).toEqual([
      400,
      ...Object.keys(condition).map(
        (name) => `${pointer}/${name}: '${name}' cannot be changed after the first message was sent.`,
      ),
    ])
    expect((await change({ archived: true })).status).toBe(200)
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
