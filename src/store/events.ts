import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import { apiIntegration, klaviyoIntegration, type Integration } from './integrations.ts'
import { withPropertiesOf } from './metric-properties.ts'
import { resolveMetric, updateMetricProperties, type MetricInternal, type MetricStore } from './metrics.ts'
import { noteChange } from './profile-changes.ts'
import { profileBehind, touchLastEvent } from './profiles.ts'
import { readPage, type Page, type PageRequest, type Row, type Selection, type Sort } from './selection.ts'

/** What happened to a profile. */
export interface EventWrite {
  /** Name of the metric; it comes into being with its first event. */
  metric: string
  /** Whose metric it is; left out, the API's. */
  integration?: 'klaviyo' | 'api' | Integration
  profileId: string
  /** Seconds since 1970; left out, now. */
  timestamp?: number
  properties: Readonly<Record<string, unknown>>
  uniqueId?: string
  /** null: none, and none is shown, although others of the metric have one. */
  value?: number | null
  valueCurrency?: string
  /** false: last_event_date and `updated` of the profile stay, as when consent changes. Observed, audience §3.3. */
  touch?: false
  /** Left out, new ones: only what was recorded elsewhere has its own. */
  id?: string
  uuid?: string
}

/**
 * Stores an event and moves the profile's last_event_date; gives the event's id, or undefined when profile, metric and
 * unique_id were seen before (the first wins; Observed, events §2.3).
 */
export function recordEvent(store: MetricStore, event: EventWrite): string | undefined {
  const { db, now } = store
  const { integration = 'api' } = event
  const metric = resolveMetric(store, event.metric, typeof integration === 'string' ? own[integration] : integration)
  const timestamp = event.timestamp ?? Math.floor(now / 1_000_000)
  const stored = storedProperties(event, metric, timestamp)
  const id = insertEvent(store, { event, metricId: metric.id, timestamp, ...stored })
  if (id === undefined) return undefined
  const properties = withPropertiesOf(metric.properties, stored.properties)
  if (properties !== undefined) updateMetricProperties(db, metric.id, properties)
  if (event.touch !== false) touchLastEvent(db, event.profileId, timestamp, now)
  noteChange(db, event.profileId)
  return id
}

/** Klaviyo's own integration and the API's, by what an event calls them. */
export const own = { klaviyo: klaviyoIntegration, api: apiIntegration }

/** The properties of an event as its row has them. */
export interface StoredProperties {
  properties: Record<string, unknown>
  uniqueId: string
  value: number | null
}

/**
 * The custom properties, then `$event_id`, `$value`, `$value_currency`, `$extra`: order Observed, events §2.5.
 * Without a value `$value` is absent, but 0 on a metric that has had a valued event: both Observed, the rule Assumed.
 * That `$event_id` and `$value` count when they stand in the properties is Assumed from the older API; a `$value` that
 * is no number is shown as it came and adds nothing to a sum.
 */
export function storedProperties(
  { properties, uniqueId, value, valueCurrency }: EventWrite,
  metric: MetricInternal,
  timestamp: number,
): StoredProperties {
  const { $event_id, $value, $value_currency = valueCurrency, $extra, ...custom } = properties
  const given = typeof $event_id === 'string' || typeof $event_id === 'number' ? String($event_id) : ''
  const key = uniqueId || given || String(timestamp)
  const number = value ?? (typeof $value === 'number' ? $value : undefined)
  const stored: Record<string, unknown> = custom
  stored.$event_id = key
  if (number !== undefined) stored.$value = number
  else if ($value !== undefined && $value !== null) stored.$value = $value
  else if (value !== null && Object.hasOwn(metric.properties, '$value')) stored.$value = 0
  if ($value_currency !== undefined) stored.$value_currency = $value_currency
  if ($extra !== undefined) stored.$extra = $extra
  return { properties: stored, uniqueId: key, value: number ?? null }
}

const INSERT = `
INSERT INTO event (id, metric_id, profile_id, timestamp, unique_id, value, attributes)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING`

