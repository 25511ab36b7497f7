import type { Group, ResourceType } from '../../resource.ts'
import { bulkSubscribe, runSubscription } from './subscribe.ts'
import { createSuppressionJob, runSuppression, suppressJobType, unsuppressJobType } from './suppress.ts'
import { bulkUnsubscribe } from './unsubscribe.ts'

export { confirmOptIn, listPendingOptIns } from './opt-in.ts'
export { renderSubscriptions } from './subscriptions-view.ts'
export { suppressionPage } from './suppression-filters.ts'

// Consent and suppression: the part of the group Profiles that is not about attributes. audience §3.

export const consentTypes: readonly ResourceType[] = [suppressJobType, unsuppressJobType]

export const consentTakeOvers = {
  bulk_subscribe_profiles: bulkSubscribe,
  bulk_unsubscribe_profiles: bulkUnsubscribe,
  bulk_suppress_profiles: (context) => createSuppressionJob(suppressJobType, context),
  bulk_unsuppress_profiles: (context) => createSuppressionJob(unsuppressJobType, context),
} satisfies Group['takeOvers']

export const consentJobs = {
  'subscribe-profiles': runSubscription,
  'suppress-profiles': runSuppression,
} satisfies Group['jobs']
