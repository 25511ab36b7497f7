import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { UPDATED_LATER } from '../../../store/clock.ts'
import {
  findFlow,
  findFlowAction,
  flowActionsOf,
  updateFlow,
  updateFlowAction,
  type FlowAction,
} from '../../../store/flows.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid, refuse, type ErrorEntry } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { DEFINITION, problemIf } from '../campaigns/problems.ts'
import { actionProblems } from './action-problems.ts'
import { newActionId, storeNewAction } from './actions.ts'
import { branchesOf, linksOf, statusOf, withStatus, type GivenAction } from './definition.ts'
import { sendsMessage } from './messages.ts'
import { redirect } from './relink.ts'
import { flowActionType, flowType } from './types.ts'

// POST /api/flow-actions: one more action in a flow. Documented, revision-2026-10-15 §9; pointers and texts Assumed.

type Body = RequestBodies['create_flow_action']['data']

const ANCHOR = '/data/attributes/anchor-action'
const NEXT = `${DEFINITION}/links/next`

/** Where the new action goes: its flow, and how it is tied in once it has an id. */
interface Place {
  flowId: string
  tieIn: (id: string) => void
}

export function createAction(context: Context): Answer {
  const { db, now } = context
  const { attributes } = (context.body as { data: Body }).data
  const given = attributes.definition as GivenAction
  refuse([
    ...problemIf(
      given.id == null && given.temporary_id == null,
      "'temporary_id' is required on create.",
      `${DEFINITION}/temporary_id`,
    ),
    ...actionProblems(given, DEFINITION, { db }),
  ])
  const { flowId, tieIn } = placeOf((context.body as { data: Body }).data, given, context)
  const action =
    sendsMessage(given.type) && given.data
      ? withStatus({ ...given, data: { status: 'draft', ...given.data } }, 'draft')
      : given
  const isLive = findFlow(db, flowId)!.attributes.status === 'live'
  if (isLive && isAlwaysLive(action) && attributes.allow_live_action !== true) {
    throw invalid("'allow_live_action' must be true to insert this action into a live flow.", {
      pointer: '/data/attributes/allow_live_action',
    })
  }
  const id = newActionId(context)
  tieIn(id)
  storeNewAction(id, action, flowId, context)
  const fresh = { created: now, updated: now + UPDATED_LATER }
  return { kind: 'one', type: 'flow-action', row: findOrThrow(flowActionType, id, context), fresh }
}

/** Delays and splits have no status of their own. Which actions are meant by "always live" is Assumed. */
const isAlwaysLive = ({ type, data }: GivenAction): boolean =>
  !sendsMessage(type) &&
  !['update-profile', 'list-update', 'internal-service'].includes(type) &&
  statusOf({ data: data ?? null }) === null

/** Exactly one of the three ways to say where. */
function placeOf({ attributes, relationships }: Body, given: GivenAction, context: Context): Place {
  const anchor = attributes['anchor-action']
  const targets = linksOf(given).flatMap(({ target }) => target ?? [])
  const flowId = relationships?.flow?.data?.id
  const ways = [anchor != null, targets.length > 0, flowId !== undefined].filter(Boolean).length
  if (ways !== 1) {
    const detail = `Exactly one of 'anchor-action', 'links' of the definition and the relationship 'flow' must be given (got ${ways}).`
    throw invalid(detail, { pointer: '/data/attributes' })
  }
  if (anchor != null) return behindAnchor(anchor.data, given, context)
  return flowId === undefined ? beforeAction(targets, context) : inEmptyFlow(flowId, context)
}

/** Before an action that is there: what led to it leads to the new one. */
function beforeAction(targets: readonly string[], context: Context): Place {
  const [target] = targets
  const next = /^\d+$/.test(target!) ? findFlowAction(context.db, target!) : undefined
  refuse([
    ...problemIf(targets.length > 1, 'Only one action can follow the new one.', NEXT),
    ...problemIf(next === undefined, `An action with id ${target} does not exist.`, NEXT),
  ])
  return { flowId: next!.flowId, tieIn: (id) => redirect(next!, id, context) }
}

