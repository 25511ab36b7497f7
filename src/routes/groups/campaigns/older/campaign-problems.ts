import type { SendStrategy } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import { formatMicroseconds, parseTime } from '../../../../store/clock.ts'
import type { Db } from '../../../../store/database.ts'
import type { ErrorEntry } from '../../../errors.ts'
import { groupProblems } from '../audience-definition.ts'
import { problemIf } from '../problems.ts'
import type { CampaignAttributes } from './bodies.ts'

// What is wrong with what an older body says of a campaign, beyond its schema. campaigns-content §2.3, §2.4.

const ATTRIBUTES = '/data/attributes'
const STRATEGY = `${ATTRIBUTES}/send_strategy`

/** Everything wrong with the attributes; texts Assumed but where a rule says otherwise. */
export function campaignProblems(attributes: CampaignAttributes, db: Db): ErrorEntry[] {
  const { name, audiences, send_strategy: strategy, tracking_options: tracking } = attributes
  const groups = { included: audiences?.included ?? [], excluded: audiences?.excluded ?? [] }
  return [
    ...problemIf(name?.trim() === '', "'name' must not be empty.", `${ATTRIBUTES}/name`),
    ...groupProblems(groups, db, `${ATTRIBUTES}/audiences`),
    ...(strategy ? strategyProblems(strategy) : []),
    ...parameterProblems(tracking?.custom_tracking_params ?? []),
  ]
}

/** Observed: the status; Documented: which two. */
function parameterProblems(given: readonly { name: string }[]): ErrorEntry[] {
  const names = given.map(({ name }) => name)
  const missing = ['utm_source', 'utm_medium'].filter((name) => !names.includes(name))
  return problemIf(
    names.length > 0 && missing.length > 0,
    `custom_tracking_params must include ${missing.join(' and ')}.`,
    `${ATTRIBUTES}/tracking_options/custom_tracking_params`,
  )
}

const METHODS = ['static', 'immediate', 'throttled', 'smart_send_time']
/** Documented: the whole percentages of an hourly throttle, the smallest three since 2026-07-15. */
const PERCENTAGES = [1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50]

/** The schema of 2024-10-15 takes any method and none of its settings; other methods were refused (Observed, §2.3). */
function strategyProblems(strategy: SendStrategy): ErrorEntry[] {
  const { method, datetime, date, throttle_percentage: percentage, options } = strategy
  const required = (name: string, missing: boolean) =>
    problemIf(missing, `'${name}' is a required field for the resource 'send_strategy'.`, `${STRATEGY}/${name}`)
  const timed = method === 'static' || method === 'throttled'
  return [
    ...problemIf(
      !METHODS.includes(method),
      `'method' must be one of: ${METHODS.join(', ')} (got ${method})`,
      `${STRATEGY}/method`,
    ),
    ...required('datetime', timed && datetime === undefined),
    ...required('date', method === 'smart_send_time' && date === undefined),
    ...problemIf(
      method === 'throttled' && !PERCENTAGES.includes(percentage ?? 0),
      `'throttle_percentage' must be one of: ${PERCENTAGES.join(', ')} (got ${percentage})`,
      `${STRATEGY}/throttle_percentage`,
    ),
    // Documented: local sends are given in UTC.
    ...problemIf(
      options?.is_local === true && datetime !== undefined && /[+-](?!00:?00)\d\d:?\d\d$/.test(datetime),
      "'datetime' must be in UTC when 'is_local' is true.",
      `${STRATEGY}/datetime`,
    ),
  ]
}

/** The attributes as they are kept: times as answers print them, options with every member. Observed, recorded bodies. */
export function normalized(attributes: CampaignAttributes): CampaignAttributes {
  const { send_strategy: strategy } = attributes
  if (strategy?.datetime === undefined) return attributes
  const { method, options } = strategy
  const datetime = formatMicroseconds(parseTime(strategy.datetime))
  if (method !== 'static') return { ...attributes, send_strategy: { ...strategy, datetime } }
  const past = options?.send_past_recipients_immediately === true
  const local = { is_local: true, send_past_recipients_immediately: past }
  return {
    ...attributes,
    send_strategy: { method, datetime, options: options?.is_local === true ? local : { is_local: false } },
  }
}
