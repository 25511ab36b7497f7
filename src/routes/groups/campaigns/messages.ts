import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import {
  findCampaign,
  messagesOf,
  updateMessage,
  variationsOf,
  type Campaign,
  type Message,
} from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import type { Answer, Context } from '../../context.ts'
import type { ErrorEntry } from '../../errors.ts'
import { requireSameId } from '../../shapes/write.ts'
import { completeDetails } from './details.ts'
import { answerWith, findAudienceOrThrow, findCampaignOrThrow, findMessageOrThrow, targetOf } from './lookups.ts'
import {
  givenVariations,
  inlineVariationProblems,
  mergedMessage,
  messageProblems,
  MOST_MESSAGES,
  withAbTest,
} from './message-definition.ts'
import { insertMessageTree, messageDefaults, removeMessage } from './parts.ts'
import { DEFINITION, problemIf, refuse } from './problems.ts'
import { requireDeletable, requireDraft, statusConflict } from './sending/guards.ts'
import { messageType } from './types.ts'

/** POST /api/campaign-messages. revision-2026-10-15 §3.8. */
export function createMessage(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_campaign_message']).data
  const campaign = findCampaignOrThrow(context, targetOf(relationships, 'campaign'))
  const audience = findAudienceOrThrow(context, targetOf(relationships, 'campaign-audience'))
  const { builder } = campaign.definition
  const definition = mergedMessage(attributes.definition)
  const variations = givenVariations(attributes.variations, definition.name)
  refuse([
    ...problemIf(
      audience.campaignId !== campaign.id,
      `The campaign-audience ${audience.id} belongs to another campaign.`,
      '/data/relationships/campaign-audience',
    ),
    ...messageRoomProblems(campaign, context.db, '/data/relationships/campaign'),
    ...messageProblems(attributes.definition, messageDefaults, DEFINITION),
    ...inlineVariationProblems(variations, builder, context.db, '/data/attributes/variations'),
  ])
  const details = variations.map((variation) => variation.details && completeDetails(variation.details))
  const parent = { campaignId: campaign.id, audienceId: audience.id, builder }
  const id = insertMessageTree(context, parent, { definition: withAbTest(definition, details), variations })
  return answerWith(messageType, id, context)
}

/** Why a campaign takes no further message. Assumed. */
export function messageRoomProblems({ id, definition }: Campaign, db: Db, pointer: string): ErrorEntry[] {
  const count = messagesOf(db, { type: 'campaign', id }).length
  return [
    ...problemIf(
      definition.builder === 'wizard' && count > 0,
      'A wizard campaign must have exactly one message.',
      pointer,
    ),
    ...problemIf(count >= MOST_MESSAGES, `A maximum of ${MOST_MESSAGES} messages is allowed per campaign.`, pointer),
  ]
}

/** PATCH /api/campaign-messages/{id}: only a draft (Assumed, as for a campaign of older revisions). */
export function changeMessage(context: Context): Answer {
  const { db, now, id } = context
  const message = findMessageOrThrow(context, id)
  const { data } = context.body as RequestBodies['update_campaign_message']
  requireSameId(data.id, id)
  requireDraft(message)
  const given = data.attributes.definition ?? {}
  refuse(messageProblems(given, message.definition, DEFINITION))
  const details = variationsOf(db, id).map(({ definition }) => definition.details)
  updateMessage(db, { ...message, definition: withAbTest(mergedMessage(given, message.definition), details) }, now)
  return answerWith(messageType, id, context)
}

/** DELETE /api/campaign-messages/{id}: with its variations. Refusals Assumed. */
export function dropMessage(context: Context): Answer {
  const message = findMessageOrThrow(context, context.id)
  requireDeletable([message])
  requireNotOnly(message, context.db)
  removeMessage(context, message.id)
  return { kind: 'empty' }
}

/** Throws 409 when the message is the only one of a wizard campaign. */
function requireNotOnly({ campaignId }: Message, db: Db): void {
  if (findCampaign(db, campaignId)?.definition.builder !== 'wizard') return
  throw statusConflict('The only message of a wizard campaign cannot be deleted.')
}
