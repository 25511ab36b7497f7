import type { Db } from './database.ts'

/** An event as its row says. */
export interface KeptEvent {
  id: string
  metricId: string
  profileId: string
  /** Seconds since 1970. */
  timestamp: number
  uniqueId: string
  value: number | null
  uuid: string
  properties: Record<string, unknown>
}

interface EventRow {
  id: string
  metric_id: string
  profile_id: string
  timestamp: number
  unique_id: string
  value: number | null
  attributes: string
}

/** All events, in the order in which they came in. */
export function listKeptEvents(db: Db): KeptEvent[] {
  return db.all<EventRow>('SELECT * FROM event ORDER BY seq').map(({ id, timestamp, value, ...row }) => {
    const attributes = JSON.parse(row.attributes) as { event_properties: Record<string, unknown>; uuid: string }
    return {
      ...{ id, timestamp, value, metricId: row.metric_id, profileId: row.profile_id, uniqueId: row.unique_id },
      uuid: attributes.uuid,
      properties: attributes.event_properties,
    }
  })
}
