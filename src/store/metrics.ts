import type { Account } from './accounts.ts'
import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import { apiIntegration, klaviyoIntegration, type Integration } from './integrations.ts'
import { insertMappedMetrics } from './mapped-metrics.ts'
import { resourceColumns, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

/** What a metric keeps beside its attributes: the type of each property that its events were seen with. */
export interface MetricInternal {
  properties: Readonly<Record<string, string>>
}

/** A metric as an event finds it. */
export interface FoundMetric {
  id: string
  properties: MetricInternal['properties']
}

/** Who writes a metric or an event. */
export interface MetricStore {
  account: Account
  db: Db
  /** Microseconds since 1970. */
  now: number
}

export const metricSelection: Selection = resourcesOf('metric', {
  'integration.name': { sql: `r.attributes ->> '$.integration.name'` },
  'integration.category': { sql: `r.attributes ->> '$.integration.category'` },
})

/** The metric of an event (the event's id is the parameter). */
export const metricOfEvent: Selection = {
  from: `event e JOIN resource r ON r.type = 'metric' AND r.id = e.metric_id`,
  where: 'e.id = ?',
  columns: resourceColumns,
  id: 'r.id',
  fields: { id: { sql: 'r.id' } },
  defaultSort: { field: 'id' },
}

const FIND = `
SELECT id, internal FROM resource
WHERE type = 'metric' AND ifnull(attributes ->> '$.name', '') = ? AND attributes ->> '$.integration.key' = ?`

/**
 * The metric of this name and integration, made when there is none. A name is unique per integration, and `created` is
 * the time of ingestion, not of the event. Observed, events §2.2.
 */
export function resolveMetric(store: MetricStore, name: string, integration: Integration): FoundMetric {
  const found = store.db.get<{ id: string; internal: string }>(FIND, name, integration.key)
  if (found !== undefined) return { id: found.id, ...(JSON.parse(found.internal) as MetricInternal) }
  const id = freeId(store)
  insertMetrics(store, [{ id, name, integration }])
  return { id, properties: {} }
}

/** The id of a metric of this name, whatever its integration. */
export function findMetricNamed(db: Db, name: string): string | undefined {
  return db.value<string>(
    `SELECT id FROM resource WHERE type = 'metric' AND ifnull(attributes ->> '$.name', '') = ? ORDER BY id LIMIT 1`,
    name,
  )
}

/** The attributes of a metric. */
export function findMetric(db: Db, id: string): { name: string; integration: Integration } | undefined {
  const text = db.value<string>(`SELECT attributes FROM resource WHERE type = 'metric' AND id = ?`, id)
  return text === undefined ? undefined : (JSON.parse(text) as { name: string; integration: Integration })
}

/** Keeps the types of properties that a metric's events were seen with. */
export function updateMetricProperties(db: Db, id: string, properties: MetricInternal['properties']): void {
  const internal: MetricInternal = { properties }
  db.run(`UPDATE resource SET internal = ? WHERE type = 'metric' AND id = ?`, JSON.stringify(internal), id)
}

/** Those of the ids that no metric has, in the order given. */
export function unknownMetrics(db: Db, ids: readonly string[]): string[] {
  const known = db.all<{ id: string }>(
    `SELECT id FROM resource WHERE type = 'metric' AND id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
  return ids.filter((id) => !known.some((metric) => metric.id === id))
}

/** Whether an event of the metric has had a value. */
export function hasValues(db: Db, id: string): boolean {
  const text = db.value<string>(`SELECT internal FROM resource WHERE type = 'metric' AND id = ?`, id)
  return text !== undefined && Object.hasOwn((JSON.parse(text) as MetricInternal).properties, '$value')
}

/** The ids of metrics by their names, of Klaviyo's own (one each) or of whatever integration. */
export function metricsNamed(db: Db, names: readonly string[], integration?: 'klaviyo'): Map<string, string[]> {
  const rows = db.all<{ id: string; name: string }>(
    `SELECT id, attributes ->> '$.name' AS name FROM resource
     WHERE type = 'metric' AND ifnull(attributes ->> '$.name', '') IN (SELECT value FROM json_each(?))
       AND (? IS NULL OR attributes ->> '$.integration.key' = ?)`,
    ...[JSON.stringify(names), integration ?? null, integration ?? null],
  )
  const ids = new Map<string, string[]>()
  for (const { id, name } of rows) ids.set(name, [...(ids.get(name) ?? []), id])
  return ids
}

const INSERT = `
INSERT INTO resource (type, id, created, updated, attributes, internal)
SELECT 'metric', value ->> '$.id', ?, ?, value ->> '$.attributes', '{"properties":{}}' FROM json_each(?)`

function insertMetrics(
  { db, now }: MetricStore,
  metrics: readonly { id: string; name: string; integration: Integration }[],
): void {
  const [created, updated] = [formatSeconds(now), formatSeconds(now)]
  const rows = metrics.map(({ id, name, integration }) => ({ id, attributes: { name, created, updated, integration } }))
  db.run(INSERT, now, now, JSON.stringify(rows))
}

function freeId({ account, db }: MetricStore): string {
  for (;;) {
    const id = account.ids.short()
    if (unknownMetrics(db, [id]).length === 1) return id
  }
}

/** The metrics that an account is born with. Observed in a new account of July 2026, events §8. */
const systemMetrics: readonly (readonly [name: string, integration: Integration])[] = [
  ...[
    ...['Received Email', 'Opened Email', 'Clicked Email', 'Bounced Email', 'Dropped Email', 'Marked Email as Spam'],
    ...['Skipped Send', 'Clicked email to unsubscribe'],
    ...['Sent Text Message', 'Received Text Message', 'Clicked Text Message', 'Relayed Text Message'],
    ...['Failed to Deliver Text Message', 'Opened Text', 'Received Automated Response Text Message'],
    ...['Failed to Deliver Automated Response Text Message', 'Subscribed to Text Messaging Marketing'],
    'Unsubscribed from Text Messaging Marketing',
  ].map((name) => [name, klaviyoIntegration] as const),
  ['Active on Site', apiIntegration],
]

/** Whether an account has any metric; a new one has none before insertSystemMetrics. */
export const hasMetrics = (db: Db): boolean =>
  db.value<number>(`SELECT EXISTS (SELECT 1 FROM resource WHERE type = 'metric')`) === 1

/** Gives a new account the metrics that it is born with, and the slots that metrics can be mapped to. */
export function insertSystemMetrics(account: Account): void {
  const ids = new Set<string>()
  while (ids.size < systemMetrics.length) ids.add(account.ids.short())
  const free = [...ids]
  insertMetrics(
    { account, db: account.db, now: account.clock.now() },
    systemMetrics.map(([name, integration], index) => ({ id: free[index]!, name, integration })),
  )
  insertMappedMetrics(account)
}
