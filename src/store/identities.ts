import type { Db } from './database.ts'

export type IdentifierKind = '_kx' | 'external_id' | 'email' | 'phone_number' | 'anonymous_id'

/** What may name a profile; null and undefined name nothing. */
export interface Identifiers {
  id?: string | null | undefined
  email?: string | null | undefined
  phone_number?: string | null | undefined
  external_id?: string | number | null | undefined
  anonymous_id?: string | null | undefined
  _kx?: string | null | undefined
}

/**
 * The order in which identifiers decide which profile is meant, behind `id`. Assumed, audience §2.2: wrong if a request
 * whose identifiers belong to two profiles writes to the other one.
 */
export const IDENTIFIER_PRIORITY: readonly IdentifierKind[] = [
  '_kx',
  'external_id',
  'email',
  'phone_number',
  'anonymous_id',
]

/** Thrown by a write that would give a profile an identifier of another one. */
export class IdentifierTaken extends Error {
  readonly profileId: string

  constructor(kind: IdentifierKind, profileId: string) {
    super(`the ${kind} belongs to profile ${profileId}`)
    this.profileId = profileId
  }
}

/** E-mail addresses compare without case. Assumed, audience §2.2. */
export const foldEmail = (email: string): string => email.trim().toLowerCase()

/** An identifier as the identifier table holds it; undefined when it names nothing. */
export function identifierText(kind: IdentifierKind, value: string | number | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  const text = kind === 'email' ? foldEmail(String(value)) : String(value).trim()
  return text === '' ? undefined : text
}

/** The profile that an identifier belongs to; of e-mail addresses, also a secondary one. */
export function findProfileByIdentifier(db: Db, kind: IdentifierKind, value: string | number): string | undefined {
  const text = identifierText(kind, value)
  return text === undefined ? undefined : ownerOf(db, kind, text)
}

function ownerOf(db: Db, kind: IdentifierKind, text: string): string | undefined {
  return db.value<string>('SELECT profile_id FROM identifier WHERE kind = ? AND value = ?', kind, text)
}

/** The profile that identifiers mean, by `IDENTIFIER_PRIORITY`. An `id` that no profile has means none. */
export function resolveProfile(db: Db, identifiers: Identifiers): string | undefined {
  if (identifiers.id) return db.value<string>('SELECT id FROM profile WHERE id = ?', identifiers.id)
  for (const kind of IDENTIFIER_PRIORITY) {
    const text = identifierText(kind, identifiers[kind])
    const owner = text === undefined ? undefined : ownerOf(db, kind, text)
    if (owner !== undefined) return owner
  }
  return undefined
}

/** An identifier as the identifier table holds it. */
export interface Claim {
  kind: IdentifierKind
  text: string
}

/** Gives identifiers to a profile, all or none: throws IdentifierTaken when one is another's. */
export function claimIdentifiers(db: Db, claims: readonly Claim[], profileId: string): void {
  const fresh: Claim[] = []
  for (const claim of claims) {
    if (insertIdentifier(db, claim, profileId)) {
      fresh.push(claim)
      continue
    }
    const owner = ownerOf(db, claim.kind, claim.text)!
    if (owner === profileId) continue
    for (const { kind, text } of fresh) releaseIdentifier(db, kind, text, profileId)
    throw new IdentifierTaken(claim.kind, owner)
  }
}

/** Gives an identifier to a profile unless it is another's; tells whether it is the profile's then. */
export function claimIfFree(db: Db, claim: Claim, profileId: string): boolean {
  return insertIdentifier(db, claim, profileId) || ownerOf(db, claim.kind, claim.text) === profileId
}

function insertIdentifier(db: Db, { kind, text }: Claim, profileId: string): boolean {
  const { changes } = db.run(
    'INSERT OR IGNORE INTO identifier (kind, value, profile_id) VALUES (?, ?, ?)',
    kind,
    text,
    profileId,
  )
  return changes > 0
}

/** What names a profile, without an `id` that no profile has. */
export function withKnownId<Named extends Pick<Identifiers, 'id'>>(db: Db, named: Named): Named {
  if (named.id == null || resolveProfile(db, { id: named.id }) !== undefined) return named
  const { id: _, ...rest } = named
  return rest as Named
}

/** The profile that has an anonymous id and no other identifier: someone whom nobody has named yet. */
export function findAnonymousProfile(db: Db, anonymousId: string): string | undefined {
  const id = findProfileByIdentifier(db, 'anonymous_id', anonymousId)
  if (id === undefined) return undefined
  const named = db.value("SELECT 1 FROM identifier WHERE profile_id = ? AND kind <> 'anonymous_id'", id)
  return named === undefined ? id : undefined
}

/** Takes an identifier away from a profile; another's stays. */
export function releaseIdentifier(db: Db, kind: IdentifierKind, text: string, profileId: string): void {
  db.run('DELETE FROM identifier WHERE kind = ? AND value = ? AND profile_id = ?', kind, text, profileId)
}

/** Hands all identifiers of a profile to another, where they count as secondary ones. */
export function moveIdentifiers(db: Db, fromId: string, toId: string): void {
  db.run('UPDATE identifier SET profile_id = ? WHERE profile_id = ?', toId, fromId)
}
