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

/** Takes the next piece of work that is due at `now` off the schedule, or gives undefined. */
export function takeDueWork(db: Db, now: number): ScheduledWork | undefined {
  const row = db.get<{ seq: number; due: number; kind: string; payload: string }>(
    'SELECT seq, due, kind, payload FROM schedule WHERE due <= ? ORDER BY due, seq LIMIT 1',
    now,
  )
  if (row === undefined) return undefined
  db.run('DELETE FROM schedule WHERE seq = ?', row.seq)
  return { ...row, payload: JSON.parse(row.payload) as unknown }
}
