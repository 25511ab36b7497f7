import { formatSeconds } from '../../store/clock.ts'
import { countUnderWay, jobsOf } from '../../store/bulk-jobs.ts'
import {
  deleteResource,
  findResource,
  insertResource,
  link,
  updateResource,
  type Identifier,
} from '../../store/resources.ts'
import { scheduleWork } from '../../store/schedule.ts'
import type { Selection } from '../../store/selection.ts'
import type { Handler } from '../context.ts'
import { ApiError, conflict, invalid, rowFailure, type ErrorEntry } from '../errors.ts'
import type { Group, JobContext, ResourceType } from '../resource.ts'
import { findOrThrow } from '../shapes/read.ts'

// Jobs that do one thing to each of many rows: catalogs, coupon codes; what they share with the import of profiles.
// campaigns-content §6.4, audience §6 and §11.

/** A family of bulk jobs, as plain data. */
export interface BulkJob {
  type: string
  /** The attribute that holds the rows, and the relationship to what was made of them. */
  rows: string
  /** Type of the resources that the rows speak of. */
  of: string
  /** What a job has made (its id is the parameter). */
  related: Selection
  /** Rows of a job, and jobs under way at once: Documented; Assumed of both: status and text of the refusal. */
  mostRows: number
  mostJobs: number
  /** Does what the job does to one row, and gives the id of what there is of it then. Throws an ApiError to fail it. */
  work: (row: never, context: JobContext) => string | undefined
}

const DAYS_KEPT = 7 // Observed, audience §6 and §11, campaigns-content §6.4.
const DAY = 24 * 60 * 60 * 1_000_000

/** When a job that is made now will be gone. */
export const expiryOf = (now: number): number => now + DAYS_KEPT * DAY

export const bulkJobType = ({ type, rows, of, related }: BulkJob): ResourceType => ({
  type,
  collection: `${type}s`,
  selection: jobsOf(type),
  attributes: [
    ...['status', 'created_at', 'total_count', 'completed_count', 'failed_count', 'completed_at'],
    ...['errors', 'expires_at'],
  ],
  relationships: { [rows]: { type: of, many: true, related } },
})

/** POST of a job: 202 with a job that is processing and has done nothing yet. Observed, campaigns-content §1.1. */
export const requestBulkJob =
  (job: BulkJob): Handler =>
  (context) => {
    const { account, db, now, jobDelay } = context
    const { type, mostRows, mostJobs } = job
    const { attributes } = (context.body as { data: { attributes: Record<string, { data: readonly unknown[] }> } }).data
    const rows = attributes[job.rows]!.data
    if (rows.length > mostRows) {
      throw invalid(`A maximum of ${mostRows} ${job.rows} is allowed per request.`, { pointer: pointerTo(job) })
    }
    if (countUnderWay(db, type) >= mostJobs) {
      const detail = `A maximum of ${mostJobs} jobs may be in progress at one time.`
      throw conflict('conflict', detail, undefined, { pointer: '/data' })
    }
    const id = account.ids.ulid(now)
    insertResource(db, { type, id, created: now, updated: now, attributes: begun(rows.length, now) })
    scheduleWork(db, now + jobDelay, type, { id, rows })
    scheduleWork(db, expiryOf(now), `${type}-expiry`, { id })
    // Microseconds in the answer: Observed of coupons, audience §11; of catalogs Assumed.
    const fresh = { created_at: now, expires_at: expiryOf(now) }
    return { kind: 'one', type, row: findOrThrow(context.types.get(type)!, id, context), fresh }
  }

const pointerTo = ({ rows }: BulkJob): string => `/data/attributes/${rows}/data`

function begun(total: number, now: number) {
  return {
    status: 'processing',
    created_at: formatSeconds(now),
    total_count: total,
    completed_count: 0,
    failed_count: 0,
    completed_at: null,
    errors: [],
    expires_at: formatSeconds(expiryOf(now)),
  }
}

/** What these jobs put on the schedule: the work itself, and their end. */
export const bulkWork = (jobs: readonly BulkJob[]): NonNullable<Group['jobs']> =>
  Object.fromEntries(
    jobs.flatMap((job) => [
      [job.type, (payload, context) => runBulkJob(job, payload, context)] satisfies Work,
      // Assumed: it answers 404 then.
      [`${job.type}-expiry`, ({ id }, { db }) => void deleteResource(db, { type: job.type, id })] satisfies Work,
    ]),
  )

type Work = [string, (payload: { id: string; rows: readonly never[] }, context: JobContext) => void]

/** Does all rows; one that fails leaves nothing behind and does not stop the others. Observed, campaigns-content §6.4. */
function runBulkJob(job: BulkJob, { id, rows }: { id: string; rows: readonly never[] }, context: JobContext): void {
  const { db, now } = context
  const written: Identifier[] = []
  const errors: object[] = []
  let failed = 0
  for (const [index, row] of rows.entries()) {
    try {
      checkRow(context, job.type, index)
      const made = db.transaction(() => job.work(row, context))
      if (made !== undefined) written.push({ type: job.of, id: made })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed++
      errors.push(...error.entries.map((entry) => jobError(entry, `${pointerTo(job)}/${index}`, context)))
    }
  }
  link(db, { type: job.type, id }, job.rows, written)
  changeJob(db, { type: job.type, id }, now, {
    status: 'complete',
    completed_count: rows.length - failed,
    failed_count: failed,
    completed_at: formatSeconds(now),
    errors,
  })
}

/** Fails a row that a fault rule wants to fail. */
export function checkRow({ account }: JobContext, kind: string, index: number): void {
  const failure = account.mishaps?.failureOf(kind, index)
  if (failure !== undefined) throw rowFailure(failure)
}

/** Members Documented; Assumed: the pointer to the row, and the title without its stop. */
function jobError({ code, title, detail }: ErrorEntry, pointer: string, { account }: JobContext): object {
  return { id: account.ids.uuid(), code, title: title.replace(/\.$/, ''), detail, source: { pointer } }
}

/** Writes these attributes of a job; does nothing when it is gone. */
export function changeJob(db: JobContext['db'], job: Identifier, now: number, changed: Record<string, unknown>): void {
  const row = findResource(db, job)
  if (row !== undefined) updateResource(db, job, { ...(JSON.parse(row.attributes) as object), ...changed }, now)
}