/** As the first action of a flow that has none. */
function inEmptyFlow(flowId: string, context: Context): Place {
  const { db, now } = context
  findOrThrow(flowType, flowId, context)
  refuse(problemIf(flowActionsOf(db, flowId).length > 0, 'The flow already has actions.', '/data/relationships/flow'))
  const flow = findFlow(db, flowId)!
  return { flowId, tieIn: (id) => updateFlow(db, { ...flow, head: { ...flow.head, entry_action_id: id } }, now) }
}

type Anchor = NonNullable<Body['attributes']['anchor-action']>['data']

/** Behind an action, on one of its links that leads nowhere yet. */
function behindAnchor({ id, attributes }: Anchor, given: GivenAction, context: Context): Place {
  const { db, now } = context
  const anchor = /^\d+$/.test(id) ? findFlowAction(db, id) : undefined
  if (anchor === undefined) throw invalid(`An action with id ${id} does not exist.`, { pointer: `${ANCHOR}/data/id` })
  const shown = attributes.definition as Readonly<Record<string, unknown>>
  refuse(anchorProblems(shown, given, anchor))
  const chosen = chosenLink(shown, anchor)
  const current = linksOf(anchor.definition).find(({ path }) => path.join('/') === chosen)
  refuse([
    ...problemIf(current === undefined, 'The anchor action has no such link.', `${ANCHOR}/data/attributes/definition`),
    ...problemIf(
      current !== undefined && current.target !== null,
      'Another action already follows on this link of the anchor action.',
      ANCHOR,
    ),
  ])
  return { flowId: anchor.flowId, tieIn: (newId) => tie(anchor, chosen!, newId, context, now) }
}

function anchorProblems(
  shown: Readonly<Record<string, unknown>>,
  given: GivenAction,
  anchor: FlowAction,
): ErrorEntry[] {
  const at = `${ANCHOR}/data/attributes/definition`
  const links = shownLinks(shown)
  return [
    ...problemIf(
      shown.type !== anchor.definition.type,
      `The anchor action is of the type '${anchor.definition.type}'.`,
      `${at}/type`,
    ),
    ...problemIf(
      links.length !== 1 || links[0]!.target !== given.temporary_id,
      `Exactly one link must be given, with the temporary_id of the new action.`,
      `${at}/links`,
    ),
  ]
}

/** The links that an anchor shows; anything may stand in it. */
function shownLinks(shown: Readonly<Record<string, unknown>>): { name: string; branch: unknown; target: unknown }[] {
  const own = Object.entries(objectOr(shown.links)).map(([name, target]) => ({ name, branch: undefined, target }))
  const { branches } = objectOr(shown.data)
  const theirs = (Array.isArray(branches) ? (branches as unknown[]) : []).map((branch) => {
    const { branch_id, links } = objectOr(branch)
    return { name: 'next', branch: branch_id, target: objectOr(links).next }
  })
  return [...own, ...theirs].filter(({ target }) => target != null)
}

const objectOr = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Where in the stored anchor the link stands that was shown. */
function chosenLink(shown: Readonly<Record<string, unknown>>, anchor: FlowAction): string | undefined {
  const [link] = shownLinks(shown)
  if (link?.branch === undefined) return link && `links/${link.name}`
  const index = branchesOf(anchor.definition.data).findIndex(({ branch_id: id }) => id === link.branch)
  return index < 0 ? undefined : `data/branches/${index}/links/next`
}

/** Makes a link of an action lead to another one. */
function tie(anchor: FlowAction, chosen: string, to: string, { db }: Context, now: number): void {
  const [first, , index] = chosen.split('/')
  const { definition } = anchor
  const changed =
    first === 'links'
      ? { ...definition, links: { ...definition.links, [chosen.slice('links/'.length)]: to } }
      : {
          ...definition,
          data: {
            ...definition.data,
            branches: branchesOf(definition.data).map((branch, at) =>
              at === Number(index) ? { ...branch, links: { next: to } } : branch,
            ),
          },
        }
  updateFlowAction(db, { ...anchor, definition: changed }, now)
  updateFlow(db, findFlow(db, anchor.flowId)!, now)
}
