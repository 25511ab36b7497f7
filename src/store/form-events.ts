import type { Db } from './database.ts'

/** Something that happened to a form. */
export interface FormEvent {
  profile_id: string
  /** Seconds. */
  timestamp: number
  form_id: string
  form_version_id: string | null
}

const property = (name: string) => `CAST(e.attributes ->> '$.event_properties."${name}"' AS TEXT)`

/** A metric's events of forms in [from, until[, seconds. `form_id` is Documented (events §3.3), the version's Assumed. */
export function readFormEvents(db: Db, metricId: string, from: number, until: number): FormEvent[] {
  return db.all<FormEvent>(
    `SELECT e.profile_id, e.timestamp, ${property('form_id')} AS form_id, ${property('form_version_id')} AS form_version_id
     FROM event e INDEXED BY event_metric
     WHERE e.metric_id = ? AND e.timestamp >= ? AND e.timestamp < ? AND ${property('form_id')} IS NOT NULL`,
    metricId,
    from,
    until,
  )
}
