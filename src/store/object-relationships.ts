import type { Db } from './database.ts'
import type { Selection } from './selection.ts'

/** What stands in place of a schema and an object type where a relationship leads to profiles. */
export const PROFILE = 'profile'

/** A relationship of a schema to another schema, or to profiles. */
export interface ObjectRelationship {
  schema_id: string
  id: string
  related_schema_id: string
  related_type_id: string
  name: string
  description: string
}

const COLUMNS = 'schema_id, id, related_schema_id, related_type_id, name, description'
const META = `json_object('meta', json_object(
  'relationship_id', o.id, 'name', o.name, 'description', o.description)) AS attributes`

/** Relationships of a schema (its id is the parameter) to schemas or to profiles, called after what they lead to. */
export const relationshipsOfSchema = (to: 'schemas' | 'profiles'): Selection => ({
  from: 'object_relationship o',
  where: `o.schema_id = ? AND o.related_type_id ${to === 'profiles' ? '=' : '<>'} '${PROFILE}'`,
  columns: `o.related_schema_id || ':::' || o.name AS id, ${META}`,
  id: 'o.seq',
  fields: { position: { sql: 'o.seq', kind: 'number' } },
  defaultSort: { field: 'position' },
})

/** The same of an object type (its id is the parameter): those of its current schema or, before that, of its draft. */
export const relationshipsOfType = (to: 'types' | 'profiles'): Selection => ({
  from: `object_relationship o`,
  where: `o.schema_id = (
      SELECT id FROM object_schema WHERE object_type_id = ? AND state IN ('current', 'draft')
      ORDER BY state = 'draft' LIMIT 1)
    AND o.related_type_id ${to === 'profiles' ? '=' : '<>'} '${PROFILE}'`,
  columns: `o.related_type_id || ':::' || o.name AS id, ${META}`,
  id: 'o.seq',
  fields: { position: { sql: 'o.seq', kind: 'number' } },
  defaultSort: { field: 'position' },
})

export const listRelationships = (db: Db, schemaId: string): ObjectRelationship[] =>
  db.all<ObjectRelationship>(`SELECT ${COLUMNS} FROM object_relationship WHERE schema_id = ? ORDER BY seq`, schemaId)

export function insertRelationship(db: Db, relationship: ObjectRelationship): void {
  const { schema_id, id, related_schema_id, related_type_id, name, description } = relationship
  db.run(
    `INSERT INTO object_relationship (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
    ...[schema_id, id, related_schema_id, related_type_id, name, description],
  )
}

export function renameRelationship(db: Db, { schema_id, id, name, description }: ObjectRelationship): void {
  db.run(
    'UPDATE object_relationship SET name = ?, description = ? WHERE schema_id = ? AND id = ?',
    ...[name, description, schema_id, id],
  )
}

export function deleteRelationship(db: Db, { schema_id, id }: ObjectRelationship): void {
  db.run('DELETE FROM object_relationship WHERE schema_id = ? AND id = ?', schema_id, id)
}

/** Relationships of other object types that lead to this one go with it. */
export function deleteRelationshipsTo(db: Db, typeId: string): void {
  db.run('DELETE FROM object_relationship WHERE related_type_id = ?', typeId)
}
