import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import {
  findCampaign,
  findMessage,
  updateMessage,
  variationsOf,
  type Message,
  type Variation,
} from '../../../store/campaigns.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { requireSameId } from '../../shapes/write.ts'
import { completeDetails, detailsProblems, type Details } from './details.ts'
import { answerWith, findMessageOrThrow, findVariationOrThrow, targetOf } from './lookups.ts'
import { afterVariations, newVariation, variationsProblems } from './message-definition.ts'
import { insertVariationOf, removeVariation, rewriteVariation } from './parts.ts'
import { DEFINITION, refuse } from './problems.ts'
import { requireDraft } from './sending/guards.ts'
import { variationType } from './types.ts'

const DETAILS = `${DEFINITION}/details`

/** POST /api/campaign-variations. revision-2026-10-15 §3.9. */
export function createVariation(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_campaign_variation']).data
  const message = findMessageOrThrow(context, targetOf(relationships, 'campaign-message'))
  requireDraft(message)
  const given = newVariation(attributes.definition)
  const before = detailsOf(context, message.id)
  const details = given.details && completeDetails(given.details)
  refuse([
    ...(given.details ? detailsProblems(given.details, null, context.db, DETAILS) : []),
    ...variationsProblems([...before, details], builderOf(context, message), DEFINITION),
  ])
  const id = context.account.ids.ulid(context.now)
  insertVariationOf(context, message.id, given, id)
  settle(context, message, before)
  return answerWith(variationType, id, context)
}

/** PATCH /api/campaign-variations/{id}: details merge while the channel stays, and are replaced where it differs. */
export function changeVariation(context: Context): Answer {
  const variation = findVariationOrThrow(context, context.id)
  const { data } = context.body as RequestBodies['update_campaign_variation']
  requireSameId(data.id, context.id)
  const message = messageOf(context, variation)
  requireDraft(message)
  const { definition: current } = variation
  const { name, details: given } = data.attributes.definition
  const details = given === undefined ? current.details : (given as Readonly<Record<string, unknown>> | null)
  const before = detailsOf(context, message.id)
  const others = variationsOf(context.db, message.id).filter(({ id }) => id !== variation.id)
  const after = [
    ...others.map((other) => other.definition.details),
    details && completeDetails(details, current.details),
  ]
  refuse([
    ...(details ? detailsProblems(details, current.details, context.db, DETAILS) : []),
    ...variationsProblems(after, builderOf(context, message), DETAILS),
  ])
  rewriteVariation(context, variation, { name: name === undefined ? current.name : name, details })
  settle(context, message, before)
  return answerWith(variationType, variation.id, context)
}

/** DELETE /api/campaign-variations/{id}: not the last one of its message (Assumed). */
export function dropVariation(context: Context): Answer {
  const variation = findVariationOrThrow(context, context.id)
  const message = messageOf(context, variation)
  requireDraft(message)
  const before = detailsOf(context, message.id)
  if (before.length === 1) throw invalid('A campaign-message must have at least one variation.')
  removeVariation(context, variation)
  settle(context, message, before)
  return { kind: 'empty' }
}

const detailsOf = ({ db }: Context, messageId: string): (Details | null)[] =>
  variationsOf(db, messageId).map(({ definition }) => definition.details)

const messageOf = ({ db }: Context, { messageId }: Variation): Message => findMessage(db, messageId)!

const builderOf = ({ db }: Context, { campaignId }: Message) => findCampaign(db, campaignId)!.definition.builder

/** Begins or ends the message's A/B test when the variations have become one, or are one no more. */
function settle(context: Context, message: Message, before: readonly (Details | null)[]): void {
  const { definition } = message
  const settled = afterVariations(definition, before, detailsOf(context, message.id))
  if (settled === definition) return
  updateMessage(context.db, { ...message, definition: settled }, context.now)
}
