import type { Db } from './database.ts'
import { resourcesOf } from './resources.ts'

export const DATA_SOURCE = 'data-source'

/** All data sources. Accounts have few of them. */
export const dataSourceSelection = resourcesOf(DATA_SOURCE, { namespace: { sql: `r.attributes ->> '$.namespace'` } })

/** Whether the namespace has a data source of this title. */
export const isSourceTitle = (db: Db, namespace: string, title: string): boolean =>
  db.value<number>(
    `SELECT EXISTS (SELECT 1 FROM resource r WHERE r.type = '${DATA_SOURCE}'
     AND r.attributes ->> '$.namespace' = ? AND r.attributes ->> '$.title' = ?)`,
    namespace,
    title,
  ) === 1

/** A record as it came in. */
export interface SourceRecord {
  seq: number
  record: string
}

/** Keeps a record as it came in; gives its place among all. */
export function insertSourceRecord(db: Db, sourceId: string, record: object): number {
  db.run('INSERT INTO data_source_record (source_id, record) VALUES (?, ?)', sourceId, JSON.stringify(record))
  return db.value<number>('SELECT last_insert_rowid()')!
}

/** The records of a source from one place to another, in the order in which they came. */
export const sourceRecords = (db: Db, sourceId: string, first: number, last: number): SourceRecord[] =>
  db.all<SourceRecord>(
    'SELECT seq, record FROM data_source_record WHERE source_id = ? AND seq BETWEEN ? AND ? ORDER BY seq',
    sourceId,
    first,
    last,
  )

export function deleteSourceRecords(db: Db, sourceId: string): void {
  db.run('DELETE FROM data_source_record WHERE source_id = ?', sourceId)
}
