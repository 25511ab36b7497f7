import type { SendStrategy } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import type { Campaign, Message } from '../../../../store/campaigns.ts'
import { parseTime } from '../../../../store/clock.ts'
import type { Plan, Throttle } from './plans.ts'

// What a send job does: it gives no times of its own, so that they are those that were stored before.

/**
 * The plan of a send job: the strategy that an older revision stored with the campaign (Documented), else what the
 * message itself says (Assumed, revision-2026-10-15 §3.10). Without a time it is sent at once.
 */
export function storedPlan(campaign: Campaign, message: Message): Plan {
  const older = campaign.older.send_strategy as SendStrategy | null
  return (older && olderPlan(older)) ?? messagePlan(campaign, message)
}

function olderPlan({ method, datetime, date, throttle_percentage, options }: SendStrategy): Plan | undefined {
  if (method === 'smart_send_time') return { strategy: method, date: date! }
  const time = parseTime(datetime ?? '')
  if (method === 'throttled') {
    return { strategy: method, time, throttle: { percentage: throttle_percentage!, unit: 'hour' } }
  }
  if (method !== 'static') return undefined
  const { is_local, send_past_recipients_immediately: atOnce } = options ?? {}
  return is_local === true
    ? { strategy: 'local_timezone', time, pastTomorrow: atOnce !== true }
    : { strategy: method, time }
}

function messagePlan({ definition: { send_settings } }: Campaign, { definition: { send_options } }: Message): Plan {
  const { send_strategy: word, send_time, recipient_percentage: percentage, throttle_unit } = send_options
  const unit = (throttle_unit ?? 'hour') as Throttle['unit']
  const throttle = word === 'throttled' && typeof percentage === 'number' ? { percentage, unit } : undefined
  if (typeof send_time !== 'string') return { strategy: 'immediate', ...(throttle && { throttle }) }
  const time = parseTime(send_time)
  if (throttle !== undefined) return { strategy: 'throttled', time, throttle }
  if (word !== 'local_timezone' && word !== 'content_variation_local_timezone') return { strategy: 'static', time }
  return { strategy: 'local_timezone', time, pastTomorrow: send_settings.send_passed_rltz_immediately !== true }
}
