import type { Db } from './database.ts'
import { nameColumn } from './resources.ts'

/** A comparison of a property of an event. */
export interface MetricFilter {
  type: 'string' | 'numeric' | 'boolean' | 'list' | 'existence'
  operator: string
  value?: string | number | boolean | readonly string[] | null
}

/** One metric of a custom metric: which of its events count, and where they keep their value. */
export interface MetricGroup {
  metric_id: string
  metric_filters?: readonly { property: string; filter: MetricFilter }[] | null
  value_property?: string | null
}

/** What a custom metric counts: the sum of its groups. Documented, events §3.4. */
export interface CustomMetricDefinition {
  aggregation_method: 'count' | 'value'
  metric_groups: readonly MetricGroup[]
}

export function countCustomMetrics(db: Db): number {
  return db.value<number>(`SELECT count(*) FROM resource WHERE type = 'custom-metric'`) ?? 0
}

/** The id of the custom metric with this name, undefined when there is none. */
export function customMetricNamed(db: Db, name: string): string | undefined {
  return db.value<string>(`SELECT r.id FROM resource r WHERE r.type = 'custom-metric' AND ${nameColumn.sql} = ?`, name)
}

/** What a custom metric counts, undefined when there is none with this id. */
export function findCustomMetric(db: Db, id: string): CustomMetricDefinition | undefined {
  const text = db.value<string>(
    `SELECT attributes -> '$.definition' FROM resource WHERE type = 'custom-metric' AND id = ?`,
    id,
  )
  return text === undefined ? undefined : (JSON.parse(text) as CustomMetricDefinition)
}
