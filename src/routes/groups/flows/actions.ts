import { insertFlowAction, nextFlowActionId, type ActionDefinition, type ActionFacts } from '../../../store/flows.ts'
import { branchesOf, innerActionsOf, mapInnerActions, statusOf, type GivenAction } from './definition.ts'
import { completeData } from './grammar.ts'
import { sendsMessage, storeNewMessage, type Store } from './messages.ts'

// Actions as they are stored: complete, with ids of their own. events-flows §5.2, §5.3.

type Json = Readonly<Record<string, unknown>>

/**
 * The name that filters, and older revisions, give to a type of action. Observed: the first eleven names, events-flows
 * §5.4; which type has which, and the other names, are Assumed.
 */
const olderTypes: Readonly<Record<string, string>> = {
  'send-email': 'SEND_EMAIL',
  'send-sms': 'SEND_SMS',
  'send-mobile-push': 'SEND_PUSH_NOTIFICATION',
  'send-internal-alert': 'SEND_NOTIFICATION_MESSAGE',
  'time-delay': 'TIME_DELAY',
  'conditional-split': 'BOOLEAN_BRANCH',
  'trigger-split': 'BOOLEAN_BRANCH',
  'update-profile': 'UPDATE_CUSTOMER',
  'back-in-stock-delay': 'BACK_IN_STOCK_DELAY',
  'countdown-delay': 'COUNTDOWN_DELAY',
  'send-webhook': 'WEBHOOK',
  'ab-test': 'AB_TEST',
  'action-output-split': 'BOOLEAN_BRANCH',
}

/** What an action is found by. */
export const factsOf = (definition: ActionDefinition): ActionFacts => ({
  action_type: olderTypes[definition.type] ?? definition.type.replaceAll('-', '_').toUpperCase(),
  status: statusOf(definition),
})

/** A new id for an action. */
export const newActionId = ({ account, db }: Store): string => nextFlowActionId(db, (bound) => account.ids.below(bound))

const BOOLEAN_SPLITS = ['conditional-split', 'trigger-split', 'action-output-split']

/** Links of an action that names none. Assumed: that they are shown, and null. */
function completeLinks({ type, links }: GivenAction): Json | null {
  if (type === 'multi-branch-split') return null
  if (links) return links
  return BOOLEAN_SPLITS.includes(type) ? { next_if_true: null, next_if_false: null } : { next: null }
}

/** The definition in wire order: id, type, data, links (Observed); without data where the type has none. */
export function actionDefinition(id: string, action: GivenAction): ActionDefinition {
  const { type } = action
  const data = completed(action)
  return { id, type, ...(data !== undefined && { data }), links: completeLinks(action) }
}

/** The data of an action with all that its type fills in. */
function completed({ type, data: given }: GivenAction): Json | null | undefined {
  const data = completeData({ type, data: given ?? null })
  if (type === 'time-delay' && data) return timeDelay(data)
  if (type === 'multi-branch-split' && data) return { ...data, branches: orderedBranches(data.branches as Json[]) }
  if (sendsMessage(type)) return { message: data?.message ?? null, status: data?.status ?? 'draft' }
  return data
}

/** Observed: `secondary_value` is null beside days, 0 beside hours; of minutes Assumed. */
function timeDelay({ unit, value, secondary_value: second, ...rest }: Json): Json {
  return { unit, value, secondary_value: second ?? (unit === 'days' ? null : 0), ...rest }
}

/** Branches have an order, given or not: Assumed. */
const orderedBranches = (branches: readonly Json[]): Json[] =>
  branches.map((branch, index) => ({ ...branch, order: branch.order ?? index }))

/** Stores a new action whose links name real ids, with its messages. */
export function storeNewAction(id: string, given: GivenAction, flowId: string, store: Store): ActionDefinition {
  const own = actionDefinition(id, given)
  const named = withBranchIds(withInnerIds(own, store), [], store)
  const definition = withNewMessages(named, { actionId: id, flowId }, store)
  insertFlowAction(store.db, { id, flowId, ...factsOf(definition), definition }, store.now)
  return definition
}

/**
 * Branch ids are made by the server (Documented for actions that are inserted; their form is Assumed); `known` are those
 * that it has made already.
 */
export function withBranchIds(
  action: ActionDefinition,
  known: readonly unknown[],
  { account }: Store,
): ActionDefinition {
  if (action.type !== 'multi-branch-split') return action
  const branches = branchesOf(action.data).map((branch) =>
    known.includes(branch.branch_id) ? branch : { ...branch, branch_id: account.ids.uuid() },
  )
  return { ...action, data: { ...action.data, branches } }
}

/**
 * The actions of an experiment have ids of their own, by which its allocations name them. Assumed, as is that they are
 * parts of the experiment's action and not actions of the flow.
 */
function withInnerIds(action: ActionDefinition, store: Store): ActionDefinition {
  const ids = new Map<string, string>()
  const named = mapInnerActions(action, (inner) => {
    const id = inner.id ?? newActionId(store)
    if (inner.temporary_id != null) ids.set(inner.temporary_id, id)
    return actionDefinition(id, inner)
  })
  const experiment = named.data?.current_experiment as Json | null | undefined
  if (!experiment) return named
  const { allocations } = experiment
  const renamed = Object.entries((allocations ?? {}) as Json).map(([name, share]) => [ids.get(name) ?? name, share])
  const current_experiment = {
    ...experiment,
    id: experiment.id ?? store.account.ids.short(),
    ...(allocations != null && { allocations: Object.fromEntries(renamed) as Json }),
  }
  return { ...named, data: { ...named.data, current_experiment } }
}

/** The action with messages of its own, stored. An action that sends one has it from the start (Assumed). */
function withNewMessages<Action extends GivenAction>(
  action: Action,
  place: { actionId: string; flowId: string },
  store: Store,
): Action {
  if (innerActionsOf(action).length > 0) return mapInnerActions(action, (inner) => withNewMessages(inner, place, store))
  if (!sendsMessage(action.type)) return action
  const message = storeNewMessage(action.type, action.data?.message as Json | null | undefined, place, store)
  return { ...action, data: { ...action.data, message } }
}
