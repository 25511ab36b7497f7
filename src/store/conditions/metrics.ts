import type {
  DateFilter,
  FunnelStep,
  MetricCondition,
  MetricFunnelCondition,
  MetricPropertyFilter,
} from './definition.ts'
import { every, not, plain, sequence, sql, type Sql } from './sql.ts'
import { SECOND, timeMeets } from './time.ts'
import { memberPath, numberMeets, valueMeets } from './values.ts'
import { DAY, HOUR } from './windows.ts'

const attributes = plain('e.attributes')
const timestamp = plain('e.timestamp')

/**
 * Whether what a profile did meets a condition. Who did nothing has a count and a sum of 0. The sum is the one of the
 * events' values. Assumed, audience §5.5.
 */
export function metricMeets(condition: MetricCondition, now: number): Sql {
  const { measurement, measurement_filter: filter } = condition
  const events = eventsOf(condition, condition.timeframe_filter, now)
  if (measurement === 'sum') return numberMeets(sql`(SELECT total(e.value) ${events})`, filter)
  const least = leastCount(filter)
  // Whether there is an event at all needs only the first one.
  if (least === 1) return sql`EXISTS (SELECT 1 ${events})`
  if (least === 0) return not(sql`EXISTS (SELECT 1 ${events})`)
  return numberMeets(sql`(SELECT count(*) ${events})`, filter)
}

/** 1 for a filter that asks for any event, 0 for one that asks for none. */
function leastCount(filter: MetricCondition['measurement_filter']): 0 | 1 | undefined {
  if (filter.operator === 'between') return undefined
  const { operator, value } = filter
  if ((operator === 'greater-than' && value === 0) || (operator === 'greater-than-or-equal' && value === 1)) return 1
  if ((operator === 'equals' && value === 0) || (operator === 'less-than' && value === 1)) return 0
  return undefined
}

interface Chosen {
  metric_id: string
  metric_filters?: readonly MetricPropertyFilter[] | null
}

/** The events of profile `p` that are meant, from FROM on. All filters on properties must be met: audience §5.5. */
function eventsOf({ metric_id, metric_filters }: Chosen, timeframe: DateFilter, now: number): Sql {
  const met = [
    sql`e.profile_id = p.id`,
    sql`e.metric_id = ${metric_id}`,
    ...(timeframe.operator === 'alltime' ? [] : [timeMeets(timestamp, timeframe, now, SECOND)]),
    ...(metric_filters ?? []).flatMap((filter) => propertyMeets(filter, now)),
  ]
  return sql`FROM event e WHERE ${every(met)}`
}

/** Only top-level properties can be asked for. Documented, audience §5.4. A filter that is missing says nothing (Assumed). */
function propertyMeets({ property, filter }: MetricPropertyFilter, now: number): Sql[] {
  if (!filter) return []
  return [valueMeets({ document: attributes, path: memberPath('$.event_properties', property) }, filter, now)]
}

const WINDOWS: Readonly<Record<string, number>> = {
  HOURS_1: HOUR,
  DAYS_1: DAY,
  DAYS_3: 3 * DAY,
  DAYS_5: 5 * DAY,
  WEEKS_1: 7 * DAY,
  DAYS_30: 30 * DAY,
  DAYS_90: 90 * DAY,
  DAYS_180: 180 * DAY,
  YEARS_1: 365 * DAY,
}

/** Whether a profile went through the steps of a funnel; see funnel.ts. */
export function funnelMeets(condition: MetricFunnelCondition, now: number): Sql {
  const { steps, timeframe_filter, completion_window_seconds } = condition
  const seconds = completion_window_seconds ? WINDOWS[completion_window_seconds]! / SECOND : null
  const exists = JSON.stringify(steps.map(({ metric_exists }) => metric_exists))
  const times = steps.map((step) => timesOf(step, timeframe_filter, now))
  return sql`funnel_passed(${seconds}, ${exists}, ${sequence(times)})`
}

/** When a step's events happened, each with its place among those of one second. */
const timesOf = (step: FunnelStep, timeframe: DateFilter, now: number): Sql =>
  sql`(SELECT json_group_array(json_array(e.timestamp, e.seq)) ${eventsOf(step, timeframe, now)})`
