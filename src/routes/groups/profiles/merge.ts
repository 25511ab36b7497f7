import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { mergeProfiles } from '../../../store/profile-merge.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { JobContext } from '../../resource.ts'
import { requireProfile } from './writes.ts'

// Merging two profiles. audience §2.9.

interface Merge {
  source: string
  destination: string
}

/** POST /api/profile-merge: 202, and an answer that names the destination alone. Observed at 2026-04-15, protocol §8.5. */
export function requestMerge(context: Context): Answer {
  const { id, relationships } = (context.body as RequestBodies['merge_profiles']).data
  // Optional at 2024-10-15.
  const sources = relationships?.profiles?.data ?? []
  const pointer = '/data/relationships/profiles/data'
  // Documented: exactly one source. Assumed: this text and the next, and that a profile does not merge with itself.
  if (sources.length !== 1) throw invalid('Exactly one source profile must be provided.', { pointer })
  const source = sources[0]!.id
  if (source === id) throw invalid('A profile cannot be merged into itself.', { pointer: `${pointer}/0/id` })
  requireProfile(context, id)
  requireProfile(context, source)
  scheduleWork(context.db, context.now + context.jobDelay, 'profile-merge', { source, destination: id })
  const self = `${context.baseUrl}/api/profiles/${id}/`
  return { kind: 'document', data: { type: 'profile', id, attributes: {}, links: { self } } }
}

/** The merge itself: until it runs, the source is there. Observed, audience §2.9. */
export function runMerge({ source, destination }: Merge, { db, now }: JobContext): void {
  mergeProfiles(db, source, destination, now)
}
