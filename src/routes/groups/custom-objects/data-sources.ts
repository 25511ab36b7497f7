import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { DATA_SOURCE, deleteSourceRecords, insertSourceRecord, isSourceTitle } from '../../../store/data-sources.ts'
import { isMapped } from '../../../store/object-schemas.ts'
import { insertResource } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { Answer, Context } from '../../context.ts'
import { conflict, invalid, invalidEntry, payloadTooLarge } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { deleteShape } from '../../shapes/write.ts'
import { throwAll } from './definition.ts'
import { dataSourceType } from './types.ts'

// Data sources, and the records that are sent to them. campaigns-content §7.1, §7.2.

const TITLE_LENGTH = 255 // Documented.
const RECORDS_PER_JOB = 500 // Documented.
const RECORD_KB = 512 // Documented.
const JOB_MB = 4 // Documented.

const NAMESPACE = 'custom-objects'
/** Documented forms. */
const NAMESPACES = /^(custom-objects|applications\/[0-9A-HJKMNP-TV-Z]{26})$/

/** The namespace, or the default; throws for one of another form (Assumed: status and text). */
export function namespaceOf(given: string | null | undefined): string {
  const namespace = given ?? NAMESPACE
  if (NAMESPACES.test(namespace)) return namespace
  throw invalid(`'namespace' must be 'custom-objects' or 'applications/<application_id>'.`, {
    pointer: '/data/attributes/namespace',
  })
}

/** Documented of data sources, Assumed of object types and schemas; the text is Assumed. */
export function checkTitle(title: string): void {
  const length = [...title].length
  if (length >= 1 && length <= TITLE_LENGTH) return
  throw invalid(`'title' must have between 1 and ${TITLE_LENGTH} characters.`, { pointer: '/data/attributes/title' })
}

export function createDataSource(context: Context): Answer {
  const { title, visibility, description, namespace } = (context.body as RequestBodies['create_data_source']).data
    .attributes
  const { account, db, now } = context
  checkTitle(title)
  const attributes = {
    title,
    visibility: visibility ?? 'private',
    description: description ?? '',
    namespace: namespaceOf(namespace),
  }
  // Documented: unique within the namespace; status and text are Assumed.
  if (isSourceTitle(db, attributes.namespace, title)) {
    throw conflict('conflict', `A data source with the title '${title}' already exists.`)
  }
  const id = account.ids.ulid(now)
  insertResource(db, { type: DATA_SOURCE, id, created: now, updated: now, attributes })
  return { kind: 'one', type: DATA_SOURCE, row: findOrThrow(dataSourceType, id, context) }
}

/** Assumed: a source that a mapping takes from is refused with 409. What it was sent goes with it. */
export function deleteDataSource(context: Context): Answer {
  const { db, id } = context
  if (isMapped(db, id)) throw conflict('conflict', `Data source \`${id}\` is used by a source mapping.`)
  const answer = deleteShape(dataSourceType, context)
  deleteSourceRecords(db, id)
  return answer
}

/** POST /api/data-source-record-bulk-create-jobs: 204; what becomes of the records shows later. Observed. */
export function createRecords(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['bulk_create_data_source_records']).data
  // Older revisions may leave out what none works without. Observed of the data source (campaigns-content §7.2).
  const records: readonly { attributes: { record: object } }[] = attributes['data-source-records']?.data ?? []
  const pointer = '/data/attributes/data-source-records'
  if (records.length > RECORDS_PER_JOB) {
    throw invalid(`A maximum of ${RECORDS_PER_JOB} records is allowed per request.`, { pointer: `${pointer}/data` })
  }
  if (Buffer.byteLength(JSON.stringify(context.body)) > JOB_MB * 1024 * 1024) throw payloadTooLarge(`${JOB_MB} MB`)
  const missing = attributes['data-source-records'] ? [] : [required('data-source-records', pointer)]
  return receive(context, relationships, records, missing)
}

/** POST /api/data-source-record-create-jobs. */
export function createRecord(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_data_source_record']).data
  return receive(context, relationships, [attributes['data-source-record'].data], [])
}

const required = (name: string, pointer: string) =>
  invalidEntry(`'${name}' is a required field for the resource 'data-source-record-bulk-create-job'.`, { pointer })

function receive(
  context: Context,
  relationships: { 'data-source'?: { data?: { id: string } } } | undefined,
  records: readonly { attributes: { record: object } }[],
  missing: readonly ReturnType<typeof invalidEntry>[],
): Answer {
  const { db, now, jobDelay } = context
  const source = relationships?.['data-source']?.data?.id
  if (source === undefined) {
    throwAll([...missing, required('data-source', '/data/relationships/data-source')])
  }
  throwAll(missing)
  findOrThrow(dataSourceType, source!, context)
  for (const { attributes } of records) {
    if (Buffer.byteLength(JSON.stringify(attributes.record)) > RECORD_KB * 1024)
      throw payloadTooLarge(`${RECORD_KB} KB`)
  }
  const places = records.map(({ attributes }) => insertSourceRecord(db, source!, attributes.record))
  if (places.length > 0) {
    scheduleWork(db, now + jobDelay, 'data-source-ingestion', { source, first: places[0], last: places.at(-1) })
  }
  return { kind: 'empty' }
}
