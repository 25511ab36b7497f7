import type { RequestBodies } from '../../../../schemas/contract/request-bodies.ts'
import { formatMicroseconds } from '../../../../store/clock.ts'
import { findAudience, messagesOf, variationsOf, type Message } from '../../../../store/campaigns.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalid, invalidEntry, type ErrorEntry } from '../../../errors.ts'
import { requireSameId } from '../../../shapes/write.ts'
import { findMessageOrThrow, targetOf } from '../lookups.ts'
import { problemIf, refuse } from '../problems.ts'
import { findCampaignOrThrow } from './campaigns.ts'
import { statusConflict } from './guards.ts'
import { cancelSend, fineStatusOf, revertSend, startSend } from './machine.ts'
import { olderStrategyOf, type Plan } from './plans.ts'
import { readinessProblems } from './readiness.ts'
import { readSchedule, type ScheduleInput } from './schedule-input.ts'
import { isCancellable, isRevertible } from './status.ts'

// Scheduling messages since 2026-10-15: refused as a whole or done as a whole (Assumed). revision-2026-10-15 §3.10.

/** POST /api/campaign-schedule: several messages of a campaign; those that it does not name stay as they are (Assumed). */
export function scheduleCampaign(context: Context): Answer {
  const { account, db, now } = context
  const { attributes, relationships } = (context.body as RequestBodies['schedule_campaign']).data
  const { id: campaignId } = findCampaignOrThrow(context, targetOf(relationships, 'campaign'))
  const list = '/data/attributes/message_schedules'
  const schedules = attributes.message_schedules
  if (schedules.length === 0) throw invalid('At least one message must be scheduled.', { pointer: list })
  const known = new Map(messagesOf(db, { type: 'campaign', id: campaignId }).map((message) => [message.id, message]))
  const repeated = (id: string, index: number) => schedules.findIndex(({ message_id }) => message_id === id) < index
  const read = schedules.map((schedule, index) => {
    const { message_id: id } = schedule
    const at = `${list}/${index}`
    const message = known.get(id)
    const problems = [
      ...problemIf(message === undefined, `The campaign has no campaign-message with id '${id}'.`, `${at}/message_id`),
      ...problemIf(repeated(id, index), `The campaign-message with id '${id}' is named twice.`, `${at}/message_id`),
    ]
    return { id, problems, ...check(context, message, schedule, { attributes: at, message: at }) }
  })
  refuse(read.flatMap(({ problems, found }) => [...problems, ...found]))
  const ready = read.map(({ id, plan }) => ({ message: known.get(id)!, plan: plan! }))
  for (const { message } of ready) requireStatus(message, 'schedule', message.definition.status === 'draft')
  for (const { message, plan } of ready) startSend(context, message, plan, olderStrategyOf(plan))
  const messages = ready.map(({ message, plan }) => ({ id: message.id, ...shownPlan(plan) }))
  // The job behind this id cannot be read. Assumed to be a ULID.
  const id = account.ids.ulid(now)
  return scheduleAnswer('campaign-schedule', id, campaignId, { messages })
}

/** POST /api/campaign-message-schedule: one message. */
export function scheduleMessage(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['schedule_campaign_message']).data
  const message = findMessageOrThrow(context, targetOf(relationships, 'campaign-message'))
  const pointers = { attributes: '/data/attributes', message: '/data/relationships/campaign-message' }
  const { plan, found } = check(context, message, attributes, pointers)
  refuse(found)
  requireStatus(message, 'schedule', message.definition.status === 'draft')
  startSend(context, message, plan!, olderStrategyOf(plan!))
  return scheduleAnswer('campaign-message-schedule', message.id, message.id, shownPlan(plan!))
}

/** PATCH /api/campaign-message-schedule/{id}: `cancel` for good, or `revert` to a draft. */
export function updateMessageSchedule(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['update_campaign_message_schedule']).data
  const message = findMessageOrThrow(context, context.id)
  requireSameId(id, context.id)
  const status = fineStatusOf(context.db, message)
  const cancels = attributes.action === 'cancel'
  requireStatus(message, attributes.action, cancels ? isCancellable(status) : isRevertible(status))
  if (cancels) cancelSend(context, message)
  else revertSend(context, message)
  return { kind: 'empty' }
}

/** Assumed: 409 that names the status. */
function requireStatus({ id, definition: { status } }: Message, verb: string, can: boolean): void {
  if (!can) throw statusConflict(`Cannot ${verb} campaign-message with id '${id}' because its status is ${status}.`)
}

/** The plan that a schedule asks for, and everything that speaks against it; content counts for drafts alone. */
function check(
  { db, now }: Context,
  message: Message | undefined,
  schedule: ScheduleInput,
  pointers: { attributes: string; message: string },
): { plan: Plan | undefined; found: ErrorEntry[] } {
  const { plan, problems } = readSchedule(schedule, now, pointers.attributes)
  if (message?.definition.status !== 'draft') return { plan, found: problems }
  const lacks = readinessProblems(findAudience(db, message.audienceId), variationsOf(db, message.id))
  return { plan, found: [...problems, ...lacks.map((text) => invalidEntry(text, { pointer: pointers.message }))] }
}

/** What the answer says of a plan: null for what its strategy does without. Documented. */
function shownPlan(plan: Plan) {
  return {
    send_time: 'time' in plan ? formatMicroseconds(plan.time) : null,
    send_date: 'date' in plan ? plan.date : null,
    strategy: plan.strategy,
    throttling_percentage: plan.strategy === 'throttled' ? plan.throttle.percentage : null,
    throttle_unit: plan.strategy === 'throttled' ? plan.throttle.unit : null,
  }
}

const scheduleAnswer = (type: string, id: string, target_id: string, attributes: object): Answer => ({
  kind: 'one',
  type,
  row: { id, target_id, attributes: JSON.stringify(attributes) },
})
