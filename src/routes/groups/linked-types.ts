import { linkedTo, resourcesOf } from '../../store/resources.ts'
import { groupsOfProfile } from '../../store/memberships.ts'
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

export const segments: Group = {
  name: 'Segments',
  types: [
    {
      type: 'segment',
      collection: 'segments',
      selection: resourcesOf('segment'),
      attributes: ['name', 'definition', 'created', 'updated', 'is_active', 'is_processing', 'is_starred'],
      relationships: {},
      notFound: (id) => `A segment with id \`${id}\` does not exist.`,
    },
  ],
  later: 'all',
}

export const segmentsOfProfile: Relationship = { type: 'segment', many: true, related: groupsOfProfile('segment') }
