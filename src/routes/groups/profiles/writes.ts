import { UPDATED_LATER } from '../../../store/clock.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { withKnownId } from '../../../store/identities.ts'
import {
  IdentifierTaken,
  insertProfile,
  resolveProfile,
  updateProfile,
  type ProfilePatch,
  type ProfileWrite,
  type WriteOptions,
} from '../../../store/profiles.ts'
import { upsertProfile, withAnonymousPast } from '../../../store/profile-upsert.ts'
import type { Row } from '../../../store/selection.ts'
import type { Answer, Context, FreshTimes } from '../../context.ts'
import { conflict, invalidEntry, notFound, type ErrorEntry } from '../../errors.ts'
import { requireSameId } from '../../shapes/write.ts'
import { checkIdentifiers, identifierProblems, isEmail, namesProfile, throwAll } from './identifiers.ts'

// create_profile, update_profile, create_or_update_profile. audience §2.3–2.6, protocol §8.

/** A profile as the body of any operation holds it; `meta` stands beside or, in older revisions, among the attributes. */
export interface ProfileInput {
  id?: string | null
  attributes: ProfileWrite & { meta?: ProfilePatch | null }
  meta?: ProfilePatch | null
}

/** What is to be written of a profile in a body. */
export function profileWriteOf({ id, attributes, meta }: ProfileInput): { write: ProfileWrite; patch?: ProfilePatch } {
  const { meta: inner, ...rest } = attributes
  const patch = meta ?? inner
  return { write: id ? { ...rest, id } : rest, ...(patch && { patch }) }
}

/** POST /api/profiles. 409 when one of the identifiers is another profile's. Observed, audience §2.3. */
export function createProfileAnswer(context: Context): Answer {
  const { data } = context.body as RequestBodies['create_profile']
  checkIdentifiers(data.attributes)
  const row = refusingDuplicates(() => insertProfile(context, data.attributes))
  return profileAnswer(withAnonymousPast(context, row, data.attributes), newTimes(context))
}

/** PATCH /api/profiles/{id}: `updated` moves even when nothing else does. Observed at 2025-04-15, protocol §9.2. */
export function updateProfileAnswer(context: Context): Answer {
  const { data } = context.body as RequestBodies['update_profile']
  const id = requireProfile(context, context.id)
  requireSameId(data.id, context.id)
  const { write, patch } = profileWriteOf(data as ProfileInput)
  throwAll([...identifierProblems(write), ...patchProblems(patch)])
  const row = refusingDuplicates(() => updateProfile(context, id, write, patch, { touch: true }))
  return profileAnswer(withAnonymousPast(context, row, write), { updated: context.now })
}

/** POST /api/profile-import: 201 for a new profile, 200 for one that was there. Documented, audience §2.6. */
export function importProfileAnswer(context: Context): Answer {
  const { data } = context.body as RequestBodies['create_or_update_profile']
  const { created, row } = upsertFromBody(context, data as ProfileInput, { touch: true })
  if (created) return { ...profileAnswer(row!, newTimes(context)), status: 201 }
  return { ...profileAnswer(row!, { updated: context.now }), status: 200 }
}

/**
 * Writes a profile that a body gives, its identifiers checked; throws 400, 404 for an unknown id, 409. What it throws
 * for, it has not begun to write.
 */
export function upsertFromBody(
  context: Pick<Context, 'account' | 'db' | 'now'>,
  input: ProfileInput,
  options: WriteOptions = {},
  pointer = '/data',
): { id: string; created: boolean; row?: Row } {
  const { write, patch } = profileWriteOf(input)
  checkIdentifiers(write, `${pointer}/attributes`)
  throwAll(patchProblems(patch, pointer))
  if (write.id) requireProfile(context, write.id)
  return refusingDuplicates(() => upsertProfile(context, write, patch, options))
}

/**
 * A profile as the body of a client endpoint gives it: those do not tell who exists, so an id that no profile has is
 * passed over (Assumed: they are documented to answer 202). undefined when nothing else names a profile.
 */
export function knownInput(context: Pick<Context, 'db'>, input: ProfileInput): ProfileInput | undefined {
  const known = withKnownId(context.db, input)
  return known === input || namesProfile(known.attributes) ? known : undefined
}

/** The id, when a profile has it; otherwise Klaviyo's 404. Observed text, audience §1. */
export function requireProfile({ db }: Pick<Context, 'db'>, id: string): string {
  if (resolveProfile(db, { id }) === undefined) throw notFound(`A profile with id ${id} does not exist.`)
  return id
}

/** Runs a write; an identifier of another profile becomes the recorded 409, which names that profile. */
export function refusingDuplicates<Result>(write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof IdentifierTaken)) throw error
    throw conflict('duplicate_profile', 'A profile already exists with one of these identifiers.', {
      duplicate_profile_id: error.profileId,
    })
  }
}

/** Secondary addresses must be addresses. Assumed: that they are checked, and the pointer. */
export function patchProblems(patch: ProfilePatch | undefined, pointer = '/data'): ErrorEntry[] {
  return (['append', 'unappend'] as const).flatMap((verb) => {
    const given = patch?.patch_identifiers?.[verb] ?? {}
    const at = `${pointer}/meta/patch_identifiers/${verb}`
    return Object.entries(given).flatMap(([kind, values]) => {
      // Documented: only e-mail addresses; the text follows the one for unknown attributes.
      if (kind !== 'email') {
        const detail = `'${kind}' is not a valid field for the resource 'PatchIdentifiers'.`
        return [invalidEntry(detail, { pointer: `${at}/${kind}` })]
      }
      const wrong = [values].flat().some((value) => typeof value !== 'string' || !isEmail(value))
      return wrong ? [invalidEntry('Invalid email address', { pointer: `${at}/email` })] : []
    })
  })
}

function profileAnswer(row: Row, fresh: FreshTimes): Answer & { kind: 'one' } {
  return { kind: 'one', type: 'profile', row, fresh }
}

function newTimes({ now }: Context): FreshTimes {
  return { created: now, updated: now + UPDATED_LATER }
}
