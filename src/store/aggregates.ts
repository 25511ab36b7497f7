import { attributedSql } from './attributions.ts'
import type { Db, Value } from './database.ts'
import { compileTerms, type Column, type FilterTerm } from './filter-sql.ts'

/** Event properties that metric aggregates can be split by, each by its place in the event. */
const properties: Readonly<Record<string, string>> = {
  // Observed names of the two cohorts: events §2.9.
  $message_send_cohort: '"$_cohort$message_send_cohort"',
  $variation_send_cohort: '"$_cohort$variation_send_cohort"',
  ...Object.fromEntries(
    [
      ...['$campaign_channel', '$flow', '$flow_channel', '$message', '$usage_amount', '$value_currency', '$variation'],
      ...['Bot Click', 'Bounce Type', 'Campaign Name', 'Client Canonical', 'Client Name', 'Client Type'],
      ...['Email Domain', 'Failure Source', 'Failure Type', 'From Number', 'From Phone Region', 'Inbox Provider'],
      ...['List', 'Message Format', 'Message Name', 'Message Type', 'Method', 'Segment Count', 'Subject'],
      ...['To Number', 'To Phone Region', 'URL', 'form_id'],
    ].map((name) => [name, `"${name}"`]),
  ),
}

/** As SQL: properties of the event, and what it is credited to. */
const values: readonly (readonly [name: string, sql: string])[] = [
  ...Object.entries(properties).map(([name, path]) => [name, `e.attributes ->> '$.event_properties.${path}'`] as const),
  ...Object.entries(attributedSql).map(([name, sql]) => [`$attributed_${name}`, sql] as const),
]

/** As text; '' where the event has none (Observed, events §3.3). */
const dimensions: Readonly<Record<string, Column>> = Object.fromEntries(
  values.map(([name, sql]) => [name, { sql: `CAST(coalesce(${sql}, '') AS TEXT)`, kind: 'text' as const }]),
)

/** The names of the dimensions. */
export const dimensionNames: readonly string[] = Object.keys(dimensions)

export type Measurement = 'count' | 'sum_value' | 'unique'

const measures: Readonly<Record<Measurement, string>> = {
  count: 'count(*)',
  sum_value: 'total(e.value)',
  // Distinct profiles per interval. Documented, events §3.3.
  unique: 'count(DISTINCT e.profile_id)',
}

export interface AggregateRequest {
  metricId: string
  /** Spans of time, [from, until[ in seconds. */
  spans: readonly (readonly [from: number, until: number])[]
  by: readonly string[]
  measurements: readonly Measurement[]
  /** On dimensions. */
  terms: readonly FilterTerm[]
}

export interface AggregateRow {
  dimensions: readonly string[]
  /** One number per span. */
  measurements: Partial<Record<Measurement, number[]>>
}

/**
 * Counts a metric's events per span and tuple of dimensions: one row per tuple, in the order of the tuples. Each span
 * is grouped by itself: many small groupings take half the time of one that sorts the events of a whole year.
 */
export function aggregateEvents(db: Db, request: AggregateRequest): AggregateRow[] {
  const { metricId, spans, by, measurements } = request
  const { sql, values } = aggregateSql(request)
  const rows = new Map<string, AggregateRow>()
  for (const [span, [from, until]] of spans.entries()) {
    for (const found of db.all<Record<string, string | number>>(sql, metricId, from, until, ...values)) {
      const tuple = by.map((_, index) => found[`d${index}`] as string)
      const key = JSON.stringify(tuple)
      let row = rows.get(key)
      if (row === undefined) rows.set(key, (row = zeroRow(tuple, measurements, spans.length)))
      for (const name of measurements) row.measurements[name]![span] = found[name] as number
    }
  }
  return [...rows.values()].sort((left, right) => compareTuples(left.dimensions, right.dimensions))
}

function compareTuples(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((text, place) => text !== right[place])
  return index < 0 ? 0 : left[index]! < right[index]! ? -1 : 1
}

function zeroRow(tuple: readonly string[], measurements: readonly Measurement[], spans: number): AggregateRow {
  const zeros = measurements.map((name) => [name, new Array<number>(spans).fill(0)] as const)
  return { dimensions: tuple, measurements: Object.fromEntries(zeros) }
}

/** Without dimensions there is no GROUP BY, so that a row stands even when nothing happened. Observed, events §3.3. */
function aggregateSql({ by, measurements, terms }: AggregateRequest): { sql: string; values: Value[] } {
  const columns = by.map((name, index) => `${dimensions[name]!.sql} AS d${index}`)
  const wanted = measurements.map((name) => `${measures[name]} AS "${name}"`)
  const filter = compileTerms(dimensions, terms)
  const sql = `
    SELECT ${[...columns, ...wanted].join(', ')}
    FROM event e INDEXED BY event_metric
    WHERE e.metric_id = ? AND e.timestamp >= ? AND e.timestamp < ?
    ${filter.conditions.map((condition) => `AND ${condition}`).join(' ')}
    ${by.length === 0 ? '' : `GROUP BY ${by.map((_, index) => `d${index}`).join(', ')}`}`
  return { sql, values: filter.values }
}
