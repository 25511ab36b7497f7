import { formatSeconds } from '../../../store/clock.ts'
import { deleteLogsUntil, insertLog } from '../../../store/object-records.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { JobContext } from '../../resource.ts'
import type { ValueError } from './property-values.ts'

/** Documented, campaigns-content §7.6. */
const KEPT = 14 * 24 * 60 * 60 * 1_000_000

/** Notes that a record could not be taken: an error; that one of its links could not be made: a warning (Assumed). */
export function logFailure(
  { account, db, now }: JobContext,
  typeId: string,
  recordId: string | null,
  errors: readonly ValueError[],
  status: 'error' | 'warning' = 'error',
): void {
  const count = `${errors.length} validation error${errors.length === 1 ? '' : 's'}`
  insertLog(db, {
    id: account.ids.uuid(),
    object_type_id: typeId,
    record_id: recordId,
    status,
    timestamp: now,
    attributes: {
      status,
      event_type: 'validation_error',
      timestamp: formatSeconds(now),
      summary: recordId === null ? count : `${count} for ${recordId}`,
      errors,
    },
  })
  scheduleWork(db, now + KEPT, 'ingestion-log-expiry', {})
}

/** Logs are kept for 14 days. */
export function expireLogs(_: object, { db, now }: JobContext): void {
  deleteLogsUntil(db, now - KEPT)
}
