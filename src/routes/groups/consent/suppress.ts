import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds, parseTime } from '../../../store/clock.ts'
import { membersOfGroup } from '../../../store/memberships.ts'
import { createProfile, findProfileByIdentifier, type ProfileStore } from '../../../store/profiles.ts'
import { findResource, insertResource, link, linkedFrom, updateResource } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import { findRow, readPage } from '../../../store/selection.ts'
import { addSuppression, removeSuppressions, suppressionJobs } from '../../../store/suppressions.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { Relationship, ResourceType } from '../../resource.ts'
import { identifierProblems, throwAll } from '../profiles/identifiers.ts'
import { reachOf } from './apply.ts'
import { recordSuppression } from './consent-events.ts'
import { noList, requireAtMost } from './subscribe.ts'

// Suppression by hand, and its end: jobs that can be looked at. audience §3.4.

type JobType = 'profile-suppression-bulk-create-job' | 'profile-suppression-bulk-delete-job'

function jobType(type: JobType): ResourceType {
  return {
    type,
    collection: `${type}s`,
    selection: suppressionJobs(type),
    attributes: ['status', 'created_at', 'total_count', 'completed_count', 'completed_at', 'skipped_count'],
    relationships: { lists: targetOf(type, 'list'), segments: targetOf(type, 'segment') },
  }
}

/** `data` appears when the job was given a list. Observed, audience §3.4; for segments Assumed. */
function targetOf(type: JobType, target: 'list' | 'segment'): Relationship {
  return { type: target, many: true, related: linkedFrom(type, `${target}s`, target), knownWhenLinked: true }
}

export const suppressJobType: ResourceType = jobType('profile-suppression-bulk-create-job')
export const unsuppressJobType: ResourceType = jobType('profile-suppression-bulk-delete-job')

type Body = RequestBodies['bulk_suppress_profiles'] | RequestBodies['bulk_unsuppress_profiles']

/** What the schedule keeps of a suppression job. */
export interface SuppressionWork {
  type: JobType
  id: string
  emails: readonly string[]
  /** A list or segment, whose members at the time of the work are meant. */
  group: string | null
}

/** Documented, audience §3.4; status and text of the refusal Assumed. */
const PROFILES_PER_JOB = 100

/** POST of a job: 202 with the job, which is processing and yet has a completed_at. Observed, audience §3.4. */
export function createSuppressionJob({ type }: ResourceType, context: Context): Answer {
  const { db, now, account, jobDelay } = context
  const { attributes, relationships } = (context.body as Body).data
  const profiles = attributes.profiles?.data
  const list = relationships?.list?.data
  const segment = relationships?.segment?.data
  if ([profiles, list, segment].filter((given) => given !== undefined).length !== 1) {
    // Observed: exactly one of the three; the text is Assumed.
    throw invalid(`Exactly one of 'profiles', 'list' or 'segment' must be provided.`, { pointer: '/data' })
  }
  const emails = checkedEmails(profiles ?? [])
  const group = list ?? segment
  if (group !== undefined && findResource(db, group) === undefined) throwAll([noList(group.id, group.type)])
  const job = { type: type as JobType, id: account.ids.ulid(now) }
  const completed = now + COMPLETED_LATER
  insertResource(db, {
    ...job,
    created: now,
    updated: completed,
    attributes: attributesOf('processing', now, completed),
  })
  if (group !== undefined) link(db, job, `${group.type}s`, [group])
  const work: SuppressionWork = { ...job, emails, group: group?.id ?? null }
  scheduleWork(db, now + jobDelay, 'suppress-profiles', work)
  return { kind: 'one', type, row: findResource(db, job), fresh: { created_at: now, completed_at: completed } }
}

/** How long behind created_at the first completed_at lies, microseconds. Observed, audience A.3. */
const COMPLETED_LATER = 7985

function checkedEmails(profiles: readonly { attributes: { email: string } }[]): string[] {
  requireAtMost(PROFILES_PER_JOB, profiles)
  throwAll(
    profiles.flatMap(({ attributes }, index) =>
      identifierProblems(attributes, `/data/attributes/profiles/data/${index}/attributes`),
    ),
  )
  return profiles.map(({ attributes }) => attributes.email)
}

function attributesOf(status: string, created: number, completed: number, counts = { done: 0, skipped: 0 }) {
  return {
    status,
    created_at: formatSeconds(created),
    total_count: counts.done + counts.skipped,
    completed_count: counts.done,
    completed_at: formatSeconds(completed),
    skipped_count: counts.skipped,
  }
}

/** Carries a job out and completes it; skipped = those for whom nothing changed. Assumed, audience §3.4. */
export function runSuppression({ type, id, emails, group }: SuppressionWork, store: ProfileStore): void {
  const { db, now } = store
  const suppress = type === suppressJobType.type
  const ids = group === null ? emails.map((email) => ownerOf(store, email, suppress)) : membersOf(store, group)
  const counts = { done: 0, skipped: 0 }
  for (const profileId of ids) {
    const changed = profileId !== undefined && changeSuppression(store, profileId, suppress)
    counts[changed ? 'done' : 'skipped']++
  }
  const row = findRow(db, suppress ? suppressJobType.selection : unsuppressJobType.selection, id)
  if (row === undefined) return
  const { created_at } = JSON.parse(row.attributes) as { created_at: string }
  updateResource(db, { type, id }, attributesOf('complete', parseTime(created_at), now, counts), now)
}

/** Someone unknown becomes a profile that is suppressed. Observed, audience §3.4. */
function ownerOf(store: ProfileStore, email: string, suppress: boolean): string | undefined {
  const known = findProfileByIdentifier(store.db, 'email', email)
  return known ?? (suppress ? createProfile(store, { email }) : undefined)
}

function membersOf({ db }: ProfileStore, group: string): string[] {
  return readPage(db, membersOfGroup, { parents: [group] }).rows.map(({ id }) => id)
}

/** Consent stays; only USER_SUPPRESSED comes and goes. Documented and Observed, audience §3.4. */
function changeSuppression(store: ProfileStore, profileId: string, suppress: boolean): boolean {
  const { db, now } = store
  const { email } = reachOf(db, profileId)
  if (email === null) return false
  const changed = suppress
    ? addSuppression(db, profileId, { list_id: '', reason: 'USER_SUPPRESSED', timestamp: now })
    : removeSuppressions(db, profileId, '', ['USER_SUPPRESSED'])
  if (changed) recordSuppression(store, profileId, email, suppress)
  return changed
}
