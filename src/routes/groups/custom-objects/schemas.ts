import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { insertRelationship, listRelationships, type ObjectRelationship } from '../../../store/object-relationships.ts'
import { deleteLinksBy } from '../../../store/object-records.ts'
import {
  findSchemaIn,
  findSchemaPlace,
  insertSchemaPlace,
  moveSchema,
  OBJECT_SCHEMA,
  OBJECT_TYPE,
  SOURCE_MAPPING,
} from '../../../store/object-schemas.ts'
import { findResource, insertResource, updateResource } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { Answer, Context } from '../../context.ts'
import { conflict, invalid } from '../../errors.ts'
import type { JobContext } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import {
  completeMapping,
  completeProperty,
  mappingProblems,
  schemaProblems,
  throwAll,
  type MappingAttributes,
  type SchemaAttributes,
} from './definition.ts'
import { fillFromSources } from './ingest.ts'
import { objectSchemaType, objectTypeType } from './types.ts'

// Schemas of object types: one draft at most, which becomes the current one; the one before stays as a version.
// campaigns-content §7.3.

/** A schema to insert, its mapping and relationships with it. */
interface NewSchema {
  attributes: SchemaAttributes
  mapping: MappingAttributes
  relationships: readonly Omit<ObjectRelationship, 'schema_id'>[]
}

type Writing = Pick<Context, 'account' | 'db' | 'now' | 'jobDelay'>

/** Makes the draft of an object type, which becomes active when `status` says so; gives its id. */
export function insertSchema(
  context: Writing,
  typeId: string,
  { attributes, mapping, relationships }: NewSchema,
): string {
  const { account, db, now } = context
  const id = account.ids.ulid(now)
  const mappingId = account.ids.ulid(now)
  const times = { created: now, updated: now }
  const draft = { ...attributes, status: 'draft' }
  insertResource(db, { type: OBJECT_SCHEMA, id, ...times, attributes: draft })
  insertResource(db, { type: SOURCE_MAPPING, id: mappingId, ...times, attributes: { ...mapping } })
  insertSchemaPlace(db, { id, object_type_id: typeId, mapping_id: mappingId, state: 'draft' })
  for (const relationship of relationships) insertRelationship(db, { ...relationship, schema_id: id })
  if (attributes.status === 'active') publish(context, id)
  return id
}

/** POST /api/object-schemas: a new draft of a type that has none. */
export function createObjectSchema(context: Context): Answer {
  const { data } = context.body as RequestBodies['create_object_schema']
  const { title, description, properties, status, required, 'source-mapping': mapping } = data.attributes
  const { db } = context
  const typeId = data.relationships?.['object-type']?.data?.id
  if (typeId === undefined) {
    // Assumed: a schema belongs to an object type.
    throw invalid(`'object-type' is a required field for the resource '${OBJECT_SCHEMA}'.`, {
      pointer: '/data/relationships',
    })
  }
  findOrThrow(objectTypeType, typeId, context)
  if (findSchemaIn(db, typeId, 'draft') !== undefined) {
    throw conflict('conflict', `Object type \`${typeId}\` already has a draft schema.`) // Assumed.
  }
  const current = findSchemaIn(db, typeId, 'current')
  // Assumed: that a new version begins with the relationships of the current one, which keep their ids.
  const relationships = current === undefined ? [] : listRelationships(db, current.id)
  const before = current === undefined ? undefined : attributesOf(db, current.id)
  const attributes: SchemaAttributes = {
    title,
    description: description ?? before?.description ?? '',
    status: status === 'active' ? 'active' : 'draft',
    properties: properties.map(completeProperty),
    required: required ?? [],
    published_at: null,
    visibility: before?.visibility ?? 'private',
  }
  const pointer = '/data/attributes'
  const given = completeMapping(mapping?.data.attributes)
  throwAll([
    ...schemaProblems(attributes, pointer),
    ...mappingProblems(
      given,
      { properties: attributes.properties, relationships, db },
      `${pointer}/source-mapping/data/attributes`,
    ),
  ])
  const id = insertSchema(context, typeId, { attributes, mapping: given, relationships })
  followSchema(context, typeId, attributes)
  return { kind: 'one', type: OBJECT_SCHEMA, row: findOrThrow(objectSchemaType, id, context) }
}

