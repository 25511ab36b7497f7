import type { Db } from '../../../store/database.ts'
import type { FlowHead } from '../../../store/flows.ts'
import { pointerOf, type ErrorEntry } from '../../errors.ts'
import { DEFINITION, problemIf } from '../campaigns/problems.ts'
import { actionProblems } from './action-problems.ts'
import { linksOf, type GivenAction, type PlacedLink } from './definition.ts'
import { conditionProblems, triggerProblems } from './references.ts'

// What is wrong with the definition of a flow beyond its schema: events-flows §5.3. Texts and pointers are Assumed.

/** A definition as a body gives it. */
export interface GivenDefinition extends Omit<FlowHead, 'profile_filter'> {
  profile_filter?: FlowHead['profile_filter']
  actions: readonly GivenAction[]
}

/** All problems of a new definition. */
export function definitionProblems(given: GivenDefinition, db: Db): ErrorEntry[] {
  const { triggers, profile_filter: filter, actions, reentry_criteria: reentry } = given
  const at = `${DEFINITION}/actions`
  const problems = [
    // Documented.
    ...problemIf(triggers.length !== 1, 'A flow must have exactly one trigger.', `${DEFINITION}/triggers`),
    ...triggers.flatMap((trigger, index) => triggerProblems(trigger, `${DEFINITION}/triggers/${index}`, db)),
    ...conditionProblems(filter, `${DEFINITION}/profile_filter`, db),
    ...actions.flatMap((action, index) => actionProblems(action, `${at}/${index}`, { db })),
    ...reentryProblems(reentry),
    ...temporaryIdProblems(actions, at),
  ]
  if (problems.length > 0) return problems
  const nodes = actions.map((action, index) => ({
    ...{ id: action.temporary_id!, action, pointer: `${at}/${index}` },
    pointerTo: (path: PlacedLink['path']) => `${at}/${index}${pointerOf(path)}`,
  }))
  return graphProblems(nodes, given.entry_action_id, `${DEFINITION}/entry_action_id`)
}

/** Documented: beside `alltime` stands 0 or 1. */
function reentryProblems(reentry: FlowHead['reentry_criteria']): ErrorEntry[] {
  if (!reentry) return []
  const { unit } = reentry
  const duration = reentry.duration as number
  const pointer = `${DEFINITION}/reentry_criteria/duration`
  if (unit === 'alltime') {
    return problemIf(duration !== 0 && duration !== 1, "'duration' must be 0 or 1 when unit is 'alltime'.", pointer)
  }
  return problemIf(duration < 1, "'duration' must be 1 or more.", pointer)
}

function temporaryIdProblems(actions: readonly GivenAction[], pointer: string): ErrorEntry[] {
  const ids = actions.map(({ temporary_id: id }) => id)
  return ids.flatMap((id, index) => {
    const at = `${pointer}/${index}/temporary_id`
    // An id in its place is a problem already.
    if (id == null) return problemIf(actions[index]!.id == null, "'temporary_id' is required on create.", at)
    return problemIf(ids.indexOf(id) < index, `The temporary_id '${id}' is used more than once.`, at)
  })
}

/** An action among the others of its flow. */
export interface Node {
  id: string
  action: GivenAction
  pointer: string
  /** Where to say that one of its links is wrong. */
  pointerTo: (path: PlacedLink['path']) => string
}

/** Why actions do not make a tree that begins at the entry. */
export function graphProblems(nodes: readonly Node[], entry: string | null, entryPointer: string): ErrorEntry[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const links = nodes.flatMap(({ action, pointerTo }) =>
    linksOf(action).flatMap(({ path, target }) => (target === null ? [] : { target, pointer: pointerTo(path) })),
  )
  const isMissing = entry === null ? nodes.length > 0 : !byId.has(entry)
  const problems = [
    ...problemIf(
      isMissing,
      entry === null ? "'entry_action_id' must name an action." : `No action has the id '${entry}'.`,
      entryPointer,
    ),
    ...links.flatMap(({ target, pointer }, index) => [
      ...problemIf(!byId.has(target), `No action has the id '${target}'.`, pointer),
      ...problemIf(
        target === entry || links.findIndex((link) => link.target === target) < index,
        `The action '${target}' is reached more than once.`,
        pointer,
      ),
    ]),
  ]
  return problems.length > 0 ? problems : unreachedProblems(byId, entry)
}

/** Actions that no way from the entry leads to: loose ends, and circles of their own. */
function unreachedProblems(byId: ReadonlyMap<string, Node>, entry: string | null): ErrorEntry[] {
  const reached = new Set<string>()
  const next = entry === null ? [] : [entry]
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    reached.add(id)
    next.push(...linksOf(byId.get(id)!.action).flatMap(({ target }) => target ?? []))
  }
  return [...byId.values()].flatMap(({ id, pointer }) =>
    problemIf(!reached.has(id), `The action '${id}' cannot be reached from the entry action.`, pointer),
  )
}
