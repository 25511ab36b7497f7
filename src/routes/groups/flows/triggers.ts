import type { Db } from '../../../store/database.ts'
import { findFlow, flowIdsTriggeredBy, updateFlow, type FlowTrigger } from '../../../store/flows.ts'
import { linkedTo, type Identifier } from '../../../store/resources.ts'
import type { Relationship } from '../../resource.ts'

// What triggers flows, seen from the list, segment or metric. events-flows §5.1, §5.3.

/** Flows that a list, segment or metric triggers: linked from the flow's side. */
export const flowTriggersOf = (type: string): Relationship => ({
  type: 'flow',
  many: true,
  related: linkedTo('flow', `trigger-${type}`, type),
})

/** Observed of lists; of the others Documented by the filter's values, which trigger has which Assumed. */
const triggerTypes: Readonly<Record<string, string>> = {
  list: 'Added to List',
  segment: 'Added to List',
  metric: 'Metric',
  date: 'Date Based',
  'price-drop': 'Price Drop',
  'low-inventory': 'Low Inventory',
}

/** What a flow says of its trigger. Assumed: one that names nothing is not configured. */
export function triggerTypeOf([trigger]: readonly FlowTrigger[]): string {
  if (trigger === undefined) return 'Unconfigured'
  const isOpen = ['list', 'segment', 'metric'].includes(trigger.type) && trigger.id == null
  return isOpen ? 'Unconfigured' : (triggerTypes[trigger.type] ?? 'Unconfigured')
}

/**
 * Leaves the flows that a list or segment triggers without it, which is being deleted. Assumed, as is that their status
 * and `updated` stay; wrong if a flow goes with what triggers it, or forbids to delete that.
 */
export function leaveWithoutTrigger(db: Db, gone: Identifier): void {
  for (const id of flowIdsTriggeredBy(db, gone)) {
    const flow = findFlow(db, id)!
    const triggers = flow.head.triggers.map((trigger) => ({ ...trigger, id: null }))
    const attributes = { ...flow.attributes, trigger_type: triggerTypeOf(triggers) }
    updateFlow(db, { ...flow, attributes, head: { ...flow.head, triggers } })
  }
}
