import type { RequestBodies } from '../../../../schemas/contract/request-bodies.ts'
import { findAudience, messagesOf, variationsOf, type Campaign, type Message } from '../../../../store/campaigns.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalidEntry, notFound } from '../../../errors.ts'
import { requireSameId } from '../../../shapes/write.ts'
import { refuse } from '../problems.ts'
import { findCampaignOrThrow } from './campaigns.ts'
import { statusConflict } from './guards.ts'
import { cancelSend, fineStatusOf, revertSend, startSend } from './machine.ts'
import { pastProblem } from './plans.ts'
import { readinessProblems } from './readiness.ts'
import { sendsOf, type JobStatus } from './sends.ts'
import { storedPlan } from './stored-plan.ts'
import { isCancellable, isRevertible } from './status.ts'

// The job that sends a campaign, its id the campaign's, at every revision. campaigns-content §2.10.

/** POST /api/campaign-send-jobs: 202 `queued` (Observed). What it refuses, and how, is Assumed. */
export function createSendJob(context: Context): Answer {
  const { db, now } = context
  const { id } = (context.body as RequestBodies['send_campaign']).data
  const campaign = findCampaignOrThrow(context, id)
  const messages = messagesOf(db, { type: 'campaign', id })
  if (messages.some(({ definition }) => definition.status !== 'draft')) {
    throw statusConflict(
      `Cannot send campaign with id '${id}' because its status is ${shownStatus(context, campaign)}.`,
    )
  }
  const plans = messages.map((message) => ({ message, plan: storedPlan(campaign, message) }))
  const problems = plans.flatMap(({ message, plan }) => [
    ...readinessProblems(findAudience(db, message.audienceId), variationsOf(db, message.id)),
    ...[pastProblem(plan, now) ?? []].flat(),
  ])
  if (messages.length === 0) problems.push('The campaign has no messages.')
  refuse(problems.map((problem) => invalidEntry(problem, { pointer: '/data/id' })))
  for (const { message, plan } of plans) startSend(context, message, plan)
  return jobAnswer(id, 'queued')
}

/** GET /api/campaign-send-jobs/{id}. */
export function getSendJob(context: Context): Answer {
  findCampaignOrThrow(context, context.id)
  return jobAnswer(context.id, jobStatusOf(context))
}

/** PATCH /api/campaign-send-jobs/{id}: `cancel` for good, or `revert` to a draft; of every message that still can. */
export function updateSendJob(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['cancel_campaign_send']).data
  const campaign = findCampaignOrThrow(context, context.id)
  requireSameId(id, context.id)
  jobStatusOf(context)
  const [can, act] = { cancel: [isCancellable, cancelSend], revert: [isRevertible, revertSend] }[attributes.action] as [
    typeof isCancellable,
    typeof cancelSend,
  ]
  const messages = messagesOf(context.db, { type: 'campaign', id: campaign.id })
  const ripe = messages.filter((message) => can(fineStatusOf(context.db, message)))
  if (ripe.length === 0) {
    const status = shownStatus(context, campaign)
    throw statusConflict(
      `Cannot ${attributes.action} campaign with id '${context.id}' because its status is ${status}.`,
    )
  }
  for (const message of ripe) act(context, message)
  return { kind: 'empty' }
}

/** The job is as far as the message that is furthest behind; throws 404 when nothing was scheduled (Assumed). */
function jobStatusOf({ db, id }: Context): JobStatus {
  const jobs = sendsOf(db, id).map(({ job }) => job)
  const status = (['queued', 'processing', 'complete', 'cancelled'] as const).find((job) => jobs.includes(job))
  if (status === undefined) throw notFound(`A campaign-send-job with id '${id}' does not exist.`)
  return status
}

/** A status in the words of the model that the revision speaks: it has campaigns with one, or messages. */
function shownStatus({ db, types }: Context, { id, older }: Campaign): string {
  if (types.get('campaign')!.attributes.includes('status')) return older.status
  const statuses = messagesOf(db, { type: 'campaign', id }).map(({ definition }: Message) => definition.status)
  return statuses.find((status) => status !== 'draft') ?? 'draft'
}

const jobAnswer = (id: string, status: JobStatus): Answer => ({
  kind: 'one',
  type: 'campaign-send-job',
  row: { id, attributes: JSON.stringify({ status }) },
})
