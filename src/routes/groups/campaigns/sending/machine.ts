import {
  audiencesOf,
  findCampaign,
  messagesOf,
  updateCampaign,
  updateMessage,
  variationsOf,
  type Campaign,
  type Message,
} from '../../../../store/campaigns.ts'
import { formatMicroseconds } from '../../../../store/clock.ts'
import { countRecipients } from '../../../../store/recipients.ts'
import { scheduleWork } from '../../../../store/schedule.ts'
import type { JobContext } from '../../../resource.ts'
import { batchesOf, HOUR, isTest, sendOptionsOf, type Plan } from './plans.ts'
import { reachesOf } from './reaches.ts'
import { deleteSend, findRun, findSend, writeSend, type Send } from './sends.ts'
import { campaignStatusOf, coarseOf, plainStatus, type FineStatus } from './status.ts'

/*
 * How a message gets from draft to sent: every step is work on the account's schedule and puts the next one there.
 * Preparing takes the time of a job, and so does each of adding recipients and sending. campaigns-content §2.10.
 */

type Step = keyof typeof steps
interface Work {
  message: string
  run: string
  step: Step
  batch?: number
}
/** What a step works on. */
interface Run {
  context: JobContext
  message: Message
  send: Send
  batch: number
}

/**
 * Hands a draft over to be sent as the plan says. That it can be sent was checked before. `strategy`: what older
 * revisions say of the plan from now on; left out, what they said before.
 */
export function startSend(
  context: JobContext,
  message: Message,
  plan: Plan,
  strategy?: Campaign['older']['send_strategy'],
): void {
  const { account, db, now, jobDelay } = context
  const { older } = findCampaign(db, message.campaignId)!
  const { send_options } = message.definition
  const atOnce = plan.strategy === 'immediate'
  const send: Send = {
    run: account.ids.ulid(now),
    status: atOnce ? 'Preparing to send' : 'Preparing to schedule',
    job: 'queued',
    waiting: atOnce ? null : waitingFor(plan),
    batches: batchesOf(plan, now),
    winner: null,
    before: { send_options, send_strategy: older.send_strategy },
  }
  const options = { ...send_options, ...sendOptionsOf(plan, variationsOf(db, message.id), now) }
  const changed = { ...message, definition: { ...message.definition, send_options: options } }
  const facts = { scheduled_at: formatMicroseconds(now), ...(strategy !== undefined && { send_strategy: strategy }) }
  enter(context, changed, send, facts)
  next(context, changed, send, 'process', now + jobDelay / 2)
}

/** Where recipients are worked out ahead it is `Scheduled`. Assumed; the other is Observed of static sends, §2.10. */
function waitingFor({ strategy }: Plan): NonNullable<Send['waiting']> {
  return strategy === 'local_timezone' || strategy === 'smart_send_time' ? 'Scheduled' : 'Queued without Recipients'
}

/** Stops a message for good; who did not get it yet never will. */
export function cancelSend(context: JobContext, message: Message): void {
  const { account, db, now } = context
  const send = findSend(db, message.id)
  if (send === undefined) return
  enter(context, message, { ...send, run: account.ids.ulid(now), job: 'cancelled', status: 'Cancelled' })
}

/** Makes a message a draft again, as it was before it was scheduled. */
export function revertSend(context: JobContext, message: Message): void {
  const { db, now } = context
  const send = findSend(db, message.id)
  if (send === undefined) return
  deleteSend(db, message.id)
  const definition = { ...message.definition, status: coarseOf('Draft'), send_options: send.before.send_options }
  updateMessage(db, { ...message, definition }, now)
  updateFacts(context, message.campaignId, { send_strategy: send.before.send_strategy })
}

/** Work of kind `campaign-send`: one step of one message, unless that was deleted, cancelled or reverted meanwhile. */
export function runSend(work: Work, context: JobContext): void {
  const run = findRun(context.db, work)
  if (run !== undefined) steps[work.step]({ context, batch: work.batch ?? 0, ...run })
}

