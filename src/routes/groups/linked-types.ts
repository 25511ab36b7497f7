import { linkedTo, resourcesOf } from '../../store/resources.ts'
import type { Group, Relationship } from '../resource.ts'

// Types that living groups point at before their own groups come alive. Each moves to a file of its own then.

/** Flows that a list, segment or metric triggers: linked from the flow's side. */
export const flowTriggersOf = (type: string): Relationship => ({
  type: 'flow',
  many: true,
  related: linkedTo('flow', `trigger-${type}`, type),
})

export const flows: Group = {
  name: 'Flows',
  types: [
    {
      type: 'flow',
      collection: 'flows',
      selection: resourcesOf('flow'),
      attributes: ['name', 'status', 'archived', 'created', 'updated', 'trigger_type'],
      relationships: {},
    },
    {
      type: 'flow-message',
      collection: 'flow-messages',
      selection: resourcesOf('flow-message'),
      attributes: ['name', 'channel', 'content', 'created', 'updated'],
      relationships: {},
    },
  ],
  later: 'all',
}
