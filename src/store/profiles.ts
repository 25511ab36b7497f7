import type { Account } from './accounts.ts'
import { formatSeconds, UPDATED_LATER } from './clock.ts'
import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import { foldEmail, type Identifiers } from './identities.ts'
import {
  assignAttributes,
  blankAttributes,
  type AttributeWrite,
  type ProfileAttributes,
  type PropertyPatch,
} from './profile-attributes.ts'
import { noteChange } from './profile-changes.ts'
import { writeIdentifiers, type IdentifierPatch } from './profile-identifiers.ts'
import type { Row, Selection } from './selection.ts'

export { findProfileByIdentifier, foldEmail, IdentifierTaken, resolveProfile } from './identities.ts'

/** What a write of a profile may give. undefined = leave, null = clear. */
export interface ProfileWrite extends Identifiers, AttributeWrite {}

/** `meta` of a profile in a request. */
export interface ProfilePatch {
  patch_properties?: PropertyPatch | null | undefined
  patch_identifiers?: IdentifierPatch | null | undefined
}

export interface WriteOptions {
  /** Identifiers that the profile has stay, and those of others are ignored: client endpoints. Documented, audience §8. */
  keepIdentifiers?: boolean
  /** `updated` moves even when nothing else changes. */
  touch?: boolean
}

/** What a write of profiles needs of a request or a job. */
export interface ProfileStore {
  account: Account
  db: Db
  now: number
}

export const profileColumns = 'p.id, p.attributes'

/** A filter on an identifier: primary or secondary, so it asks the identifier table. */
function identifierColumn(kind: string, fold?: (text: string) => string): Column {
  return {
    within: {
      key: 'p.id',
      select: `SELECT i.profile_id FROM identifier i WHERE i.kind = '${kind}' AND`,
      sql: 'i.value',
      unique: true,
    },
    ...(fold && { fold }),
  }
}

export const profileFields: Readonly<Record<string, Column>> = {
  id: { sql: 'p.id' },
  email: { ...identifierColumn('email', foldEmail), sql: 'p.email' },
  phone_number: identifierColumn('phone_number'),
  external_id: identifierColumn('external_id'),
  _kx: identifierColumn('_kx'),
  push_token: {
    within: { key: 'p.id', select: 'SELECT t.profile_id FROM push_token t WHERE', sql: 't.id', unique: true },
  },
  created: { sql: 'p.created', kind: 'time' },
  updated: { sql: 'p.updated', kind: 'time' },
}

/** All profiles. */
export const profileSelection: Selection = {
  from: 'profile p',
  columns: profileColumns,
  id: 'p.id',
  fields: profileFields,
  defaultSort: { field: 'id' },
}

/** The profile that something else belongs to: its id is the parameter of `where`. */
export const profileBehind = (from: string, where: string): Selection => ({
  from,
  where,
  columns: profileColumns,
  id: 'p.id',
  fields: { id: { sql: 'p.id' } },
  defaultSort: { field: 'id' },
})

/** Those of the ids that no profile has, in the order given. */
export function unknownProfiles(db: Db, ids: readonly string[]): string[] {
  const found = new Set(
    db
      .all<{ id: string }>('SELECT id FROM profile WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
      .map(({ id }) => id),
  )
  return ids.filter((id) => !found.has(id))
}

/**
 * Stores a new profile and gives its row; throws IdentifierTaken before anything is written. An `id` in the write is
 * ignored.
 */
export function insertProfile(
  store: ProfileStore,
  write: ProfileWrite,
  patch: ProfilePatch = {},
  options: WriteOptions = {},
): Row {
  const { account, db, now } = store
  const id = account.ids.ulid(now)
  const updated = now + UPDATED_LATER
  const attributes = blankAttributes(now, updated)
  writeIdentifiers(db, { id, attributes }, write, patch.patch_identifiers, options.keepIdentifiers)
  assignAttributes(attributes, write, patch.patch_properties)
  const text = JSON.stringify(attributes)
  db.run(
    'INSERT INTO profile (id, email, created, updated, attributes) VALUES (?, ?, ?, ?, ?)',
    id,
    attributes.email ?? '',
    now,
    updated,
    text,
  )
  noteChange(db, id)
  return { id, attributes: text }
}

/** Stores a new profile and gives its id; throws IdentifierTaken. */
export function createProfile(store: ProfileStore, write: ProfileWrite, patch?: ProfilePatch): string {
  return insertProfile(store, write, patch).id
}

/** Changes a profile that exists and gives its row as it is then; throws IdentifierTaken before anything is written. */
export function updateProfile(
  { db, now }: ProfileStore,
  id: string,
  write: ProfileWrite,
  patch: ProfilePatch = {},
  options: WriteOptions = {},
): Row {
  const row = db.get<Row>(`SELECT ${profileColumns} FROM profile p WHERE p.id = ?`, id)
  if (row === undefined) throw new Error(`no profile ${id}`)
  const attributes = JSON.parse(row.attributes) as ProfileAttributes
  const identified = writeIdentifiers(db, { id, attributes }, write, patch.patch_identifiers, options.keepIdentifiers)
  assignAttributes(attributes, write, patch.patch_properties)
  if (!options.touch && !identified && JSON.stringify(attributes) === row.attributes) return row
  attributes.updated = formatSeconds(now)
  const text = JSON.stringify(attributes)
  db.run(
    'UPDATE profile SET email = ?, updated = ?, attributes = ? WHERE id = ?',
    attributes.email ?? '',
    now,
    text,
    id,
  )
  noteChange(db, id)
  return { id, attributes: text }
}

/** An event happened: `last_event_date` becomes its time if that is later (and `updated` moves then). */
export function touchLastEvent(db: Db, profileId: string, timestampSeconds: number, now: number): void {
  db.run(
    `UPDATE profile
     SET updated = ?, attributes = json_set(attributes, '$.updated', ?, '$.last_event_date', ?)
     WHERE id = ? AND ifnull(attributes ->> '$.last_event_date', '') < ?`,
    now,
    formatSeconds(now),
    formatSeconds(timestampSeconds * 1_000_000),
    profileId,
    formatSeconds(timestampSeconds * 1_000_000),
  )
}
