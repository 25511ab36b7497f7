import type { RequestBodies } from '../../../../schemas/contract/request-bodies.ts'
import { parseTime } from '../../../../store/clock.ts'
import { invalidEntry, type ErrorEntry } from '../../../errors.ts'
import { pastProblem, type Plan } from './plans.ts'

// What the schedule endpoints are asked for. revision-2026-10-15 §3.10.

/** How a request schedules one message. */
export type ScheduleInput = RequestBodies['schedule_campaign_message']['data']['attributes']

/** Characters of a date; what follows in a text is a time. */
const ISO_DAY = 10
/** Documented. */
const PERCENTAGES = [1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50]

/**
 * The plan of a schedule, or what is wrong with it (rules Documented, texts and pointers Assumed). Members that another
 * strategy needs are passed over (Assumed).
 */
export function readSchedule(
  input: ScheduleInput,
  now: number,
  pointer: string,
): { plan: Plan | undefined; problems: ErrorEntry[] } {
  const problems: ErrorEntry[] = []
  const refuse = (detail: string, member: string) =>
    problems.push(invalidEntry(detail, { pointer: `${pointer}/${member}` }))
  const when = input.strategy === 'smart_send_time' ? 'send_date' : 'send_time'
  if (!input[when]) refuse(`'${when}' is required for the strategy ${input.strategy}.`, when)
  const plan = planOf(input)
  const past = input[when] ? pastProblem(plan, now) : undefined
  if (past !== undefined) refuse(past, when)
  if (input.strategy === 'throttled') {
    const percentage = input.throttled_options?.throttling_percentage
    if (percentage === undefined)
      refuse("'throttled_options' is required for the strategy throttled.", 'throttled_options')
    else if (!PERCENTAGES.includes(percentage)) {
      const detail = `'throttling_percentage' must be one of: ${PERCENTAGES.join(', ')} (got ${percentage})`
      refuse(detail, 'throttled_options/throttling_percentage')
    }
  }
  return { plan: problems.length === 0 ? plan : undefined, problems }
}

function planOf(input: ScheduleInput): Plan {
  const { strategy, throttled_options: throttle, timezone_options: zones } = input
  const time = parseTime(input.send_time ?? '')
  switch (strategy) {
    case 'static':
      return { strategy, time }
    case 'local_timezone':
      return { strategy, time, pastTomorrow: zones?.send_past_timezones_tomorrow ?? false }
    case 'throttled': {
      const { throttling_percentage: percentage = 100, throttle_unit: unit = 'hour' } = throttle ?? {}
      return { strategy, time, throttle: { percentage, unit } }
    }
    case 'smart_send_time':
      return { strategy, date: input.send_date?.slice(0, ISO_DAY) ?? '' }
  }
}
