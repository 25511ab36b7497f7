import type { Channel } from '../../../store/consent.ts'
import { recordEvent, type EventWrite } from '../../../store/events.ts'
import type { ProfileStore } from '../../../store/profiles.ts'

// Events that a change of consent leaves behind. Metrics and properties: events §8; where nothing was recorded, Assumed.

/** A list as events name it. */
export interface NamedList {
  id: string
  name: string
}

interface Subscription {
  channel: Channel
  list: NamedList | undefined
  /** Microseconds: the backdated time of a historical import. Observed, audience §3.2. */
  timestamp: number
  email: string | null
  double_optin: boolean
  custom_method_detail: string | null
  method_detail: string
}

/** A profile joined a list by subscribing to it. */
export function recordListJoined(store: ProfileStore, profileId: string, list: NamedList, timestamp: number): void {
  const seconds = Math.floor(timestamp / 1_000_000)
  record(store, profileId, 'Subscribed to List', seconds, {
    list_id: list.id,
    List: list.name,
    $event_id: `${list.id}${seconds}`,
  })
}

/** A profile left a list by unsubscribing. */
export function recordListLeft(store: ProfileStore, profileId: string, list: NamedList): void {
  record(store, profileId, 'Unsubscribed from List', undefined, {
    List: list.name,
    list_id: list.id,
    $event_id: `${list.id}${store.now / 1_000_000}`,
  })
}

/** A profile subscribed to a channel; only marketing by e-mail and text has an event. */
export function recordSubscribed(store: ProfileStore, profileId: string, given: Subscription): void {
  const metric = subscribedMetrics[given.channel]
  if (metric === undefined) return
  const seconds = Math.floor(given.timestamp / 1_000_000)
  record(store, profileId, metric, seconds, {
    ...(given.channel === 'email.marketing' && { double_optin: given.double_optin, email_address: given.email }),
    ...(given.list && { list_name: given.list.name, list_id: given.list.id }),
    method: 'API_V3_SUBSCRIBE',
    custom_method_detail: given.custom_method_detail,
    method_detail: given.method_detail,
    $event_id: `${profileId}${store.account.id}${seconds}`,
  })
}

/** A profile unsubscribed from a channel; `lists` are those that it left with it. */
export function recordUnsubscribed(
  store: ProfileStore,
  profileId: string,
  given: { channel: Channel; lists: readonly NamedList[]; email: string | null; method_detail: string },
): void {
  const metric = unsubscribedMetrics[given.channel]
  if (metric === undefined) return
  record(store, profileId, metric, undefined, {
    list_ids: given.lists.map(({ id }) => id),
    list_names: given.lists.map(({ name }) => name),
    method: 'API',
    method_detail: given.method_detail,
    ...(given.channel === 'email.marketing' && { email_address: given.email }),
    $event_id: String(store.now / 1_000_000),
  })
}

/** A profile was suppressed by hand, or no longer is. Recorded only for a suppression that Klaviyo's bot guard made. */
export function recordSuppression(store: ProfileStore, profileId: string, email: string, suppressed: boolean): void {
  const verb = suppressed ? 'Suppressed' : 'Unsuppressed'
  record(store, profileId, `Manually ${verb} from Email Marketing`, undefined, {
    email_address: email,
    suppression_method: 'API',
    $event_id: String(store.now / 1_000_000),
  })
}

/** Text messages: the names since July 2026, which the account has from the start. Observed, events §8. */
const subscribedMetrics: Partial<Record<Channel, string>> = {
  'email.marketing': 'Subscribed to Email Marketing',
  'sms.marketing': 'Subscribed to Text Messaging Marketing',
}
const unsubscribedMetrics: Partial<Record<Channel, string>> = {
  'email.marketing': 'Unsubscribed from Email Marketing',
  'sms.marketing': 'Unsubscribed from Text Messaging Marketing',
}

/**
 * `updated` of the profile stays: subscribing moves it by itself, unsubscribing never. Observed, audience §3.3. Live
 * jobs lie seconds apart, which the observed `$event_id` counts in; here consent may come and go and come within one,
 * and a second event of that second is told apart.
 */
function record(
  store: ProfileStore,
  profileId: string,
  metric: string,
  timestamp: number | undefined,
  properties: Record<string, unknown>,
): void {
  const event: EventWrite = {
    metric,
    integration: 'klaviyo',
    profileId,
    ...(timestamp !== undefined && { timestamp }),
    properties,
    touch: false,
  }
  if (recordEvent(store, event) === undefined) recordEvent(store, { ...event, uniqueId: store.account.ids.uuid() })
}
