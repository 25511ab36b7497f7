import type { DateFilter } from './definition.ts'
import { every, sql, type Sql } from './sql.ts'
import { windowOf } from './windows.ts'

/** Microseconds, as most columns have them. */
const MICROSECOND = 1
/** Events are timed to the second. */
export const SECOND = 1_000_000

/** Whether a time, an expression in this unit that may be null, meets a date filter. */
export function timeMeets(time: Sql, filter: DateFilter, now: number, unit = MICROSECOND): Sql {
  const window = windowOf(filter, now)
  const microseconds = unit === MICROSECOND ? time : sql`${time} * ${unit}`
  if (window.kind === 'month') return sql`month_of(${microseconds}) = ${window.month}`
  if (window.kind === 'anniversary') {
    return sql`returns_within(${microseconds}, ${window.from}, ${window.until})`
  }
  // Bounds in the unit of the column, so that an index on it can be used.
  const bounds = [
    ...(window.from === -Infinity ? [] : [sql`${time} >= ${Math.ceil(window.from / unit)}`]),
    ...(window.until === Infinity ? [] : [sql`${time} < ${Math.ceil(window.until / unit)}`]),
  ]
  return bounds.length === 0 ? sql`${time} IS NOT NULL` : every(bounds)
}

/** The time of an ISO text, or null. */
export const timeIn = (text: Sql): Sql => sql`iso_time(${text})`
