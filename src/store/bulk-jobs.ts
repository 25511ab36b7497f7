import type { Db } from './database.ts'
import { resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

/** All jobs of a type, newest first (Assumed). */
export const jobsOf = (type: string): Selection =>
  resourcesOf(type, { status: { sql: `r.attributes ->> '$.status'` } }, { field: 'created', descending: true })

/** How many jobs of a type are under way. */
export function countUnderWay(db: Db, type: string): number {
  return db.value<number>(
    "SELECT count(*) FROM resource WHERE type = ? AND attributes ->> '$.status' IN ('queued', 'processing')",
    type,
  )!
}

/** Cancels the job of this id, if there is one that is under way. */
export function cancelResource(db: Db, id: string): void {
  db.run(
    `UPDATE resource SET attributes = json_set(attributes, '$.status', 'cancelled')
     WHERE id = ? AND attributes ->> '$.status' IN ('queued', 'processing')`,
    id,
  )
}
