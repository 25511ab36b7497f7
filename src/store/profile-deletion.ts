import type { Account } from './accounts.ts'
import { deleteProfile } from './profile-merge.ts'

/**
 * Deletes a profile for privacy: all that belongs to it goes; its events stay for the counts, without the person in
 * them. Documented, audience §7; which properties stay is Assumed: those of Klaviyo's own (`$…`).
 */
export function erasePerson({ db, ids }: Account, profileId: string): void {
  const redactedId = `redacted.${profileId}`
  const events = db.all<{ seq: number; attributes: string }>(
    'SELECT seq, attributes FROM event WHERE profile_id = ?',
    profileId,
  )
  for (const { seq, attributes } of events) {
    db.run(
      'UPDATE event SET profile_id = ?, attributes = ? WHERE seq = ?',
      redactedId,
      redacted(attributes, () => `redacted.${ids.uuid()}@example.com`),
      seq,
    )
  }
  deleteProfile(db, profileId)
}

const RECIPIENT = 'Recipient Email Address'

function redacted(attributes: string, address: () => string): string {
  const event = JSON.parse(attributes) as { event_properties: Record<string, unknown> }
  const entries = Object.entries(event.event_properties).flatMap(([name, value]) => {
    if (name === RECIPIENT) return [[name, address()] as const]
    return name.startsWith('$') && name !== '$extra' ? [[name, value] as const] : []
  })
  return JSON.stringify({ ...event, event_properties: Object.fromEntries(entries) })
}
