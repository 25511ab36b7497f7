import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  draftOf,
  ingest,
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
  typeBody,
} from './custom-objects-account.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const refusal = ({ status, body }: Json) => [status, body.errors[0].detail, body.errors[0].source.pointer]
const sourceBody = (attributes: object) => ({ data: { type: 'data-source', attributes } })

describe('a data source', () => {
  it('is private, in the namespace of custom objects and without a description unless it says so', async () => {
    const created = await client.post('/api/data-sources', sourceBody({ title: 'Orders' }))
    const { id } = created.body.data
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'data-source',
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        attributes: { title: 'Orders', visibility: 'private', description: '', namespace: 'custom-objects' },
        links: { self: `http://localhost:80/api/data-sources/${id}/` },
      },
      links: { self: 'http://localhost:80/api/data-sources' },
    })
    const older = clientOf(sandbox, { revision: '2025-10-15' })
    expect((await older.get(`/api/data-sources/${id}`)).body.data.attributes).toEqual({
      title: 'Orders',
      visibility: 'private',
      description: '',
    })
    expect((await older.post('/api/data-sources', sourceBody({ title: 'B' }))).status).toBe(400)
  })

  it.each([
    [{ title: '' }, 400, '/data/attributes/title'],
    [{ title: 'x'.repeat(256) }, 400, '/data/attributes/title'],
    [{ title: 'A', namespace: 'mine' }, 400, '/data/attributes/namespace'],
    [{ title: 'Taken' }, 409, '/data/attributes'],
  ])('is refused with %j: %i', async (attributes, status, pointer) => {
    await makeSource(client, 'Taken')
    const refused = await client.post('/api/data-sources', sourceBody(attributes))
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([status, pointer])
  })

  it('is listed by namespace, and deleted unless a mapping takes from it', async () => {
    const namespace = 'applications/01JT8ZFT0RD24A0XPXQVNBBB04'
    const mapped = await makeSource(client, 'Orders')
    const { id } = (await client.post('/api/data-sources', sourceBody({ title: 'Orders', namespace }))).body.data
    const listed = async (query: string) =>
      (await client.get(`/api/data-sources?${query}`)).body.data.map((row: Json) => row.id)
    expect(await listed(`filter=equals(namespace,"${namespace}")`)).toEqual([id])
    expect(refusal(await client.get('/api/data-sources?filter=equals(title,"Orders")'))).toEqual([
      400,
      "'title' is not a filterable field for this resource. The filterable fields on this resource are: namespace.",
      undefined,
    ])
    await makeOrders(client, mapped)
    expect((await client.delete(`/api/data-sources/${mapped}`)).status).toBe(409)
    expect((await client.delete(`/api/data-sources/${id}`)).status).toBe(204)
    expect(refusal(await client.get(`/api/data-sources/${id}`))).toEqual([
      404,
      `Data source \`${id}\` not found`,
      '/data/',
    ])
    expect(await listed('')).toEqual([mapped])
  })
})

describe('an object type', () => {
  it('comes with a draft of its schema and an empty source mapping', async () => {
    const created = await client.post('/api/object-types', {
      data: { type: 'object-type', attributes: { title: 'Pet' } },
    })
    const { id } = created.body.data
    const draft = await draftOf(client, id)
    const self = `http://localhost:80/api/object-types/${id}/`
    const link = (name: string) => ({ links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` } })
    expect(created.status).toBe(201)
    expect(created.body.data).toEqual({
      type: 'object-type',
      id,
      attributes: {
        title: 'Pet',
        description: '',
        status: 'draft',
        namespace: 'custom-objects',
        created_at: '2026-11-02T10:00:00.250000+00:00',
        updated_at: '2026-11-02T10:00:00.250000+00:00',
      },
      relationships: {
        'current-schema': link('current-schema'),
        'draft-schema': { data: { type: 'object-schema', id: draft.id }, ...link('draft-schema') },
        'schema-versions': link('schema-versions'),
        'object-types': link('object-types'),
        'profile-object-types': link('profile-object-types'),
      },
      links: { self },
    })
    expect(draft.attributes).toEqual({
      title: 'Pet',
      description: '',
      status: 'draft',
      properties: [],
      required: [],
      published_at: null,
      visibility: 'private',
    })
    const mapping = await client.get(`/api/object-schemas/${draft.id}/source-mapping`)
    expect(mapping.body.data.attributes).toEqual({ property_mappings: [], relationship_mappings: [] })
    const none = await Promise.all([
      client.get(`/api/object-types/${id}/current-schema`),
      client.get(`/api/object-types/${id}/relationships/current-schema`),
    ])
    expect(none.map(({ status, body }) => [status, body])).toEqual([
      [200, { data: null }],
      [200, { data: null }],
    ])
  })

  it('is refused where the account is not entitled; data sources are not', async () => {
    const settings = { custom_objects: false }
    const plain = await testSandbox({ accounts: [{ id: 'AbC123', keys: { pk_test: 'full' }, settings }] })
    const refused = await clientOf(plain).post('/api/object-types', typeBody({}))
    const source = await makeSource(clientOf(plain))
    await plain.close()
    expect(refused.body.errors).toMatchObject([
      {
        status: 403,
        code: 'forbidden',
        title: 'Forbidden.',
        detail: 'Entitlement to create object type not found.',
        source: { pointer: '/data' },
        links: {},
      },
    ])
    expect(source).toHaveLength(26)
  })

  it('takes all that belongs to it along when it is deleted', async () => {
    const source = await makeSource(client)
    const type = await makeOrders(client, source)
    await ingest(client, source, { id: 'a', name: 'A' }, { id: 'b', total: 'much' })
    const { id: schema } = (await client.get(`/api/object-types/${type}/current-schema`)).body.data
    const mapping = await mappingIdOf(client, schema)
    expect((await client.delete(`/api/object-types/${type}`)).status).toBe(204)
    const gone = await Promise.all(
      [`object-types/${type}`, `object-schemas/${schema}`, `source-mappings/${mapping}`].map((path) =>
        client.get(`/api/${path}`),
      ),
    )
    expect(gone.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(refusal(await client.get(`/api/object-records/${type}:::a`))).toEqual([
      404,
      `Object type \`${type}\` not found`,
      '/data/',
    ])
    expect((await client.delete(`/api/data-sources/${source}`)).status).toBe(204)
  })
})

