import type { Db, Value } from './database.ts'
import type { Column } from './filter-sql.ts'
import { noteChange } from './profile-changes.ts'
import { profileColumns } from './profiles.ts'
import { resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

export type SuppressionReason = 'HARD_BOUNCE' | 'INVALID_EMAIL' | 'SPAM_COMPLAINT' | 'UNSUBSCRIBE' | 'USER_SUPPRESSED'

/** An e-mail suppression. `list_id` is '' for the global one, which every list obeys. */
export interface Suppression {
  list_id: string
  reason: SuppressionReason
  /** Microseconds. */
  timestamp: number
}

/** All suppressions of a profile, the oldest first. */
export function listSuppressions(db: Db, profileId: string): Suppression[] {
  return db.all<Suppression>(
    'SELECT list_id, reason, timestamp FROM suppression WHERE profile_id = ? ORDER BY timestamp, reason, list_id',
    profileId,
  )
}

/** Adds a suppression; false when the profile has it already, which keeps its time. */
export function addSuppression(db: Db, profileId: string, { list_id, reason, timestamp }: Suppression): boolean {
  const { changes } = db.run(
    'INSERT OR IGNORE INTO suppression (profile_id, list_id, reason, timestamp) VALUES (?, ?, ?, ?)',
    ...([profileId, list_id, reason, timestamp] satisfies Value[]),
  )
  noteChange(db, profileId)
  return changes > 0
}

/** Removes the suppressions of a profile that have one of the reasons, global ones or a list's; false: none had. */
export function removeSuppressions(
  db: Db,
  profileId: string,
  listId: string,
  reasons: readonly SuppressionReason[],
): boolean {
  const { changes } = db.run(
    `DELETE FROM suppression
     WHERE profile_id = ? AND list_id = ? AND reason IN (SELECT value FROM json_each(?))`,
    profileId,
    listId,
    JSON.stringify(reasons),
  )
  noteChange(db, profileId)
  return changes > 0
}

/** Hands the suppressions of a profile to another; what that one has already, it keeps. */
export function moveSuppressions(db: Db, fromId: string, toId: string): void {
  db.run('UPDATE OR IGNORE suppression SET profile_id = ? WHERE profile_id = ?', toId, fromId)
  deleteSuppressions(db, fromId)
}

export function deleteSuppressions(db: Db, profileId: string): void {
  db.run('DELETE FROM suppression WHERE profile_id = ?', profileId)
}

/** Filter fields of get_profiles, and the sort, by what they follow `subscriptions.email.marketing.` with. */
export type SuppressionKind = 'suppression' | 'list_suppressions'

/**
 * Which of several suppressions of a profile stands for it in a page, so that it is shown once: the latest, unless the
 * filter asks for those before a time, which the earliest meets if any does.
 */
export type Representative = 'latest' | 'earliest'

/**
 * Suppressed profiles, in the order of their suppressions. With a reason there is one suppression per profile at most;
 * without, `representative` picks one.
 */
export function suppressedProfiles(kind: SuppressionKind, representative?: Representative): Selection {
  const picked = representative === undefined ? '' : ` AND ${representatives[representative]}`
  return {
    // CROSS, so that SQLite walks the index of suppressions and never all profiles.
    from: 'suppression s CROSS JOIN profile p ON p.id = s.profile_id',
    where: (kind === 'suppression' ? `s.list_id = ''` : `s.list_id <> ''`) + picked,
    columns: profileColumns,
    id: 's.profile_id',
    fields: fieldsOf(kind),
    defaultSort: { field: `subscriptions.email.marketing.${kind}.timestamp` },
  }
}

// The plus keeps SQLite from reading all later suppressions of the account instead of the few of the profile.
const representatives: Readonly<Record<Representative, string>> = {
  latest: `NOT EXISTS (
    SELECT 1 FROM suppression o WHERE o.profile_id = s.profile_id AND o.list_id = s.list_id
    AND (+o.timestamp, o.reason) > (s.timestamp, s.reason))`,
  earliest: `NOT EXISTS (
    SELECT 1 FROM suppression o WHERE o.profile_id = s.profile_id AND o.list_id = s.list_id
    AND (+o.timestamp, o.reason) < (s.timestamp, s.reason))`,
}

function fieldsOf(kind: SuppressionKind): Readonly<Record<string, Column>> {
  const path = `subscriptions.email.marketing.${kind}`
  return {
    id: { sql: 'p.id' },
    [`${path}.timestamp`]: { sql: 's.timestamp', kind: 'time' },
    // Compared without case. Documented: the reference's example writes it in lower case, audience §3.6.
    [`${path}.reason`]: { sql: 's.reason', fold: (text) => text.toUpperCase() },
    ...(kind === 'list_suppressions' && { [`${path}.list_id`]: { sql: 's.list_id' } }),
  }
}

/** The jobs of one type that suppress, or end that. Newest first: Observed, audience §3.4. */
export function suppressionJobs(type: string): Selection {
  const fields = {
    status: { sql: `r.attributes ->> '$.status'` },
    list_id: linkColumn('lists'),
    segment_id: linkColumn('segments'),
  }
  return resourcesOf(type, fields, { field: 'created', descending: true })
}

/** A filter on the id that a resource is linked with by a relationship. */
function linkColumn(relationship: string): Column {
  return {
    within: {
      key: 'r.id',
      select: `SELECT l.id FROM linkage l WHERE l.type = r.type AND l.relationship = '${relationship}' AND`,
      sql: 'l.to_id',
    },
  }
}
