import { formatSeconds } from './clock.ts'
import { parseConsent, type Consent } from './consent.ts'
import type { Db } from './database.ts'
import { claimIdentifiers, identifierText, type Claim, type IdentifierKind } from './identities.ts'
import type { ProfileAttributes } from './profile-attributes.ts'
import { noteChange } from './profile-changes.ts'
import type { Suppression } from './suppressions.ts'

/** A profile with all that its own rows say. Times are microseconds. */
export interface KeptProfile {
  id: string
  created: number
  updated: number
  attributes: ProfileAttributes
  consent: Consent
  predictions: Readonly<Record<string, unknown>> | null
  /** Those that its attributes do not show. */
  identifiers: readonly Claim[]
  suppressions: readonly Suppression[]
  lists: readonly { id: string; joined: number }[]
}

/** Stores a profile as it stands, with its identifiers; throws IdentifierTaken, or SQLite's error when the id is taken. */
export function insertKeptProfile(
  db: Db,
  {
    id,
    created,
    updated,
    attributes,
    identifiers,
  }: Pick<KeptProfile, 'id' | 'created' | 'updated'> & Pick<KeptProfile, 'attributes' | 'identifiers'>,
): void {
  claimIdentifiers(db, [...shownIdentifiers(attributes), ...identifiers], id)
  db.run(
    'INSERT INTO profile (id, email, created, updated, attributes) VALUES (?, ?, ?, ?, ?)',
    ...[id, attributes.email ?? '', created, updated],
    JSON.stringify({ ...attributes, created: formatSeconds(created), updated: formatSeconds(updated) }),
  )
  noteChange(db, id)
}

/** All profiles, in the order in which they came. */
export function listKeptProfiles(db: Db): KeptProfile[] {
  const identifiers = grouped<Claim>(db, 'SELECT profile_id, kind, value AS text FROM identifier ORDER BY kind, value')
  const suppressions = grouped<Suppression>(
    db,
    'SELECT profile_id, list_id, reason, timestamp FROM suppression ORDER BY timestamp, reason, list_id',
  )
  const lists = grouped<{ id: string; joined: number }>(
    db,
    `SELECT m.profile_id, m.group_id AS id, m.joined FROM membership m
     JOIN resource r ON r.type = 'list' AND r.id = m.group_id ORDER BY m.joined, m.group_id`,
  )
  return db.all<ProfileRow>('SELECT * FROM profile ORDER BY seq').map(({ id, created, updated, ...row }) => {
    const attributes = JSON.parse(row.attributes) as ProfileAttributes
    const shown = new Set(shownIdentifiers(attributes).map(nameOf))
    return {
      ...{ id, created, updated, attributes },
      consent: parseConsent(row.consent),
      predictions: row.predictions === null ? null : (JSON.parse(row.predictions) as Record<string, unknown>),
      identifiers: (identifiers.get(id) ?? []).filter((claim) => !shown.has(nameOf(claim))),
      suppressions: suppressions.get(id) ?? [],
      lists: lists.get(id) ?? [],
    }
  })
}

interface ProfileRow {
  id: string
  created: number
  updated: number
  attributes: string
  consent: string
  predictions: string | null
}

const nameOf = ({ kind, text }: Claim): string => `${kind} ${text}`

const SHOWN = ['email', 'phone_number', 'external_id', 'anonymous_id'] as const satisfies readonly IdentifierKind[]

function shownIdentifiers(attributes: ProfileAttributes): Claim[] {
  return SHOWN.flatMap((kind) => {
    const text = identifierText(kind, attributes[kind])
    return text === undefined ? [] : [{ kind, text }]
  })
}

/** Rows of profiles by the profile, without its id. */
function grouped<Item>(db: Db, sql: string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const { profile_id, ...item } of db.all<{ profile_id: string }>(sql)) {
    const group = groups.get(profile_id)
    if (group === undefined) groups.set(profile_id, [item as Item])
    else group.push(item as Item)
  }
  return groups
}
