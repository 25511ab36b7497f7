import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { deleteRelationshipsTo } from '../../../store/object-relationships.ts'
import { deleteRecords, deleteRecordsOfType, OBJECT_RECORD } from '../../../store/object-records.ts'
import {
  deleteSchemaPlace,
  OBJECT_SCHEMA,
  OBJECT_TYPE,
  schemaPlacesOf,
  SOURCE_MAPPING,
} from '../../../store/object-schemas.ts'
import { deleteResource, insertResource } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import { findRow } from '../../../store/selection.ts'
import { readSetting } from '../../../store/settings.ts'
import type { Answer, Context } from '../../context.ts'
import { forbidden, invalid } from '../../errors.ts'
import type { JobContext } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { deleteShape } from '../../shapes/write.ts'
import { checkTitle, namespaceOf } from './data-sources.ts'
import { completeMapping, completeProperty, mappingProblems, schemaProblems, throwAll } from './definition.ts'
import { insertSchema } from './schemas.ts'
import { objectRecordType, objectTypeType } from './types.ts'

// Object types, and the records that they hold. campaigns-content §7.3, §7.6.

/** POST /api/object-types: the type, with a draft of its schema and an empty source mapping. Documented. */
export function createObjectType(context: Context): Answer {
  const { account, db, now } = context
  // Observed; the other operations are open without (campaigns-content §7).
  if (!readSetting(db, 'custom_objects')) throw forbidden('Entitlement to create object type not found.')
  const { attributes: given } = (context.body as RequestBodies['create_object_type']).data
  checkTitle(given.title)
  const namespace = namespaceOf(given.namespace)
  const { title } = given
  const description = given.description ?? ''
  const embedded = given['object-schema']?.data.attributes ?? {}
  const schema = {
    title,
    description,
    status: embedded.status === 'active' ? ('active' as const) : ('draft' as const),
    properties: embedded.properties?.map(completeProperty) ?? [],
    required: embedded.required ?? [],
    published_at: null,
    visibility: given.visibility ?? 'private',
  }
  const mapping = completeMapping(embedded['source-mapping']?.data.attributes)
  const pointer = '/data/attributes/object-schema/data/attributes'
  throwAll([
    ...schemaProblems(schema, pointer),
    ...mappingProblems(
      mapping,
      { properties: schema.properties, relationships: [], db },
      `${pointer}/source-mapping/data/attributes`,
    ),
  ])
  const id = account.ids.ulid(now)
  const times = { created_at: formatSeconds(now), updated_at: formatSeconds(now) }
  insertResource(db, {
    type: OBJECT_TYPE,
    id,
    created: now,
    updated: now,
    attributes: { title, description, status: 'draft', namespace, ...times },
  })
  insertSchema(context, id, { attributes: schema, mapping, relationships: [] })
  const fresh = { created_at: now, updated_at: now }
  return { kind: 'one', type: OBJECT_TYPE, row: findOrThrow(objectTypeType, id, context), fresh }
}

/** Its schemas, mappings, relationships, records and logs go with it. Assumed. */
export function deleteObjectType(context: Context): Answer {
  const { db, id } = context
  const answer = deleteShape(objectTypeType, context)
  for (const place of schemaPlacesOf(db, id)) {
    deleteSchemaPlace(db, place.id)
    deleteResource(db, { type: OBJECT_SCHEMA, id: place.id })
    deleteResource(db, { type: SOURCE_MAPPING, id: place.mapping_id })
  }
  deleteRelationshipsTo(db, id)
  deleteRecordsOfType(db, id)
  return answer
}

/** Of an object type that is not there, the 404 names the type (Assumed, as for bulk deletion). */
export function getObjectRecord(context: Context): Answer {
  const row = findRow(context.db, objectRecordType.selection, context.id)
  if (row === undefined) findOrThrow(objectTypeType, typeIdIn(context.id), context)
  return { kind: 'one', type: OBJECT_RECORD, row: findOrThrow(objectRecordType, context.id, context) }
}

const typeIdIn = (key: string): string => key.split(':::')[0]!

const RECORDS_PER_JOB = 500 // Documented.

/** POST /api/object-record-bulk-delete-jobs: 202; what is not there is passed over (Assumed). */
export function deleteObjectRecords(context: Context): Answer {
  const { relationships } = (context.body as RequestBodies['bulk_delete_object_records']).data
  const keys = (relationships['object-records'].data ?? []).map(({ id }) => id)
  const pointer = '/data/relationships/object-records/data'
  if (keys.length > RECORDS_PER_JOB) {
    throw invalid(`A maximum of ${RECORDS_PER_JOB} object records is allowed per request.`, { pointer })
  }
  const types = [...new Set(keys.map(typeIdIn))]
  for (const type of types) findOrThrow(objectTypeType, type, context) // Observed.
  if (types.length > 1) throw invalid('All object records must have the same object type.', { pointer }) // Assumed.
  scheduleWork(context.db, context.now + context.jobDelay, 'object-record-deletion', { keys })
  return { kind: 'empty' }
}

export function runRecordDeletion({ keys }: { keys: string[] }, { db }: JobContext): void {
  deleteRecords(db, keys)
}
