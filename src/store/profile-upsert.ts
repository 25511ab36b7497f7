import { findAnonymousProfile, resolveProfile } from './identities.ts'
import { mergeProfiles } from './profile-merge.ts'
import {
  insertProfile,
  profileSelection,
  updateProfile,
  type ProfilePatch,
  type ProfileStore,
  type ProfileWrite,
  type WriteOptions,
} from './profiles.ts'
import { findRow, type Row } from './selection.ts'

/**
 * Writes to the profile that the identifiers mean, or to a new one; throws IdentifierTaken, before anything is written,
 * when a further identifier is another's. A profile that is only named keeps its `updated` unless `touch` is set.
 */
export function upsertProfile(
  store: ProfileStore,
  write: ProfileWrite,
  patch?: ProfilePatch,
  options?: WriteOptions,
): { id: string; created: boolean; row?: Row } {
  const id = resolveProfile(store.db, write)
  if (id === undefined) {
    const row = insertProfile(store, write, patch, options)
    return { id: row.id, created: true, row }
  }
  if (patch === undefined && !options?.touch && onlyNames(write)) return { id, created: false }
  const row = updateProfile(store, id, write, patch, options)
  return { id, created: false, row: withAnonymousPast(store, row, write) }
}

/** Whether a write holds nothing but the one identifier by which the profile was found. */
function onlyNames(write: ProfileWrite): boolean {
  let given = 0
  for (const name in write) if (write[name as keyof ProfileWrite] !== undefined) given++
  return given <= 1
}

/**
 * The row of a profile that was written, once the profile that had only the write's anonymous_id is merged into it: who
 * browsed without a name and then gave one keeps the events. Assumed, from what onsite tracking promises; wrong if the
 * events of the anonymous profile stay apart. An anonymous_id of somebody who is named stays theirs.
 */
export function withAnonymousPast({ db, now }: ProfileStore, row: Row, { anonymous_id }: ProfileWrite): Row {
  const anonymous = anonymous_id ? findAnonymousProfile(db, anonymous_id) : undefined
  if (anonymous === undefined || anonymous === row.id) return row
  mergeProfiles(db, anonymous, row.id, now)
  return findRow(db, profileSelection, row.id)!
}
