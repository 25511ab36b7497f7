import type { Client, Json } from '../client.ts'
import { recordsBody } from '../requests/custom-objects.ts'

// What the tests of custom objects do again and again.

export const property = (id: number, name: string, type = 'string') => ({ id, name, type })

/** A property of a record, taken from a member of what the source sends; `$['id']` is the record's id. */
export const simple = (id: number, source_id: string, data_path: string, id_path = "$['id']") => ({
  id,
  type: 'simple',
  source: { source_id, id_path, data_path },
})

export async function makeSource(client: Client, title = 'Orders'): Promise<string> {
  const body = { data: { type: 'data-source', attributes: { title, visibility: 'private' } } }
  return (await client.post('/api/data-sources', body)).body.data.id
}

/** What an object type is made with. */
export interface TypeParts {
  title?: string
  properties?: readonly object[]
  required?: readonly string[]
  property_mappings?: readonly object[]
  status?: string
}

export const typeBody = ({
  title = 'Order',
  properties = [],
  required = [],
  status,
  property_mappings = [],
}: TypeParts) => ({
  data: {
    type: 'object-type',
    attributes: {
      title,
      'object-schema': {
        data: {
          type: 'object-schema',
          attributes: {
            properties,
            required,
            ...(status && { status }),
            'source-mapping': { data: { type: 'source-mapping', attributes: { property_mappings } } },
          },
        },
      },
    },
  },
})

export async function makeType(client: Client, parts: TypeParts): Promise<string> {
  return (await client.post('/api/object-types', typeBody(parts))).body.data.id
}

/** An order that has its total from the source, active at once. */
export const makeOrders = (client: Client, source: string, parts: TypeParts = {}): Promise<string> =>
  makeType(client, {
    properties: [property(1, 'name'), property(2, 'total', 'float')],
    property_mappings: [simple(1, source, "$['name']"), simple(2, source, "$['total']")],
    status: 'active',
    ...parts,
  })

export const ingest = (client: Client, source: string, ...records: object[]) =>
  client.post('/api/data-source-record-bulk-create-jobs', recordsBody(source, records))

export const draftOf = async (client: Client, type: string): Promise<Json> =>
  (await client.get(`/api/object-types/${type}/draft-schema`)).body.data

export const patchSchema = (client: Client, id: string, attributes: object) =>
  client.patch(`/api/object-schemas/${id}`, { data: { type: 'object-schema', id, attributes } })

export async function mappingIdOf(client: Client, schema: string): Promise<string> {
  return (await client.get(`/api/object-schemas/${schema}/relationships/source-mapping`)).body.data.id
}

export const patchMapping = (client: Client, id: string, attributes: object) =>
  client.patch(`/api/source-mappings/${id}`, { data: { type: 'source-mapping', id, attributes } })

/** Makes a relationship of a draft; gives its id. */
export async function relate(client: Client, schema: string, name: string, to = 'profile'): Promise<string> {
  const kind = to === 'profile' ? 'profile-object-schemas' : 'object-schemas'
  const url = `/api/object-schemas/${schema}`
  const linkage = { type: kind.slice(0, -1), id: to, meta: { name } }
  await client.post(`${url}/relationships/${kind}`, { data: [linkage] })
  const { included } = (await client.get(`${url}?include=${kind}`)).body
  return included.find(({ attributes }: Json) => attributes.meta.name === name).attributes.meta.relationship_id
}

/** The records of a type: their properties by their ids. */
export async function recordsOf(client: Client, type: string): Promise<Record<string, Json>> {
  const { data } = (await client.get(`/api/object-types/${type}/object-records`)).body
  return Object.fromEntries(
    data.map(({ id, attributes }: Json) => [id.replace(`${type}:::`, ''), attributes.record_properties]),
  )
}

export const logsOf = async (client: Client, type: string, query = ''): Promise<Json> =>
  (await client.get(`/api/object-types/${type}/object-ingestion-logs${query}`)).body
