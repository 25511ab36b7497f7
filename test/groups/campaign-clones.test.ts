import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  campaign,
  idsOf,
  list,
  make,
  oneMessage,
  patchBody,
  refusal,
  schedule,
  template,
  to,
  variationsOf,
  wizard,
} from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const definitionOf = async (type: string, id: string) =>
  (await client.get(`/api/${type}s/${id}`)).body.data.attributes.definition

describe('clone_campaign', () => {
  const clone = (id: string, attributes: Json = {}) =>
    client.post('/api/campaign-clone', { data: { type: 'campaign', id, attributes } })

  it('copies everything below as drafts, with template copies of its own', async () => {
    const made = await make(
      client,
      campaign({ archived: true, color: 'aabbcc' }, oneMessage({ name: 'M' }, { name: 'All' })),
    )
    const other = { name: 'B', details: { channel: 'sms', body: 'Hi' } }
    await client.post('/api/campaign-variations', {
      data: {
        type: 'campaign-variation',
        attributes: { definition: other },
        relationships: to('campaign-message', made.messages[0]!),
      },
    })
    expect(
      (
        await client.patch(
          `/api/campaign-variations/${made.variations[0]}`,
          patchBody('campaign-variation', made.variations[0]!, { details: { template_id: await template(client) } }),
        )
      ).status,
    ).toBe(200)
    await sandbox.clock.advance(60_000)
    const cloned = await clone(made.id)
    expect(cloned.status).toBe(201)
    const { id, attributes, relationships } = cloned.body.data
    expect(attributes).toMatchObject({
      created_at: '2026-11-02T10:01:00.250000+00:00',
      definition: { name: 'Copy of Drop', archived: false, color: 'aabbcc', builder: 'canvas' },
    })
    const [audience] = idsOf(relationships['campaign-audiences'])
    const [message] = idsOf(relationships['campaign-messages'])
    expect(await definitionOf('campaign-audience', audience!)).toEqual(
      await definitionOf('campaign-audience', made.audiences[0]!),
    )
    expect(await definitionOf('campaign-message', message!)).toEqual(
      await definitionOf('campaign-message', made.messages[0]!),
    )
    const [before, after] = [await variationsOf(client, made.messages[0]!), await variationsOf(client, message!)]
    const [email, sms] = await Promise.all(after.map((each) => definitionOf('campaign-variation', each)))
    const { details } = await definitionOf('campaign-variation', before[0]!)
    expect(sms).toMatchObject({ name: 'B', details: { body: 'Hi' } })
    expect(email.details).toEqual({ ...details, template_id: expect.any(String) })
    expect(email.details.template_id).not.toBe(details.template_id)
    expect((await client.delete(`/api/campaigns/${made.id}`)).status).toBe(204)
    expect((await client.get(`/api/templates/${email.details.template_id}`)).status).toBe(200)
    expect((await client.get(`/api/campaigns/${id}`)).status).toBe(200)
  })

  it('clears the schedule', async () => {
    const made = await make(client)
    await schedule(client, made)
    const { relationships } = (await clone(made.id, { name: 'Again' })).body.data
    const [message] = idsOf(relationships['campaign-messages'])
    expect(await definitionOf('campaign-message', message!)).toMatchObject({
      status: 'draft',
      send_options: { send_time: null, send_times: null, send_strategy: 'static' },
    })
  })

  it('of a wizard campaign is one, whose message and variation share an id', async () => {
    const made = await make(client, wizard())
    const { attributes, relationships } = (await clone(made.id, { name: 'Mine' })).body.data
    expect(attributes.definition).toMatchObject({ name: 'Mine', builder: 'wizard' })
    const [message] = idsOf(relationships['campaign-messages'])
    expect(await variationsOf(client, message!)).toEqual([message])
  })

  it('refuses the member of older revisions, and a campaign that is not there', async () => {
    const { id } = await make(client)
    expect(refusal(await clone(id, { new_name: 'X' }))[0]).toBe(400)
    expect(refusal(await clone('NOPE'))).toEqual([404, "/data/: A campaign with id 'NOPE' does not exist."])
  })
})

