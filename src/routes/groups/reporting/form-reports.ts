import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { readFormEvents } from '../../../store/form-events.ts'
import { metricsNamed } from '../../../store/metrics.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { meets, readReportFilter, type ReportAttribute, type ReportTerm } from './report-filter.ts'
import {
  accountZone,
  compareGroupings,
  groupingsOf,
  perInterval,
  readGroupBy,
  readStatistics,
  reportAnswer,
} from './report-answer.ts'
import { intervalAt, readTimeframe, type Timeframe } from './timeframe.ts'

// Reports on forms, from what browsers tell of them. events §4.

/**
 * The metric behind each statistic; `…_uniques` counts its profiles once. Names of the metrics Observed (Viewed Form,
 * Closed Form: events §2.6) or Assumed by the names of the statistics.
 */
const metricOf: Readonly<Record<string, string>> = {
  closed_form: 'Closed Form',
  qualified_form: 'Qualified Form',
  submits: 'Submitted Form',
  submitted_form_step: 'Submitted Form Step',
  viewed_form: 'Viewed Form',
  viewed_form_step: 'Viewed Form Step',
}

const UNIQUE = /_uniques$/

interface Count {
  events: number
  profiles: Set<string>
}

/** By statistic, of each interval. */
type Counts = Map<string, Count>

interface Row {
  groupings: readonly string[]
  intervals: Counts[]
}

const attribute: ReportAttribute = { operators: ['equals', 'any'] }

export const formReportTakeOvers = {
  query_form_values: formReport,
  query_form_series: formReport,
} satisfies Partial<Record<OperationId, Handler>>

function formReport(context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['query_form_values']).data
  const { interval } = attributes as { interval?: string }
  const statistics = readStatistics(attributes.statistics)
  // Documented: a version is asked for with its form.
  const groupBy = readGroupBy(attributes.group_by, ['form_id'], (given) =>
    given.includes('form_version_id') ? ['form_id'] : [],
  )
  const terms = readReportFilter(attributes.filter, { form_id: attribute, form_version_id: attribute })
  const timeframe = readTimeframe(attributes.timeframe, interval, accountZone(context), context.now)
  const rows = countForms(context, [...new Set(statistics.flatMap(countedFor))], { groupBy, terms, timeframe })
  const results = rows
    .toSorted((left, right) => compareGroupings(left.groupings, right.groupings))
    .map(({ groupings, intervals }) => ({
      groupings: groupingsOf(groupBy, groupings),
      statistics: Object.fromEntries(
        statistics.map((name) => [name, perInterval(timeframe, (at) => statisticOf(name, intervals[at]!))]),
      ),
    }))
  return reportAnswer(context, results, timeframe)
}

/** What must be counted for a statistic. */
const countedFor = (statistic: string): readonly string[] =>
  statistic === 'submit_rate' ? ['submits', 'viewed_form'] : [statistic.replace(UNIQUE, '')]

/** submit_rate: submits by views. From Klaviyo's help; without views 0, Assumed. */
function statisticOf(name: string, counts: Counts): number {
  const count = counts.get(name.replace(UNIQUE, ''))
  if (UNIQUE.test(name)) return count?.profiles.size ?? 0
  if (name !== 'submit_rate') return count?.events ?? 0
  const views = counts.get('viewed_form')?.events ?? 0
  return views === 0 ? 0 : (counts.get('submits')?.events ?? 0) / views
}

interface Asked {
  groupBy: readonly string[]
  terms: readonly ReportTerm[]
  timeframe: Timeframe
}

function countForms({ db }: Context, counted: readonly string[], { groupBy, terms, timeframe }: Asked): Row[] {
  const rows = new Map<string, Row>()
  const ids = metricsNamed(db, Object.values(metricOf))
  for (const statistic of counted) {
    for (const metricId of ids.get(metricOf[statistic]!) ?? []) {
      for (const event of readFormEvents(db, metricId, timeframe.from, timeframe.until)) {
        const has: Readonly<Record<string, string>> = {
          form_id: event.form_id,
          form_version_id: event.form_version_id ?? '',
        }
        const given = (name: string) => (has[name] === undefined ? undefined : [has[name]])
        if (!terms.every((term) => meets(term, given(term.field)))) continue
        const row = rowOf(
          rows,
          groupBy.map((name) => has[name]!),
          timeframe,
        )
        addEvent(row.intervals[intervalAt(timeframe, event.timestamp)]!, statistic, event.profile_id)
      }
    }
  }
  return [...rows.values()]
}

function rowOf(rows: Map<string, Row>, groupings: readonly string[], { bounds }: Timeframe): Row {
  const key = JSON.stringify(groupings)
  let row = rows.get(key)
  if (row === undefined) {
    const intervals = bounds.slice(1).map((): Counts => new Map())
    rows.set(key, (row = { groupings, intervals }))
  }
  return row
}

function addEvent(counts: Counts, statistic: string, profileId: string): void {
  let count = counts.get(statistic)
  if (count === undefined) counts.set(statistic, (count = { events: 0, profiles: new Set() }))
  count.events++
  count.profiles.add(profileId)
}
