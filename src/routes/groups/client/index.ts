import type { Group } from '../../resource.ts'
import { clientBackInStockTakeOvers } from './back-in-stock.ts'
import { clientEventTakeOvers } from './events.ts'
import { clientGeofenceTakeOvers, geofenceType } from './geofences.ts'
import { clientIpAllowlistTakeOvers } from './ip-allowlists.ts'
import { clientProfileTakeOvers } from './profiles.ts'
import { clientPushTokenTakeOvers } from './push-tokens.ts'
import { clientReviewTakeOvers } from './reviews.ts'
import { clientSubscriptionTakeOvers } from './subscriptions.ts'

// What browsers and apps send, with a public key. audience §8, events §2.10.

export const client: Group = {
  name: 'Client',
  types: [geofenceType],
  takeOvers: {
    ...clientBackInStockTakeOvers,
    ...clientEventTakeOvers,
    ...clientProfileTakeOvers,
    ...clientPushTokenTakeOvers,
    ...clientSubscriptionTakeOvers,
    ...clientGeofenceTakeOvers,
    ...clientIpAllowlistTakeOvers,
    ...clientReviewTakeOvers,
  },
}
