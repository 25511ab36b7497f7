import { formatSeconds } from '../../../store/clock.ts'
import { PROFILE_ATTRIBUTES } from '../../../store/profile-attributes.ts'
import { findPredictions } from '../../../store/predictions.ts'
import { profileSelection } from '../../../store/profiles.ts'
import { pushTokensOfProfile } from '../../../store/push-tokens.ts'
import type { Row } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import type { ResourceType } from '../../resource.ts'
import { pageOf } from '../../shapes/read.ts'
import { renderSubscriptions, suppressionPage } from '../consent/index.ts'
import { allConversationsOfProfile, conversationOfProfile } from '../conversations.ts'
import { listsOfProfile } from '../lists.ts'
import { segmentsOfProfile } from '../segments/index.ts'

/** What predictive_analytics shows of a profile that is not eligible: null throughout. Observed, audience §2.8. */
const noPredictions = {
  historic_number_of_orders: null,
  predicted_number_of_orders: null,
  average_days_between_orders: null,
  average_order_value: null,
  historic_clv: null,
  predicted_clv: null,
  total_clv: null,
  churn_probability: null,
  expected_date_of_next_order: null,
  ranked_channel_affinity: null,
}

function predictionsOf({ id }: Row, { db }: Context): Record<string, unknown> {
  return { ...noPredictions, ...findPredictions(db, id) }
}

export const profileType: ResourceType = {
  type: 'profile',
  collection: 'profiles',
  selection: profileSelection,
  attributes: PROFILE_ATTRIBUTES,
  whole: ['location'],
  computed: {
    // Of members of lists and segments only: no other answer lists it.
    joined_group_at: { value: ({ joined }) => formatSeconds(joined as number), always: true },
    subscriptions: { value: renderSubscriptions },
    predictive_analytics: { value: predictionsOf },
  },
  relationships: {
    lists: listsOfProfile,
    segments: segmentsOfProfile,
    'push-tokens': { type: 'push-token', many: true, related: pushTokensOfProfile },
    conversation: conversationOfProfile,
    conversations: allConversationsOfProfile,
  },
}

/**
 * GET /api/profiles. A date filter without a sort pages by its date, so that a profile which changes meanwhile is read
 * twice and never missed. Observed for `updated`, Assumed for `created`: audience §2.7.
 */
export function listProfiles(context: Context): Answer {
  const suppressed = suppressionPage(context)
  if (suppressed !== undefined) return suppressed
  const { query } = context
  const dated = query.sort ? undefined : query.terms.find(({ field }) => field === 'updated' || field === 'created')
  const asked = dated ? { ...context, query: { ...query, sort: { field: dated.field } } } : context
  return { kind: 'many', type: 'profile', ...pageOf(profileSelection, asked, []) }
}
