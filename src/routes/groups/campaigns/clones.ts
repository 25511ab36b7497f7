import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import {
  audiencesOf,
  draftFacts,
  findCampaign,
  messagesOf,
  variationsOf,
  type Campaign,
  type Message,
  type MessageDefinition,
  type OlderFacts,
} from '../../../store/campaigns.ts'
import { tagsOfCampaign } from '../../../store/campaign-selections.ts'
import { tagResource } from '../../../store/tags.ts'
import type { Answer, Context } from '../../context.ts'
import { addAudience, roomProblems } from './audiences.ts'
import { answerWith, findAudienceOrThrow, findCampaignOrThrow, findMessageOrThrow, targetOf } from './lookups.ts'
import { variationsProblems } from './message-definition.ts'
import { messageRoomProblems } from './messages.ts'
import { insertMessageTree, insertTree, type NewMessage } from './parts.ts'
import { idsDiffer, refuse } from './problems.ts'
import { audienceType, campaignType, messageType } from './types.ts'

/** How a copy is called unless told. Documented for campaigns; that a nameless thing's copy stays nameless is Assumed. */
const copyName = (given: string | null | undefined, source: string | null) =>
  given ?? (source === null ? null : `Copy of ${source}`)

/** POST /api/campaign-clone. revision-2026-10-15 §3.6. */
export function cloneCampaign(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['clone_campaign']).data
  const source = findCampaignOrThrow(context, id)
  return answerWith(campaignType, copyCampaign(context, source, { name: attributes.name ?? null }), context)
}

/**
 * Copies a campaign as a draft, with everything below it and its tags; gives the id of the copy. Assumed: that it is not
 * archived, and that tags come along.
 */
export function copyCampaign(
  context: Context,
  source: Campaign,
  { name, older }: { name: string | null; older?: OlderFacts },
): string {
  const { db } = context
  const { send_strategy, custom_tracking_params } = source.older
  const id = insertTree(context, {
    definition: { ...source.definition, name: copyName(name, source.definition.name), archived: false },
    older: older ?? { ...draftFacts, send_strategy, custom_tracking_params },
    audiences: audiencesOf(db, source.id).map((audience) => ({
      definition: audience.definition,
      messages: messagesOf(db, { type: 'campaign-audience', id: audience.id }).map((message) =>
        copyOfMessage(context, message, message.definition.name),
      ),
    })),
  })
  for (const tag of tagsOfCampaign(db, source.id)) tagResource(db, tag, { type: 'campaign', id })
  return id
}

/** A message to insert that says the same as another, not yet scheduled. */
function copyOfMessage({ db }: Context, { id, definition }: Message, name: string | null): NewMessage {
  return {
    definition: { ...unscheduled(definition), name },
    variations: variationsOf(db, id).map((variation) => variation.definition),
  }
}

/** What a schedule wrote goes, what makes an A/B test stays. Assumed, revision-2026-10-15 §3.6. */
function unscheduled(definition: MessageDefinition): MessageDefinition {
  const { send_options: options, ab_test } = definition
  const schedule = { send_time: null, send_times: null, recipient_percentage: null, throttle_unit: null }
  const strategy = ab_test === null ? 'static' : options.send_strategy
  return { ...definition, status: 'draft', send_options: { ...options, ...schedule, send_strategy: strategy } }
}

/**
 * POST /api/campaign-audience-clone: into its own campaign unless told. Assumed: that it comes last and without
 * messages; wrong if the answer links some. revision-2026-10-15 §3.7.
 */
export function cloneAudience(context: Context): Answer {
  const { id, attributes, relationships } = (context.body as RequestBodies['clone_campaign_audience']).data
  const source = findAudienceOrThrow(context, id)
  const target = findCampaignOrThrow(context, relationships?.campaign?.data?.id ?? source.campaignId)
  refuse([
    ...idsDiffer(id, attributes.id),
    ...roomProblems(target, context.db, relationships?.campaign ? '/data/relationships/campaign' : '/data/id'),
  ])
  const name = copyName(attributes.name, source.definition.name)
  const copy = addAudience(context, target.id, { ...source.definition, name, priority: null })
  return answerWith(audienceType, copy, context)
}

/** POST /api/campaign-message-clone: into the audience given, hence into that audience's campaign. Documented. */
export function cloneMessage(context: Context): Answer {
  const { db } = context
  const { id, attributes, relationships } = (context.body as RequestBodies['clone_campaign_message']).data
  const source = findMessageOrThrow(context, id)
  const audience = findAudienceOrThrow(context, targetOf(relationships, 'campaign-audience'))
  const campaign = findCampaign(db, audience.campaignId)!
  const { builder } = campaign.definition
  const copy = copyOfMessage(context, source, copyName(attributes.name, source.definition.name))
  const details = variationsOf(db, id).map(({ definition }) => definition.details)
  const pointer = '/data/relationships/campaign-audience'
  refuse([
    ...idsDiffer(id, attributes.id),
    ...messageRoomProblems(campaign, db, pointer),
    ...variationsProblems(details, builder, pointer),
  ])
  const parent = { campaignId: campaign.id, audienceId: audience.id, builder }
  return answerWith(messageType, insertMessageTree(context, parent, copy), context)
}
