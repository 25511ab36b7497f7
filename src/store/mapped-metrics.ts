import type { Account } from './accounts.ts'
import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import { linkedFrom, resourcesOf, updateResource } from './resources.ts'
import type { Selection } from './selection.ts'

/** The parts that a metric can play in an account. Documented, events §3.5. */
const SLOTS = [
  ...['added_to_cart', 'cancelled_sales', 'ordered_product', 'refunded_sales', 'revenue', 'started_checkout'],
  'viewed_product',
]

/** What a slot may be mapped to, by the name of the link. */
export type MappedTo = 'metric' | 'custom-metric'

const isUnset = `NOT EXISTS (SELECT 1 FROM linkage l WHERE l.type = 'mapped-metric' AND l.id = r.id)`

/** All slots, those that are mapped first. Observed order, events §3.5. */
export const mappedMetricSelection: Selection = resourcesOf(
  'mapped-metric',
  { place: { sql: `(${isUnset}) || r.id` } },
  { field: 'place' },
)

/** What a slot (its id is the parameter) is mapped to. */
export const mappedTo = (type: MappedTo): Selection => linkedFrom('mapped-metric', type, type)

/** Gives a new account its slots. Assumed: nothing is mapped before somebody does. */
export function insertMappedMetrics({ db, clock }: Account): void {
  const now = clock.now()
  db.run(
    `INSERT INTO resource (type, id, created, updated, attributes, internal)
     SELECT 'mapped-metric', value, ?, ?, ?, '{"updates":[]}' FROM json_each(?)`,
    ...[now, now, JSON.stringify({ updated: formatSeconds(now) }), JSON.stringify(SLOTS)],
  )
}

/** When a slot was updated since a time (microseconds). */
export function mappedMetricUpdates(db: Db, id: string, since: number): number[] {
  const text = db.value<string>(`SELECT internal FROM resource WHERE type = 'mapped-metric' AND id = ?`, id)!
  return (JSON.parse(text) as { updates: number[] }).updates.filter((time) => time > since)
}

/** Notes an update of a slot, beside the earlier ones that still count. */
export function noteMappedMetricUpdate(db: Db, id: string, earlier: readonly number[], now: number): void {
  updateResource(db, { type: 'mapped-metric', id }, { updated: formatSeconds(now) }, now)
  const internal = JSON.stringify({ updates: [...earlier, now] })
  db.run(`UPDATE resource SET internal = ? WHERE type = 'mapped-metric' AND id = ?`, internal, id)
}
