import { changed, upgrade, type Change, type Parts } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import {
  audiencesOf,
  findCampaign,
  messagesOf,
  updateAudience,
  updateCampaign,
  updateMessage,
  variationsOf,
  type Audience,
  type AudienceDefinition,
  type Campaign,
  type CampaignDefinition,
  type Message,
  type MessageDefinition,
  type OlderFacts,
  type Variation,
} from '../../../../store/campaigns.ts'
import type { Context } from '../../../context.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { withAbTest } from '../message-definition.ts'
import { campaignPairsOf, olderCampaignType } from './types.ts'

/** The stored parts of a campaign that the older model knows. */
export interface OlderCampaign {
  campaign: Campaign
  audience: Audience
  message: Message
  variations: readonly [Variation, ...Variation[]]
}

/** The campaign with this id; throws the 404 where the older model does not know it. */
export function findOlderCampaignOrThrow(context: Context, id: string): OlderCampaign {
  findOrThrow(olderCampaignType, id, context)
  const { db } = context
  const message = messagesOf(db, { type: 'campaign', id })[0]!
  return {
    campaign: findCampaign(db, id)!,
    audience: audiencesOf(db, id)[0]!,
    message,
    variations: variationsOf(db, message.id) as [Variation, ...Variation[]],
  }
}

/** The definitions of a campaign's parts, as the pairs read and change them. */
export interface CampaignParts extends Parts {
  campaign: { definition: CampaignDefinition }
  'campaign-audience': { definition: AudienceDefinition }
  'campaign-message': { definition: MessageDefinition }
  kept: OlderFacts & Record<string, unknown>
}

/** Makes the changes of an older body to a campaign; `updated` of the parts moves only where they have changed. */
export function changeCampaignParts(
  { db, now }: Context,
  { campaign, audience, message, variations }: OlderCampaign,
  attributes: Readonly<Record<string, unknown>>,
): void {
  const details = variations.map(({ definition }) => definition.details)
  const changes = upgrade(campaignPairsOf(details[0]!), attributes)
  const parts = changed<CampaignParts>(
    {
      campaign: { definition: campaign.definition },
      'campaign-audience': { definition: audience.definition },
      'campaign-message': { definition: message.definition },
      kept: { ...campaign.older },
    },
    changes,
  )
  updateCampaign(db, { ...campaign, definition: parts.campaign.definition, older: parts.kept }, now)
  if (touches(changes, 'campaign-audience')) {
    updateAudience(db, { ...audience, definition: parts['campaign-audience'].definition }, now)
  }
  if (touches(changes, 'campaign-message')) {
    updateMessage(db, { ...message, definition: withAbTest(parts['campaign-message'].definition, details) }, now)
  }
}

const touches = (changes: readonly Change[], part: string) => changes.some(([path]) => path.startsWith(`${part}.`))
