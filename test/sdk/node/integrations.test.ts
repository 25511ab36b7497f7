import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Web feeds, webhooks, tracking settings and custom objects, as a program uses them. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

const idsOf = (rows: readonly { id?: string }[]) => rows.map(({ id }) => id)
const status = async (call: Promise<unknown>) => (await errorOf(call)).status
/** A body whose types the SDK names otherwise than the wire. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const body = (data: unknown): any => ({ data })

describe('web feeds', () => {
  it('are made, changed, found and deleted', async () => {
    const attributes = {
      name: 'Journal',
      url: 'https://www.example.com/journal.json',
      requestMethod: 'get',
      contentType: 'json',
    }
    const created = await k.webFeeds.createWebFeed(body({ type: 'web-feed', attributes }))
    const id = created.body.data.id!
    const changed = await k.webFeeds.updateWebFeed(id, body({ type: 'web-feed', id, attributes: { name: 'Diary' } }))
    expect(changed.body.data.attributes).toMatchObject({ name: 'Diary', url: attributes.url })
    expect(idsOf((await k.webFeeds.getWebFeeds({ filter: 'equals(name,"Diary")' })).body.data)).toEqual([id])
    expect((await k.webFeeds.getWebFeed(id)).body.data.attributes.created).toBeInstanceOf(Date)
    await k.webFeeds.deleteWebFeed(id)
    expect(await status(k.webFeeds.getWebFeed(id))).toBe(404)
  })
})

describe('webhooks', () => {
  it('are made for topics, switched off and deleted', async () => {
    const topics = idsOf((await k.webhooks.getWebhookTopics()).body.data) as string[]
    expect((await k.webhooks.getWebhookTopic(topics[0]!)).body.data.id).toBe(topics[0])
    const attributes = { name: 'Till', endpointUrl: 'https://till.example.com/a', secretKey: 'sixteen letters!' }
    const relationships = { webhookTopics: { data: [{ type: 'webhook-topic', id: topics[0] }] } }
    const created = await k.webhooks.createWebhook(body({ type: 'webhook', attributes, relationships }))
    const id = created.body.data.id!
    expect(created.body.data.attributes.endpointUrl).toBe('https://till.example.com/*****')
    const changed = await k.webhooks.updateWebhook(id, body({ type: 'webhook', id, attributes: { enabled: false } }))
    expect(changed.body.data.attributes.enabled).toBe(false)
    expect(idsOf((await k.webhooks.getWebhook(id, { include: ['webhook-topics'] })).body.included!)).toEqual([
      topics[0],
    ])
    expect(idsOf((await k.webhooks.getWebhooks()).body.data)).toEqual([id])
    await k.webhooks.deleteWebhook(id)
    expect(await status(k.webhooks.getWebhook(id))).toBe(404)
  })
})

describe('tracking settings', () => {
  it('are read and changed', async () => {
    const id = (await k.trackingSettings.getTrackingSettings()).body.data[0]!.id!
    const attributes = { autoAddParameters: true }
    await k.trackingSettings.updateTrackingSetting(id, body({ type: 'tracking-setting', id, attributes }))
    expect((await k.trackingSettings.getTrackingSetting(id)).body.data.attributes.autoAddParameters).toBe(true)
  })
})

describe('custom objects', () => {
  let source = ''
  let type = ''
  let schema = ''
  let buyer = ''
  const record = (given: object) => ({ type: 'data-source-record', attributes: { record: given } })
  const toSource = () => ({ dataSource: { data: { type: 'data-source', id: source } } })
  const linkage = (kind: string, id: string, meta: object) => ({ type: kind, id, meta })
  const properties = [
    { id: 1, name: 'name', type: 'string' },
    { id: 2, name: 'total', type: 'float' },
  ]

  it('have sources that take records', async () => {
    const make = async (title: string) =>
      (await k.customObjects.createDataSource(body({ type: 'data-source', attributes: { title } }))).body.data.id!
    source = await make('Orders')
    const spare = await make('Spare')
    expect((await k.customObjects.getDataSource(source)).body.data.attributes.namespace).toBe('custom-objects')
    expect(idsOf((await k.customObjects.getDataSources()).body.data).sort()).toEqual([source, spare].sort())
    await k.customObjects.deleteDataSource(spare)
    expect(await status(k.customObjects.getDataSource(spare))).toBe(404)
    const rows = { dataSourceRecords: { data: [record({ id: 'a', name: 'A', total: 'much' })] } }
    const kind = 'data-source-record-bulk-create-job'
    await k.customObjects.bulkCreateDataSourceRecords(body({ type: kind, attributes: rows, relationships: toSource() }))
    const row = { dataSourceRecord: { data: record({ id: 'b', name: 'B', total: 2, email: 'b@example.com' }) } }
    await k.customObjects.createDataSourceRecord(
      body({ type: 'data-source-record-create-job', attributes: row, relationships: toSource() }),
    )
  })

  it('have types with a draft', async () => {
    const attributes = { title: 'Order' }
    type = (await k.customObjects.createObjectType(body({ type: 'object-type', attributes }))).body.data.id!
    schema = (await k.customObjects.getDraftSchemaForObjectType(type)).body.data!.id!
    expect((await k.customObjects.getDraftSchemaIdForObjectType(type)).body.data!.id).toBe(schema)
    expect((await k.customObjects.getCurrentSchemaIdForObjectType(type)).body.data).toBeNull()
    await k.customObjects.updateObjectSchema(
      schema,
      body({ type: 'object-schema', id: schema, attributes: { properties, required: ['name'] } }),
    )
    expect((await k.customObjects.getObjectSchema(schema)).body.data.attributes.properties).toHaveLength(2)
  })

  it('have relationships', async () => {
    const objects = k.customObjects
    await objects.createObjectSchemaRelationship(schema, body([linkage('object-schema', schema, { name: 'parts' })]))
    await objects.createProfileSchemaRelationship(
      schema,
      body([linkage('profile-object-schema', 'profile', { name: 'buyer' })]),
    )
    const { included } = (
      await objects.getObjectSchema(schema, { include: ['object-schemas', 'profile-object-schemas'] })
    ).body
    const ids = included!.map((row) => (row.attributes as { meta: { relationshipId: string } }).meta.relationshipId)
    const [parts] = ids
    buyer = ids[1]!
    expect(idsOf((await objects.getObjectTypeRelationships(type)).body.data)).toEqual([`${type}:::parts`])
    expect(idsOf((await objects.getProfileTypeRelationships(type)).body.data)).toEqual(['profile:::buyer'])
    await objects.updateObjectSchemaRelationship(
      schema,
      body(linkage('object-schema', schema, { relationshipId: parts, name: 'pieces' })),
    )
    await objects.updateProfileSchemaRelationship(
      schema,
      body(linkage('profile-object-schema', 'profile', { relationshipId: buyer, name: 'who' })),
    )
    expect(idsOf((await objects.getObjectSchemaRelationships(schema)).body.data)).toEqual([`${schema}:::pieces`])
    expect(idsOf((await objects.getProfileSchemaRelationships(schema)).body.data)).toEqual(['profile:::who'])
    await objects.deleteObjectSchemaRelationship(
      schema,
      body([linkage('object-schema', schema, { relationshipId: parts })]),
    )
    expect((await objects.getObjectSchemaRelationships(schema)).body.data).toEqual([])
  })

  it('have mappings', async () => {
    const mapping = (await k.customObjects.getSourceMappingForObjectSchema(schema)).body.data!.id!
    expect((await k.customObjects.getSourceMappingIdForObjectSchema(schema)).body.data!.id).toBe(mapping)
    const path = (id: number, name: string) => ({
      id,
      type: 'simple',
      source: { sourceId: source, idPath: "$['id']", dataPath: `$['${name}']` },
    })
    const propertyMappings = [path(1, 'name'), path(2, 'total')]
    await k.customObjects.updateSourceMapping(
      mapping,
      body({ type: 'source-mapping', id: mapping, attributes: { propertyMappings } }),
    )
    expect((await k.customObjects.getSourceMapping(mapping)).body.data!.attributes.propertyMappings).toHaveLength(2)
  })

  it('come of records once the schema is active', async () => {
    const objects = k.customObjects
    const activated = { type: 'object-schema', id: schema, attributes: { status: 'active' } }
    await objects.updateObjectSchema(schema, body(activated))
    expect((await objects.getCurrentSchemaForObjectType(type)).body.data!.attributes.status).toBe('active')
    expect(idsOf((await objects.getSchemaVersionsForObjectType(type)).body.data)).toEqual([schema])
    expect(idsOf((await objects.getSchemaVersionIdsForObjectType(type)).body.data)).toEqual([schema])
    expect(idsOf((await objects.getRecordsForObjectType(type)).body.data)).toEqual([`${type}:::b`])
    expect(idsOf((await objects.getRecordIdsForObjectType(type)).body.data)).toEqual([`${type}:::b`])
    expect((await objects.getObjectRecord(`${type}:::b`)).body.data.attributes.recordProperties).toEqual({
      name: 'B',
      total: 2,
    })
    const logs = (await objects.getIngestionLogsForObjectType(type)).body.data
    expect(logs.map(({ attributes }) => attributes.summary)).toEqual(['1 validation error for a'])
    expect(idsOf((await objects.getIngestionLogIdsForObjectType(type)).body.data)).toEqual(idsOf(logs))
  })

  it('have versions, and are deleted', async () => {
    const objects = k.customObjects
    const relationships = { objectType: { data: { type: 'object-type', id: type } } }
    const attributes = { title: 'Purchase', properties: properties.slice(0, 1) }
    const draft = (await objects.createObjectSchema(body({ type: 'object-schema', attributes, relationships }))).body
      .data.id!
    await objects.deleteProfileSchemaRelationship(
      draft,
      body([linkage('profile-object-schema', 'profile', { relationshipId: buyer })]),
    )
    const records = { objectRecords: { data: [{ type: 'object-record', id: `${type}:::b` }] } }
    await objects.bulkDeleteObjectRecords(body({ type: 'object-record-bulk-delete-job', relationships: records }))
    expect(await status(objects.getObjectRecord(`${type}:::b`))).toBe(404)
    expect(idsOf((await objects.getObjectTypes()).body.data)).toEqual([type])
    expect((await objects.getObjectType(type)).body.data.attributes.title).toBe('Purchase')
    await objects.deleteObjectType(type)
    expect(await status(objects.getObjectType(type))).toBe(404)
  })
})

it('every operation of these groups was called', () => {
  expect(forgotten('integrations', k)).toEqual([])
})
