import { parseTime } from '../../../store/clock.ts'
import { changedRecord, findConsent, writeConsent, type Channel, type ConsentRecord } from '../../../store/consent.ts'
import { withKnownId } from '../../../store/identities.ts'
import { isMember, joinMembers, removeMembers } from '../../../store/memberships.ts'
import {
  findProfileByIdentifier,
  IdentifierTaken,
  profileSelection,
  resolveProfile,
  updateProfile,
  type ProfilePatch,
  type ProfileStore,
  type ProfileWrite,
} from '../../../store/profiles.ts'
import { upsertProfile } from '../../../store/profile-upsert.ts'
import { findResource } from '../../../store/resources.ts'
import { findRow, readPage } from '../../../store/selection.ts'
import { readSetting } from '../../../store/settings.ts'
import { addSuppression, removeSuppressions, type SuppressionReason } from '../../../store/suppressions.ts'
import { listsOfProfile } from '../lists.ts'
import { identifierOf, joinsList, type NamedChannel } from './channels.ts'
import {
  recordListJoined,
  recordListLeft,
  recordSubscribed,
  recordUnsubscribed,
  type NamedList,
} from './consent-events.ts'

/** A list with how it takes new subscribers. */
export interface OptInList extends NamedList {
  opt_in_process: string
}

/** The list of this id, or undefined when it is (no longer) there. */
export function findList(db: ProfileStore['db'], id: string | null | undefined): OptInList | undefined {
  const row = id == null ? undefined : findResource(db, { type: 'list', id })
  return row === undefined ? undefined : { ...(JSON.parse(row.attributes) as OptInList), id: row.id }
}

/** One profile of a subscription: what to write, and what it consents to. */
export interface SubscribedRow {
  write: ProfileWrite
  patch?: ProfilePatch
  channels: readonly NamedChannel[]
  /** Identifiers that a profile has stay: client endpoints. */
  keepIdentifiers?: true
}

/** What the profiles of one subscription have in common. */
export interface SubscriptionSource {
  list: NamedList | undefined
  custom_source: string | null
  double_optin: boolean
}

/** Subscribes a profile, made when there is none; gives the ids of the profiles that it came to. */
export function subscribeRow(store: ProfileStore, row: SubscribedRow, source: SubscriptionSource): string[] {
  const targets = writeTargets(store, row)
  for (const [id, channels] of targets) subscribeProfile(store, id, channels, source)
  return [...targets.keys()]
}

/**
 * Writes the row and tells which channels go to whom: each to the profile of its own identifier, which in a client's
 * row, and where identifiers belong to two profiles, may be another than the one that is written. Assumed: nothing is
 * known of such rows, and the job has been accepted by then.
 */
function writeTargets(store: ProfileStore, row: SubscribedRow): Map<string, NamedChannel[]> {
  const { phone_number: _, ...rest } = row.write
  const id = tryWrite(store, row) ?? tryWrite(store, { ...row, write: rest }) ?? named(store, row.write)
  const targets = new Map<string, NamedChannel[]>()
  if (id === undefined) return targets
  targets.set(id, [])
  for (const channel of row.channels) {
    const kind = identifierOf(channel.channel)
    const value = kind && row.write[kind]
    const owner = (value && findProfileByIdentifier(store.db, kind, value)) || id
    if (!targets.has(owner)) touch(store, owner)
    targets.set(owner, [...(targets.get(owner) ?? []), channel])
  }
  return targets
}

/**
 * The id of the profile that was written, which is found by its other identifiers when no profile has its id (Assumed);
 * undefined and nothing written when an identifier is another's.
 */
function tryWrite(store: ProfileStore, { write, patch, keepIdentifiers }: SubscribedRow): string | undefined {
  const options = { touch: true, ...(keepIdentifiers && { keepIdentifiers }) }
  try {
    return upsertProfile(store, withKnownId(store.db, write), patch, options).id
  } catch (error) {
    if (error instanceof IdentifierTaken) return undefined
    throw error
  }
}

/** The profile that identifiers mean, left as it is but for `updated`. */
function named(store: ProfileStore, write: ProfileWrite): string | undefined {
  const id = resolveProfile(store.db, withKnownId(store.db, write))
  if (id !== undefined) touch(store, id)
  return id
}

function touch(store: ProfileStore, id: string): void {
  updateProfile(store, id, {}, undefined, { touch: true })
}

interface Reach {
  email: string | null
  phone_number: string | null
}

/** The addresses of a profile; both null when there is no such profile. */
export function reachOf(db: ProfileStore['db'], profileId: string): Reach {
  const row = findRow(db, profileSelection, profileId)
  return row === undefined ? { email: null, phone_number: null } : (JSON.parse(row.attributes) as Reach)
}

/** An internal number stands in method_detail. Observed, audience §3.1; which one is not known: one per account. */
export function methodDetail({ account }: Pick<ProfileStore, 'account'>): string {
  return String(1000 + (Number.parseInt(account.id, 36) % 9000))
}

/** Subscribing ends these. Documented, audience §3.2: never HARD_BOUNCE or INVALID_EMAIL. */
const ENDED: readonly SuppressionReason[] = ['UNSUBSCRIBE', 'SPAM_COMPLAINT', 'USER_SUPPRESSED']

