import {
  campaignPairs,
  downgrade,
  messagePairs,
  type Pair,
  type Parts,
} from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import { flattenMessage } from '../../../../schemas/revisions/2025-01-15-give-campaign-messages-a-definition.ts'
import { formatMicroseconds, UPDATED_LATER } from '../../../../store/clock.ts'
import { imageOfVariation } from '../../../../store/campaign-selections.ts'
import {
  campaignOfOlderMessage,
  messagesOfOlderCampaign,
  olderCampaignSelection,
  olderMessageSelection,
  templateOfContent,
} from '../../../../store/older-campaigns.ts'
import { findRow, type Row } from '../../../../store/selection.ts'
import type { Context } from '../../../context.ts'
import type { Relationship, ResourceType } from '../../../resource.ts'
import { imageType } from '../../images/index.ts'
import { tagsOf } from '../../tags/tags-of.ts'
import { templateType } from '../../templates/index.ts'
import type { Details } from '../details.ts'

// The types of the older model: views of the stored parts, through the pairs of schemas/revisions/split-campaigns.

/** A channel that the older model knows, by its newer name. */
export type KnownChannel = keyof typeof campaignPairs

/** What an older message may be. */
export type MessageKind = keyof typeof messagePairs

/** What details make an older message be; e-mail where there are none yet. */
export function kindOf(details: Details | null): MessageKind {
  if (details?.channel === 'push') return details.push_type === 'silent' ? 'push silent' : 'push standard'
  return details?.channel === 'sms' ? 'sms' : 'email'
}

/** The pairs of a campaign whose message has these details. */
export const campaignPairsOf = (details: Details | null): readonly Pair[] =>
  campaignPairs[(details?.channel ?? 'email') as KnownChannel]

const detailsIn = (parts: Parts): Details | null =>
  (parts['campaign-variation'] as { definition: { details: Details | null } }).definition.details

function campaignView({ attributes }: Row): Record<string, unknown> {
  const parts = JSON.parse(attributes) as Parts
  return downgrade(campaignPairsOf(detailsIn(parts)), parts)
}

function messageView(row: Row, context: Context): Record<string, unknown> {
  const parts = JSON.parse(row.attributes) as Parts
  const kind = kindOf(detailsIn(parts))
  const attributes = downgrade(messagePairs[kind], parts)
  const { content } = attributes.definition as { content?: Record<string, unknown> }
  if (kind === 'sms' && typeof row.image_id === 'string') content!.media_url = imageUrl(row.image_id, context)
  return attributes
}

function imageUrl(id: string, context: Context): unknown {
  const image = findRow(context.db, imageType.selection, id)
  return image === undefined ? null : imageType.view!(image, context).image_url
}

/** How a missing resource is called. Observed for campaigns; messages by analogy (Assumed). */
const missing = (type: string) => (id: string) => `A ${type} with id '${id}' does not exist.`

export const olderCampaignType: ResourceType = {
  type: 'campaign',
  collection: 'campaigns',
  selection: olderCampaignSelection,
  attributes: [
    ...['name', 'status', 'archived', 'audiences', 'send_options', 'tracking_options', 'send_strategy'],
    ...['created_at', 'scheduled_at', 'updated_at', 'send_time'],
  ],
  relationships: {
    'campaign-messages': { type: 'campaign-message', many: true, related: messagesOfOlderCampaign, known: true },
    tags: tagsOf('campaign'),
  },
  view: campaignView,
  notFound: missing('campaign'),
}

const campaign: Relationship = {
  type: 'campaign',
  many: false,
  related: campaignOfOlderMessage,
  column: 'campaign_id',
  known: true,
}
const template: Relationship = { type: 'template', many: false, related: templateOfContent, column: 'template_id' }
const image: Relationship = { type: 'image', many: false, related: imageOfVariation, column: 'image_id' }

/** A message as it is included: only the campaign shows data. Observed, recorded body of get_campaign. */
export const olderMessageType: ResourceType = {
  type: 'campaign-message',
  collection: 'campaign-messages',
  selection: olderMessageSelection,
  attributes: ['label', 'definition', 'send_times', 'created_at', 'updated_at'],
  relationships: { campaign, template, image },
  view: messageView,
  notFound: missing('campaign-message'),
}

/** A message in an answer of its own: template and image show data, too. Observed, campaigns-content §1. */
export const ownMessageType: ResourceType = {
  ...olderMessageType,
  relationships: { campaign, template: { ...template, known: true }, image: { ...image, known: true } },
}

/** A message without definition, as the answer that assigns a template shows it at every revision. Observed. */
export const flatMessageType: ResourceType = {
  ...ownMessageType,
  attributes: ['label', 'channel', 'content', 'send_times', 'render_options', 'created_at', 'updated_at'],
  view: (row, context) => flattenMessage(messageView(row, context)),
}

/**
 * A template as that answer includes it: its schema lists no attributes, and the copy has just been made. Observed,
 * recorded body.
 */
export const includedTemplateType: ResourceType = {
  ...templateType,
  attributes: ['name', 'editor_type', 'html', 'text', 'amp', 'created', 'updated'],
  view: ({ attributes }, { operation, now }) => ({
    ...(JSON.parse(attributes) as Record<string, unknown>),
    ...(operation.method === 'POST' && {
      created: formatMicroseconds(now),
      updated: formatMicroseconds(now + UPDATED_LATER),
    }),
  }),
}
