import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { LATE_MEMBERSHIP } from '../../../store/memberships.ts'
import { isPhoneNumber } from '../../../store/phone-numbers.ts'
import { addImported, deleteImportErrors, IMPORT_JOB, linkImported } from '../../../store/profile-imports.ts'
import { deleteResource, findResource, insertResource, link, linkedIdentifiers } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError, invalid, payloadTooLarge, type ErrorEntry } from '../../errors.ts'
import type { JobContext } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { changeJob, checkRow, expiryOf } from '../bulk-jobs.ts'
import { identifierProblems, throwAll } from './identifiers.ts'
import { importJobType } from './import-types.ts'
import { patchProblems, profileWriteOf, upsertFromBody, type ProfileInput } from './writes.ts'

// Bulk import of profiles. audience §6.

const PROFILES_PER_JOB = 10_000 // Documented.
const PROFILE_SIZE_KB = 100 // Documented.
/** The share of a job's time after which it is `processing`: the sandbox's own. */
const QUEUED_SHARE = 0.5

/** POST /api/profile-bulk-import-jobs: 202 with a queued job, its times in whole seconds. Observed at 2026-07-15. */
export function requestImport(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['bulk_import_profiles']).data
  const profiles = attributes.profiles.data as readonly ProfileInput[]
  const lists = relationships?.lists?.data ?? []
  checkImport(profiles)
  for (const { id } of lists) {
    // Observed text, audience §1.
    if (findResource(context.db, { type: 'list', id }) === undefined) throw invalid(`List ID ${id} does not exist.`)
  }
  const { account, db, now, jobDelay } = context
  const id = account.ids.job(account.id, now)
  insertResource(db, { type: IMPORT_JOB, id, created: now, updated: now, attributes: queued(profiles.length, now) })
  link(db, { type: IMPORT_JOB, id }, 'lists', lists)
  scheduleWork(db, now + jobDelay * QUEUED_SHARE, `${IMPORT_JOB}-start`, { id })
  scheduleWork(db, now + jobDelay, IMPORT_JOB, { id, profiles })
  scheduleWork(db, expiryOf(now), `${IMPORT_JOB}-expiry`, { id })
  return { kind: 'one', type: IMPORT_JOB, row: findOrThrow(importJobType, id, context) }
}

/** What is refused at once: too many or too large, and malformed e-mail addresses (Observed), one entry per row. */
function checkImport(profiles: readonly ProfileInput[]): void {
  // Assumed status and text.
  if (profiles.length > PROFILES_PER_JOB) {
    throw invalid(`A maximum of ${PROFILES_PER_JOB} profiles is allowed per request.`, {
      pointer: '/data/attributes/profiles/data',
    })
  }
  const entries: ErrorEntry[] = []
  for (const [index, profile] of profiles.entries()) {
    if (Buffer.byteLength(JSON.stringify(profile)) > PROFILE_SIZE_KB * 1024)
      throw payloadTooLarge(`${PROFILE_SIZE_KB} KB`)
    const pointer = pointerOf(index)
    const { email } = profile.attributes
    entries.push(...identifierProblems({ email }, `${pointer}/attributes`))
    entries.push(...patchProblems(profileWriteOf(profile).patch, pointer))
  }
  throwAll(entries)
}

const pointerOf = (index: number): string => `/data/attributes/profiles/data/${index}`

function queued(total: number, now: number) {
  return {
    status: 'queued',
    created_at: formatSeconds(now),
    total_count: total,
    completed_count: 0,
    failed_count: 0,
    completed_at: null,
    expires_at: formatSeconds(expiryOf(now)),
    started_at: null,
  }
}

/** The job begins. */
export function startImport({ id }: { id: string }, { db, now }: JobContext): void {
  changeJob(db, { type: IMPORT_JOB, id }, now, { status: 'processing', started_at: formatSeconds(now) })
}

/** The job writes all of its profiles and is complete. */
export function runImport({ id, profiles }: { id: string; profiles: ProfileInput[] }, context: JobContext): void {
  const { account, db, now } = context
  const written: string[] = []
  let failed = 0
  for (const [index, profile] of profiles.entries()) {
    try {
      checkRow(context, IMPORT_JOB, index)
      written.push(upsertFromBody(context, importable(profile), {}, pointerOf(index)).id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      insertErrors(context, id, profile, error)
      failed++
    }
  }
  linkImported(db, id, written)
  // Neither consent nor `updated` change by joining. Observed, audience §6.
  for (const list of linkedIdentifiers(db, { type: IMPORT_JOB, id }, 'lists')) {
    if (findResource(db, list) === undefined) continue
    const late = account.mishaps?.lateBy() ?? 0
    if (late === 0) addImported(db, id, list.id, now)
    else scheduleWork(db, now + late, LATE_MEMBERSHIP, { list: list.id, profiles: written })
  }
  const counts = { completed_count: profiles.length - failed, failed_count: failed }
  changeJob(db, { type: IMPORT_JOB, id }, now, { status: 'complete', ...counts, completed_at: formatSeconds(now) })
}

/**
 * An invalid phone number is dropped without a word where another identifier is left (Observed); alone it is an import
 * error (Assumed).
 */
function importable(profile: ProfileInput): ProfileInput {
  const { phone_number, ...rest } = profile.attributes
  if (typeof phone_number !== 'string' || isPhoneNumber(phone_number)) return profile
  const others = [profile.id, rest.email, rest.external_id, rest.anonymous_id, rest._kx]
  return others.some((value) => value !== undefined && value !== null) ? { ...profile, attributes: rest } : profile
}

/** Documented shape, audience §6; Assumed: one error per entry, its title without a stop, the payload as submitted. */
function insertErrors({ account, db, now }: JobContext, id: string, profile: ProfileInput, error: ApiError): void {
  for (const { code, title, detail, source } of error.entries) {
    const errorId = account.ids.uuid()
    const attributes = { code, title: title.replace(/\.$/, ''), detail, source, original_payload: profile }
    insertResource(db, { type: 'import-error', id: errorId, created: now, updated: now, attributes })
    link(db, { type: IMPORT_JOB, id }, 'import-errors', [{ type: 'import-error', id: errorId }])
  }
}

/** After seven days a job is gone with its errors. Observed time; that it answers 404 then is Assumed. */
export function expireImport({ id }: { id: string }, { db }: JobContext): void {
  deleteImportErrors(db, id)
  deleteResource(db, { type: IMPORT_JOB, id })
}
