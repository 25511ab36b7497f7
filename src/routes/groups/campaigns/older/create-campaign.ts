import { changed, upgrade } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import { draftFacts, type VariationDefinition } from '../../../../store/campaigns.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalid } from '../../../errors.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { senderOf } from '../../accounts.ts'
import { campaignDefaults } from '../campaign-definition.ts'
import type { Details } from '../details.ts'
import { insertTree, messageDefaults } from '../parts.ts'
import { refuse } from '../problems.ts'
import type { CreateCampaign, MessageBody, MessageDefinition } from './bodies.ts'
import type { CampaignParts } from './campaign-parts.ts'
import { campaignProblems, normalized } from './campaign-problems.ts'
import { imageProblems, withImage } from './images.ts'
import { contentProblems, newerChannel, withContent } from './message-content.ts'
import { campaignPairsOf, olderCampaignType } from './types.ts'

const MESSAGES = '/data/attributes/campaign-messages/data'

/** POST /api/campaigns: a campaign of the wizard with one audience, one message and its variation. §2.3, §11.5. */
export function createCampaign(context: Context): Answer {
  const { attributes } = (context.body as CreateCampaign).data
  const [body, second] = attributes['campaign-messages'].data
  // Assumed: the app alone makes A/B tests.
  if (body === undefined || second !== undefined) {
    throw invalid('A campaign must have exactly one campaign-message.', { pointer: MESSAGES })
  }
  const definition = body.attributes.definition!
  const details = defaultDetails(definition, context)
  refuse([
    ...campaignProblems(attributes, context.db),
    ...contentProblems(definition, details, context.db, `${MESSAGES}/0/attributes/definition`),
    ...imageProblems(body, details, context.db, `${MESSAGES}/0/relationships/image`),
  ])
  const { campaign, kept, ...below } = newParts(normalized(attributes), attributes.name, details)
  const id = insertTree(context, {
    definition: campaign.definition,
    older: kept,
    audiences: [
      {
        definition: below['campaign-audience'].definition,
        messages: [
          {
            definition: below['campaign-message'].definition,
            variations: [contentOf(body, { name: attributes.name, details })],
          },
        ],
      },
    ],
  })
  return { kind: 'one', type: olderCampaignType, row: findOrThrow(olderCampaignType, id, context) }
}

/** The parts of a new campaign: what the newest model has by default, and what the body says. */
function newParts(attributes: Readonly<Record<string, unknown>>, name: string, details: Details): CampaignParts {
  const parts: CampaignParts = {
    campaign: { definition: { ...campaignDefaults, builder: 'wizard' } },
    'campaign-audience': { definition: { name: null, included: [], excluded: [], priority: 1 } },
    'campaign-message': { definition: { ...messageDefaults, name } },
    kept: { ...draftFacts },
  }
  return changed(parts, upgrade(campaignPairsOf(details), attributes))
}

function contentOf(
  { attributes, relationships }: MessageBody,
  current: VariationDefinition & { details: Details },
): VariationDefinition {
  const definition = attributes.definition!
  const { name, details } = withContent(definition, current)
  return {
    // Observed: without a label it is called like the campaign.
    name: name ?? current.name,
    details: withImage(details, relationships?.image?.data?.id),
  }
}

/** An e-mail comes from the account's sender unless it says otherwise. Observed, recorded bodies. */
function defaultDetails(definition: MessageDefinition, context: Context): Details {
  const channel = newerChannel(definition) ?? 'email'
  if (channel !== 'email') return { channel }
  const sender = senderOf(context)
  return { channel, from_email: sender.email, from_label: sender.name }
}
