import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { messagesOf, updateCampaign } from '../../../store/campaigns.ts'
import type { Answer, Context } from '../../context.ts'
import { requireSameId } from '../../shapes/write.ts'
import { campaignProblems, changeProblems, mergedDefinition } from './campaign-definition.ts'
import { answerWith, findCampaignOrThrow } from './lookups.ts'
import { removeCampaign } from './parts.ts'
import { refuse } from './problems.ts'
import { requireDeletable } from './sending/guards.ts'
import { campaignType } from './types.ts'

/** PATCH /api/campaigns/{id}: only what the campaign says of itself. revision-2026-10-15 §3.6. */
export function changeCampaign(context: Context): Answer {
  const { db, now, id } = context
  const campaign = findCampaignOrThrow(context, id)
  const { data } = context.body as RequestBodies['update_campaign']
  requireSameId(data.id, id)
  const definition = mergedDefinition(data.attributes.definition, campaign.definition)
  refuse([
    ...campaignProblems(definition, db),
    ...changeProblems(definition, campaign.definition, messagesOf(db, { type: 'campaign', id })),
  ])
  updateCampaign(db, { ...campaign, definition }, now)
  return answerWith(campaignType, id, context)
}

/** DELETE /api/campaigns/{id}: with everything below it; 409 while or after a message is sent (Assumed). */
export function dropCampaign(context: Context): Answer {
  const { id } = findCampaignOrThrow(context, context.id)
  requireDeletable(messagesOf(context.db, { type: 'campaign', id }))
  removeCampaign(context, id)
  return { kind: 'empty' }
}