describe('a schema', () => {
  it.each([
    [{ properties: [property(0, 'a')] }, '/properties/0/id'],
    [{ properties: [property(1, 'a'), property(1, 'b')] }, '/properties/1/id'],
    [{ properties: [property(1, 'a'), property(2, 'a')] }, '/properties/1/name'],
    [{ properties: [property(1, ' ')] }, '/properties/0/name'],
    [{ properties: [property(1, 'a')], required: ['b'] }, '/required/0'],
    [
      { property_mappings: [{ id: 1, type: 'constant', value: 1 }] },
      '/source-mapping/data/attributes/property_mappings/0/id',
    ],
  ])('is refused with %j', async (parts, pointer) => {
    const refused = await client.post('/api/object-types', typeBody(parts))
    const [status, , at] = refusal(refused)
    expect([status, at]).toEqual([400, `/data/attributes/object-schema/data/attributes${pointer}`])
    expect((await client.get('/api/object-types')).body.data).toEqual([])
  })

  it('in draft can be changed, and its type is called as it is', async () => {
    const type = await makeType(client, { title: 'Pet' })
    const { id } = await draftOf(client, type)
    const changed = await patchSchema(client, id, {
      title: 'Animal',
      description: 'Any',
      properties: [property(1, 'name')],
    })
    expect([changed.status, changed.body.data.attributes]).toMatchObject([
      200,
      { title: 'Animal', properties: [{ ...property(1, 'name'), description: '' }] },
    ])
    expect((await client.get(`/api/object-types/${type}`)).body.data.attributes).toMatchObject({
      title: 'Animal',
      description: 'Any',
    })
  })

  it('is publishing before it is active, and cannot be changed any more', async () => {
    const type = await makeType(client, { properties: [property(1, 'name')] })
    const { id } = await draftOf(client, type)
    const published = await patchSchema(client, id, { status: 'active' })
    expect(published.body.data.attributes).toMatchObject({ status: 'publishing', published_at: null })
    await sandbox.clock.advance(60_000)
    const active = (await client.get(`/api/object-types/${type}?include=current-schema,draft-schema`)).body
    expect([active.data.attributes.status, active.included.map((row: Json) => [row.id, row.attributes])]).toMatchObject(
      ['active', [[id, { status: 'active', published_at: '2026-11-02T10:00:00+00:00' }]]],
    )
    const mapping = await mappingIdOf(client, id)
    const refused = [
      await patchSchema(client, id, { title: 'B' }),
      await patchMapping(client, mapping, { property_mappings: [] }),
      await client.post(`/api/object-schemas/${id}/relationships/object-schemas`, {
        data: [{ type: 'object-schema', id, meta: { name: 'itself' } }],
      }),
    ]
    expect(refused.map(refusal)).toEqual(
      refused.map(() => [400, 'Only a schema in the draft status can be modified.', '/data']),
    )
  })

  it('has one draft at most; the next version takes its place and keeps the relationships', async () => {
    const source = await makeSource(client)
    const type = await makeType(client, { properties: [property(1, 'name')] })
    const { id: first } = await draftOf(client, type)
    const relationship = await relate(client, first, 'owner')
    await patchSchema(client, first, { status: 'active' })
    const next = (relationships: object) =>
      client.post('/api/object-schemas', {
        data: {
          type: 'object-schema',
          attributes: {
            title: 'Second',
            properties: [property(1, 'called'), property(2, 'age', 'int')],
            'source-mapping': {
              data: {
                type: 'source-mapping',
                attributes: {
                  property_mappings: [simple(1, source, '$.name')],
                  relationship_mappings: [
                    {
                      relationship_id: relationship,
                      type: 'simple',
                      source: {
                        source_id: source,
                        type: 'profile',
                        id_path: "$['id']",
                        related_id_paths: [{ identifier_type: 'email', path: "$['email']" }],
                      },
                    },
                  ],
                },
              },
            },
          },
          ...relationships,
        },
      })
    const ofType = { relationships: { 'object-type': { data: { type: 'object-type', id: type } } } }
    expect((await next({})).status).toBe(400)
    const { id: second } = (await next(ofType)).body.data
    expect((await next(ofType)).status).toBe(409)
    const versions = async () =>
      (await client.get(`/api/object-types/${type}/relationships/schema-versions`)).body.data.map(({ id }: Json) => id)
    expect(await versions()).toEqual([first])
    await patchSchema(client, second, { status: 'active' })
    expect(await versions()).toEqual([first, second])
    const current = await client.get(`/api/object-types/${type}/relationships/current-schema`)
    expect(current.body.data).toEqual({ type: 'object-schema', id: second })
    await ingest(client, source, { id: 7, name: 'Rex', email: 'a@x.io' })
    expect(await recordsOf(client, type)).toEqual({ 7: { called: 'Rex' } })
  })
})

