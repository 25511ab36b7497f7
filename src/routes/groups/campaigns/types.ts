import {
  audienceOfMessage,
  audienceSelection,
  audiencesOfCampaign,
  campaignOfAudience,
  campaignOfMessage,
  campaignSelection,
  imageOfVariation,
  messageOfVariation,
  messageSelection,
  messagesOfAudience,
  messagesOfCampaign,
  variationSelection,
  variationsOfMessage,
} from '../../../store/campaign-selections.ts'
import type { Row } from '../../../store/selection.ts'
import { translationsOf } from '../../../store/translations.ts'
import type { ResourceType } from '../../resource.ts'
import { tagsOf } from '../tags/tags-of.ts'

// The four types of the newest model. Only a variation's relationships to what may be absent show no data unless
// included: clients rely on the others (Observed of audiences and campaigns of messages, revision-2026-10-15 §3.4), for
// the rest it is Assumed.

/** How a missing resource is called. Observed for campaigns; the others by analogy (Assumed). */
const missing = (type: string) => (id: string) => `A ${type} with id '${id}' does not exist.`

export const campaignType: ResourceType = {
  type: 'campaign',
  collection: 'campaigns',
  selection: campaignSelection,
  attributes: ['created_at', 'updated_at', 'definition'],
  relationships: {
    'campaign-audiences': { type: 'campaign-audience', many: true, related: audiencesOfCampaign, known: true },
    'campaign-messages': { type: 'campaign-message', many: true, related: messagesOfCampaign, known: true },
    tags: tagsOf('campaign'),
  },
  notFound: missing('campaign'),
}

export const audienceType: ResourceType = {
  type: 'campaign-audience',
  collection: 'campaign-audiences',
  selection: audienceSelection,
  attributes: ['created', 'updated', 'definition'],
  relationships: {
    campaign: { type: 'campaign', many: false, related: campaignOfAudience, column: 'campaign_id', known: true },
    'campaign-messages': { type: 'campaign-message', many: true, related: messagesOfAudience, known: true },
  },
  notFound: missing('campaign-audience'),
}

export const messageType: ResourceType = {
  type: 'campaign-message',
  collection: 'campaign-messages',
  selection: messageSelection,
  attributes: ['created', 'updated', 'definition'],
  relationships: {
    campaign: { type: 'campaign', many: false, related: campaignOfMessage, column: 'campaign_id', known: true },
    'campaign-audience': {
      type: 'campaign-audience',
      many: false,
      related: audienceOfMessage,
      column: 'audience_id',
      known: true,
    },
    'campaign-variations': { type: 'campaign-variation', many: true, related: variationsOfMessage, known: true },
    // Only the app tags messages, so there are none. Assumed, revision-2026-10-15 §3.11.
    tags: tagsOf('campaign-message'),
  },
  view: messageView,
  notFound: missing('campaign-message'),
}

/** Unlike its neighbours `ab_test` is not nullable in the schema: without a test it is left out. Assumed. */
function messageView({ attributes }: Row): Record<string, unknown> {
  const stored = JSON.parse(attributes) as { definition: Record<string, unknown> }
  const { ab_test, ...definition } = stored.definition
  return { ...stored, definition: ab_test === null ? definition : { ...definition, ab_test } }
}

export const variationType: ResourceType = {
  type: 'campaign-variation',
  collection: 'campaign-variations',
  selection: variationSelection,
  attributes: ['created', 'updated', 'definition'],
  relationships: {
    'campaign-message': {
      type: 'campaign-message',
      many: false,
      related: messageOfVariation,
      column: 'message_id',
      known: true,
    },
    translation: { type: 'translation', many: false, related: translationsOf('campaign-variation') },
    image: { type: 'image', many: false, related: imageOfVariation },
  },
  notFound: missing('campaign-variation'),
}
