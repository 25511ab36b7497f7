import type {
  ProfileRelationshipSource,
  SimplePropertyMapping,
  SimpleRelationshipMapping,
} from '../../../schemas/contract/request-bodies.ts'
import { sourceRecords } from '../../../store/data-sources.ts'
import { listRelationships, type ObjectRelationship } from '../../../store/object-relationships.ts'
import { findRecordProperties, linkRecord, recordKey, saveRecord } from '../../../store/object-records.ts'
import { currentSchemas, SOURCE_MAPPING } from '../../../store/object-schemas.ts'
import { findResource } from '../../../store/resources.ts'
import { ApiError } from '../../errors.ts'
import type { JobContext } from '../../resource.ts'
import { upsertFromBody, type ProfileInput } from '../profiles/writes.ts'
import type { MappingAttributes, SchemaAttributes } from './definition.ts'
import { logFailure } from './ingestion-logs.ts'
import { isWide, valuesAt } from './json-path.ts'
import { checkValue, type ValueError } from './property-values.ts'

// How records of data sources become object records: through every current schema whose mapping names the source.
// campaigns-content §7.2, §7.4.

/** A current schema, ready to take records. */
interface Intake {
  typeId: string
  schema: SchemaAttributes
  mapping: MappingAttributes
  relationships: readonly ObjectRelationship[]
}

/** Takes records of a source, by their places. */
export function ingest(
  { source, first, last }: { source: string; first: number; last: number },
  context: JobContext,
): void {
  const intakes = intakesOf(context).filter(({ mapping }) => sourcesOf(mapping).has(source))
  if (intakes.length === 0) return
  takeRecords(intakes, source, [first, last], context)
}

/** Fills a schema that became current with what the sources that are new to its type sent until now. */
export function fillFromSources(context: JobContext, schemaId: string, previousMapping: string | undefined): void {
  const intakes = intakesOf(context, schemaId)
  const row = previousMapping && findResource(context.db, { type: SOURCE_MAPPING, id: previousMapping })
  const known = row ? sourcesOf(JSON.parse(row.attributes) as MappingAttributes) : new Set<string>()
  for (const source of intakes.flatMap(({ mapping }) => [...sourcesOf(mapping)])) {
    if (!known.has(source)) takeRecords(intakes, source, [0, Number.MAX_SAFE_INTEGER], context)
  }
}

function takeRecords(
  intakes: readonly Intake[],
  source: string,
  [first, last]: readonly [number, number],
  context: JobContext,
): void {
  for (const { record } of sourceRecords(context.db, source, first, last)) {
    const value = JSON.parse(record) as object
    for (const intake of intakes) takeRecord(intake, source, value, context)
  }
}

function intakesOf({ db }: JobContext, schemaId?: string): Intake[] {
  return currentSchemas(db)
    .filter(({ id }) => schemaId === undefined || id === schemaId)
    .map(({ id, object_type_id, schema, mapping }) => ({
      typeId: object_type_id,
      schema: JSON.parse(schema) as SchemaAttributes,
      mapping: JSON.parse(mapping) as MappingAttributes,
      relationships: listRelationships(db, id),
    }))
}

function sourcesOf({ property_mappings, relationship_mappings }: MappingAttributes): Set<string> {
  return new Set([
    ...property_mappings.flatMap((mapping) => (mapping.type === 'simple' ? [mapping.source.source_id] : [])),
    ...relationship_mappings.map(({ source }) => source.source_id),
  ])
}

/** First the properties, by each way to an id; then the relationships of the records that were not refused. */
function takeRecord(intake: Intake, source: string, record: object, context: JobContext): void {
  const refused = new Set<string>()
  const own = intake.mapping.property_mappings.filter(
    (mapping): mapping is SimplePropertyMapping => mapping.type === 'simple' && mapping.source.source_id === source,
  )
  for (const path of new Set(own.map((mapping) => mapping.source.id_path))) {
    const mappings = own.filter((mapping) => mapping.source.id_path === path)
    const ids = valuesAt(path, record)
    if (ids.length === 0) logFailure(context, intake.typeId, null, [missing(path)])
    for (const [index, id] of ids.entries()) {
      const recordId = idText(id)
      const place = isWide(path) ? { index, count: ids.length } : undefined
      const errors =
        recordId === undefined
          ? [notAnId(path, id)]
          : takeProperties(intake, mappings, recordId, record, place, context)
      if (errors.length === 0) continue
      logFailure(context, intake.typeId, recordId ?? null, errors)
      if (recordId !== undefined) refused.add(recordId)
    }
  }
  for (const mapping of intake.mapping.relationship_mappings) {
    if (mapping.source.source_id === source) takeRelationship(intake, mapping, record, refused, context)
  }
}

/** Where one of several records stands that a source's record holds. */
type Place = { index: number; count: number } | undefined

/**
 * Replaces what the source says of one object record; gives what is wrong, and then writes nothing. What another source
 * says of it stays (Assumed). Documented: the whole of what is mapped is replaced.
 */
