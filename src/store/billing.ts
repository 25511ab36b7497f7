import type { Db } from './database.ts'
import { klaviyoIntegration } from './integrations.ts'

// What an account has used up, counted from what has happened in it. Times are microseconds.

interface Span {
  from: number
  to: number
}

const SECOND = 1_000_000

/** Profiles that e-mail may reach: those that are not suppressed. */
export function countActiveProfiles(db: Db): number {
  return db.value<number>(
    `SELECT (SELECT count(*) FROM profile)
       - (SELECT count(DISTINCT profile_id) FROM suppression WHERE list_id = '')`,
  )!
}

/** Whose events count: those of Klaviyo's own metrics alone, or of every metric of the name. */
export interface Metrics {
  names: readonly string[]
  own: boolean
}

/** Events of metrics, in a span of time. */
export function countEvents(db: Db, metrics: Metrics, span: Span): number {
  return sumOf(db, metrics, span, '1')
}

/** What these events cost: their `$usage_amount`, or 1 where they have none. */
export function sumUsage(db: Db, metrics: Metrics, span: Span): number {
  return sumOf(db, metrics, span, `ifnull(attributes ->> '$.event_properties."$usage_amount"', 1)`)
}

function sumOf(db: Db, { names, own }: Metrics, { from, to }: Span, summand: string): number {
  return db.value<number>(
    `SELECT ifnull(sum(${summand}), 0) FROM event
     WHERE metric_id IN (
       SELECT id FROM resource
       WHERE type = 'metric' AND ifnull(attributes ->> '$.name', '') IN (SELECT value FROM json_each(?))
         AND (? = 0 OR attributes ->> '$.integration.key' = ?))
       AND timestamp >= ? AND timestamp < ?`,
    ...[JSON.stringify(names), Number(own), klaviyoIntegration.key, from / SECOND, to / SECOND],
  )!
}
