import type { Answer, Context } from '../../../context.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { requireSameId } from '../../../shapes/write.ts'
import { formatMicroseconds } from '../../../../store/clock.ts'
import { draftFacts, type OlderFacts } from '../../../../store/campaigns.ts'
import { copyCampaign } from '../clones.ts'
import { removeCampaign } from '../parts.ts'
import { refuse } from '../problems.ts'
import { requireDeletable, requireDraftCampaign } from '../sending/guards.ts'
import type { CampaignAttributes, CloneCampaign, UpdateCampaign } from './bodies.ts'
import { changeCampaignParts, findOlderCampaignOrThrow } from './campaign-parts.ts'
import { campaignProblems, normalized } from './campaign-problems.ts'
import { olderCampaignType } from './types.ts'

const answerWith = (id: string, context: Context): Answer => ({
  kind: 'one',
  type: olderCampaignType,
  row: findOrThrow(olderCampaignType, id, context),
})

/** PATCH /api/campaigns/{id}: only a draft (Assumed); what is left out stays. campaigns-content §2.5. */
export function updateCampaign(context: Context): Answer {
  const parts = findOlderCampaignOrThrow(context, context.id)
  const { data } = context.body as UpdateCampaign
  requireSameId(data.id, context.id)
  requireDraftCampaign(parts.campaign)
  refuse(campaignProblems(data.attributes, context.db))
  changeCampaignParts(context, parts, withoutNull(normalized(data.attributes)))
  return answerWith(context.id, context)
}

/** Assumed: null leaves a name as it is, for a campaign has one. */
function withoutNull({ name, ...attributes }: CampaignAttributes): CampaignAttributes {
  return name === null ? attributes : { ...attributes, ...(name !== undefined && { name }) }
}

/** DELETE /api/campaigns/{id}: 409 while or after it is sent (Assumed). campaigns-content §2.5. */
export function deleteCampaign(context: Context): Answer {
  const { campaign, message } = findOlderCampaignOrThrow(context, context.id)
  requireDeletable([message])
  removeCampaign(context, campaign.id)
  return { kind: 'empty' }
}

/** POST /api/campaign-clone. campaigns-content §2.8. */
export function cloneCampaign(context: Context): Answer {
  const { id, attributes } = (context.body as CloneCampaign).data
  const { campaign } = findOlderCampaignOrThrow(context, id)
  const older = factsOfClone(campaign.older, context.now)
  const copy = copyCampaign(context, campaign, { name: attributes.new_name ?? null, older })
  changeCampaignParts(context, findOlderCampaignOrThrow(context, copy), {
    send_strategy: older.send_strategy,
    tracking_options: { is_tracking_clicks: true, is_tracking_opens: true },
  })
  return answerWith(copy, context)
}

/**
 * Observed: a static time becomes that of the clone, and clicks are tracked again although the source had that off (one
 * recording; Assumed of opens, too, and of a throttled time). Parameters are copied.
 */
function factsOfClone({ send_strategy, custom_tracking_params }: OlderFacts, now: number): OlderFacts {
  const timed = send_strategy !== null && 'datetime' in send_strategy
  const reset = timed ? { ...send_strategy, datetime: formatMicroseconds(now) } : send_strategy
  return { ...draftFacts, send_strategy: reset, custom_tracking_params }
}
