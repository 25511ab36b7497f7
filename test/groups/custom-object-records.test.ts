import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { recordBody, recordsBody } from '../requests/custom-objects.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  draftOf,
  ingest,
  logsOf,
  makeOrders,
  makeSource,
  makeType,
  mappingIdOf,
  patchMapping,
  patchSchema,
  property,
  recordsOf,
  relate,
  simple,
} from './custom-objects-account.ts'

// From what a data source sends to object records, their links to profiles, and the logs of what was not taken.

let sandbox: Sandbox
let client: Client
let source: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  source = await makeSource(client)
})
afterEach(() => sandbox.close())

const pets = (path: string) => [simple(1, source, path)]

describe('records of a data source', () => {
  it('become object records with the properties that the schema maps', async () => {
    const type = await makeOrders(client, source)
    const sent = await ingest(client, source, { id: 'a', name: 'A', total: '12.5', other: 1 }, { id: 7, name: 'B' })
    expect([sent.status, sent.text]).toEqual([204, ''])
    const single = await client.post('/api/data-source-record-create-jobs', recordBody(source, { id: 'c', total: 1 }))
    expect([single.status, single.text]).toEqual([204, ''])
    expect(await recordsOf(client, type)).toEqual({
      7: { name: 'B' },
      a: { name: 'A', total: 12.5 },
      c: { total: 1 },
    })
    expect((await client.get(`/api/object-records/${type}:::a`)).body).toEqual({
      data: {
        type: 'object-record',
        id: `${type}:::a`,
        attributes: { record_properties: { name: 'A', total: 12.5 } },
        links: { self: `http://localhost:80/api/object-records/${type}:::a/` },
      },
      links: { self: `http://localhost:80/api/object-records/${type}:::a` },
    })
    const page = (await client.get(`/api/object-types/${type}/relationships/object-records?page[size]=2`)).body
    const rest = (await client.get(page.links.next)).body
    expect([...page.data, ...rest.data].map(({ id }: Json) => id.slice(-1))).toEqual(['7', 'a', 'c'])
    const missing = await client.get(`/api/object-records/${type}:::z`)
    expect([missing.status, missing.body.errors[0].detail]).toEqual([404, `Object record \`${type}:::z\` not found`])
  })

  it('replace what the source said before; what another source says stays, constants come with both', async () => {
    const other = await makeSource(client, 'Stock')
    const type = await makeOrders(client, source, {
      properties: [
        property(1, 'name'),
        property(2, 'total', 'float'),
        property(3, 'stock', 'int'),
        property(4, 'kind'),
      ],
      property_mappings: [
        simple(1, source, "$['name']"),
        simple(2, source, "$['total']"),
        simple(3, other, "$['stock']['count']", "$['key']"),
        { id: 4, type: 'constant', value: 'order' },
      ],
    })
    await ingest(client, source, { id: 'a', name: 'A', total: 1 })
    await ingest(client, other, { key: 'a', stock: { count: 3 } })
    await ingest(client, source, { id: 'a', name: 'B' })
    expect(await recordsOf(client, type)).toEqual({ a: { name: 'B', stock: 3, kind: 'order' } })
  })

  it('are kept until a schema is active that maps them', async () => {
    await ingest(client, source, { id: 'a', name: 'A' })
    const type = await makeType(client, { properties: [property(1, 'name')], property_mappings: pets("$['name']") })
    const { id } = await draftOf(client, type)
    expect(await recordsOf(client, type)).toEqual({})
    await patchSchema(client, id, { status: 'active' })
    expect(await recordsOf(client, type)).toEqual({ a: { name: 'A' } })
  })

  it('that were deleted do not come back with the next version', async () => {
    const type = await makeOrders(client, source)
    await ingest(client, source, { id: 'a', name: 'A' }, { id: 'b', name: 'B' })
    const records = { 'object-records': { data: [{ type: 'object-record', id: `${type}:::a` }] } }
    const body = { data: { type: 'object-record-bulk-delete-job', relationships: records } }
    const deleted = await client.post('/api/object-record-bulk-delete-jobs', body)
    expect([deleted.status, deleted.text]).toEqual([202, ''])
    await client.post('/api/object-schemas', {
      data: {
        type: 'object-schema',
        attributes: { title: 'Second', properties: [property(1, 'called')], status: 'active' },
        relationships: { 'object-type': { data: { type: 'object-type', id: type } } },
      },
    })
    expect(await recordsOf(client, type)).toEqual({ b: { called: 'B' } })
  })

  it('of one record may be several, and lists', async () => {
    const type = await makeOrders(client, source, {
      properties: [property(1, 'name'), property(2, 'colors', 'list_str'), property(3, 'shop')],
      property_mappings: [
        simple(1, source, "$['items'][*]['name']", "$['items'][*]['id']"),
        simple(3, source, "$['shop']", "$['items'][*]['id']"),
      ],
    })
    await ingest(client, source, {
      shop: 'S',
      items: [
        { id: 1, name: 'A' },
        { id: 2, name: 'B' },
      ],
    })
    expect(await recordsOf(client, type)).toEqual({ 1: { name: 'A', shop: 'S' }, 2: { name: 'B', shop: 'S' } })
    const lists = await makeOrders(client, source, {
      properties: [property(2, 'colors', 'list_str')],
      property_mappings: [simple(2, source, "$['colors'][*]['name']")],
    })
    await ingest(client, source, { id: 'x', colors: [{ name: 'red' }, { name: 'blue' }] })
    expect(await recordsOf(client, lists)).toEqual({ x: { colors: ['red', 'blue'] } })
  })

  it('take as long as jobs do', async () => {
    const slow = await testSandbox({ jobDelayMs: 60_000 })
    const at = clientOf(slow)
    const from = await makeSource(at)
    const type = await makeOrders(at, from)
    await ingest(at, from, { id: 'a', name: 'A' })
    expect((await at.get(`/api/object-types/${type}`)).body.data.attributes.status).toBe('publishing')
    expect(await recordsOf(at, type)).toEqual({})
    await slow.clock.advance(60_000)
    expect(await recordsOf(at, type)).toEqual({ a: { name: 'A' } })
    await slow.close()
  })

  it('are refused above the limits, and without a source that exists', async () => {
    const large = { id: 'a', text: 'x'.repeat(520 * 1024) }
    const url = '/api/data-source-record-bulk-create-jobs'
    const answers = [
      await ingest(client, source, ...Array.from({ length: 501 }, (_, id) => ({ id }))),
      await ingest(client, source, large),
      await ingest(client, 'NOPE', { id: 1 }),
      await client.post(
        url,
        { data: { type: 'data-source-record-bulk-create-job', attributes: {} } },
        { revision: '2025-07-15' },
      ),
    ]
    expect(answers.map(({ status, body }) => [status, body.errors.map(({ source }: Json) => source.pointer)])).toEqual([
      [400, ['/data/attributes/data-source-records/data']],
      [413, ['/data/']],
      [404, ['/data/']],
      [400, ['/data/attributes/data-source-records', '/data/relationships/data-source']],
    ])
    const without = { ...recordsBody(source, [{ id: 1 }]).data, relationships: undefined }
    for (const revision of ['2025-07-15', '2026-10-15']) {
      expect((await client.post(url, { data: without }, { revision })).status).toBe(400)
    }
  })
})

