import type { Db } from './database.ts'
import { noteLinkedWith } from './profile-changes.ts'
import type { Selection } from './selection.ts'

/*
 * Object records, for whoever asks for them in SQL. `object_record.id` is the compound id, `<object type>:::<record>`;
 * `properties` is JSON whose keys are the ids of the properties, so that a name may change:
 *
 *   SELECT count(*) FROM object_record_link l JOIN object_record o ON o.id = l.record_id
 *   WHERE l.related_id = :profile_id AND l.relationship_id = :object_type_relationship_id
 *     AND o.object_type_id = :object_type_id AND o.properties ->> '$."<property_id>"' = :value
 *
 * Numbers are numbers, booleans 1 and 0 to ->>, timestamps ISO 8601 in UTC to the second, lists arrays; what a record
 * lacks is not there. Without a relationship, every link of a profile to records of the type counts.
 */

export const OBJECT_RECORD = 'object-record'
export const INGESTION_LOG = 'object-ingestion-log'

export const recordKey = (typeId: string, recordId: string): string => `${typeId}:::${recordId}`

/** All object records; the view makes names of the properties' ids. */
export const objectRecordSelection: Selection = {
  from: 'object_record o',
  columns: 'o.id, o.properties AS attributes, o.object_type_id',
  id: 'o.id',
  fields: { id: { sql: 'o.id' } },
  defaultSort: { field: 'id' },
}

/** The records of an object type (its id is the parameter). */
export const recordsOfType: Selection = { ...objectRecordSelection, where: 'o.object_type_id = ?' }

const DESCENDING = { field: 'timestamp', descending: true }

/** All ingestion logs. */
export const ingestionLogSelection: Selection = {
  from: 'object_ingestion_log g',
  columns: `g.id, g.attributes, g.object_type_id, g.object_type_id || ':::' || g.record_id AS record_key`,
  id: 'g.id',
  fields: {
    id: { sql: 'g.id' },
    record_id: { sql: 'g.record_id', fold: (text) => text.slice(text.indexOf(':::') + 1).replace(/^::/, '') },
    status: { sql: 'g.status' },
    event_type: { sql: `'validation_error'` },
    timestamp: { sql: 'g.timestamp', kind: 'time' },
  },
  defaultSort: DESCENDING,
}

/** The ingestion logs of an object type (its id is the parameter), the newest first. */
export const logsOfType: Selection = { ...ingestionLogSelection, where: 'g.object_type_id = ?' }

export const findRecordProperties = (db: Db, key: string): string | undefined =>
  db.value<string>('SELECT properties FROM object_record WHERE id = ?', key)

export function saveRecord(db: Db, typeId: string, key: string, properties: object): void {
  db.run(
    `INSERT INTO object_record (id, object_type_id, properties) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET properties = excluded.properties`,
    key,
    typeId,
    JSON.stringify(properties),
  )
  noteLinkedWith(db, 'record', key)
}

/** Links a record; `replace`: what it was linked with by this relationship before is not any more. */
export function linkRecord(
  db: Db,
  relationshipId: string,
  key: string,
  relatedIds: readonly string[],
  replace: boolean,
): void {
  if (replace) {
    noteLinkedWith(db, 'record', key)
    db.run('DELETE FROM object_record_link WHERE relationship_id = ? AND record_id = ?', relationshipId, key)
  }
  for (const relatedId of relatedIds) {
    db.run(
      'INSERT OR IGNORE INTO object_record_link (relationship_id, record_id, related_id) VALUES (?, ?, ?)',
      ...[relationshipId, key, relatedId],
    )
  }
  noteLinkedWith(db, 'record', key)
}

/** Forgets all that a relationship links. */
export function deleteLinksBy(db: Db, relationshipId: string): void {
  noteLinkedWith(db, 'relationship', relationshipId)
  db.run('DELETE FROM object_record_link WHERE relationship_id = ?', relationshipId)
}

/** Deletes records by their compound ids, with their links. */
export function deleteRecords(db: Db, keys: readonly string[]): void {
  for (const key of keys) {
    noteLinkedWith(db, 'record', key)
    db.run('DELETE FROM object_record_link WHERE record_id = ? OR related_id = ?', key, key)
    db.run('DELETE FROM object_record WHERE id = ?', key)
  }
}

/** Deletes all records of a type, with their links, and its ingestion logs. */
export function deleteRecordsOfType(db: Db, typeId: string): void {
  noteLinkedWith(db, 'type', typeId)
  const keys = `SELECT id FROM object_record WHERE object_type_id = ?`
  db.run(`DELETE FROM object_record_link WHERE record_id IN (${keys})`, typeId)
  db.run(`DELETE FROM object_record_link WHERE related_id IN (${keys})`, typeId)
  db.run('DELETE FROM object_record WHERE object_type_id = ?', typeId)
  db.run('DELETE FROM object_ingestion_log WHERE object_type_id = ?', typeId)
}

export interface IngestionLog {
  id: string
  object_type_id: string
  record_id: string | null
  status: string
  timestamp: number
  attributes: object
}

export function insertLog(db: Db, log: IngestionLog): void {
  db.run(
    `INSERT INTO object_ingestion_log (id, object_type_id, record_id, status, timestamp, attributes)
     VALUES (?, ?, ?, ?, ?, ?)`,
    ...[log.id, log.object_type_id, log.record_id, log.status, log.timestamp, JSON.stringify(log.attributes)],
  )
}

export function deleteLogsUntil(db: Db, time: number): void {
  db.run('DELETE FROM object_ingestion_log WHERE timestamp <= ?', time)
}