/** Inserts the row of an event; gives its id, or undefined when profile, metric and unique_id were seen before. */
export function insertEvent(
  { account, db, now }: MetricStore,
  event: StoredProperties & { event: EventWrite; metricId: string; timestamp: number },
): string | undefined {
  const { metricId, timestamp, uniqueId, value } = event
  const { profileId } = event.event
  const attributes = JSON.stringify({
    timestamp,
    event_properties: event.properties,
    datetime: formatSeconds(timestamp * 1_000_000),
    uuid: event.event.uuid ?? account.ids.uuidAt(timestamp),
  })
  for (;;) {
    const id = event.event.id ?? account.ids.event(now)
    const row = [id, metricId, profileId, timestamp, uniqueId, value, attributes] as const
    if (db.run(INSERT, ...row).changes === 1) return id
    if (isRecorded(db, profileId, metricId, uniqueId)) return undefined
    if (event.event.id !== undefined) throw new Error(`another event has the id ${id}`)
    // The id was taken: a clock that stands still gave the same ids before a restart. The next one is another.
  }
}

function isRecorded(db: Db, profileId: string, metricId: string, uniqueId: string): boolean {
  const found = db.value(
    'SELECT 1 FROM event WHERE profile_id = ? AND metric_id = ? AND unique_id = ?',
    profileId,
    metricId,
    uniqueId,
  )
  return found !== undefined
}

const time: Column = { sql: 'e.timestamp', kind: 'seconds' }

/** All events, newest first; of one second, the one that came in last is the newest. Observed, events §2.6. */
export const eventSelection: Selection = {
  from: 'event e',
  columns: 'e.id, e.attributes, e.metric_id, e.profile_id, e.seq',
  id: 'e.seq',
  fields: {
    id: { sql: 'e.id' },
    metric_id: { sql: 'e.metric_id' },
    profile_id: { sql: 'e.profile_id' },
    datetime: time,
    timestamp: time,
    metric: { sql: `(SELECT r.id FROM resource r WHERE r.type = 'metric' AND r.id = e.metric_id)` },
    profile: { sql: '(SELECT p.id FROM profile p WHERE p.id = e.profile_id)' },
  },
  defaultSort: { field: 'datetime', descending: true },
}

/** One page of events. A filter on several metrics reads a page of each and merges them: no index has their order. */
export function readEvents(db: Db, request: PageRequest & { sort: Sort; size: number }): Page {
  const { terms = [], sort, size, from } = request
  const several = terms.find(({ field, values }) => field === 'metric_id' && values.length > 1)
  if (several === undefined) return readPage(db, eventSelection, request)
  const one = new Map(several.values.map((value) => [JSON.stringify(value), { ...several, values: [value] }]))
  const pages = [...one.values()].map((single) =>
    readPage(db, eventSelection, { ...request, terms: terms.map((term) => (term === several ? single : term)) }),
  )
  const sign = sort.descending === true ? -1 : 1
  const rows = pages.flatMap((page) => page.rows).sort((left, right) => sign * compareEvents(left, right))
  const backward = from?.backward === true
  const more = rows.length > size || pages.some(({ hasNext, hasPrev }) => (backward ? hasPrev : hasNext))
  return {
    rows: backward ? rows.slice(-size) : rows.slice(0, size),
    hasNext: backward || more,
    hasPrev: backward ? more : from !== undefined,
  }
}

function compareEvents(left: Row, right: Row): number {
  return Number(left.sort_value) - Number(right.sort_value) || Number(left.seq) - Number(right.seq)
}

/** The profile of an event (the event's id is the parameter). */
export const profileOfEvent = profileBehind('event e JOIN profile p ON p.id = e.profile_id', 'e.id = ?')

/** The place of an event in the order of ingestion, which breaks the ties of a sort; undefined when it is gone. */
export function findEventSeq(db: Db, id: string): number | undefined {
  return db.value<number>('SELECT seq FROM event WHERE id = ?', id)
}
