import { findResource } from '../../../store/resources.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { readCursor, renderCursor } from '../../page.ts'
import type { Timeframe } from './timeframe.ts'

/** A result of a report: the values that it is grouped by, and its statistics, a list of each in a series. */
export interface Result {
  groupings: Readonly<Record<string, string>>
  statistics: Readonly<Record<string, number | readonly number[]>>
}

/** Results of a page. Assumed: no recording has more than one page. */
const PAGE_SIZE = 500

/** The document of a report, which has no links of its own; `paged` where the contract has the parameter page_cursor. */
export function reportAnswer(context: Context, results: readonly Result[], timeframe: Timeframe): Answer {
  const { account, operation, query } = context
  const type = operation.collection.replace(/s$/, '')
  const paged = 'page_cursor' in operation.query
  const first = paged ? firstOf(query.plain.get('page_cursor')) : 0
  const all = {
    results: paged ? results.slice(first, first + PAGE_SIZE) : results,
    ...(timeframe.dateTimes.length > 0 && { date_times: timeframe.dateTimes }),
  }
  const fields = query.fields.get(type) ?? Object.keys(all)
  const attributes = Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)))
  const data = { type, id: account.ids.uuid(), attributes }
  if (!paged) return { kind: 'document', data }
  const next = first + PAGE_SIZE < results.length ? cursorOf(first + PAGE_SIZE) : undefined
  const prev = first > 0 ? cursorOf(Math.max(0, first - PAGE_SIZE)) : undefined
  return { kind: 'document', data, page: { next, prev } }
}

/** The cursor of a page is the number of its first result. Assumed: the true one is opaque. */
const cursorOf = (first: number): string => renderCursor('plain', { field: 'id', value: null, id: String(first) })

function firstOf(cursor: string | undefined): number {
  const given = cursor === undefined ? '0' : String(readCursor('plain', cursor, 'id', 'number').id)
  return /^\d{1,9}$/.test(given) ? Number(given) : 0
}

/** The time zone of the account, in which days begin. */
export function accountZone({ account, db }: Context): string {
  const row = findResource(db, { type: 'account', id: account.id })!
  return (JSON.parse(row.attributes) as { timezone: string }).timezone
}

/** What a report is grouped by: the default, or what is given when it names all that is required with it. Text Assumed. */
export function readGroupBy(
  given: readonly string[] | null | undefined,
  initial: readonly string[],
  required: (given: readonly string[]) => readonly string[],
): readonly string[] {
  if (given === null || given === undefined || given.length === 0) return initial
  const groupBy = [...new Set(given)]
  const missing = required(groupBy).filter((name) => !groupBy.includes(name))
  if (missing.length > 0) {
    throw invalid(`The following group by attributes are required: ${missing.join(', ')}`, {
      pointer: '/data/attributes/group_by',
    })
  }
  return groupBy
}

/** The statistics asked for, each once; none is refused. Text Assumed. */
export function readStatistics(given: readonly string[]): readonly string[] {
  if (given.length > 0) return [...new Set(given)]
  throw invalid('At least one statistic is required.', { pointer: '/data/attributes/statistics' })
}

/** Values by the names that they belong to. */
export const groupingsOf = (groupBy: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(groupBy.map((name, index) => [name, values[index]!]))

/** A statistic of each interval: a list in a series, else the one number. */
export function perInterval(timeframe: Timeframe, valueAt: (interval: number) => number): number | readonly number[] {
  if (timeframe.dateTimes.length === 0) return valueAt(0)
  return timeframe.dateTimes.map((_, interval) => valueAt(interval))
}

/** Rows in the order of what they are grouped by. Assumed: no recording has two. */
export function compareGroupings(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((value, place) => value !== right[place])
  return index < 0 ? 0 : left[index]! < right[index]! ? -1 : 1
}
