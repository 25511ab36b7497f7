import { DATA_SOURCE, dataSourceSelection } from '../../../store/data-sources.ts'
import { relationshipsOfSchema, relationshipsOfType } from '../../../store/object-relationships.ts'
import {
  findSchemaIn,
  mappingOfSchema,
  OBJECT_SCHEMA,
  OBJECT_TYPE,
  objectSchemaSelection,
  objectTypeSelection,
  schemasOfType,
  SOURCE_MAPPING,
  sourceMappingSelection,
} from '../../../store/object-schemas.ts'
import {
  INGESTION_LOG,
  ingestionLogSelection,
  logsOfType,
  OBJECT_RECORD,
  objectRecordSelection,
  recordsOfType,
} from '../../../store/object-records.ts'
import { findResource } from '../../../store/resources.ts'
import type { Relationship, ResourceType } from '../../resource.ts'
import type { SchemaAttributes } from './definition.ts'

// The resource types of custom objects. campaigns-content §7. Texts of 404 are Observed of object types, Assumed of others.

export const dataSourceType: ResourceType = {
  type: DATA_SOURCE,
  collection: 'data-sources',
  selection: dataSourceSelection,
  attributes: ['title', 'visibility', 'description', 'namespace'],
  relationships: {},
  notFound: (id) => `Data source \`${id}\` not found`,
}

export const sourceMappingType: ResourceType = {
  type: SOURCE_MAPPING,
  collection: 'source-mappings',
  selection: sourceMappingSelection,
  attributes: ['property_mappings', 'relationship_mappings'],
  whole: ['property_mappings', 'relationship_mappings'],
  relationships: {},
  notFound: (id) => `Source mapping \`${id}\` not found`,
}

/** A relationship as it looks when included: a compound id, and what it is called. Documented, campaigns-content §7.5. */
const relationshipType = (type: string, collection: string): ResourceType => ({
  type,
  collection,
  selection: objectSchemaSelection,
  attributes: ['meta'],
  whole: ['meta'],
  relationships: {},
})

const related = (type: string, collection: string, selection: Relationship['related']): Relationship => ({
  type,
  many: true,
  related: selection,
  included: relationshipType(type, collection),
})

export const objectSchemaType: ResourceType = {
  type: OBJECT_SCHEMA,
  collection: 'object-schemas',
  selection: objectSchemaSelection,
  attributes: ['title', 'description', 'status', 'properties', 'required', 'published_at', 'visibility'],
  whole: ['properties', 'required'],
  relationships: {
    'source-mapping': { type: SOURCE_MAPPING, many: false, related: mappingOfSchema },
    'object-schemas': related(OBJECT_SCHEMA, 'object-schemas', relationshipsOfSchema('schemas')),
    'profile-object-schemas': related(
      'profile-object-schema',
      'profile-object-schemas',
      relationshipsOfSchema('profiles'),
    ),
  },
  notFound: (id) => `Object schema \`${id}\` not found`,
}

export const objectRecordType: ResourceType = {
  type: OBJECT_RECORD,
  collection: 'object-records',
  selection: objectRecordSelection,
  attributes: ['record_properties'],
  whole: ['record_properties'],
  relationships: {},
  notFound: (id) => `Object record \`${id}\` not found`,
  // By name, in the order of the current schema; what that does not have any more is not shown.
  view: ({ attributes, object_type_id }, { db }) => {
    const values = JSON.parse(attributes) as Record<string, unknown>
    const current = findSchemaIn(db, object_type_id as string, 'current')
    const schema = current && findResource(db, { type: OBJECT_SCHEMA, id: current.id })
    const { properties } = JSON.parse(schema?.attributes ?? '{"properties":[]}') as SchemaAttributes
    const shown = properties.flatMap(({ id, name }) => (id in values ? [[name, values[id]] as const] : []))
    return { record_properties: Object.fromEntries(shown) }
  },
}

export const ingestionLogType: ResourceType = {
  type: INGESTION_LOG,
  collection: 'object-ingestion-logs',
  selection: ingestionLogSelection,
  attributes: ['status', 'event_type', 'timestamp', 'summary', 'errors'],
  whole: ['errors'],
  relationships: {
    'object-type': {
      type: OBJECT_TYPE,
      many: false,
      related: objectTypeSelection,
      column: 'object_type_id',
      known: true,
    },
    // Documented: only of a log that is about a record, which need not be there.
    'object-record': {
      type: OBJECT_RECORD,
      many: false,
      related: objectRecordSelection,
      column: 'record_key',
      knownWhenLinked: true,
    },
  },
}

const schemaIn = (state: 'current' | 'draft'): Relationship => ({
  type: OBJECT_SCHEMA,
  many: false,
  related: schemasOfType(state),
  knownWhenLinked: true,
})

export const objectTypeType: ResourceType = {
  type: OBJECT_TYPE,
  collection: 'object-types',
  selection: objectTypeSelection,
  attributes: ['title', 'description', 'status', 'namespace', 'created_at', 'updated_at'],
  relationships: {
    // Assumed: with data where there is one, because none may be null.
    'current-schema': schemaIn('current'),
    'draft-schema': schemaIn('draft'),
    // Assumed: what was current once, and is; a draft is no version yet.
    'schema-versions': { type: OBJECT_SCHEMA, many: true, related: schemasOfType('current', 'past') },
    'object-types': related(OBJECT_TYPE, 'object-types', relationshipsOfType('types')),
    'profile-object-types': related('profile-object-type', 'profile-object-types', relationshipsOfType('profiles')),
    'object-records': { type: OBJECT_RECORD, many: true, related: recordsOfType },
    'object-ingestion-logs': { type: INGESTION_LOG, many: true, related: logsOfType },
  },
  notFound: (id) => `Object type \`${id}\` not found`,
}
