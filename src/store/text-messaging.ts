import type { Db } from './database.ts'
import { linkedFrom, linkedIdentifiers, relink, resourcesOf, updateResource, type Identifier } from './resources.ts'
import { findRow, type Selection } from './selection.ts'

/*
 * Senders of text messages and their registrations. A toll-free number is two senders, one for each country, which share
 * their registrations: a registration links to the sender that it was made for, each sender to its newest registration.
 */

export const SENDER = 'text-messaging-sender'
export const REGISTRATION = 'text-messaging-sender-registration'

/** All senders, newest first. Documented of a guide, revision-2026-10-15 §6. */
export const senderSelection: Selection = resourcesOf(SENDER, {}, { field: 'created_at', descending: true })
export const registrationSelection: Selection = resourcesOf(REGISTRATION)

/** The newest registration of a sender; the sender's id is the parameter. */
export const registrationOfSender = linkedFrom(SENDER, REGISTRATION, REGISTRATION)
/** The sender that a registration was made for; the registration's id is the parameter. */
export const senderOfRegistration = linkedFrom(REGISTRATION, SENDER, SENDER)

/** Makes a registration the newest of these senders. */
export function registerSenders(db: Db, registrationId: string, senderIds: readonly string[]): void {
  for (const id of senderIds) {
    relink(db, { type: SENDER, id }, REGISTRATION, [{ type: REGISTRATION, id: registrationId }])
  }
}

/** The senders whose newest registration this is. */
export function sendersOf(db: Db, registrationId: string): string[] {
  return db
    .all<{ id: string }>(
      `SELECT id FROM linkage WHERE to_type = ? AND to_id = ? AND type = ? AND relationship = ? ORDER BY id`,
      ...[REGISTRATION, registrationId, SENDER, REGISTRATION],
    )
    .map(({ id }) => id)
}

/** The newest registration of a sender, by its id. */
export function newestRegistration(db: Db, senderId: string): string | undefined {
  return linkedIdentifiers(db, { type: SENDER, id: senderId }, REGISTRATION)[0]?.id
}

/** How many senders of a country there are. */
export function countSenders(db: Db, country: string): number {
  return db.value<number>(
    `SELECT count(*) FROM resource r
     WHERE r.type = 'text-messaging-sender' AND r.attributes ->> '$.sender_details.country' = ?`,
    country,
  )!
}

/** Changes members of the attributes of a sender or a registration that is there. */
export function changeAttributes(db: Db, { type, id }: Identifier, changes: object, now: number): void {
  const row = findRow(db, resourcesOf(type), id)!
  updateResource(db, { type, id }, { ...(JSON.parse(row.attributes) as object), ...changes }, now)
}