function takeProperties(
  { typeId, schema, mapping }: Intake,
  mappings: readonly SimplePropertyMapping[],
  recordId: string,
  record: object,
  place: Place,
  { db }: JobContext,
): ValueError[] {
  const errors: ValueError[] = []
  const key = recordKey(typeId, recordId)
  const values = JSON.parse(findRecordProperties(db, key) ?? '{}') as Record<string, unknown>
  for (const { id } of mappings) delete values[id]
  for (const constant of mapping.property_mappings)
    if (constant.type === 'constant') values[constant.id] = constant.value
  for (const { id, source } of mappings) {
    const property = schema.properties.find((candidate) => candidate.id === id)
    const value = valueOf(source.data_path, record, place)
    if (property === undefined || value === undefined || value === null) continue
    const checked = checkValue(property.type, value)
    if ('value' in checked) values[id] = checked.value
    else errors.push({ ...checked, property: property.name, invalid_value: JSON.stringify(value) })
  }
  const failed = errors.map(({ property }) => property)
  for (const { id, name } of schema.properties) {
    const isOurs = mappings.some((own) => own.id === id) || !mapping.property_mappings.some((any) => any.id === id)
    if (schema.required.includes(name) && isOurs && !(id in values) && !failed.includes(name))
      errors.push(missing(name))
  }
  if (errors.length === 0) saveRecord(db, typeId, key, values)
  return errors
}

/** What a path gives for one record: a value, with a wildcard all of them; of several records the one at its place. */
function valueOf(path: string, record: object, place: Place): unknown {
  const found = valuesAt(path, record)
  if (place !== undefined)
    return found.length === place.count ? found[place.index] : isWide(path) ? undefined : found[0]
  return isWide(path) ? found : found[0]
}

function takeRelationship(
  { typeId, relationships }: Intake,
  { relationship_id, source }: SimpleRelationshipMapping,
  record: object,
  refused: ReadonlySet<string>,
  context: JobContext,
): void {
  const relationship = relationships.find(({ id }) => id === relationship_id)
  if (relationship === undefined) return
  const ids = valuesAt(source.id_path, record)
  for (const [index, id] of ids.entries()) {
    const recordId = idText(id)
    if (recordId === undefined || refused.has(recordId)) continue
    const place = isWide(source.id_path) ? { index, count: ids.length } : undefined
    const relatedIds =
      source.type === 'profile'
        ? profilesOf(
            source,
            record,
            place,
            (error, given) => {
              const message = error.entries[0].detail
              const invalid_value = JSON.stringify(given)
              const errors = [{ code: error.entries[0].code, message, property: relationship.name, invalid_value }]
              logFailure(context, typeId, recordId, errors, 'warning')
            },
            context,
          )
        : related(valueOf(source.related_id_path, record, place)).flatMap((value) => {
            const text = idText(value)
            return text === undefined ? [] : [recordKey(relationship.related_type_id, text)]
          })
    const replace = source.update_strategy !== 'additive'
    linkRecord(context.db, relationship_id, recordKey(typeId, recordId), relatedIds, replace)
  }
}

const related = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

const IDENTIFIERS = {
  anonymous: 'anonymous_id',
  email: 'email',
  'external-id': 'external_id',
  phone: 'phone_number',
} as const

/**
 * The profiles that identifiers name, made where there is none yet (Assumed); of several values of a path, each names a
 * profile together with the values at the same place of the others.
 */
function profilesOf(
  { related_id_paths }: ProfileRelationshipSource,
  record: object,
  place: Place,
  refuse: (error: ApiError, given: object) => void,
  context: JobContext,
): string[] {
  const columns = related_id_paths.map(
    ({ identifier_type, path }) => [identifier_type, related(valueOf(path, record, place))] as const,
  )
  const count = Math.max(0, ...columns.map(([, values]) => values.length))
  return Array.from({ length: count }).flatMap((_, index) => {
    let id: string | undefined
    const attributes: Record<string, string> = {}
    for (const [kind, values] of columns) {
      const text = idText(values[index])
      if (text === undefined) continue
      if (kind === 'klaviyo-id') id = text
      else attributes[IDENTIFIERS[kind]] = text
    }
    if (id === undefined && Object.keys(attributes).length === 0) return []
    const input = { ...(id !== undefined && { id }), attributes } as ProfileInput
    try {
      return [upsertFromBody(context, input).id]
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refuse(error, id === undefined ? attributes : { id, ...attributes })
      return []
    }
  })
}

/** An id as text; undefined for what can be none. */
function idText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const missing = (property: string): ValueError => ({
  code: 'missing',
  message: 'Field required',
  property,
  invalid_value: null,
})

const notAnId = (property: string, value: unknown): ValueError => ({
  code: 'string_type',
  message: 'Input should be a valid string',
  property,
  invalid_value: JSON.stringify(value),
})
