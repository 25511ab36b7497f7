import type { Db } from './database.ts'
import { noteChange, noteChangedMembers } from './profile-changes.ts'
import { profileFields, profileColumns, unknownProfiles, type ProfileStore } from './profiles.ts'
import { resourceColumns } from './resources.ts'
import { scheduleWork } from './schedule.ts'
import type { Selection } from './selection.ts'

/** Members of a list or segment (its id is the parameter): profiles with `joined`, microseconds. */
export const membersOfGroup: Selection = {
  from: 'membership m JOIN profile p ON p.id = m.profile_id',
  where: 'm.group_id = ?',
  columns: `${profileColumns}, m.joined AS joined`,
  id: 'm.profile_id',
  fields: {
    ...profileFields,
    id: { sql: 'm.profile_id' },
    profile_id: { sql: 'm.profile_id' },
    joined_group_at: { sql: 'm.joined', kind: 'time' },
  },
  defaultSort: { field: 'id' },
}

/** Lists or segments of a profile (its id is the parameter). */
export function groupsOfProfile(type: 'list' | 'segment'): Selection {
  return {
    from: `membership m JOIN resource r ON r.type = '${type}' AND r.id = m.group_id`,
    where: 'm.profile_id = ?',
    columns: resourceColumns,
    id: 'm.group_id',
    fields: { id: { sql: 'm.group_id' } },
    defaultSort: { field: 'id' },
  }
}

/** Adds profiles to a list or segment; who is a member stays one since then. Observed, audience §4. */
export function addMembers(db: Db, groupId: string, profileIds: readonly string[], joined: number): void {
  for (const id of profileIds) {
    db.run('INSERT OR IGNORE INTO membership (group_id, profile_id, joined) VALUES (?, ?, ?)', groupId, id, joined)
    noteChange(db, id)
  }
}

/** The kind of the work that lets profiles join a list later. */
export const LATE_MEMBERSHIP = 'late-list-membership'

/** Lets profiles join a list: at once, or later when a fault rule says so. */
export function joinMembers({ account, db, now }: ProfileStore, listId: string, profileIds: readonly string[]): void {
  const late = account.mishaps?.lateBy() ?? 0
  if (late === 0) addMembers(db, listId, profileIds, now)
  else scheduleWork(db, now + late, LATE_MEMBERSHIP, { list: listId, profiles: profileIds })
}

/** The profiles join that are still there, if the list is. */
export function joinLate(
  { list, profiles }: { list: string; profiles: readonly string[] },
  { db, now }: Pick<ProfileStore, 'db' | 'now'>,
): void {
  if (unknownGroups(db, [list]).length > 0) return
  const gone = new Set(unknownProfiles(db, profiles))
  addMembers(
    db,
    list,
    profiles.filter((id) => !gone.has(id)),
    now,
  )
}

const KEEP_PAST = `
INSERT INTO past_membership (group_id, joined, ended)
SELECT group_id, joined, ? FROM membership WHERE group_id = ? AND profile_id = ?`

/** Ends a membership at `now`; that it was is kept, for the reports on segments. Notes no change of the profile. */
export function endMembership(db: Db, groupId: string, profileId: string, now: number): void {
  db.run(KEEP_PAST, now, groupId, profileId)
  db.run('DELETE FROM membership WHERE group_id = ? AND profile_id = ?', groupId, profileId)
}

/** Ends memberships at `now`. */
export function removeMembers(db: Db, groupId: string, profileIds: readonly string[], now: number): void {
  for (const id of profileIds) {
    endMembership(db, groupId, id, now)
    noteChange(db, id)
  }
}

/** Takes the members of a list or segment that is deleted, and its past with them. */
export function removeAllMembers(db: Db, groupId: string): void {
  noteChangedMembers(db, groupId)
  db.run('DELETE FROM membership WHERE group_id = ?', groupId)
  db.run('DELETE FROM past_membership WHERE group_id = ?', groupId)
}

/** Those of the ids that no list or segment has, in the order given. */
export function unknownGroups(db: Db, ids: readonly string[]): string[] {
  const known = db.all<{ id: string }>(
    `SELECT id FROM resource WHERE type IN ('list', 'segment') AND id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
  return ids.filter((id) => !known.some((group) => group.id === id))
}

export function isMember(db: Db, groupId: string, profileId: string): boolean {
  return db.value('SELECT 1 FROM membership WHERE group_id = ? AND profile_id = ?', groupId, profileId) !== undefined
}

export function countMembers(db: Db, groupId: string): number {
  return db.value<number>('SELECT count(*) FROM membership WHERE group_id = ?', groupId) ?? 0
}
