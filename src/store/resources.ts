import type { Db, Value } from './database.ts'
import type { Column } from './filter-sql.ts'
import type { Row, Selection, Sort } from './selection.ts'

export interface Identifier {
  type: string
  id: string
}

export interface StoredResource extends Identifier {
  created: number
  updated: number
  attributes: Readonly<Record<string, unknown>>
  /** Never shown; for the payload of a job, for example. */
  internal?: unknown
}

export const resourceColumns = 'r.id, r.attributes'
export const nameColumn: Column = { sql: `ifnull(r.attributes ->> '$.name', '')` }

const commonFields: Readonly<Record<string, Column>> = {
  id: { sql: 'r.id' },
  created: { sql: 'r.created', kind: 'time' },
  updated: { sql: 'r.updated', kind: 'time' },
  created_at: { sql: 'r.created', kind: 'time' },
  updated_at: { sql: 'r.updated', kind: 'time' },
  name: nameColumn,
}

/** All resources of one small type. `fields` adds to id, name, created(_at) and updated(_at). */
export function resourcesOf(type: string, fields: Record<string, Column> = {}, defaultSort?: Sort): Selection {
  return {
    from: 'resource r',
    where: `r.type = '${type}'`,
    columns: resourceColumns,
    id: 'r.id',
    fields: { ...commonFields, ...fields },
    defaultSort: defaultSort ?? { field: 'id' },
  }
}

/** The resources that a parent (its id is the parameter) is linked with by a relationship, in the order given. */
export function linkedFrom(parentType: string, relationship: string, type: string): Selection {
  return {
    from: `linkage l JOIN resource r ON r.type = '${type}' AND r.id = l.to_id`,
    where: `l.type = '${parentType}' AND l.id = ? AND l.relationship = '${relationship}' AND l.to_type = '${type}'`,
    columns: resourceColumns,
    id: 'r.id',
    fields: { ...commonFields, position: { sql: 'l.position', kind: 'number' } },
    defaultSort: { field: 'position' },
  }
}

/** The resources of a type that are linked *to* the parent: the same links as `linkedFrom`, read backwards. */
export function linkedTo(type: string, relationship: string, parentType: string): Selection {
  return {
    // CROSS: the links first. In another order than that of the id SQLite would rather walk through all resources.
    from: `linkage l CROSS JOIN resource r ON r.type = '${type}' AND r.id = l.id`,
    where: `l.to_type = '${parentType}' AND l.to_id = ? AND l.type = '${type}' AND l.relationship = '${relationship}'`,
    columns: resourceColumns,
    id: 'r.id',
    fields: commonFields,
    defaultSort: { field: 'id' },
  }
}

/** A column that holds the id of the one resource that the row is linked with by a relationship. */
export const linkColumn = (relationship: string, name: string) => /* sql */ `
  (SELECT l.to_id FROM linkage l WHERE l.type = r.type AND l.id = r.id AND l.relationship = '${relationship}') AS ${name}`

/** Stores a new resource; throws SQLite's error when type and id are taken. */
export function insertResource(db: Db, resource: StoredResource): void {
  db.run(
    'INSERT INTO resource (type, id, created, updated, attributes, internal) VALUES (?, ?, ?, ?, ?, ?)',
    resource.type,
    resource.id,
    resource.created,
    resource.updated,
    JSON.stringify(resource.attributes),
    JSON.stringify(resource.internal ?? {}),
  )
}

/** All resources of a type, in the order in which they were made, with what is never shown. */
export function listStored(db: Db, type: string): (StoredResource & { internal: unknown })[] {
  return db
    .all<Identifier & { created: number; updated: number; attributes: string; internal: string }>(
      'SELECT type, id, created, updated, attributes, internal FROM resource WHERE type = ? ORDER BY seq',
      type,
    )
    .map(({ attributes, internal, ...rest }) => ({
      ...rest,
      attributes: JSON.parse(attributes) as StoredResource['attributes'],
      internal: JSON.parse(internal) as unknown,
    }))
}

/** Replaces the attributes of a resource and moves `updated`. */
export function updateResource(
  db: Db,
  { type, id }: Identifier,
  attributes: Readonly<Record<string, unknown>>,
  updated: number,
): void {
  db.run(
    'UPDATE resource SET attributes = ?, updated = ? WHERE type = ? AND id = ?',
    JSON.stringify(attributes),
    updated,
    type,
    id,
  )
}

/** Deletes a resource with its links in both directions; false when there was none. */
export function deleteResource(db: Db, { type, id }: Identifier): boolean {
  db.run('DELETE FROM linkage WHERE type = ? AND id = ?', type, id)
  db.run('DELETE FROM linkage WHERE to_type = ? AND to_id = ?', type, id)
  return db.run('DELETE FROM resource WHERE type = ? AND id = ?', type, id).changes > 0
}

export function findResource(db: Db, { type, id }: Identifier): Row | undefined {
  return db.get<Row>(`SELECT ${resourceColumns} FROM resource r WHERE r.type = ? AND r.id = ?`, type, id)
}

/** The id of the first resource of this type and name. */
export function findResourceNamed(db: Db, type: string, name: string): string | undefined {
  return db.value<string>(
    `SELECT r.id FROM resource r WHERE r.type = ? AND ${nameColumn.sql} = ? ORDER BY r.id LIMIT 1`,
    type,
    name,
  )
}

/** Adds links, after those that exist; a link that exists stays where it is. */
export function link(db: Db, from: Identifier, relationship: string, targets: readonly Identifier[]): void {
  const last = db.value<number>(
    'SELECT ifnull(max(position), -1) FROM linkage WHERE type = ? AND id = ? AND relationship = ?',
    from.type,
    from.id,
    relationship,
  )
  for (const [index, target] of targets.entries()) {
    db.run(
      'INSERT OR IGNORE INTO linkage (type, id, relationship, to_type, to_id, position) VALUES (?, ?, ?, ?, ?, ?)',
      ...[from.type, from.id, relationship, target.type, target.id, last! + 1 + index],
    )
  }
}

export function unlink(db: Db, from: Identifier, relationship: string, targets: readonly Identifier[]): void {
  for (const target of targets) {
    db.run(
      'DELETE FROM linkage WHERE type = ? AND id = ? AND relationship = ? AND to_type = ? AND to_id = ?',
      ...([from.type, from.id, relationship, target.type, target.id] satisfies Value[]),
    )
  }
}

/** Replaces all links of one relationship. */
export function relink(db: Db, from: Identifier, relationship: string, targets: readonly Identifier[]): void {
  db.run('DELETE FROM linkage WHERE type = ? AND id = ? AND relationship = ?', from.type, from.id, relationship)
  link(db, from, relationship, targets)
}

/** Identifiers that a resource is linked with, in order. */
export function linkedIdentifiers(db: Db, from: Identifier, relationship: string): Identifier[] {
  return db.all<Identifier>(
    'SELECT to_type AS type, to_id AS id FROM linkage WHERE type = ? AND id = ? AND relationship = ? ORDER BY position, to_id',
    from.type,
    from.id,
    relationship,
  )
}