const steps = {
  process({ context, message, send }: Run): void {
    const processing: Send = { ...send, job: 'processing' }
    writeSend(context.db, message.id, processing, context.now)
    next(context, message, send, 'prepare', context.now + context.jobDelay / 2)
  },

  prepare({ context, message, send }: Run): void {
    const prepared: Send = { ...send, job: 'complete' }
    if (send.waiting === null) return addRecipients(context, message, prepared)
    enter(context, message, { ...prepared, status: send.waiting })
    next(context, message, send, 'start', Math.max(context.now, send.batches[0]!))
  },

  start({ context, message, send }: Run): void {
    addRecipients(context, message, send)
  },

  send({ context, message, send }: Run): void {
    if (countOf(context, message) === 0) {
      return enter(context, message, { ...send, status: 'Cancelled: No Recipients' })
    }
    enter(context, message, { ...send, status: 'Sending' })
    next(context, message, send, 'batch', context.now + context.jobDelay)
  },

  /** The place where a part of the recipients gets the message. */
  batch({ context, message, send, batch }: Run): void {
    const { now, jobDelay } = context
    const following = send.batches[batch + 1]
    if (following !== undefined) {
      return next(context, message, send, 'batch', Math.max(now, following + 2 * jobDelay), batch + 1)
    }
    const wait = winnerWaitOf(context, message)
    if (wait === 0) return enter(context, message, { ...send, status: 'Sent' })
    enter(context, message, { ...send, status: 'Variations Sent' })
    next(context, message, send, 'win', now + wait)
  },

  /** Without statistics the first variation wins. Assumed until there are reports. */
  win({ context, message, send }: Run): void {
    const [first] = variationsOf(context.db, message.id)
    enter(context, message, { ...send, status: 'Sending', winner: first?.id ?? null })
    next(context, message, send, 'rest', context.now + context.jobDelay)
  },

  /** The place where the rest of the recipients gets the variation that won. */
  rest({ context, message, send }: Run): void {
    enter(context, message, { ...send, status: 'Sent' })
  },
}

function addRecipients(context: JobContext, message: Message, send: Send): void {
  enter(context, message, { ...send, status: 'Adding Recipients' })
  next(context, message, send, 'send', context.now + context.jobDelay)
}

function next({ db }: JobContext, { id }: Message, { run }: Send, step: Step, due: number, batch?: number): void {
  scheduleWork(db, Math.ceil(due), 'campaign-send', { message: id, run, step, ...(batch !== undefined && { batch }) })
}

/** How long the winner is waited for, microseconds; 0 when everybody got one of the variations evenly. */
function winnerWaitOf({ db }: JobContext, { id, definition: { ab_test: test } }: Message): number {
  const { winner_percentage = 0, winner_wait_hours = 0 } = (test ?? {}) as Record<string, number | null>
  return isTest(variationsOf(db, id)) && winner_percentage ? (winner_wait_hours ?? 0) * HOUR : 0
}

/** Profiles that the message would reach now. */
function countOf({ db }: JobContext, { id, campaignId, audienceId }: Message): number {
  const audiences = audiencesOf(db, campaignId)
  const at = audiences.findIndex((audience) => audience.id === audienceId)
  return countRecipients(db, reachesOf(db, audiences, id), at)
}

/** Writes a status everywhere: the message has the coarse one, its campaign the fine one. */
function enter(context: JobContext, message: Message, send: Send, facts: Partial<Campaign['older']> = {}): void {
  const { db, now } = context
  writeSend(db, message.id, send, now)
  const definition = { ...message.definition, status: coarseOf(send.status) }
  updateMessage(db, { ...message, definition }, now)
  updateFacts(context, message.campaignId, facts)
}

/** What older revisions say of the campaign, after a change of one of its messages. */
function updateFacts({ db, now }: JobContext, campaignId: string, facts: Partial<Campaign['older']>): void {
  const campaign = findCampaign(db, campaignId)
  if (campaign === undefined) return
  const messages = messagesOf(db, { type: 'campaign', id: campaignId })
  const status = campaignStatusOf(messages.map((message) => fineStatusOf(db, message)))
  const { definition, older } = campaign
  const strategy = definition.builder === 'wizard' ? {} : { send_strategy: older.send_strategy }
  const scheduled = status === 'Draft' ? { scheduled_at: null } : {}
  updateCampaign(
    db,
    { id: campaignId, definition, older: { ...older, ...facts, ...strategy, ...scheduled, status } },
    now,
  )
}

/** The fine status of a message. */
export function fineStatusOf(db: JobContext['db'], { id, definition }: Message): FineStatus {
  const known = findSend(db, id)?.status
  return known !== undefined && coarseOf(known) === definition.status ? known : plainStatus(definition.status)
}
