import type { MessageInlineCreate, RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { draftFacts, type Builder } from '../../../store/campaigns.ts'
import type { Identifier } from '../../../store/resources.ts'
import { tagResource } from '../../../store/tags.ts'
import type { Answer, Context } from '../../context.ts'
import type { ErrorEntry } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { groupProblems, MOST_AUDIENCES } from './audience-definition.ts'
import { campaignProblems, mergedDefinition } from './campaign-definition.ts'
import { completeDetails } from './details.ts'
import { answerWith } from './lookups.ts'
import { givenVariations, inlineVariationProblems, MOST_MESSAGES, withAbTest } from './message-definition.ts'
import {
  defaultSendOptions,
  defaultTracking,
  insertTree,
  messageDefaults,
  type NewAudience,
  type NewMessage,
} from './parts.ts'
import { problemIf, refuse } from './problems.ts'
import { campaignType } from './types.ts'

type Data = RequestBodies['create_campaign']['data']
type Attributes = Data['attributes']
type InlineAudience = NonNullable<Attributes['audiences']>[number]

const AUDIENCES = '/data/attributes/audiences'
const MESSAGES = '/data/attributes/messages'

/** POST /api/campaigns: the campaign with everything below it, or nothing. revision-2026-10-15 §3.5. */
export function createCampaign(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_campaign']).data
  const tags = relationships?.tags?.data ?? []
  requireTargets('tag', tags, context)
  const definition = mergedDefinition(attributes.definition)
  const audiences = attributes.audiences ?? []
  const messages = attributes.messages ?? []
  refuse([
    ...campaignProblems(definition, context.db),
    ...countProblems(audiences, messages, definition.builder),
    ...audienceProblems(audiences, context),
    ...messages.flatMap((message, index) => messageProblems(message, index, audiences, definition.builder, context)),
    ...belongingProblems(relationships, context),
  ])
  const older = { ...draftFacts }
  const id = insertTree(context, { definition, older, audiences: audiences.map(treeOf(messages)) })
  for (const tag of tags) tagResource(context.db, tag.id, { type: 'campaign', id })
  return answerWith(campaignType, id, context)
}

/** Priorities follow the order of the array: Assumed. */
function treeOf(messages: readonly MessageInlineCreate[]) {
  return ({ temporary_id, name, included, excluded }: InlineAudience, index: number): NewAudience => ({
    definition: { name: name ?? null, included: included ?? [], excluded: excluded ?? [], priority: index + 1 },
    messages: messages.filter((message) => message.audience_temporary_id === temporary_id).map(newMessage),
  })
}

/** An inline message spells Smart Sending in words of its own. Documented. */
const throttlingWords = {
  NONE: 'none',
  FOR_CAMPAIGNS: 'throttle-for-campaigns',
  FOR_FLOWS: 'throttle-for-flows',
  FOR_CAMPAIGNS_AND_FLOWS: 'throttle-for-campaigns-and-flows',
} as const

function newMessage({ name: given, is_add_utm, throttling_type: word, variations }: MessageInlineCreate): NewMessage {
  const name = given ?? null
  const content = givenVariations(variations, name)
  const definition = {
    ...messageDefaults,
    name,
    tracking_options: { ...defaultTracking, is_add_utm: is_add_utm ?? defaultTracking.is_add_utm },
    send_options: { ...defaultSendOptions, ...(word && { throttling_type: throttlingWords[word] }) },
  }
  const details = content.map((variation) => variation.details && completeDetails(variation.details))
  return { definition: withAbTest(definition, details), variations: content }
}

/** A wizard campaign has one of each: Assumed, wrong if it may be made empty or with more. */
function countProblems(
  audiences: readonly InlineAudience[],
  messages: readonly MessageInlineCreate[],
  builder: Builder,
): ErrorEntry[] {
  const one = (name: string) => `A wizard campaign must have exactly one ${name}.`
  const wizard = builder === 'wizard'
  return [
    ...problemIf(wizard && audiences.length !== 1, one('audience'), AUDIENCES),
    ...problemIf(wizard && messages.length !== 1, one('message'), MESSAGES),
    ...problemIf(
      audiences.length > MOST_AUDIENCES,
      `A maximum of ${MOST_AUDIENCES} audiences is allowed per campaign.`,
      AUDIENCES,
    ),
    ...problemIf(
      messages.length > MOST_MESSAGES,
      `A maximum of ${MOST_MESSAGES} messages is allowed per campaign.`,
      MESSAGES,
    ),
  ]
}

function audienceProblems(audiences: readonly InlineAudience[], { db }: Context): ErrorEntry[] {
  const ids = audiences.map(({ temporary_id }) => temporary_id)
  return audiences.flatMap(({ included, excluded }, index) => [
    ...problemIf(
      ids.indexOf(ids[index]!) < index,
      `The temporary_id '${ids[index]}' is used more than once.`,
      `${AUDIENCES}/${index}/temporary_id`,
    ),
    ...groupProblems({ included: included ?? [], excluded: excluded ?? [] }, db, `${AUDIENCES}/${index}`),
  ])
}

function messageProblems(
  { audience_temporary_id: id, variations }: MessageInlineCreate,
  index: number,
  audiences: readonly InlineAudience[],
  builder: Builder,
  { db }: Context,
): ErrorEntry[] {
  const content = givenVariations(variations, null)
  return [
    ...problemIf(
      !audiences.some(({ temporary_id }) => temporary_id === id),
      `No audience has the temporary_id '${id}'.`,
      `${MESSAGES}/${index}/audience_temporary_id`,
    ),
    ...inlineVariationProblems(content, builder, db, `${MESSAGES}/${index}/variations`),
  ]
}

/** What exists belongs to another campaign and cannot be taken from it: Assumed. What does not exist is 404. */
function belongingProblems(relationships: Data['relationships'], context: Context): ErrorEntry[] {
  return (['campaign-audiences', 'campaign-messages'] as const).flatMap((name) => {
    const targets = relationships?.[name]?.data ?? []
    requireTargets(name.slice(0, -1), targets, context)
    return targets.flatMap(({ type, id }) =>
      problemIf(true, `The ${type} ${id} belongs to another campaign.`, `/data/relationships/${name}`),
    )
  })
}

function requireTargets(type: string, targets: readonly Identifier[], context: Context): void {
  for (const { id } of targets) findOrThrow(context.types.get(type)!, id, context)
}
