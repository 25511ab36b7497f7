import type { Db } from './database.ts'
import {
  claimIdentifiers,
  claimIfFree,
  identifierText,
  releaseIdentifier,
  type Claim,
  type Identifiers,
} from './identities.ts'
import type { ProfileAttributes } from './profile-attributes.ts'

// How a write changes the identifiers of a profile. audience §2.2, §2.4.

/** `meta.patch_identifiers`: secondary e-mail addresses, one or several under `email`. */
export interface IdentifierPatch {
  append?: Record<string, unknown>
  unappend?: Record<string, unknown>
}

/** The identifiers that a profile shows; of these only one each, an e-mail address beside its secondary ones. */
const SHOWN = ['email', 'phone_number', 'external_id'] as const

interface Change {
  kind: (typeof SHOWN)[number]
  given: string | number | null
  /** As the identifier table holds them; undefined = none. */
  current: string | undefined
  text: string | undefined
}

/**
 * Writes identifiers into the table and into attributes that the caller owns; tells whether secondary ones were given.
 * Throws IdentifierTaken before anything is written; with `keep`, what is another's is passed over instead, and what
 * the profile has stays.
 */
export function writeIdentifiers(
  db: Db,
  profile: { id: string; attributes: ProfileAttributes },
  write: Identifiers,
  patch?: IdentifierPatch | null,
  keep = false,
): boolean {
  const { id, attributes } = profile
  const added = addressesOf(patch?.append)
  const changes = changesOf(attributes, write, keep)
  if (keep) for (const claim of added) claimIfFree(db, claim, id)
  else claimIdentifiers(db, [...claimsOf(changes), ...added], id)
  for (const change of changes) {
    if (keep && claimsOf([change]).some((claim) => !claimIfFree(db, claim, id))) continue
    show(db, profile, change)
  }
  writeHidden(db, profile, write)
  // The primary address is not removed this way. Assumed, audience §2.2.
  const removed = addressesOf(patch?.unappend).filter(({ text }) => text !== attributes.email)
  for (const { kind, text } of removed) releaseIdentifier(db, kind, text, id)
  return added.length + removed.length > 0
}

function changesOf(attributes: ProfileAttributes, write: Identifiers, keep: boolean): Change[] {
  const changes: Change[] = []
  for (const kind of SHOWN) {
    const given = write[kind]
    if (given === undefined) continue
    const current = identifierText(kind, attributes[kind])
    if (keep && (current !== undefined || given === null)) continue
    changes.push({ kind, given, current, text: identifierText(kind, given) })
  }
  return changes
}

function claimsOf(changes: readonly Change[]): Claim[] {
  return changes.flatMap(({ kind, current, text }) => (text === undefined || text === current ? [] : [{ kind, text }]))
}

function show(
  db: Db,
  { id, attributes }: { id: string; attributes: ProfileAttributes },
  { kind, given, current, text }: Change,
): void {
  if (current !== undefined && current !== text) releaseIdentifier(db, kind, current, id)
  // An external_id that was sent as a number is shown as one. Observed at 2025-04-15, protocol §8.2.
  const shown = text === undefined ? null : typeof given === 'number' ? given : text
  ;(attributes as Record<typeof kind, unknown>)[kind] = shown
}

/** Neither is ever refused or cleared. Observed for a PATCH with anonymous_id null (2025-04-15); the rest Assumed. */
function writeHidden(
  db: Db,
  { id, attributes }: { id: string; attributes: ProfileAttributes },
  { anonymous_id, _kx }: Identifiers,
): void {
  const anonymous = identifierText('anonymous_id', anonymous_id)
  if (anonymous !== undefined && claimIfFree(db, { kind: 'anonymous_id', text: anonymous }, id)) {
    attributes.anonymous_id ??= anonymous
  }
  const exchange = identifierText('_kx', _kx)
  if (exchange !== undefined) claimIfFree(db, { kind: '_kx', text: exchange }, id)
}

function addressesOf(given: Record<string, unknown> | undefined): Claim[] {
  return [given?.email ?? []].flat().flatMap((address) => {
    const text = identifierText('email', address as string)
    return text === undefined ? [] : [{ kind: 'email', text }]
  })
}