describe('values', () => {
  it.each([
    ['string', 'a', 'a'],
    ['int', 3, 3],
    ['int', '42', 42],
    ['float', 1.5, 1.5],
    ['boolean', 'yes', true],
    ['boolean', 0, false],
    ['timestamp', '2026-11-02T12:00:00+02:00', '2026-11-02T10:00:00+00:00'],
    ['timestamp', 1_793_613_600, '2026-11-02T10:00:00+00:00'],
    ['list_str', ['a', 'b'], ['a', 'b']],
  ])('of the type %s: %j is taken', async (type, given, stored) => {
    const orders = await makeOrders(client, source, {
      properties: [property(1, 'v', type)],
      property_mappings: pets('$.v'),
    })
    await ingest(client, source, { id: 'a', v: given })
    expect(await recordsOf(client, orders)).toEqual({ a: { v: stored } })
  })

  it.each([
    ['string', 1, 'string_type', 'Input should be a valid string'],
    ['string', ['A'], 'string_type', 'Input should be a valid string'],
    ['int', 'x', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
    ['int', 1.5, 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
    ['int', {}, 'int_type', 'Input should be a valid integer'],
    ['float', 'x', 'float_parsing', 'Input should be a valid number, unable to parse string as a number'],
    ['boolean', 'perhaps', 'bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
    ['timestamp', 'soon', 'datetime_parsing', 'Input should be a valid datetime'],
    ['list_str', 'a', 'list_type', 'Input should be a valid list'],
    ['list_str', [1], 'string_type', 'Input should be a valid string'],
  ])('of the type %s: %j is not taken, and logged', async (type, given, code, message) => {
    const orders = await makeOrders(client, source, {
      properties: [property(1, 'v', type)],
      property_mappings: pets('$.v'),
    })
    expect((await ingest(client, source, { id: 'a', v: given })).status).toBe(204)
    expect(await recordsOf(client, orders)).toEqual({})
    const { data } = await logsOf(client, orders)
    expect(data[0].attributes.errors).toEqual([{ code, message, property: 'v', invalid_value: JSON.stringify(given) }])
  })
})

describe('ingestion logs', () => {
  it('tell of every record that was not taken, and name it', async () => {
    const orders = await makeOrders(client, source, { required: ['name'] })
    await ingest(client, source, { id: 'a', total: 'much' }, { name: 'B' }, { id: 'c', name: 'C' })
    const { data, included, links } = await logsOf(client, orders, '?include=object-type,object-record')
    const log = data.find(({ attributes }: Json) => attributes.errors.length === 2)
    expect(log).toEqual({
      type: 'object-ingestion-log',
      id: log.id,
      attributes: {
        status: 'error',
        event_type: 'validation_error',
        timestamp: '2026-11-02T10:00:00+00:00',
        summary: '2 validation errors for a',
        errors: [
          {
            code: 'float_parsing',
            message: 'Input should be a valid number, unable to parse string as a number',
            property: 'total',
            invalid_value: '"much"',
          },
          { code: 'missing', message: 'Field required', property: 'name', invalid_value: null },
        ],
      },
      relationships: {
        'object-type': expect.objectContaining({ data: { type: 'object-type', id: orders } }),
        'object-record': expect.objectContaining({ data: { type: 'object-record', id: `${orders}:::a` } }),
      },
      links: { self: `http://localhost:80/api/object-ingestion-logs/${log.id}/` },
    })
    expect(data).toHaveLength(2)
    expect(included.map(({ type }: Json) => type)).toEqual(['object-type'])
    expect(links).toMatchObject({ next: null, prev: null })
    expect(await recordsOf(client, orders)).toEqual({ c: { name: 'C' } })
  })

  it('are filtered, paged by 50 with the newest first, and kept for 14 days', async () => {
    const orders = await makeOrders(client, source)
    await ingest(client, source, { id: 'old', total: 'much' })
    await sandbox.clock.advance(1000)
    await ingest(client, source, ...Array.from({ length: 55 }, (_, id) => ({ id: `r${id}`, total: {} })))
    const count = async (filter: string) => (await logsOf(client, orders, `?filter=${filter}`)).data.length
    const first = await logsOf(client, orders)
    const second = (await client.get(first.links.next)).body
    expect([first.data.length, second.data.length, second.data.at(-1).attributes.summary]).toEqual([
      50,
      6,
      '1 validation error for old',
    ])
    expect(await count('equals(record_id,"old")')).toBe(1)
    expect(await count(`equals(record_id,"${orders}:::old")`)).toBe(1)
    expect(await count('equals(status,"warning")')).toBe(0)
    expect(await count('any(status,["error"]),less-than(timestamp,2026-11-02T10:00:01Z)')).toBe(1)
    const ids = await client.get(`/api/object-types/${orders}/relationships/object-ingestion-logs`)
    expect(ids.body.data).toHaveLength(50)
    await sandbox.clock.advance(14 * 86_400_000 - 500)
    expect((await logsOf(client, orders)).links.next).not.toBeNull()
    expect(await count('equals(record_id,"old")')).toBe(0)
    await sandbox.clock.advance(1000)
    expect(await count('equals(event_type,"validation_error")')).toBe(0)
  })
})

describe('bulk deletion of records', () => {
  const remove = (...ids: string[]) =>
    client.post('/api/object-record-bulk-delete-jobs', {
      data: {
        type: 'object-record-bulk-delete-job',
        relationships: { 'object-records': { data: ids.map((id) => ({ type: 'object-record', id })) } },
      },
    })

  it('is refused of unknown types, of two types at once, and of more than 500', async () => {
    const [one, two] = [await makeOrders(client, source), await makeOrders(client, source)]
    const answers = [
      await remove('01ABC:::a'),
      await remove(`${one}:::a`, `${two}:::a`),
      await remove(...Array.from({ length: 501 }, (_, index) => `${one}:::${index}`)),
    ]
    expect(answers.map(({ status, body }) => [status, body.errors[0].detail])).toEqual([
      [404, 'Object type `01ABC` not found'],
      [400, 'All object records must have the same object type.'],
      [400, 'A maximum of 500 object records is allowed per request.'],
    ])
    expect((await remove(`${one}:::none`)).status).toBe(202)
  })
})

describe('links to profiles', () => {
  let orders: string
  let relationship: string

  async function makeLinked(update_strategy?: string): Promise<void> {
    orders = await makeType(client, { properties: [property(1, 'name')], property_mappings: pets("$['name']") })
    const { id } = await draftOf(client, orders)
    relationship = await relate(client, id, 'buyer')
    const related_id_paths = [
      { identifier_type: 'email', path: "$['email']" },
      { identifier_type: 'external-id', path: "$['customer']" },
    ]
    const mapped = await patchMapping(client, await mappingIdOf(client, id), {
      relationship_mappings: [
        {
          relationship_id: relationship,
          type: 'simple',
          source: { source_id: source, type: 'profile', id_path: "$['id']", related_id_paths, update_strategy },
        },
      ],
    })
    expect(mapped.body.data.attributes.relationship_mappings[0].source.update_strategy).toBe(
      update_strategy ?? 'replace_from_origin',
    )
    await patchSchema(client, id, { status: 'active' })
  }

  const people = async () =>
    (await client.get('/api/profiles?sort=created')).body.data.map(({ attributes }: Json) => attributes.email)

  it('find the profile by its identifiers, and make it where there is none', async () => {
    await makeLinked()
    await client.post('/api/profiles', { data: { type: 'profile', attributes: { email: 'a@x.io' } } })
    await ingest(
      client,
      source,
      { id: 1, name: 'A', email: 'a@x.io' },
      { id: 2, name: 'B', email: 'b@x.io', customer: 'c2' },
    )
    await ingest(client, source, { id: 3, name: 'C', customer: 'c2' })
    expect(await people()).toEqual(['a@x.io', 'b@x.io'])
    expect((await logsOf(client, orders)).data).toEqual([])
  })

  it('that cannot be made are logged as a warning, and the record is taken all the same', async () => {
    await makeLinked('additive')
    await ingest(client, source, { id: 1, name: 'A', email: 'nobody' })
    expect(await recordsOf(client, orders)).toEqual({ 1: { name: 'A' } })
    const { data } = await logsOf(client, orders)
    expect(data.map(({ attributes }: Json) => [attributes.status, attributes.errors])).toEqual([
      [
        'warning',
        [{ code: 'invalid', message: 'Invalid email address', property: 'buyer', invalid_value: '{"email":"nobody"}' }],
      ],
    ])
  })
})
