import type { Db } from './database.ts'

// Who joined and left lists and segments: members have `joined`, past memberships `joined` and `ended`. Times in seconds.

const SECOND = 1_000_000

const count = (db: Db, sql: string, ...values: (string | number)[]): number => db.value<number>(sql, ...values) ?? 0

/** How many joined in [from, until[, whether they are still there. */
export function countJoined(db: Db, groupId: string, from: number, until: number): number {
  const span = [groupId, from * SECOND, until * SECOND] as const
  return ['membership', 'past_membership']
    .map((table) =>
      count(db, `SELECT count(*) FROM ${table} WHERE group_id = ? AND joined >= ? AND joined < ?`, ...span),
    )
    .reduce((sum, number) => sum + number, 0)
}

/** How many left in [from, until[. */
export function countEnded(db: Db, groupId: string, from: number, until: number): number {
  const sql = 'SELECT count(*) FROM past_membership WHERE group_id = ? AND ended >= ? AND ended < ?'
  return count(db, sql, groupId, from * SECOND, until * SECOND)
}

/** How many were members at a time. */
export function countMembersAt(db: Db, groupId: string, time: number): number {
  return countJoined(db, groupId, 0, time) - countEnded(db, groupId, 0, time)
}

/** All segments, by id. */
export function segmentIds(db: Db): string[] {
  return db.all<{ id: string }>(`SELECT id FROM resource WHERE type = 'segment' ORDER BY id`).map(({ id }) => id)
}