/** PATCH /api/object-schemas/{id}: of a draft; null changes nothing (Assumed). */
export function updateObjectSchema(context: Context): Answer {
  const { data } = context.body as RequestBodies['update_object_schema']
  const { db, id, now } = context
  const row = findOrThrow(objectSchemaType, id, context)
  requireSameId(data.id, id)
  requireDraft(db, id)
  const { title, description, properties, required, status } = data.attributes
  const before = JSON.parse(row.attributes) as SchemaAttributes
  const attributes: SchemaAttributes = {
    ...before,
    title: title ?? before.title,
    description: description ?? before.description,
    properties: properties?.map(completeProperty) ?? before.properties,
    required: required ?? before.required,
  }
  throwAll(schemaProblems(attributes, '/data/attributes'))
  updateResource(db, { type: OBJECT_SCHEMA, id }, { ...attributes }, now)
  followSchema(context, findSchemaPlace(db, id)!.object_type_id, attributes)
  if (status === 'active') publish(context, id)
  return { kind: 'one', type: OBJECT_SCHEMA, row: findOrThrow(objectSchemaType, id, context) }
}

/** Documented: only a draft can be changed; status and text are Assumed. */
export function requireDraft(db: Context['db'], schemaId: string): void {
  if (attributesOf(db, schemaId)?.status === 'draft') return
  throw invalid('Only a schema in the draft status can be modified.')
}

export function attributesOf(db: Context['db'], schemaId: string): SchemaAttributes | undefined {
  const row = findResource(db, { type: OBJECT_SCHEMA, id: schemaId })
  return row && (JSON.parse(row.attributes) as SchemaAttributes)
}

/** An object type has the title and description of its schema. Documented. */
function followSchema(context: Writing, typeId: string, { title, description }: SchemaAttributes): void {
  changeType(context, typeId, { title, description })
}

function changeType({ db, now }: Pick<Writing, 'db' | 'now'>, typeId: string, changed: Record<string, unknown>): void {
  const row = findResource(db, { type: OBJECT_TYPE, id: typeId })
  if (row === undefined) return
  const attributes = { ...(JSON.parse(row.attributes) as object), ...changed, updated_at: formatSeconds(now) }
  updateResource(db, { type: OBJECT_TYPE, id: typeId }, attributes, now)
}

/** A draft is on its way to be the current schema; the type's status is that of its current one, if it has any. */
function publish(context: Writing, schemaId: string): void {
  const { db, now, jobDelay } = context
  const { object_type_id: typeId } = findSchemaPlace(db, schemaId)!
  const attributes = { ...attributesOf(db, schemaId)!, status: 'publishing' }
  updateResource(db, { type: OBJECT_SCHEMA, id: schemaId }, attributes, now)
  if (findSchemaIn(db, typeId, 'current') === undefined) changeType(context, typeId, { status: 'publishing' })
  scheduleWork(db, now + jobDelay, 'object-schema-activation', { id: schemaId })
}

/**
 * The draft becomes the current schema. What its data sources sent before fills it, as far as the schema before it did
 * not take it already. Documented of the first schema in outline (campaigns-content §7.2), Assumed of later ones.
 */
export function activateSchema({ id }: { id: string }, context: JobContext): void {
  const { db, now } = context
  const place = findSchemaPlace(db, id)
  if (place?.state !== 'draft') return
  const before = findSchemaIn(db, place.object_type_id, 'current')
  if (before !== undefined) {
    moveSchema(db, before.id, 'past')
    const kept = listRelationships(db, id).map((relationship) => relationship.id)
    for (const { id: gone } of listRelationships(db, before.id)) if (!kept.includes(gone)) deleteLinksBy(db, gone)
  }
  moveSchema(db, id, 'current')
  const attributes = { ...attributesOf(db, id)!, status: 'active', published_at: formatSeconds(now) }
  updateResource(db, { type: OBJECT_SCHEMA, id }, attributes, now)
  changeType(context, place.object_type_id, { status: 'active' })
  fillFromSources(context, id, before?.mapping_id)
}
