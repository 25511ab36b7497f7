import type { Account } from './accounts.ts'
import { formatSeconds, UPDATED_LATER } from './clock.ts'
import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import {
  claimIdentifier,
  claimIfFree,
  foldEmail,
  identifierText,
  releaseIdentifier,
  resolveProfile,
  type IdentifierKind,
  type Identifiers,
} from './identities.ts'
import {
  assignAttributes,
  blankAttributes,
  type AttributeWrite,
  type ProfileAttributes,
  type PropertyPatch,
} from './profile-attributes.ts'
import type { Row, Selection } from './selection.ts'

export { findProfileByIdentifier, foldEmail, IdentifierTaken, resolveProfile } from './identities.ts'

/** What a write of a profile may give. undefined = leave, null = clear. */
export interface ProfileWrite extends Identifiers, AttributeWrite {}

/** `meta` of a profile in a request. */
export interface ProfilePatch {
  patch_properties?: PropertyPatch | null | undefined
  /** Secondary e-mail addresses: one or several under `email`. */
  patch_identifiers?: { append?: Record<string, unknown>; unappend?: Record<string, unknown> } | null | undefined
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

/** Those of the ids that no profile has, in the order given. */
export function unknownProfiles(db: Db, ids: readonly string[]): string[] {
  const found = new Set(
    db
      .all<{ id: string }>('SELECT id FROM profile WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
      .map(({ id }) => id),
  )
  return ids.filter((id) => !found.has(id))
}

/** Stores a new profile and gives its row; throws IdentifierTaken. An `id` in the write is ignored. */
export function insertProfile(store: ProfileStore, write: ProfileWrite, patch: ProfilePatch = {}): Row {
  const { account, db, now } = store
  const id = account.ids.ulid(now)
  const updated = now + UPDATED_LATER
  const attributes = blankAttributes(now, updated)
  writeIdentifiers(db, id, attributes, write, {})
  writeSecondary(db, id, attributes, patch)
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
  return { id, attributes: text }
}

/** Stores a new profile and gives its id; throws IdentifierTaken. */
export function createProfile(store: ProfileStore, write: ProfileWrite, patch?: ProfilePatch): string {
  return insertProfile(store, write, patch).id
}

/** Changes a profile that exists and gives its row as it is then; throws IdentifierTaken. */
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
  writeIdentifiers(db, id, attributes, write, options)
  const identified = writeSecondary(db, id, attributes, patch)
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
  return { id, attributes: text }
}

/**
 * Writes to the profile that the identifiers mean, or to a new one; throws IdentifierTaken when a further identifier is
 * another's. A profile that is only named keeps its `updated` unless `touch` is set.
 */
export function upsertProfile(
  store: ProfileStore,
  write: ProfileWrite,
  patch?: ProfilePatch,
  options?: WriteOptions,
): { id: string; created: boolean; row?: Row } {
  const id = resolveProfile(store.db, write)
  if (id === undefined) {
    const row = insertProfile(store, write, patch)
    return { id: row.id, created: true, row }
  }
  if (patch === undefined && !options?.touch && onlyNames(write)) return { id, created: false }
  return { id, created: false, row: updateProfile(store, id, write, patch, options) }
}

/** Whether a write holds nothing but the one identifier by which the profile was found. */
function onlyNames(write: ProfileWrite): boolean {
  let given = 0
  for (const name in write) if (write[name as keyof ProfileWrite] !== undefined) given++
  return given <= 1
}

/** The identifiers that a profile shows; of these only one each, an e-mail address beside its secondary ones. */
const SHOWN: readonly ('email' | 'phone_number' | 'external_id')[] = ['email', 'phone_number', 'external_id']

function writeIdentifiers(
  db: Db,
  id: string,
  attributes: ProfileAttributes,
  write: ProfileWrite,
  { keepIdentifiers }: WriteOptions,
): void {
  for (const kind of SHOWN) {
    const given = write[kind]
    if (given === undefined) continue
    const current = identifierText(kind, attributes[kind])
    if (keepIdentifiers === true && (current !== undefined || given === null)) continue
    const text = identifierText(kind, given)
    if (text !== current) {
      if (text !== undefined) {
        if (keepIdentifiers !== true) claimIdentifier(db, kind, text, id)
        else if (claimIfFree(db, kind, text, id) !== id) continue
      }
      if (current !== undefined) releaseIdentifier(db, kind, current, id)
    }
    // An external_id that was sent as a number is shown as one. Observed at 2025-04-15, protocol §8.2.
    const shown = text === undefined ? null : typeof given === 'number' ? given : text
    ;(attributes as Record<typeof kind, unknown>)[kind] = shown
  }
  // Neither is ever refused or cleared. Observed for a PATCH with anonymous_id null (2025-04-15); the rest Assumed.
  const anonymous = identifierText('anonymous_id', write.anonymous_id)
  if (anonymous !== undefined && claimIfFree(db, 'anonymous_id', anonymous, id) === id) {
    attributes.anonymous_id ??= anonymous
  }
  const exchange = identifierText('_kx', write._kx)
  if (exchange !== undefined) claimIfFree(db, '_kx', exchange, id)
}

/** Adds and removes secondary e-mail addresses; the primary one is not removed this way. Assumed, audience §2.2. */
function writeSecondary(
  db: Db,
  id: string,
  attributes: ProfileAttributes,
  { patch_identifiers }: ProfilePatch,
): boolean {
  const kind: IdentifierKind = 'email'
  const added = addresses(patch_identifiers?.append)
  const removed = addresses(patch_identifiers?.unappend).filter((text) => text !== attributes.email)
  for (const text of added) claimIdentifier(db, kind, text, id)
  for (const text of removed) releaseIdentifier(db, kind, text, id)
  return added.length + removed.length > 0
}

function addresses(given: Record<string, unknown> | undefined): string[] {
  return [given?.email ?? []].flat().flatMap((address) => identifierText('email', address as string) ?? [])
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

/** Predicted analytics of a profile, as a fixture gave them; undefined when it has none. */
export function findPredictions(db: Db, profileId: string): Record<string, unknown> | undefined {
  const text = db.value<string | null>('SELECT predictions FROM profile WHERE id = ?', profileId)
  return text ? (JSON.parse(text) as Record<string, unknown>) : undefined
}
