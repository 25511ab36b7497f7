import type { Contract, OperationId } from '../../../schemas/contract.ts'
import type { JsonSchema } from '../../../schemas/json-schema.ts'
import { shapedBy } from '../../../schemas/shaped.ts'
import type { Db } from '../../../store/database.ts'
import { findFlow, flowActionsOf } from '../../../store/flows.ts'
import { shownDefinition } from './grammar.ts'

// Definitions as a revision knows them: by its own schemas, not by its date.

type Json = Readonly<Record<string, unknown>>

/** The whole definition of a flow as it is stored, in wire order (Observed). */
export function definitionOf(db: Db, flowId: string): Json {
  const { triggers, profile_filter, entry_action_id, reentry_criteria } = findFlow(db, flowId)!.head
  return {
    ...{ triggers, profile_filter },
    actions: flowActionsOf(db, flowId).map(({ definition }) => definition),
    entry_action_id,
    // Observed: left out when it was not sent.
    ...(reentry_criteria !== undefined && { reentry_criteria }),
  }
}

/**
 * A definition without what a revision does not know: an action, a trigger or a condition of a type that came later is
 * labelled as unsupported (Documented by the schema), with its id and its links (Assumed).
 */
export function shownAt(contract: Contract, id: OperationId, definition: unknown): unknown {
  const grammar = shownDefinition(contract, id)
  return grammar === undefined ? definition : shapedBy(definition, grammar, labelled)
}

function labelled(value: Json, union: JsonSchema): unknown {
  if (typeof value.type !== 'string' || !isOfTypes(union)) return value
  const { id, links } = value
  return { ...(id !== undefined && { id }), type: 'unsupported', ...(links !== undefined && { links }) }
}

/** Whether a union is one of actions, triggers or conditions, not one of the filters in these. */
const isOfTypes = ({ anyOf = [] }: JsonSchema): boolean =>
  anyOf.some(({ $ref }) => /\/\w+(Action|Trigger|Condition)@[\d-]+$/.test($ref ?? ''))
