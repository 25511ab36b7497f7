import type { FilterField } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { aggregateEvents, dimensionNames, type AggregateRow, type Measurement } from '../../../store/aggregates.ts'
import { formatSeconds, parseTime } from '../../../store/clock.ts'
import { unknownMetrics } from '../../../store/metrics.ts'
import { intervalStarts, isTimeZone } from '../../../store/time-zones.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError, invalid, notFound } from '../../errors.ts'
import { checkTerms, parseFilter, type ParsedTerm } from '../../filter.ts'
import { readCursor, renderCursor } from '../../page.ts'

// query_metric_aggregates: counts, sums and unique profiles of one metric per interval. events §3.3.

type Attributes = RequestBodies['query_metric_aggregates']['data']['attributes']

/** POST /api/metric-aggregates: the recorded form of the answer; the id cannot be read back. */
export function queryMetricAggregates(context: Context): Answer {
  const { account, db, baseUrl, query } = context
  const { attributes } = (context.body as RequestBodies['query_metric_aggregates']).data
  // Assumed: status and text are those of the metric itself.
  if (unknownMetrics(db, [attributes.metric_id]).length > 0) {
    throw notFound(`Metric with id ${attributes.metric_id} does not exist.`)
  }
  if (attributes.measurements.length === 0) {
    throw invalidAt('/data/attributes/measurements', 'At least one measurement is required.')
  }
  const terms = attributes.filter.flatMap(readFilter)
  const [from, until] = boundsOf(terms)
  const starts = startsOf(attributes, from, until)
  const spans = starts.map(
    (start, index) => [Math.max(start, from), Math.min(starts[index + 1] ?? until, until)] as const,
  )
  const rows = aggregateEvents(db, {
    metricId: attributes.metric_id,
    spans,
    by: [...new Set(attributes.by ?? [])],
    measurements: [...new Set(attributes.measurements)],
    terms: terms.filter(({ field }) => field !== 'datetime'),
  })
  const { shown, page } = pageOf(sortRows(rows, attributes), attributes)
  const all = { dates: starts.map((start) => formatSeconds(start * 1_000_000)), data: shown }
  const fields = query.fields.get('metric-aggregate') ?? attributes.return_fields ?? Object.keys(all)
  const data = {
    type: 'metric-aggregate',
    id: account.ids.int64(),
    attributes: Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name))),
    links: { self: `${baseUrl}/api/metric-aggregates/` },
  }
  return { kind: 'document', data, page }
}

const FILTER = '/data/attributes/filter'

const filterFields: Readonly<Record<string, FilterField>> = {
  datetime: {
    single: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
    list: [],
    none: [],
    type: 'string',
    format: 'date-time',
  },
  ...Object.fromEntries(
    dimensionNames.map((name) => [
      name,
      // Which operators a dimension takes is not documented; these are Assumed.
      { single: ['equals', 'contains', 'starts-with', 'ends-with'], list: ['any'], none: [], type: 'string' as const },
    ]),
  ),
}

function readFilter(text: string): ParsedTerm[] {
  try {
    const terms = parseFilter(text)
    checkTerms(terms, filterFields)
    return terms
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw invalidAt(FILTER, error.entries[0].detail)
  }
}

const invalidAt = (pointer: string, detail: string): ApiError => invalid(detail, { pointer })

/** A leap year: the longest range. Documented: one year, events §3.3; all texts below are Assumed. */
const LONGEST_SECONDS = 366 * 86_400

const FARTHEST_SECONDS = 8e12

/** The bounds that the filter must set on datetime, in whole seconds, the upper one exclusive. */
function boundsOf(terms: readonly ParsedTerm[]): [from: number, until: number] {
  let from: number | undefined
  let until: number | undefined
  for (const { field, operator, values } of terms) {
    if (field !== 'datetime') continue
    const time = secondsOf(values[0])
    // Farther from 1970 there are no dates, nor can a clock be read.
    if (Math.abs(time) > FARTHEST_SECONDS) throw invalidAt(FILTER, 'Invalid filter provided')
    const whole = operator === 'greater-or-equal' || operator === 'less-than' ? Math.ceil(time) : Math.floor(time) + 1
    if (operator.startsWith('greater')) from = Math.max(from ?? whole, whole)
    else until = Math.min(until ?? whole, whole)
  }
  if (from === undefined || until === undefined) {
    throw invalidAt(FILTER, 'The filter must bound datetime with greater-or-equal and less-than.')
  }
  if (from >= until) throw invalidAt(FILTER, 'The lower bound of datetime must lie before the upper bound.')
  if (until - from > LONGEST_SECONDS) throw invalidAt(FILTER, 'The range of datetime must not exceed one year.')
  return [from, until]
}

function secondsOf(literal: ParsedTerm['values'][number] | undefined): number {
  if (literal?.kind === 'datetime') return parseTime(literal.text) / 1_000_000
  if (literal?.kind === 'number') return literal.number
  throw invalidAt(FILTER, 'Invalid filter provided')
}

function startsOf({ interval, timezone }: Attributes, from: number, until: number): number[] {
  const zone = timezone ?? 'UTC'
  if (!isTimeZone(zone)) throw invalidAt('/data/attributes/timezone', `'${zone}' is not a valid timezone.`)
  return intervalStarts(interval ?? 'day', zone, from, until)
}

/**
 * The documented sort: by a dimension, or by the total of a measurement. The live API fails on any sort (events §3.3),
 * which is a fault and not reproduced. What is not asked for cannot be sorted by: Assumed.
 */
function sortRows(rows: readonly AggregateRow[], { sort, by, measurements }: Attributes): readonly AggregateRow[] {
  if (sort === undefined) return rows
  const name = sort.replace(/^-/, '')
  const dimension = [...new Set<string>(by ?? [])].indexOf(name)
  const measured = (measurements as readonly string[]).includes(name)
  if (dimension < 0 && !measured) {
    throw invalidAt('/data/attributes/sort', `'${sort}' is not an allowed sort parameter for this resource.`)
  }
  const valueOf = (row: AggregateRow): string | number =>
    measured
      ? row.measurements[name as Measurement]!.reduce((sum, value) => sum + value, 0)
      : row.dimensions[dimension]!
  const sign = sort.startsWith('-') ? -1 : 1
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((left, right) => (left.value < right.value ? -sign : left.value > right.value ? sign : 0))
    .map(({ row }) => row)
}

const PAGE_SIZE = 500

/** The cursor of a page is the number of its first row. Assumed: the true one is opaque. */
function pageOf(rows: readonly AggregateRow[], { page_size, page_cursor }: Attributes) {
  const size = page_size ?? PAGE_SIZE
  if (size < 1) throw invalidAt('/data/attributes/page_size', 'page_size must be at least 1.')
  const given =
    page_cursor === undefined || page_cursor === '' ? '0' : String(readCursor('plain', page_cursor, 'id', 'number').id)
  const first = Number(/^\d+$/.test(given) ? given : 0)
  const cursor = (at: number) => renderCursor('plain', { field: 'id', value: null, id: String(at) })
  return {
    shown: rows.slice(first, first + size),
    page: {
      next: first + size < rows.length ? cursor(first + size) : undefined,
      prev: first > 0 ? cursor(Math.max(0, first - size)) : undefined,
    },
  }
}
