import type { Db } from './database.ts'

// Profiles of which something changed that a segment may look at. Whoever writes to a profile, or to what belongs to it,
// notes it here; at the end of the request or job it is worked out which segments they are in. An account without
// segments notes nothing.

const IS_NEEDED = `EXISTS (SELECT 1 FROM resource r WHERE r.type = 'segment')`

/** Something of a profile changed: an attribute, consent, an event, a membership. */
export function noteChange(db: Db, profileId: string): void {
  db.run(`INSERT OR IGNORE INTO changed_profile (profile_id) SELECT ? WHERE ${IS_NEEDED}`, profileId)
}

/** A push token changes, and with it the profile that has it now. */
export function noteTokenOwner(db: Db, token: string): void {
  db.run(
    `INSERT OR IGNORE INTO changed_profile (profile_id)
     SELECT t.profile_id FROM push_token t WHERE t.id = ? AND ${IS_NEEDED}`,
    token,
  )
}

/** The members of a list or segment change, all at once. */
export function noteChangedMembers(db: Db, groupId: string): void {
  db.run(
    `INSERT OR IGNORE INTO changed_profile (profile_id)
     SELECT m.profile_id FROM membership m WHERE m.group_id = ? AND ${IS_NEEDED}`,
    groupId,
  )
}

/** What a bulk import wrote, or put on a list. */
export function noteImported(db: Db, jobId: string): void {
  db.run(
    `INSERT OR IGNORE INTO changed_profile (profile_id)
     SELECT l.to_id FROM linkage l
     WHERE l.type = 'profile-bulk-import-job' AND l.id = ? AND l.relationship = 'profiles' AND l.to_type = 'profile'
     AND ${IS_NEEDED}`,
    jobId,
  )
}

const LINKED = {
  record: 'l.record_id = ?',
  relationship: 'l.relationship_id = ?',
  type: 'l.record_id IN (SELECT o.id FROM object_record o WHERE o.object_type_id = ?)',
} as const

/** Something changes of an object record, of all that a relationship links, or of all records of a type. */
export function noteLinkedWith(db: Db, what: keyof typeof LINKED, id: string): void {
  db.run(
    `INSERT OR IGNORE INTO changed_profile (profile_id)
     SELECT l.related_id FROM object_record_link l WHERE ${LINKED[what]} AND ${IS_NEEDED}`,
    id,
  )
}

/** Whether any change waits to be worked out. */
export function hasChanges(db: Db): boolean {
  return db.value('SELECT 1 FROM changed_profile LIMIT 1') !== undefined
}

/** The changes are worked out. */
export function forgetChanges(db: Db): void {
  db.run('DELETE FROM changed_profile')
}