describe('relationships of a schema', () => {
  let pet: string
  let owner: string
  let schema: string
  beforeEach(async () => {
    pet = await makeType(client, { title: 'Pet' })
    owner = await makeType(client, { title: 'Owner' })
    schema = (await draftOf(client, pet)).id
  })
  const at = (kind: string) => `/api/object-schemas/${schema}/relationships/${kind}`
  const ids = async (url: string) => (await client.get(url)).body.data.map(({ type, id }: Json) => [type, id])

  it('have compound ids, and an id of their own that shows when included', async () => {
    const { id: target } = await draftOf(client, owner)
    const made = await client.post(at('object-schemas'), {
      data: [{ type: 'object-schema', id: target, meta: { name: 'owners', description: 'Whose' } }],
    })
    expect([made.status, made.text]).toEqual([204, ''])
    await relate(client, schema, 'people')
    expect(await ids(at('object-schemas'))).toEqual([['object-schema', `${target}:::owners`]])
    expect(await ids(at('profile-object-schemas'))).toEqual([['profile-object-schema', 'profile:::people']])
    const ofType = `/api/object-types/${pet}`
    expect(await ids(`${ofType}/relationships/object-types`)).toEqual([['object-type', `${owner}:::owners`]])
    expect(await ids(`${ofType}/relationships/profile-object-types`)).toEqual([
      ['profile-object-type', 'profile:::people'],
    ])
    const { data, included } = (await client.get(`${ofType}?include=object-types,profile-object-types`)).body
    const ulid = expect.stringMatching(/^[0-9A-Z]{26}$/)
    expect(included).toEqual([
      {
        type: 'object-type',
        id: `${owner}:::owners`,
        attributes: { meta: { relationship_id: ulid, name: 'owners', description: 'Whose' } },
        links: { self: `http://localhost:80/api/object-types/${owner}:::owners/` },
      },
      {
        type: 'profile-object-type',
        id: 'profile:::people',
        attributes: { meta: { relationship_id: ulid, name: 'people', description: '' } },
        links: { self: 'http://localhost:80/api/profile-object-types/profile:::people/' },
      },
    ])
    expect(data.relationships['object-types'].data).toEqual([{ type: 'object-type', id: `${owner}:::owners` }])
  })

  it('are renamed and taken off by that id', async () => {
    const relationship_id = await relate(client, schema, 'people')
    const one = (meta: object) => ({ type: 'profile-object-schema', id: 'profile', meta })
    const renamed = await client.patch(at('profile-object-schemas'), { data: one({ relationship_id, name: 'humans' }) })
    expect([renamed.status, await ids(at('profile-object-schemas'))]).toEqual([
      204,
      [['profile-object-schema', 'profile:::humans']],
    ])
    expect((await client.delete(at('profile-object-schemas'), { data: [one({ relationship_id })] })).status).toBe(204)
    const again = await client.delete(at('profile-object-schemas'), { data: [one({ relationship_id })] })
    expect(refusal(again)).toEqual([404, `Relationship \`${relationship_id}\` not found`, '/data/'])
    expect(await ids(at('profile-object-schemas'))).toEqual([])
  })

  it('need a name that is free, a schema that exists, and of profiles the word', async () => {
    await relate(client, schema, 'people')
    const post = (kind: string, id: string, meta: object | null) =>
      client.post(at(kind), { data: [{ type: kind.slice(0, -1), id, meta }] })
    const answers = [
      await post('profile-object-schemas', 'profile', { name: 'people' }),
      await post('profile-object-schemas', 'profile', null),
      await post('profile-object-schemas', 'people', { name: 'others' }),
      await post('object-schemas', 'NOPE', { name: 'others' }),
      await client.get('/api/object-schemas/NOPE/relationships/object-schemas'),
    ]
    expect(answers.map(refusal)).toEqual([
      [409, "A relationship with the name 'people' already exists.", '/data/attributes'],
      [400, "'name' is a required field for the resource 'meta'.", '/data/0/meta'],
      [400, "The id of a profile schema is always 'profile'.", '/data/0/id'],
      [404, 'Object schema `NOPE` not found', '/data/'],
      [404, 'Object schema `NOPE` not found', '/data/'],
    ])
  })
})
