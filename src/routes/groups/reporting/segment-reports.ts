import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { countEnded, countJoined, countMembersAt, segmentIds } from '../../../store/membership-history.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { meets, readReportFilter } from './report-filter.ts'
import { accountZone, perInterval, readStatistics, reportAnswer } from './report-answer.ts'
import { readTimeframe } from './timeframe.ts'

// Reports on segments: who came and who left. events §4.

export const segmentReportTakeOvers = {
  query_segment_values: segmentReport,
  query_segment_series: segmentReport,
} satisfies Partial<Record<OperationId, Handler>>

/** Every segment has a row, whether anything happened in it. Observed of the series, events §4.2; of values Assumed. */
function segmentReport(context: Context): Answer {
  const { db } = context
  const { attributes } = (context.body as RequestBodies['query_segment_values']).data
  const { interval } = attributes as { interval?: string }
  const statistics = readStatistics(attributes.statistics)
  const terms = readReportFilter(attributes.filter, { segment_id: { operators: ['equals', 'any'] } })
  const timeframe = readTimeframe(attributes.timeframe, interval, accountZone(context), context.now)
  const given = (id: string, field: string) => (field === 'segment_id' ? [id] : undefined)
  const ids = segmentIds(db).filter((id) => terms.every((term) => meets(term, given(id, term.field))))
  const results = ids.map((segment_id) => ({
    groupings: { segment_id },
    statistics: Object.fromEntries(
      statistics.map((name) => {
        const valueAt = (at: number) =>
          statisticOf(context, name, segment_id, timeframe.bounds[at]!, timeframe.bounds[at + 1]!)
        return [name, perInterval(timeframe, valueAt)]
      }),
    ),
  }))
  return reportAnswer(context, results, timeframe)
}

/** Of [from, until[; the total is the size at its end. Names Documented, what they count by their names: events §4.3. */
function statisticOf({ db }: Context, name: string, id: string, from: number, until: number): number {
  const [added, removed] = [countJoined, countEnded].map((countOf) => () => countOf(db, id, from, until))
  switch (name) {
    case 'members_added':
      return added!()
    case 'members_removed':
      return removed!()
    case 'net_members_changed':
      return added!() - removed!()
    case 'total_members':
      return countMembersAt(db, id, until)
    default:
      throw new Error(`no statistic ${name}`)
  }
}
