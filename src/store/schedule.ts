import type { Db } from './database.ts'

/** Work that is due later. Rows survive a restart when the account has a file. */
export interface ScheduledWork {
  seq: number
  due: number
  kind: string
  payload: unknown
}

/**
 * No work of a database is due before this time. Spares each request a query; too early a value only costs one.
 */
const quietUntil = new WeakMap<Db, number>()

/** Puts work on the schedule for the given time (microseconds). Payloads are plain JSON. */
export function scheduleWork(db: Db, due: number, kind: string, payload: unknown): void {
  quietUntil.set(db, Math.min(due, quietUntil.get(db) ?? due))
  db.run('INSERT INTO schedule (due, kind, payload) VALUES (?, ?, ?)', due, kind, JSON.stringify(payload))
}

/** Whether any work is due at `now`. */
export function isWorkDue(db: Db, now: number): boolean {
  if (now < (quietUntil.get(db) ?? 0)) return false
  const next = db.value<number | null>('SELECT min(due) FROM schedule') ?? Number.POSITIVE_INFINITY
  quietUntil.set(db, next)
  return next <= now
}

/** Whether any work of this kind is on the schedule. */
export function isScheduled(db: Db, kind: string): boolean {
  return db.value('SELECT 1 FROM schedule WHERE kind = ? LIMIT 1', kind) !== undefined
}

/**
 * Takes the next piece of work that is due at `now` off the schedule, but none of these kinds, and of these pieces alone
 * where they are given; or gives undefined.
 */
export function takeDueWork(
  db: Db,
  now: number,
  except: readonly string[] = [],
  only?: readonly number[],
): ScheduledWork | undefined {
  const row = db.get<StoredWork>(
    `SELECT seq, due, kind, payload FROM schedule
     WHERE due <= ? AND kind NOT IN (SELECT value FROM json_each(?))
       AND (? IS NULL OR seq IN (SELECT value FROM json_each(?))) ORDER BY due, seq LIMIT 1`,
    ...[now, JSON.stringify(except), only === undefined ? null : 1, JSON.stringify(only ?? [])],
  )
  if (row === undefined) return undefined
  db.run('DELETE FROM schedule WHERE seq = ?', row.seq)
  return { ...row, payload: JSON.parse(row.payload) as unknown }
}

/** Puts back work that was taken. */
export function putBack(db: Db, { seq, due, kind, payload }: ScheduledWork): void {
  db.run('INSERT INTO schedule (seq, due, kind, payload) VALUES (?, ?, ?, ?)', seq, due, kind, JSON.stringify(payload))
}

type StoredWork = Omit<ScheduledWork, 'payload'> & { payload: string }

/** All work on the schedule, in the order in which it falls due. */
export function listWork(db: Db): ScheduledWork[] {
  return db
    .all<StoredWork>('SELECT seq, due, kind, payload FROM schedule ORDER BY due, seq')
    .map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown }))
}

/** Takes a piece of work off the schedule, undone. */
export function takeWork(db: Db, seq: number): void {
  db.run('DELETE FROM schedule WHERE seq = ?', seq)
}

/** Makes a piece of work due at another time. */
export function rescheduleWork(db: Db, seq: number, due: number): void {
  quietUntil.set(db, Math.min(due, quietUntil.get(db) ?? due))
  db.run('UPDATE schedule SET due = ? WHERE seq = ?', due, seq)
}
