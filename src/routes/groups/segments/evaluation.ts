import { changesWithTime } from '../../../store/conditions/timed.ts'
import { DAY, dayOf } from '../../../store/conditions/windows.ts'
import { forgetChanges, hasChanges, noteChange } from '../../../store/profile-changes.ts'
import { isScheduled, scheduleWork } from '../../../store/schedule.ts'
import {
  evaluateSegment,
  findSegment,
  groupsNamed,
  listSegments,
  writeSegment,
  type Segment,
} from '../../../store/segments.ts'
import type { JobContext } from '../../resource.ts'

// When it is worked out who is in a segment: all profiles when its definition is new and when a day begins that moves
// the windows of its dates; one profile as soon as something of it changes. Documented, audience §5.1.

const NEW_DAY = 'segments-new-day'

/** Has a segment evaluated as soon as jobs are done. */
export function scheduleEvaluation({ db, now, jobDelay }: JobContext, id: string): void {
  scheduleWork(db, now + jobDelay, 'segment-evaluation', { id })
}

/** Works out who is in a segment, which is processed then; `updated` moves (Observed, recorded bodies of get_segment). */
export function runEvaluation({ id }: { id: string }, context: JobContext): void {
  const { db, now } = context
  const segment = findSegment(db, id)
  if (segment === undefined || !segment.attributes.is_active) return
  evaluateAll(context, segment)
  writeSegment(db, id, { is_processing: false }, now)
  scheduleNewDay(context, segment)
}

function scheduleNewDay({ db, now }: JobContext, { attributes }: Segment): void {
  if (!changesWithTime(attributes.definition) || isScheduled(db, NEW_DAY)) return
  scheduleWork(db, dayOf(now) + DAY, NEW_DAY, {})
}

/** The passing of time is applied once a day, in UTC. Documented, audience §5.1. */
export function beginDay(_: object, context: JobContext): void {
  const timed = settledSegments(context).filter(({ attributes }) => changesWithTime(attributes.definition))
  for (const segment of timed) evaluateAll(context, segment)
  if (timed[0] !== undefined) scheduleNewDay(context, timed[0])
}

/** Segments that are active and were evaluated, each after those that it names. */
const settledSegments = ({ db }: JobContext): Segment[] =>
  listSegments(db).filter(({ attributes }) => attributes.is_active && !attributes.is_processing)

/** Evaluates a segment among all profiles; other segments may ask who is in it. */
function evaluateAll({ db, now }: JobContext, segment: Segment): void {
  const { joined, left } = evaluateSegment(db, segment, 'all', now)
  const isNamed = listSegments(db).some(({ attributes }) => groupsNamed(attributes.definition).includes(segment.id))
  if (isNamed) for (const profileId of [...joined, ...left]) noteChange(db, profileId)
}

/** Works out which segments the profiles are in that a request or a job changed. */
export function settleSegments(context: JobContext): void {
  const { db, now } = context
  if (!hasChanges(db)) return
  for (const segment of settledSegments(context)) evaluateSegment(db, segment, 'changed', now)
  forgetChanges(db)
}
