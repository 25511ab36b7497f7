import type { Db } from './database.ts'
import type { MetricInternal } from './metrics.ts'

/** A property that the events of a metric were seen with. */
export interface MetricProperty {
  id: string
  metricId: string
  label: string
  property: string
  inferred_type: string
}

/** Never offered as properties. `$event_id` Observed, events §3.2; `$extra` Documented for the builders, events §2.9. */
const HIDDEN: ReadonlySet<string> = new Set(['$event_id', '$extra'])

/** So that events whose property names are data (ids as names, say) do not grow their metric without bound. */
const PROPERTIES_KEPT = 1000

/**
 * The known properties with those of one event added; undefined when the event brings none that is new. A property
 * keeps the type it was first seen with (Assumed).
 */
export function withPropertiesOf(
  known: MetricInternal['properties'],
  event: Readonly<Record<string, unknown>>,
): MetricInternal['properties'] | undefined {
  let grown: Record<string, string> | undefined
  for (const name in event) {
    if (Object.hasOwn(known, name) || HIDDEN.has(name)) continue
    const type = inferredType(event[name])
    if (type === undefined) continue
    grown ??= { ...known }
    grown[name] = type
  }
  return grown !== undefined && Object.keys(grown).length <= PROPERTIES_KEPT ? grown : undefined
}

/**
 * `numeric`, `string` and that a boolean counts as numeric: Observed, events §3.2. `List`: Documented. That nested
 * objects are no properties follows from their being of no use in segments (Documented, events §2.1).
 */
function inferredType(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return 'numeric'
  if (typeof value === 'string') return 'string'
  return Array.isArray(value) ? 'List' : undefined
}

/** The properties of a metric, sorted by name (Observed, events §3.2); undefined when there is no such metric. */
export function listMetricProperties(db: Db, metricId: string): MetricProperty[] | undefined {
  const metric = db.get<{ name: string; internal: string }>(
    `SELECT attributes ->> '$.name' AS name, internal FROM resource WHERE type = 'metric' AND id = ?`,
    metricId,
  )
  if (metric === undefined) return undefined
  const { properties } = JSON.parse(metric.internal) as MetricInternal
  return Object.entries(properties)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([property, inferred_type]) => ({
      id: metricPropertyId(metricId, property),
      metricId,
      // Observed, events §3.2.
      label: property === '$value' ? `${metric.name} Value` : property,
      property,
      inferred_type,
    }))
}

/** The property with this id, or undefined. */
export function findMetricProperty(db: Db, id: string): MetricProperty | undefined {
  const text = Buffer.from(id, 'base64url').toString('utf8')
  const metricId = text.slice(0, Math.max(0, text.indexOf('.')))
  return listMetricProperties(db, metricId)?.find((property) => property.id === id)
}

const SAMPLES = 5
const SAMPLED = `
SELECT e.attributes FROM event e
JOIN resource r ON r.type = 'metric' AND r.id = e.metric_id
WHERE e.metric_id = ? AND r.created <= ?
ORDER BY e.timestamp DESC, e.seq DESC LIMIT 50`

/**
 * A few different values of a property, newest first; null when there are none. Observed, events §3.2: null minutes after
 * the first event, and nothing else has been seen. Assumed: values come a day after the metric; a recording of an older
 * account would show when, how many and which.
 */
export function sampleValues(db: Db, metricId: string, property: string, now: number): string[] | null {
  const samples = new Set<string>()
  for (const { attributes } of db.all<{ attributes: string }>(SAMPLED, metricId, now - 86_400_000_000)) {
    const { event_properties } = JSON.parse(attributes) as { event_properties: Record<string, unknown> }
    const value = Object.hasOwn(event_properties, property) ? event_properties[property] : null
    for (const each of [value].flat()) {
      if (each === null || samples.size === SAMPLES) continue
      samples.add(typeof each === 'string' ? each : JSON.stringify(each))
    }
  }
  return samples.size === 0 ? null : [...samples]
}

/** Unpadded base64url of `<metric id>.<property>`. Observed, events §3.2. */
function metricPropertyId(metricId: string, property: string): string {
  return Buffer.from(`${metricId}.${property}`).toString('base64url')
}
