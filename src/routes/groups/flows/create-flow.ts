import { formatSeconds, UPDATED_LATER } from '../../../store/clock.ts'
import { insertFlow, type Flow, type FlowTrigger } from '../../../store/flows.ts'
import type { Row } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import { refuse } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { newActionId, storeNewAction } from './actions.ts'
import { mapLinks } from './definition.ts'
import { definitionProblems, type GivenDefinition } from './definition-problems.ts'
import { completeMember } from './grammar.ts'
import { triggerTypeOf } from './triggers.ts'
import { flowType, shownFlowDefinition } from './types.ts'

/** POST /api/flows. Observed, events-flows §5.2: a draft, with real ids in place of temporary ones everywhere. */
export function createFlow(context: Context): Answer {
  const { db, now, account } = context
  const { attributes } = (context.body as { data: { attributes: { name: string; definition: GivenDefinition } } }).data
  const { name, definition } = attributes
  refuse(definitionProblems(definition, db))
  const ids = new Map(definition.actions.map(({ temporary_id: id }) => [id, newActionId(context)]))
  const realId = (temporary: string) => ids.get(temporary)!
  const id = account.ids.short()
  insertFlow(
    db,
    newFlow(id, name, { ...definition, entry_action_id: realIdOf(definition.entry_action_id, realId) }, now),
    now,
  )
  for (const action of definition.actions) {
    storeNewAction(realId(action.temporary_id!), mapLinks(action, realId), id, context)
  }
  const fresh = { created: now, updated: now + UPDATED_LATER }
  return { kind: 'one', type: 'flow', row: withDefinition(findOrThrow(flowType, id, context), context), fresh }
}

const realIdOf = (given: string | null, realId: (temporary: string) => string) =>
  given === null ? null : realId(given)

function newFlow(id: string, name: string, definition: GivenDefinition, now: number): Flow {
  const { entry_action_id, reentry_criteria } = definition
  const triggers = completeMember('triggers', definition.triggers) as readonly FlowTrigger[]
  const time = formatSeconds(now)
  return {
    id,
    attributes: {
      ...{ name, status: 'draft', archived: false, created: time, updated: time },
      trigger_type: triggerTypeOf(triggers),
    },
    head: {
      triggers,
      profile_filter: definition.profile_filter ?? null,
      entry_action_id,
      ...(reentry_criteria !== undefined && { reentry_criteria }),
    },
  }
}

/** Observed: the answer to a create shows the definition, asked for or not. */
function withDefinition(row: Row, context: Context): Row {
  const definition = shownFlowDefinition(row.id, context)
  return { ...row, attributes: JSON.stringify({ ...(JSON.parse(row.attributes) as object), definition }) }
}
