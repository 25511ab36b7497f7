import type { Account } from './accounts.ts'
import { insertEvent, own, storedProperties, type EventWrite } from './events.ts'
import type { Integration } from './integrations.ts'
import { withPropertiesOf } from './metric-properties.ts'
import { resolveMetric, updateMetricProperties, type FoundMetric } from './metrics.ts'
import { noteChange } from './profile-changes.ts'
import { touchLastEvent } from './profiles.ts'

/** Records many events, and writes what follows from them for metrics and profiles once instead of for each. */
export interface EventRecorder {
  /** As recordEvent; but the metric's properties and the profile's last_event_date wait for `flush`. */
  record(event: EventWrite, now: number): string | undefined
  /** Writes what waits; to be called before anything else reads the account. */
  flush(): void
}

/** A recorder of an account, in whose transactions nobody else records events. */
export function createEventRecorder(account: Account): EventRecorder {
  const { db } = account
  const metrics = new Map<string, FoundMetric>()
  const grown = new Map<string, FoundMetric>()
  const changed = new Set<string>()
  const last = new Map<string, { timestamp: number; now: number }>()

  const metricOf = (name: string, integration: Integration, now: number): FoundMetric => {
    const key = `${integration.key} ${name}`
    let metric = metrics.get(key)
    if (metric === undefined) metrics.set(key, (metric = resolveMetric({ account, db, now }, name, integration)))
    return metric
  }

  return {
    record(event, now) {
      const { integration = 'api', profileId } = event
      const metric = metricOf(event.metric, typeof integration === 'string' ? own[integration] : integration, now)
      const timestamp = event.timestamp ?? Math.floor(now / 1_000_000)
      const stored = storedProperties(event, metric, timestamp)
      const id = insertEvent({ account, db, now }, { event, metricId: metric.id, timestamp, ...stored })
      if (id === undefined) return undefined
      const properties = withPropertiesOf(metric.properties, stored.properties)
      if (properties !== undefined) {
        metric.properties = properties
        grown.set(metric.id, metric)
      }
      changed.add(profileId)
      if (event.touch !== false && timestamp > (last.get(profileId)?.timestamp ?? -1)) {
        last.set(profileId, { timestamp, now })
      }
      return id
    },
    flush() {
      for (const { id, properties } of grown.values()) updateMetricProperties(db, id, properties)
      for (const [profileId, { timestamp, now }] of last) touchLastEvent(db, profileId, timestamp, now)
      for (const profileId of changed) noteChange(db, profileId)
      for (const waiting of [metrics, grown, changed, last]) waiting.clear()
    },
  }
}
