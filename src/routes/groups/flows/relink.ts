import { findFlow, flowActionsOf, updateFlow, updateFlowAction, type FlowAction } from '../../../store/flows.ts'
import { deleteFlowAction, findFlowAction } from '../../../store/flows.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { linksOf, mapLinks } from './definition.ts'
import { flowActionType } from './types.ts'

/** Makes what leads to an action of a flow lead to another one, or nowhere. */
export function redirect(
  { id, flowId }: Pick<FlowAction, 'id' | 'flowId'>,
  to: string | null,
  { db, now }: Context,
): void {
  for (const other of flowActionsOf(db, flowId)) {
    if (other.id === to || !linksOf(other.definition).some(({ target }) => target === id)) continue
    const definition = mapLinks(other.definition, (target) => (target === id ? to : target))
    updateFlowAction(db, { ...other, definition }, now)
  }
  const flow = findFlow(db, flowId)!
  const entry = flow.head.entry_action_id
  updateFlow(db, { ...flow, head: { ...flow.head, entry_action_id: entry === id ? to : entry } }, now)
}

/**
 * DELETE /api/flow-actions/{id}: what led to it leads on. Observed, events-flows §5.4. Assumed: that a split with actions
 * on more than one of its paths cannot go, because nothing says which path would remain.
 */
export function dropAction(context: Context): Answer {
  const { db, id } = context
  findOrThrow(flowActionType, id, context)
  const action = findFlowAction(db, id)!
  const next = linksOf(action.definition).flatMap(({ target }) => target ?? [])
  if (next.length > 1) throw invalid('An action that more than one action follows cannot be deleted.')
  redirect(action, next[0] ?? null, context)
  deleteFlowAction(db, id)
  return { kind: 'empty' }
}
