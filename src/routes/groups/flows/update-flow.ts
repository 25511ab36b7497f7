import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { deleteResource } from '../../../store/resources.ts'
import { deleteFlowAction, findFlow, flowActionsOf, updateFlow, updateFlowAction } from '../../../store/flows.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import { factsOf } from './actions.ts'
import { withStatus } from './definition.ts'
import { flowType } from './types.ts'

/** What a flow can be set to. Documented; the text of the refusal is Assumed. */
const STATUSES = ['draft', 'manual', 'live']

/** PATCH /api/flows/{id}: its status, pushed onto all of its actions. Observed, events-flows §5.4. */
export function changeFlow(context: Context): Answer {
  const { db, now, id } = context
  findOrThrow(flowType, id, context)
  const { data } = context.body as RequestBodies['update_flow']
  requireSameId(data.id, id)
  const { status } = data.attributes
  if (!STATUSES.includes(status)) {
    throw invalid(`'status' must be one of: ${STATUSES.join(', ')} (got ${status.slice(0, 60)})`, {
      pointer: '/data/attributes/status',
    })
  }
  const flow = findFlow(db, id)!
  updateFlow(db, { ...flow, attributes: { ...flow.attributes, status } }, now)
  for (const action of flowActionsOf(db, id)) {
    const definition = withStatus(action.definition, status)
    if (definition !== action.definition) {
      updateFlowAction(db, { ...action, ...factsOf(definition), definition }, now)
    }
  }
  return { kind: 'one', type: 'flow', row: findOrThrow(flowType, id, context) }
}

/** DELETE /api/flows/{id}: with its actions and messages; the copies of templates stay (Observed, events-flows §5.2). */
export function dropFlow(context: Context): Answer {
  const { db, id } = context
  findOrThrow(flowType, id, context)
  for (const action of flowActionsOf(db, id)) deleteFlowAction(db, action.id)
  deleteResource(db, { type: 'flow', id })
  return { kind: 'empty' }
}
