import type { Client, Json } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Custom objects: a data source, an active object type with a record, another one with a draft.

const property = (id: number, name: string, type = 'string') => ({ id, name, type })

/** A mapping that takes each property from the member of its name, and the id from `id`. */
export const mappingOf = (source: string, properties: readonly { id: number; name: string }[]) => ({
  property_mappings: properties.map(({ id, name }) => ({
    id,
    type: 'simple',
    source: { source_id: source, id_path: "$['id']", data_path: `$['${name}']` },
  })),
})

const properties = [property(1, 'name'), property(2, 'age', 'int')]

export const typeBody = (title: string, source: string, status = 'draft') => ({
  data: {
    type: 'object-type',
    attributes: {
      title,
      'object-schema': {
        data: {
          type: 'object-schema',
          attributes: {
            properties,
            status,
            required: ['name'],
            'source-mapping': { data: { type: 'source-mapping', attributes: mappingOf(source, properties) } },
          },
        },
      },
    },
  },
})

const sourceBody = (title: string) => ({
  data: { type: 'data-source', attributes: { title, visibility: 'private' } },
})

const toSource = (id: string | undefined) => ({ 'data-source': { data: { type: 'data-source', id } } })
const recordOf = (record: object) => ({ type: 'data-source-record', attributes: { record } })

export const recordBody = (source: string | undefined, record: object) => ({
  data: {
    type: 'data-source-record-create-job',
    attributes: { 'data-source-record': { data: recordOf(record) } },
    relationships: toSource(source),
  },
})

export const recordsBody = (source: string | undefined, records: readonly object[]) => ({
  data: {
    type: 'data-source-record-bulk-create-job',
    attributes: { 'data-source-records': { data: records.map(recordOf) } },
    relationships: toSource(source),
  },
})

const linkage = (type: string, id: string | undefined, meta: object) => ({ type, id, meta })

export const customObjects: GroupRequests = {
  groups: ['Custom Objects'],
  idTypes: {
    'data-sources': 'data-source',
    delete_data_source: 'free-source',
    'object-types': 'object-type',
    'object-schemas': 'object-schema',
    'source-mappings': 'source-mapping',
    'object-records': 'object-record',
    get_records_for_object_type: 'active-type',
    get_ingestion_logs_for_object_type: 'active-type',
  },
  bodies: {
    create_data_source: () => sourceBody('Another'),
    create_data_source_record: (ids) => recordBody(ids['data-source'], { id: 'b', name: 'B' }),
    bulk_create_data_source_records: (ids) => recordsBody(ids['data-source'], [{ id: 'b', name: 'B' }]),
    create_object_type: (ids) => typeBody('Third', ids['data-source']!),
    create_object_schema: (ids) => ({
      data: {
        type: 'object-schema',
        attributes: { title: 'Second', properties },
        relationships: { 'object-type': { data: { type: 'object-type', id: ids['active-type'] } } },
      },
    }),
    update_object_schema: (ids) => ({
      data: { type: 'object-schema', id: ids['object-schema'], attributes: { title: 'Renamed', status: 'active' } },
    }),
    update_source_mapping: (ids) => ({
      data: {
        type: 'source-mapping',
        id: ids['source-mapping'],
        attributes: mappingOf(ids['data-source']!, properties),
      },
    }),
    create_object_schema_relationship: (ids) => ({
      data: [linkage('object-schema', ids['object-schema'], { name: 'others' })],
    }),
    update_object_schema_relationship: (ids) => ({
      data: linkage('object-schema', ids['object-schema'], { relationship_id: ids['to-schema'], name: 'renamed' }),
    }),
    delete_object_schema_relationship: (ids) => ({
      data: [linkage('object-schema', ids['object-schema'], { relationship_id: ids['to-schema'] })],
    }),
    create_profile_schema_relationship: () => ({
      data: [linkage('profile-object-schema', 'profile', { name: 'people' })],
    }),
    update_profile_schema_relationship: (ids) => ({
      data: linkage('profile-object-schema', 'profile', { relationship_id: ids['to-profile'], name: 'renamed' }),
    }),
    delete_profile_schema_relationship: (ids) => ({
      data: [linkage('profile-object-schema', 'profile', { relationship_id: ids['to-profile'] })],
    }),
    bulk_delete_object_records: (ids) => ({
      data: {
        type: 'object-record-bulk-delete-job',
        relationships: { 'object-records': { data: [{ type: 'object-record', id: ids['object-record'] }] } },
      },
    }),
  },
  seed: seedCustomObjects,
}

async function seedCustomObjects(client: Client): Promise<Ids> {
  const idOf = async (path: string, body: object) => (await client.post(path, body)).body.data.id as string
  const source = await idOf('/api/data-sources', sourceBody('Sweep'))
  const free = await idOf('/api/data-sources', sourceBody('Free'))
  const active = await idOf('/api/object-types', typeBody('Active', source, 'active'))
  await client.post(
    '/api/data-source-record-bulk-create-jobs',
    recordsBody(source, [{ id: 'a', name: 'A' }, { id: 'x' }]),
  )
  const draft = await idOf('/api/object-types', typeBody('Draft', source))
  const schema = (await client.get(`/api/object-types/${draft}/draft-schema`)).body.data.id as string
  const relation = async (name: string, type: string, id: string) => {
    const url = `/api/object-schemas/${schema}`
    await client.post(`${url}/relationships/${name}`, { data: [linkage(type, id, { name: `to ${id}` })] })
    const { included } = (await client.get(`${url}?include=${name}`)).body as Json
    return included[0].attributes.meta.relationship_id as string
  }
  return {
    'data-source': source,
    'free-source': free,
    'active-type': active,
    'object-type': draft,
    'object-schema': schema,
    'source-mapping': (await client.get(`/api/object-schemas/${schema}/source-mapping`)).body.data.id,
    'object-record': `${active}:::a`,
    'to-schema': await relation('object-schemas', 'object-schema', schema),
    'to-profile': await relation('profile-object-schemas', 'profile-object-schema', 'profile'),
  }
}