function subscribeProfile(
  store: ProfileStore,
  profileId: string,
  channels: readonly NamedChannel[],
  source: SubscriptionSource,
): void {
  const { db, now } = store
  const { list, custom_source, double_optin } = source
  const reach = reachOf(db, profileId)
  const consent = findConsent(db, profileId)
  const gained: { channel: Channel; timestamp: number }[] = []
  for (const { channel, consented_at } of channels) {
    const timestamp = consented_at === undefined ? now : parseTime(consented_at)
    // Who is subscribed already keeps the record. Observed for consent_timestamp, audience §3.2; the rest Assumed.
    const record = changedRecord(consent[channel], recordOf(store, channel, timestamp, reach, source), now)
    if (record === undefined) continue
    consent[channel] = record
    gained.push({ channel, timestamp })
  }
  writeConsent(db, profileId, consent)
  if (channels.some(({ channel }) => channel === 'email.marketing')) {
    removeSuppressions(db, profileId, '', ENDED)
    if (list !== undefined) removeSuppressions(db, profileId, list.id, ENDED)
  }
  if (list !== undefined && channels.some(({ channel }) => joinsList(channel))) {
    joinList(store, profileId, list, gained[0]?.timestamp ?? now)
  }
  const shared = { list, double_optin, custom_method_detail: custom_source, method_detail: methodDetail(store) }
  for (const given of gained) recordSubscribed(store, profileId, { ...given, ...shared, email: reach.email })
}

function recordOf(
  store: ProfileStore,
  channel: Channel,
  timestamp: number,
  { phone_number }: Reach,
  { custom_source, double_optin }: SubscriptionSource,
): Pick<ConsentRecord, 'consent' | 'timestamp'> & Partial<ConsentRecord> {
  return {
    consent: 'SUBSCRIBED',
    timestamp,
    method_detail: methodDetail(store),
    custom_method_detail: custom_source,
    ...(channel === 'email.marketing' && { double_optin }),
    ...(identifierOf(channel) === 'phone_number' && { phone_number }),
  }
}

function joinList(store: ProfileStore, profileId: string, list: NamedList, timestamp: number): void {
  if (isMember(store.db, list.id, profileId)) return
  joinMembers(store, list.id, [profileId])
  recordListJoined(store, profileId, list, timestamp)
}

/** Takes consent back; `updated` of the profile stays. Observed, audience §3.3. */
export function unsubscribeProfile(
  store: ProfileStore,
  profileId: string,
  channels: readonly Channel[],
  list: NamedList | undefined,
): void {
  const { db, now } = store
  // Tracking consent has to do with the profile only, whether it is given or taken back (Assumed).
  const leaves = channels.length === 0 || channels.some(joinsList)
  const left = list !== undefined && leaves ? leaveLists(store, profileId, [list]) : []
  // Who is not on the list is unsubscribed globally. Documented; of members the setting decides (Assumed for the API).
  if (list !== undefined && left.length > 0 && !readSetting(db, 'global_unsubscribe')) {
    if (channels.includes('email.marketing')) {
      addSuppression(db, profileId, { list_id: list.id, reason: 'UNSUBSCRIBE', timestamp: now })
    }
    return revoke(store, profileId, channels, left, (channel) => channel !== 'email.marketing')
  }
  if (channels.includes('email.marketing')) {
    addSuppression(db, profileId, { list_id: '', reason: 'UNSUBSCRIBE', timestamp: now })
    // Assumed, audience §3.3: without a list, a global unsubscribe leaves all lists.
    if (list === undefined) left.push(...leaveLists(store, profileId, listsOf(db, profileId)))
  }
  revoke(store, profileId, channels, left, () => true)
}

function revoke(
  store: ProfileStore,
  profileId: string,
  channels: readonly Channel[],
  lists: readonly NamedList[],
  isRevoked: (channel: Channel) => boolean,
): void {
  const { db, now } = store
  const { email } = reachOf(db, profileId)
  const method_detail = methodDetail(store)
  const consent = findConsent(db, profileId)
  for (const channel of channels) {
    const change = { consent: 'UNSUBSCRIBED' as const, timestamp: now, method_detail }
    const record = changedRecord(consent[channel], change, now)
    if (record === undefined) continue
    if (isRevoked(channel)) consent[channel] = record
    recordUnsubscribed(store, profileId, { channel, lists, email, method_detail })
  }
  writeConsent(db, profileId, consent)
}

function listsOf(db: ProfileStore['db'], profileId: string): NamedList[] {
  const { rows } = readPage(db, listsOfProfile.related, { parents: [profileId] })
  return rows.map(({ id, attributes }) => ({ ...(JSON.parse(attributes) as { name: string }), id }))
}

/** Ends memberships; gives the lists among them that the profile was on. */
function leaveLists(store: ProfileStore, profileId: string, lists: readonly NamedList[]): NamedList[] {
  const left = lists.filter(({ id }) => isMember(store.db, id, profileId))
  for (const list of left) {
    removeMembers(store.db, list.id, [profileId], store.now)
    recordListLeft(store, profileId, list)
  }
  return left
}
