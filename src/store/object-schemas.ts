import type { Db } from './database.ts'
import { resourceColumns, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

export const OBJECT_TYPE = 'object-type'
export const OBJECT_SCHEMA = 'object-schema'
export const SOURCE_MAPPING = 'source-mapping'

/** What a schema is to its object type. */
export type SchemaState = 'draft' | 'current' | 'past'

/** All object types. Accounts have few of them. */
export const objectTypeSelection = resourcesOf(OBJECT_TYPE, { namespace: { sql: `r.attributes ->> '$.namespace'` } })
export const objectSchemaSelection = resourcesOf(OBJECT_SCHEMA)
export const sourceMappingSelection = resourcesOf(SOURCE_MAPPING)

/** The schemas of an object type (its id is the parameter) in these states, the first first. */
export const schemasOfType = (...states: readonly SchemaState[]): Selection => ({
  from: `object_schema s JOIN resource r ON r.type = '${OBJECT_SCHEMA}' AND r.id = s.id`,
  where: `s.object_type_id = ? AND s.state IN (${states.map((state) => `'${state}'`).join(', ')})`,
  columns: resourceColumns,
  id: 's.seq',
  fields: { id: { sql: 's.id' }, position: { sql: 's.seq', kind: 'number' } },
  defaultSort: { field: 'position' },
})

/** The source mapping of a schema (its id is the parameter). */
export const mappingOfSchema: Selection = {
  from: `object_schema s JOIN resource r ON r.type = '${SOURCE_MAPPING}' AND r.id = s.mapping_id`,
  where: 's.id = ?',
  columns: resourceColumns,
  id: 'r.id',
  fields: { id: { sql: 'r.id' } },
  defaultSort: { field: 'id' },
}

/** A schema's place: its object type, its source mapping, what it is. */
export interface SchemaPlace {
  id: string
  object_type_id: string
  mapping_id: string
  state: SchemaState
}

const PLACE = 'SELECT id, object_type_id, mapping_id, state FROM object_schema'

export const findSchemaPlace = (db: Db, schemaId: string): SchemaPlace | undefined =>
  db.get<SchemaPlace>(`${PLACE} WHERE id = ?`, schemaId)

export const findMappingPlace = (db: Db, mappingId: string): SchemaPlace | undefined =>
  db.get<SchemaPlace>(`${PLACE} WHERE mapping_id = ?`, mappingId)

/** The schema of a type in a state that only one can have. */
export const findSchemaIn = (db: Db, typeId: string, state: 'draft' | 'current'): SchemaPlace | undefined =>
  db.get<SchemaPlace>(`${PLACE} WHERE object_type_id = ? AND state = ?`, typeId, state)

export const schemaPlacesOf = (db: Db, typeId: string): SchemaPlace[] =>
  db.all<SchemaPlace>(`${PLACE} WHERE object_type_id = ?`, typeId)

/** Current schemas with the text of what they and their mappings say, of all object types. */
export const currentSchemas = (db: Db): (SchemaPlace & { schema: string; mapping: string })[] =>
  db.all(
    `SELECT s.id, s.object_type_id, s.mapping_id, s.state, r.attributes AS schema, m.attributes AS mapping
     FROM object_schema s
     JOIN resource r ON r.type = '${OBJECT_SCHEMA}' AND r.id = s.id
     JOIN resource m ON m.type = '${SOURCE_MAPPING}' AND m.id = s.mapping_id
     WHERE s.state = 'current' ORDER BY s.seq`,
  )

export function insertSchemaPlace(db: Db, { id, object_type_id, mapping_id, state }: SchemaPlace): void {
  db.run(
    'INSERT INTO object_schema (id, object_type_id, mapping_id, state) VALUES (?, ?, ?, ?)',
    ...[id, object_type_id, mapping_id, state],
  )
}

export function moveSchema(db: Db, schemaId: string, state: SchemaState): void {
  db.run('UPDATE object_schema SET state = ? WHERE id = ?', state, schemaId)
}

/** Takes a schema from its type, with its relationships; the resources are the caller's. */
export function deleteSchemaPlace(db: Db, schemaId: string): void {
  db.run('DELETE FROM object_schema WHERE id = ?', schemaId)
  db.run('DELETE FROM object_relationship WHERE schema_id = ? OR related_schema_id = ?', schemaId, schemaId)
}

/** Whether any source mapping takes from this data source. */
export const isMapped = (db: Db, sourceId: string): boolean =>
  db.value<number>(
    `SELECT EXISTS (SELECT 1 FROM resource r, json_tree(r.attributes) t
     WHERE r.type = '${SOURCE_MAPPING}' AND t.key = 'source_id' AND t.value = ?)`,
    sourceId,
  ) === 1
