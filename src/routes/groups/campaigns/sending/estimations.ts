import type { RequestBodies } from '../../../../schemas/contract/request-bodies.ts'
import { audiencesOf, findCampaign } from '../../../../store/campaigns.ts'
import type { Db } from '../../../../store/database.ts'
import { countRecipients, type Reach } from '../../../../store/recipients.ts'
import { deleteResource, findResource, insertResource } from '../../../../store/resources.ts'
import { scheduleWork } from '../../../../store/schedule.ts'
import type { Answer, Context } from '../../../context.ts'
import { notFound } from '../../../errors.ts'
import type { JobContext } from '../../../resource.ts'
import { findCampaignOrThrow } from './campaigns.ts'
import { HOUR } from './plans.ts'
import { reachesOf } from './reaches.ts'

// How many recipients a campaign would have. The job and its result have the campaign's id. campaigns-content §2.9.

/** Results are out of date after this time (Assumed: that there is such a time is Observed by the text of the 404). */
const FRESH = HOUR

/** What was counted, when, and for whom: another audience or channel makes it out of date. One row per campaign. */
interface Estimation {
  count: number
  computed: number
  reaches: readonly Reach[]
}

const identifierOf = (campaignId: string) => ({ type: 'campaign-recipient-estimation', id: campaignId })

/** Forgets what was counted for a campaign. */
export const deleteEstimation = (db: Db, campaignId: string): boolean => deleteResource(db, identifierOf(campaignId))

/** POST /api/campaign-recipient-estimation-jobs: 202 `processing`. Observed. */
export function createEstimationJob(context: Context): Answer {
  const { id } = (context.body as RequestBodies['refresh_campaign_recipient_estimation']).data
  findCampaignOrThrow(context, id)
  const { db, now, jobDelay } = context
  deleteEstimation(db, id)
  scheduleWork(db, now + jobDelay, 'campaign-recipient-estimation', { campaign: id })
  return answerOf('campaign-recipient-estimation-job', id, { status: 'processing' })
}

/** Work of kind `campaign-recipient-estimation`: counts, and keeps the result. */
export function estimate({ campaign: id }: { campaign: string }, { db, now }: JobContext): void {
  if (findCampaign(db, id) === undefined) return
  const reaches = currentReaches(db, id)
  const attributes = { count: countRecipients(db, reaches), computed: now, reaches } satisfies Estimation
  deleteEstimation(db, id)
  insertResource(db, { ...identifierOf(id), created: now, updated: now, attributes })
}

/** GET /api/campaign-recipient-estimation-jobs/{id}: like the result 404 until that is there. Observed. */
export function getEstimationJob(context: Context): Answer {
  findEstimationOrThrow(context)
  return answerOf('campaign-recipient-estimation-job', context.id, { status: 'complete' })
}

/** GET /api/campaign-recipient-estimations/{id}. */
export function getEstimation(context: Context): Answer {
  const { count } = findEstimationOrThrow(context)
  return answerOf('campaign-recipient-estimation', context.id, { estimated_recipient_count: count })
}

/** Observed texts of both 404s. */
function findEstimationOrThrow(context: Context): Estimation {
  const { db, id, now } = context
  findCampaignOrThrow(context, id)
  const row = findResource(db, identifierOf(id))
  const estimation = row && (JSON.parse(row.attributes) as Estimation)
  if (estimation === undefined || isOutOfDate(estimation, currentReaches(db, id), now)) {
    throw notFound('No results or results were out of date. Schedule a new estimation.')
  }
  return estimation
}

function isOutOfDate({ computed, reaches }: Estimation, current: readonly Reach[], now: number): boolean {
  return now - computed >= FRESH || JSON.stringify(reaches) !== JSON.stringify(current)
}

const currentReaches = (db: Db, id: string): Reach[] => reachesOf(db, audiencesOf(db, id))

const answerOf = (type: string, id: string, attributes: Record<string, unknown>): Answer => ({
  kind: 'one',
  type,
  row: { id, attributes: JSON.stringify(attributes) },
})
