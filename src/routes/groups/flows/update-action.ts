import {
  deleteFlowMessage,
  findFlow,
  findFlowAction,
  flowActionsOf,
  flowMessageIdsOf,
  updateFlow,
  updateFlowAction,
  type ActionDefinition,
  type FlowAction,
} from '../../../store/flows.ts'
import type { Answer, Context } from '../../context.ts'
import { pointerOf, refuse, type ErrorEntry } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import { DEFINITION, problemIf } from '../campaigns/problems.ts'
import { actionProblems } from './action-problems.ts'
import { actionDefinition, factsOf, newActionId, withBranchIds } from './actions.ts'
import {
  branchesOf,
  innerActionsOf,
  linksOf,
  mapInnerActions,
  messagesOf,
  statusOf,
  type GivenAction,
} from './definition.ts'
import { graphProblems } from './definition-problems.ts'
import { sendsMessage, storeChangedMessage, storeNewMessage, type Store } from './messages.ts'
import { flowActionType } from './types.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * PATCH /api/flow-actions/{id}: a whole definition (Observed, events-flows §5.4). What it leaves out, of the message too,
 * stays as it is: Assumed.
 */
export function changeAction(context: Context): Answer {
  const { db, now, id } = context
  findOrThrow(flowActionType, id, context)
  const { data } = context.body as { data: { id: string; attributes: { definition: GivenAction } } }
  requireSameId(data.id, id)
  const given = data.attributes.definition
  const stored = findFlowAction(db, id)!
  refuse(identityProblems(given, stored))
  refuse([
    ...innerProblems(given, stored.definition),
    ...actionProblems(given, DEFINITION, { db, copies: copiesOf(stored) }),
  ])
  refuse(linkProblems(given, stored, context))
  const definition = rewritten(given, stored.definition, { actionId: id, flowId: stored.flowId }, context)
  dropLostMessages(definition, context)
  updateFlowAction(db, { ...stored, ...factsOf(definition), definition }, now)
  updateFlow(db, findFlow(db, stored.flowId)!, now)
  // Observed: microseconds right after a write.
  return { kind: 'one', type: 'flow-action', row: findOrThrow(flowActionType, id, context), fresh: { updated: now } }
}

/** What makes an action the one that it is cannot be changed. Assumed, texts and pointers. */
function identityProblems(given: GivenAction, { id, definition }: FlowAction): ErrorEntry[] {
  const { type, id: givenId, temporary_id: temporary } = given
  return [
    ...problemIf(
      type !== definition.type,
      `The type of an action cannot be changed (it is '${definition.type}').`,
      `${DEFINITION}/type`,
    ),
    ...problemIf(
      givenId != null && givenId !== id,
      `The id in the definition (${givenId}) does not match the id in the path (${id}).`,
      `${DEFINITION}/id`,
    ),
    ...problemIf(temporary != null, "'temporary_id' is not allowed on update.", `${DEFINITION}/temporary_id`),
  ]
}

/** The messages of an action, by id, with their copies of templates. */
const copiesOf = ({ definition }: FlowAction): ReadonlyMap<string, string | null> =>
  new Map(
    messagesOf(definition).map(({ message }) => [message.id as string, (message.template_id as string | null) ?? null]),
  )

/** Ids inside of a definition name what is there already. Assumed. */
function innerProblems(given: GivenAction, before: ActionDefinition): ErrorEntry[] {
  const messages = new Set(messagesOf(before).map(({ message }) => message.id))
  const actions = new Set(innerActionsOf(before).map(({ action }) => action.id))
  return [
    ...messagesOf(given).flatMap(({ path, message }) =>
      problemIf(
        message.id != null && !messages.has(message.id),
        `The action has no message with id ${String(message.id)}.`,
        `${DEFINITION}${pointerOf(path)}/id`,
      ),
    ),
    ...innerActionsOf(given).flatMap(({ path, action }) =>
      problemIf(
        action.id != null && !actions.has(action.id),
        `The experiment has no action with id ${action.id}.`,
        `${DEFINITION}${pointerOf(path)}/id`,
      ),
    ),
  ]
}

/** Links may change as long as the actions of the flow remain one tree. Assumed. */
function linkProblems(given: GivenAction, { id, flowId, definition }: FlowAction, { db }: Context): ErrorEntry[] {
  const changed = { ...definition, ...given, links: given.links ?? definition.links }
  const targets = (action: GivenAction) => linksOf(action).flatMap(({ target }) => target ?? [])
  if (targets(changed).join() === targets(definition).join()) return []
  const nodes = flowActionsOf(db, flowId).map((other) => ({
    id: other.id,
    action: other.id === id ? changed : other.definition,
    pointer: `${DEFINITION}/links`,
    pointerTo: (path: readonly (string | number)[]) =>
      other.id === id ? `${DEFINITION}${pointerOf(path)}` : `${DEFINITION}/links`,
  }))
  return graphProblems(nodes, findFlow(db, flowId)!.head.entry_action_id, `${DEFINITION}/links`)
}

/** The definition that an update leads to, its messages stored; `before` is undefined for a new variation. */
function rewritten(
  given: GivenAction,
  before: ActionDefinition | undefined,
  place: { actionId: string; flowId: string },
  store: Store,
): ActionDefinition {
  const id = before?.id ?? newActionId(store)
  const base = { ...given, data: dataOf(given, before), links: given.links ?? before?.links ?? null }
  const plain = actionDefinition(id, base)
  const known = branchesOf(before?.data).map((branch) => branch.branch_id)
  const own = withBranchIds(plain, known, store)
  if (innerActionsOf(own).length > 0) {
    return mapInnerActions(own, (inner) => rewritten(inner, innerBefore(inner, own, before), place, store))
  }
  if (!sendsMessage(own.type)) return own
  const message = given.data?.message as Json | null | undefined
  const earlier = before?.data?.message as Json | undefined
  const stored =
    earlier === undefined
      ? storeNewMessage(own.type, message, place, store)
      : storeChangedMessage(own.type, message, earlier, store)
  return { ...own, data: { ...own.data, message: stored } }
}

/** The data as given, with the status that it had where none is given. */
function dataOf({ data }: GivenAction, before: ActionDefinition | undefined): Json | null {
  if (data == null) return before?.data ?? null
  const status = before === undefined ? null : statusOf(before)
  return status === null || data.status !== undefined ? data : { ...data, status }
}

/** What an action of an experiment was before: the one with its id, or, without an id, the main action. */
function innerBefore(inner: GivenAction, own: GivenAction, before: ActionDefinition | undefined) {
  const earlier = before === undefined ? [] : innerActionsOf(before).map(({ action }) => action as ActionDefinition)
  if (inner.id != null) return earlier.find(({ id }) => id === inner.id)
  return inner === own.data?.main_action ? (before?.data?.main_action as ActionDefinition | undefined) : undefined
}

/** Deletes the messages of variations that are gone. */
function dropLostMessages(definition: ActionDefinition, { db }: Context): void {
  const kept = messagesOf(definition).map(({ message }) => message.id)
  for (const id of flowMessageIdsOf(db, definition.id)) if (!kept.includes(id)) deleteFlowMessage(db, id)
}
