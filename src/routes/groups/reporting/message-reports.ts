import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { conversionMetric, listConversions } from './conversions.ts'
import { countMessages } from './message-report.ts'
import { campaignOrigin, flowOrigin, type Origin, type Sending } from './origins.ts'
import { meets, readReportFilter, type ReportAttribute } from './report-filter.ts'
import {
  accountZone,
  compareGroupings,
  groupingsOf,
  perInterval,
  readGroupBy,
  readStatistics,
  reportAnswer,
} from './report-answer.ts'
import { statisticOf } from './statistics.ts'
import { readTimeframe } from './timeframe.ts'

// Reports on messages of campaigns and flows. events §4.

/** What the reports on messages of one kind know. */
interface Kind {
  originOf: (context: Context, sending: Sending) => Origin | undefined
  groupBy: readonly string[]
  /** Must be among what is grouped by. */
  required: readonly string[]
  filters: Readonly<Record<string, ReportAttribute>>
}

const scalar: ReportAttribute = { operators: ['equals', 'contains-any'] }
const list: ReportAttribute = { operators: ['contains-any', 'contains-all'] }

/** Documented: which attributes a filter takes, and how; groups are none of them. */
function filtersOf(names: readonly string[]): Readonly<Record<string, ReportAttribute>> {
  return {
    ...Object.fromEntries(
      [...names, 'text_message_format', 'variation', 'variation_name'].map((name) => [name, scalar]),
    ),
    send_channel: { ...scalar, values: ['email', 'sms', 'push-notification', 'whatsapp'] },
    tag_id: list,
    tag_name: list,
  }
}

const campaigns: Kind = {
  originOf: campaignOrigin,
  groupBy: ['campaign_id', 'campaign_message_id', 'send_channel'],
  required: ['campaign_id', 'campaign_message_id'],
  filters: filtersOf(['campaign_id', 'campaign_message_id', 'campaign_message_name']),
}

const flows: Kind = {
  originOf: flowOrigin,
  groupBy: ['flow_id', 'flow_message_id', 'send_channel'],
  required: ['flow_message_id', 'flow_id'],
  filters: filtersOf(['flow_id', 'flow_message_id', 'flow_message_name', 'flow_name']),
}

export const messageReportTakeOvers = {
  query_campaign_values: (context) => messageReport(campaigns, context),
  query_flow_values: (context) => messageReport(flows, context),
  query_flow_series: (context) => messageReport(flows, context),
} satisfies Partial<Record<OperationId, Handler>>

function messageReport(kind: Kind, context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['query_campaign_values']).data
  const { interval } = attributes as { interval?: string }
  const statistics = readStatistics(attributes.statistics)
  const groupBy = readGroupBy(attributes.group_by, kind.groupBy, () => kind.required)
  const terms = readReportFilter(attributes.filter, kind.filters)
  const timeframe = readTimeframe(attributes.timeframe, interval, accountZone(context), context.now)
  const metric = conversionMetric(context, attributes.conversion_metric_id, statistics)
  const rows = countMessages(context, {
    timeframe,
    groupBy,
    originOf: (sending) => {
      const origin = kind.originOf(context, sending)
      return origin !== undefined && terms.every((term) => meets(term, filterable(kind, origin, term.field)))
        ? origin
        : undefined
    },
    conversions: () => (asksFor(statistics) ? listConversions(context, metric, timeframe.from) : []),
  })
  const results = rows
    .toSorted((left, right) => compareGroupings(left.groupings, right.groupings))
    .map(({ groupings, tallies }) => ({
      groupings: groupingsOf(groupBy, groupings),
      statistics: Object.fromEntries(
        statistics.map((name) => [name, perInterval(timeframe, (at) => statisticOf(name, tallies[at]))]),
      ),
    }))
  return reportAnswer(context, results, timeframe)
}

/** Attributes that no filter takes match nothing. */
const filterable = ({ filters }: Kind, origin: Origin, field: string): readonly string[] | undefined =>
  Object.hasOwn(filters, field) ? origin[field] : undefined

/** Whether conversions must be read at all. */
const asksFor = (statistics: readonly string[]): boolean =>
  statistics.some((name) => /conversion|order_value|revenue|roi/.test(name))
