import { formatSeconds } from './clock.ts'
import { mergedConsent, parseConsent } from './consent.ts'
import { deleteConversations, mergeConversations } from './conversations.ts'
import type { Db } from './database.ts'
import { moveIdentifiers } from './identities.ts'
import { LOCATION_FIELDS, type ProfileAttributes } from './profile-attributes.ts'
import { noteChange } from './profile-changes.ts'
import { deleteSuppressions, moveSuppressions } from './suppressions.ts'

interface Merged {
  attributes: string
  consent: string
  predictions: string | null
}

/**
 * Merges the source into the destination and deletes the source; does nothing when one of them is gone. The source's
 * identifiers go on finding the destination. audience §2.9.
 */
export function mergeProfiles(db: Db, sourceId: string, destinationId: string, now: number): void {
  const source = findMerged(db, sourceId)
  const destination = findMerged(db, destinationId)
  if (source === undefined || destination === undefined) return
  const attributes = mergedAttributes(
    JSON.parse(source.attributes) as ProfileAttributes,
    JSON.parse(destination.attributes) as ProfileAttributes,
  )
  attributes.updated = formatSeconds(now)
  db.run(
    'UPDATE profile SET email = ?, updated = ?, attributes = ?, consent = ?, predictions = ? WHERE id = ?',
    attributes.email ?? '',
    now,
    JSON.stringify(attributes),
    JSON.stringify(mergedConsent(parseConsent(source.consent), parseConsent(destination.consent))),
    destination.predictions ?? source.predictions,
    destinationId,
  )
  moveIdentifiers(db, sourceId, destinationId)
  moveSuppressions(db, sourceId, destinationId)
  mergeConversations(db, sourceId, destinationId)
  for (const sql of MOVES) db.run(sql, destinationId, sourceId)
  deleteProfile(db, sourceId)
  noteChange(db, destinationId)
}

function findMerged(db: Db, id: string): Merged | undefined {
  return db.get<Merged>('SELECT attributes, consent, predictions FROM profile WHERE id = ?', id)
}

/** What belongs to the source; rows that the destination has already stay behind and go with the source. */
const MOVES = [
  'UPDATE OR IGNORE event SET profile_id = ? WHERE profile_id = ?',
  'UPDATE OR IGNORE membership SET profile_id = ? WHERE profile_id = ?',
  'UPDATE push_token SET profile_id = ? WHERE profile_id = ?',
  'UPDATE coupon_code SET profile_id = ? WHERE profile_id = ?',
  "UPDATE OR IGNORE linkage SET to_id = ? WHERE to_type = 'profile' AND to_id = ?",
  'UPDATE OR IGNORE object_record_link SET related_id = ? WHERE related_id = ?',
]

/**
 * Documented: what the destination has wins and the source fills the gaps; the timezone is the source's, the other
 * location fields come from the one that knows more of them. Assumed: an empty text is no gap, and a draw goes to the
 * destination.
 */
export function mergedAttributes(source: ProfileAttributes, destination: ProfileAttributes): ProfileAttributes {
  const merged: Record<string, unknown> = { ...destination }
  for (const [name, value] of Object.entries(source)) merged[name] ??= value
  const richer = knownPlaces(source) > knownPlaces(destination) ? source : destination
  return {
    ...(merged as unknown as ProfileAttributes),
    last_event_date: later(source.last_event_date, destination.last_event_date),
    location: { ...richer.location, timezone: source.location.timezone ?? destination.location.timezone },
    properties: { ...source.properties, ...destination.properties },
  }
}

function knownPlaces({ location }: ProfileAttributes): number {
  return LOCATION_FIELDS.filter((name) => name !== 'timezone' && location[name] !== null).length
}

function later(one: string | null, other: string | null): string | null {
  return (one ?? '') > (other ?? '') ? one : other
}

/** Deletes a profile and all that belongs to it: identifiers, memberships, suppressions, push tokens, events, conversations. */
export function deleteProfile(db: Db, id: string): void {
  deleteSuppressions(db, id)
  deleteConversations(db, id)
  for (const sql of DELETES) db.run(sql, id)
}

const DELETES = [
  'DELETE FROM identifier WHERE profile_id = ?',
  'DELETE FROM membership WHERE profile_id = ?',
  'DELETE FROM push_token WHERE profile_id = ?',
  'DELETE FROM event WHERE profile_id = ?',
  // A code stays given away when who had it is gone. Assumed.
  'UPDATE coupon_code SET profile_id = NULL WHERE profile_id = ?',
  "DELETE FROM linkage WHERE to_type = 'profile' AND to_id = ?",
  'DELETE FROM object_record_link WHERE related_id = ?',
  'DELETE FROM profile WHERE id = ?',
]