describe('clone_campaign_audience', () => {
  const clone = (id: string, attributes: Json = { id }, relationships?: Json) =>
    client.post('/api/campaign-audience-clone', {
      data: { type: 'campaign-audience-clone', id, attributes, ...(relationships && { relationships }) },
    })

  it('copies the groups, comes last and has no messages', async () => {
    const group = await list(client)
    const { id, audiences } = await make(client, campaign({}, oneMessage({}, { name: 'All', included: [group] })))
    const cloned = await clone(audiences[0]!)
    expect([cloned.status, cloned.body.data.type]).toEqual([201, 'campaign-audience'])
    const { attributes, relationships } = cloned.body.data
    expect(attributes.definition).toEqual({ name: 'Copy of All', included: [group], excluded: [], priority: 2 })
    expect(relationships.campaign.data.id).toBe(id)
    expect(relationships['campaign-messages'].data).toEqual([])
  })

  it('goes to the campaign that it names', async () => {
    const { audiences } = await make(client)
    const target = await make(client, campaign())
    const { data } = (await clone(audiences[0]!, { id: audiences[0], name: 'There' }, to('campaign', target.id))).body
    expect(data.relationships.campaign.data.id).toBe(target.id)
    expect(data.attributes.definition).toMatchObject({ name: 'There', priority: 1 })
  })

  it('refuses two ids that differ and a wizard campaign in one answer', async () => {
    const { audiences } = await make(client)
    const target = await make(client, wizard())
    expect(refusal(await clone(audiences[0]!, { id: 'OTHER' }, to('campaign', target.id)))).toEqual([
      400,
      `/data/attributes/id: The ids ${audiences[0]} and OTHER do not match.`,
      '/data/relationships/campaign: A wizard campaign must have exactly one audience.',
    ])
    expect((await clone('NOPE')).status).toBe(404)
  })
})

describe('clone_campaign_message', () => {
  const clone = (id: string, audience: string, attributes: Json = { id }) =>
    client.post('/api/campaign-message-clone', {
      data: { type: 'campaign-message', id, attributes, relationships: to('campaign-audience', audience) },
    })

  it('copies a message with its variations into the campaign of the audience, as a draft', async () => {
    const made = await make(client, campaign({}, oneMessage({ name: 'M' })))
    await schedule(client, made)
    const target = await make(client, campaign({}, { audiences: [{ temporary_id: 'a' }] }))
    const cloned = await clone(made.messages[0]!, target.audiences[0]!)
    expect(cloned.status).toBe(201)
    const { id, attributes, relationships } = cloned.body.data
    expect(attributes.definition).toMatchObject({
      name: 'Copy of M',
      status: 'draft',
      send_options: { send_time: null },
    })
    expect([relationships.campaign.data.id, relationships['campaign-audience'].data.id]).toEqual([
      target.id,
      target.audiences[0],
    ])
    const [variation] = await variationsOf(client, id)
    const { details } = await definitionOf('campaign-variation', variation!)
    expect(details.subject).toBe('Hi')
    expect(details.template_id).not.toBe(
      (await definitionOf('campaign-variation', made.variations[0]!)).details.template_id,
    )
  })

  it('keeps a test', async () => {
    const email = { definition: { details: { channel: 'email' } } }
    const { audiences, messages } = await make(client, campaign({}, oneMessage({ variations: [email, email] })))
    const { definition } = (await clone(messages[0]!, audiences[0]!)).body.data.attributes
    expect(definition).toMatchObject({
      ab_test: { winner_percentage: 80 },
      send_options: { send_strategy: 'content_variation' },
    })
  })

  it('refuses two ids that differ, and what a wizard campaign cannot hold', async () => {
    const variations = ['email', 'sms'].map((channel) => ({ definition: { details: { channel } } }))
    const made = await make(client, campaign({}, oneMessage({ variations })))
    const target = await make(client, wizard())
    const pointer = '/data/relationships/campaign-audience'
    expect(refusal(await clone(made.messages[0]!, target.audiences[0]!, { id: 'OTHER' }))).toEqual([
      400,
      `/data/attributes/id: The ids ${made.messages[0]} and OTHER do not match.`,
      `${pointer}: A wizard campaign must have exactly one message.`,
      `${pointer}: A message of a wizard campaign can have only one channel.`,
    ])
    expect((await clone('NOPE', made.audiences[0]!)).status).toBe(404)
    expect((await clone(made.messages[0]!, 'NOPE')).status).toBe(404)
  })
})
