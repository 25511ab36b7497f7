import type { Group } from '../../resource.ts'
import { clientBackInStockTakeOvers } from './back-in-stock.ts'
import { clientEventTakeOvers } from './events.ts'
import { clientProfileTakeOvers } from './profiles.ts'
import { clientPushTokenTakeOvers } from './push-tokens.ts'
import { clientSubscriptionTakeOvers } from './subscriptions.ts'

// What browsers and apps send, with a public key. audience §8, events §2.10.

export const client: Group = {
  name: 'Client',
  types: [],
  takeOvers: {
    ...clientBackInStockTakeOvers,
    ...clientEventTakeOvers,
    ...clientProfileTakeOvers,
    ...clientPushTokenTakeOvers,
    ...clientSubscriptionTakeOvers,
  },
  later: [
    'create_client_review',
    'get_client_geofences',
    'get_client_ip_allowlist',
    'get_client_review_values_reports',
    'get_client_reviews',
  ],
}
