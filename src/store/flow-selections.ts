import type { Column } from './filter-sql.ts'
import { linkedFrom, linkedTo, resourceColumns, resourcesOf } from './resources.ts'
import type { Selection, Sort } from './selection.ts'

/*
 * Flows, their actions and the messages of these, as they are listed and reached from one another. Links lead from
 * child to parent; rows carry the ids of what every view of them shows.
 */

/** An attribute by which a flow or an action is found; '' for none, because rows are sorted by it. */
const attribute = (name: string): Column => ({ sql: `ifnull(r.attributes ->> '$.${name}', '')` })

const linkColumn = (relationship: string, name: string) => /* sql */ `
  (SELECT l.to_id FROM linkage l WHERE l.type = r.type AND l.id = r.id AND l.relationship = '${relationship}') AS ${name}`

export const flowSelection: Selection = resourcesOf('flow', {
  status: attribute('status'),
  trigger_type: attribute('trigger_type'),
  archived: { sql: `ifnull(r.attributes ->> '$.archived', 0)`, kind: 'boolean' },
})

/** Flow actions in the order in which they were made. Observed: their cursors carry `created`, events-flows §5.4. */
const byCreation: Sort = { field: 'created' }

/** All flow actions with their `flow_id`. */
export const flowActionSelection: Selection = {
  ...resourcesOf('flow-action', { action_type: attribute('action_type'), status: attribute('status') }, byCreation),
  columns: `${resourceColumns}, ${linkColumn('flow', 'flow_id')}`,
}

/** All flow messages with their `flow_action_id`, and the `template_id` of their copy of a template. */
export const flowMessageSelection: Selection = {
  ...resourcesOf('flow-message', {}, byCreation),
  columns: `${resourceColumns}, ${linkColumn('flow-action', 'flow_action_id')}, ${linkColumn('template', 'template_id')}`,
}

/** What lies below a parent; the parent's id is the parameter. */
function below(selection: Selection, type: string, parent: string): Selection {
  const { from, where } = linkedTo(type, parent, parent)
  return { ...selection, from, where: where!, defaultSort: byCreation }
}

/** What a child's link leads to; the child's id is the parameter. */
function above(selection: Selection, type: string, parent: string): Selection {
  const { from, where } = linkedFrom(type, parent, parent)
  return { ...selection, from, where: where!, defaultSort: { field: 'id' } }
}

export const actionsOfFlow = below(flowActionSelection, 'flow-action', 'flow')
export const messagesOfAction = below(flowMessageSelection, 'flow-message', 'flow-action')
export const flowOfAction = above(flowSelection, 'flow-action', 'flow')
export const actionOfMessage = above(flowActionSelection, 'flow-message', 'flow-action')

/** The copy of a template that a message holds. */
export const templateOfMessage = linkedFrom('flow-message', 'template', 'template')

/** The image that a message names: nothing but the attribute says which. */
export const imageOfMessage: Selection = {
  ...resourcesOf('image'),
  from: /* sql */ `resource m JOIN resource r ON r.type = 'image' AND r.id = m.attributes ->> '$.definition.image_id'`,
  where: `m.type = 'flow-message' AND m.id = ?`,
}
