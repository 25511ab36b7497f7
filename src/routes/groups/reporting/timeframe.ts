import { formatSeconds, parseTime } from '../../../store/clock.ts'
import { intervalStarts, localTimeOf, type Interval } from '../../../store/time-zones.ts'
import { invalid, type ApiError } from '../../errors.ts'

/** A span of time as a request gives it: by name, or from start to end. */
export type TimeframeInput = { key: string } | { start: string; end: string }

/** The span of a report in seconds, [from, until[, and the intervals of a series in it. */
export interface Timeframe {
  from: number
  until: number
  /** Bounds of the intervals: interval i lies between i and i + 1. A report on values has one interval. */
  bounds: readonly number[]
  /** Starts of the intervals as clocks of the account show them, labelled as UTC. Observed, events §4.1. */
  dateTimes: readonly string[]
}

const DAY = 86_400
const intervals: Readonly<Record<string, Interval>> = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' }

/** The longest timeframe of an interval in days, and of any. Documented, events §4.1. */
const LONGEST_DAYS: Readonly<Record<string, number>> = { hourly: 7, daily: 60, monthly: 52 * 7 }
const YEAR_DAYS = 366

const AT = { pointer: '/data/attributes/timeframe' }

/** Reads a timeframe in the time zone of the account; throws when it is too long or ends before it begins. */
export function readTimeframe(
  input: TimeframeInput,
  interval: string | undefined,
  zone: string,
  now: number,
): Timeframe {
  const clock = localTimeOf(zone)
  const { start, end, days } = 'key' in input ? named(input.key, clock.of(Math.floor(now / 1_000_000))) : custom(input)
  if (days > YEAR_DAYS) throw invalid('The timeframe must not be longer than 1 year.', AT)
  const longest = LONGEST_DAYS[interval ?? '']
  if (longest !== undefined && days > longest) {
    throw invalid(`With the interval ${interval} the timeframe must not be longer than ${longest} days.`, AT)
  }
  const [from, until] = [clock.toUtc(start), clock.toUtc(end)]
  if (interval === undefined) return { from, until, bounds: [from, until], dateTimes: [] }
  const starts = intervalStarts(intervals[interval]!, zone, from, until)
  return {
    from,
    until,
    bounds: [from, ...starts.slice(1), until],
    dateTimes: starts.map((time) => formatSeconds(clock.of(time) * 1_000_000)),
  }
}

/** The interval that a time lies in; -1 for none. */
export function intervalAt({ bounds }: Timeframe, time: number): number {
  let low = 0
  let high = bounds.length - 1
  if (time < bounds[low]! || time >= bounds[high]!) return -1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (time < bounds[middle]!) high = middle
    else low = middle
  }
  return low
}

/** Local seconds, the end exclusive, and the days between the first and the last. */
interface Span {
  start: number
  end: number
  days: number
}

/**
 * Documented: what stands in the offset is ignored, the account's time zone counts. That the end belongs to the span is
 * known from use (events §4.1); Assumed: to the second, so that an end at midnight adds no day.
 */
function custom({ start, end }: { start: string; end: string }): Span {
  const [first, last] = [wallTime(start, 'start'), wallTime(end, 'end')]
  if (last < first) throw invalid('The start of the timeframe must lie before its end.', AT)
  return { start: first, end: last + 1, days: (last - first) / DAY }
}

function wallTime(text: string, name: string): number {
  const time = parseTime(text.replace(/(Z|[+-]\d{2}:?\d{2})$/i, '')) / 1_000_000
  if (Number.isNaN(time)) throw noTime(name)
  return Math.floor(time)
}

const noTime = (name: string): ApiError =>
  invalid(`'${name}' must be a valid date-time.`, { pointer: `${AT.pointer}/${name}` })

/**
 * The span of a name. Observed: last_7_days are 8 days, today among them (events §4.1); Assumed: what begins with
 * "this" ends today, weeks begin on Monday, and the last 3 and 12 months count back from today.
 */
function named(key: string, now: number): Span {
  const today = now - mod(now, DAY)
  const date = new Date(today * 1000)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  const on = (...parts: [year: number, month: number, day: number]) => Date.UTC(...parts) / 1000
  // 1970-01-01 was a Thursday.
  const monday = today - mod(today / DAY + 3, 7) * DAY
  const tomorrow = today + DAY
  const [, count, unit] = /^last_(\d+)_(days|months)$/.exec(key) ?? []
  if (count !== undefined) {
    return daysOf(unit === 'days' ? today - Number(count) * DAY : on(year, month - Number(count), day), tomorrow)
  }
  const spans: Readonly<Record<string, readonly [number, number]>> = {
    today: [today, tomorrow],
    yesterday: [today - DAY, today],
    this_week: [monday, tomorrow],
    last_week: [monday - 7 * DAY, monday],
    this_month: [on(year, month, 1), tomorrow],
    last_month: [on(year, month - 1, 1), on(year, month, 1)],
    this_year: [on(year, 0, 1), tomorrow],
    last_year: [on(year - 1, 0, 1), on(year, 0, 1)],
  }
  const span = spans[key]
  if (span === undefined) throw new Error(`no timeframe ${key}`)
  return daysOf(...span)
}

const daysOf = (start: number, end: number): Span => ({ start, end, days: (end - start) / DAY - 1 })

const mod = (value: number, by: number): number => ((value % by) + by) % by
