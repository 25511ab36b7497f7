import { formatMicroseconds, parseTime } from '../../../../store/clock.ts'
import type { Variation } from '../../../../store/campaigns.ts'

type Json = Readonly<Record<string, unknown>>

/** When a message is to go out, as the schedule endpoints say it, or at once. Times are microseconds. */
export type Plan =
  | { strategy: 'immediate'; throttle?: Throttle }
  | { strategy: 'static'; time: number }
  | { strategy: 'local_timezone'; time: number; pastTomorrow: boolean }
  | { strategy: 'throttled'; time: number; throttle: Throttle }
  | { strategy: 'smart_send_time'; date: string }

/** The share of the recipients that gets the message in each unit of time. */
export interface Throttle {
  percentage: number
  unit: 'hour' | 'minute'
}

const MINUTE = 60_000_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** Hours that clocks are ahead of UTC, from the first place where it becomes a time to the last. */
const FIRST_ZONE = 14
const LAST_ZONE = -12

/** The moments at which parts of the recipients get the message, in order; one at least. */
export function batchesOf(plan: Plan, now: number): number[] {
  switch (plan.strategy) {
    case 'immediate':
      return throttledTimes(now, plan.throttle)
    case 'static':
      return [plan.time]
    case 'throttled':
      return throttledTimes(plan.time, plan.throttle)
    case 'local_timezone':
      return zoneTimes(plan.time, plan.pastTomorrow, now)
    case 'smart_send_time': {
      // Over the hours of that date in UTC. Assumed: wrong if the day is that of the account's time zone.
      const midnight = parseTime(plan.date)
      const times = Array.from({ length: 24 }, (_, hour) => midnight + hour * HOUR).filter((time) => time >= now)
      return times.length === 0 ? [now] : times
    }
  }
}

function throttledTimes(start: number, throttle: Throttle = { percentage: 100, unit: 'hour' }): number[] {
  const step = throttle.unit === 'hour' ? HOUR : MINUTE
  return Array.from({ length: Math.ceil(100 / throttle.percentage) }, (_, index) => start + index * step)
}

/**
 * When clocks show the time in each zone, hour by hour; zones that had it already get the message at once, or a day
 * later (Documented choice). Assumed: the send ends with the last zone, whether or not anybody lives there.
 */
function zoneTimes(time: number, pastTomorrow: boolean, now: number): number[] {
  const times = new Set<number>()
  for (let ahead = FIRST_ZONE; ahead >= LAST_ZONE; ahead--) {
    const at = time - ahead * HOUR
    times.add(at >= now ? at : pastTomorrow ? at + DAY : now)
  }
  return [...times].sort((left, right) => left - right)
}

/** Whether a message tests several variations of one channel. */
export function isTest(variations: readonly Variation[]): boolean {
  const channels = variations.map(({ definition }) => definition.details?.channel)
  return new Set(channels).size < channels.length
}

/** What the plan makes of a message's send options; the rest of them stays. Assumed words, revision-2026-10-15 §11.4. */
export function sendOptionsOf(plan: Plan, variations: readonly Variation[], now: number): Json {
  const test = isTest(variations)
  const throttle = { recipient_percentage: null, throttle_unit: null }
  switch (plan.strategy) {
    case 'immediate':
      return { send_time: formatMicroseconds(now) }
    case 'static':
      return {
        ...throttle,
        send_strategy: test ? 'content_variation' : 'static',
        send_time: formatMicroseconds(plan.time),
      }
    case 'local_timezone': {
      const strategy = test ? 'content_variation_local_timezone' : 'local_timezone'
      return { ...throttle, send_strategy: strategy, send_time: formatMicroseconds(plan.time) }
    }
    case 'throttled':
      return {
        send_strategy: 'throttled',
        send_time: formatMicroseconds(plan.time),
        recipient_percentage: plan.throttle.percentage,
        throttle_unit: plan.throttle.unit,
      }
    case 'smart_send_time': {
      const midnight = formatMicroseconds(parseTime(plan.date))
      const times = Object.fromEntries(variations.map(({ id }) => [id, midnight]))
      return { ...throttle, send_strategy: 'send_time_optimization', send_time: null, send_times: times }
    }
  }
}

/** The plan as revisions before 2026-10-15 write it. */
export function olderStrategyOf(plan: Plan): Record<string, unknown> | null {
  switch (plan.strategy) {
    case 'immediate':
      return null
    case 'static':
      return { method: 'static', datetime: formatMicroseconds(plan.time), options: { is_local: false } }
    case 'local_timezone': {
      const options = { is_local: true, send_past_recipients_immediately: !plan.pastTomorrow }
      return { method: 'static', datetime: formatMicroseconds(plan.time), options }
    }
    case 'throttled': {
      const { percentage, unit } = plan.throttle
      if (unit === 'minute') return { method: 'unsupported' }
      return { method: 'throttled', datetime: formatMicroseconds(plan.time), throttle_percentage: percentage }
    }
    case 'smart_send_time':
      return { method: 'smart_send_time', date: plan.date }
  }
}

/** What is wrong with when a plan begins, be it no time at all; undefined when nothing is. */
export function pastProblem(plan: Plan, now: number): string | undefined {
  if ('time' in plan && !(plan.time > now)) return 'The send time must be in the future.'
  if ('date' in plan && !(parseTime(plan.date) + DAY > now)) return 'The send date must not be in the past.'
  return undefined
}
