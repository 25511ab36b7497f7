import { findMessage, findVariation } from '../../../../store/campaigns.ts'
import { messagesOfOlderCampaign } from '../../../../store/older-campaigns.ts'
import { readPage } from '../../../../store/selection.ts'
import type { Answer, Context } from '../../../context.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { requireSameId } from '../../../shapes/write.ts'
import { rewriteVariation } from '../parts.ts'
import { refuse } from '../problems.ts'
import { requireDraft } from '../sending/guards.ts'
import type { UpdateMessage } from './bodies.ts'
import { imageProblems, withImage } from './images.ts'
import { contentProblems, withContent } from './message-content.ts'
import { olderCampaignType, olderMessageType, ownMessageType } from './types.ts'

/** GET /api/campaigns/{id}/campaign-messages. */
export function listMessages(context: Context): Answer {
  const { id } = findOrThrow(olderCampaignType, context.id, context)
  return { kind: 'many', type: ownMessageType, ...readPage(context.db, messagesOfOlderCampaign, { parents: [id] }) }
}

/** GET /api/campaign-messages/{id}. */
export function getMessage(context: Context): Answer {
  return { kind: 'one', type: ownMessageType, row: findOrThrow(ownMessageType, context.id, context) }
}

/**
 * PATCH /api/campaign-messages/{id}: the variation with that id. Assumed: that members which are left out stay, and that
 * only a draft changes. campaigns-content §2.5.
 */
export function updateMessage(context: Context): Answer {
  const { db } = context
  const { id } = findOrThrow(olderMessageType, context.id, context)
  const { data } = context.body as UpdateMessage
  requireSameId(data.id, id)
  const variation = findVariation(db, id)!
  requireDraft(findMessage(db, variation.messageId)!)
  const current = variation.definition.details!
  const definition = data.attributes.definition ?? {}
  refuse([
    ...contentProblems(definition, current, db, '/data/attributes/definition'),
    ...imageProblems(data, current, db, '/data/relationships/image'),
  ])
  const { name, details } = withContent(definition, { ...variation.definition, details: current })
  const pictured = withImage(details, data.relationships?.image?.data?.id)
  rewriteVariation(context, variation, { name, details: pictured })
  return getMessage(context)
}
