import { routes, type OperationId, type Revision, type Route } from '../schemas/contract.ts'
import { isBefore } from '../schemas/revisions/change.ts'
import type { Context, Handler } from './context.ts'
import type { Group, JobContext, OlderModel, ResourceType } from './resource.ts'
import { getShape, listShape, relatedShape, relationshipShape } from './shapes/read.ts'
import { createShape, deleteShape, linkageShape, updateShape } from './shapes/write.ts'

/** How an operation is answered: what is awaited first, the handler, and the types that its answer may show. */
export interface Answerer {
  prepare?: (context: Context) => Promise<unknown>
  handler: Handler
  types: ReadonlyMap<string, ResourceType>
}

/** Who answers what: every operation of every revision has an answerer. */
export interface Registry {
  /** What answers an operation at a revision. */
  answererOf(id: OperationId, revision: Revision): Answerer
  jobs: ReadonlyMap<string, NonNullable<Group['jobs']>[string]>
  /** Works out what follows from writes; the last step of the transaction that they are in. */
  settle: (context: JobContext) => void
}

/**
 * Builds the registry; throws when an operation of the contract has neither take-over nor shape, when a take-over names
 * no operation of its group, or when two groups claim one resource type or job.
 */
export function createRegistry(groups: readonly Group[]): Registry {
  const types = uniqueMap(groups.flatMap((group) => group.types.map((type) => [type.type, type] as const)))
  const jobs = uniqueMap(groups.flatMap((group) => Object.entries(group.jobs ?? {})))
  const newest = new Map<OperationId, Answerer>()
  const older = new Map<OperationId, Answerer & { model: OlderModel }>()
  for (const group of groups) {
    for (const [id, answerer] of answerersOf(group, types)) newest.set(id, answerer)
    if (group.older === undefined) continue
    const model = group.older
    const olderTypes = new Map([...types, ...model.types.map((type) => [type.type, type] as const)])
    const asOlder = { ...group, takeOvers: { ...group.takeOvers, ...model.takeOvers } }
    const speaks = (route: Route) =>
      isBefore(route.introduced, model.before) || model.always.includes(route.operationId)
    for (const [id, answerer] of answerersOf(asOlder, olderTypes, speaks)) older.set(id, { ...answerer, model })
  }
  for (const { operationId, group } of routes()) {
    if (!newest.has(operationId)) throw new Error(`nothing answers ${operationId}: there is no group ${group}`)
  }
  return {
    jobs,
    settle(context) {
      for (const { settle } of groups) settle?.(context)
    },
    answererOf(id, revision) {
      const candidate = older.get(id)
      if (candidate === undefined) return newest.get(id)!
      const { before, always } = candidate.model
      return always.includes(id) || isBefore(revision, before) ? candidate : newest.get(id)!
    },
  }
}

function answerersOf(
  group: Group,
  types: ReadonlyMap<string, ResourceType>,
  isAnswered: (route: Route) => boolean = () => true,
): [OperationId, Answerer][] {
  const byCollection = new Map([...types.values()].map((type) => [type.collection, type]))
  const own = routes().filter((route) => route.group === group.name)
  for (const id of [...Object.keys(group.takeOvers ?? {}), ...Object.keys(group.prepare ?? {})]) {
    if (!own.some(({ operationId }) => operationId === id)) throw new Error(`${group.name} has no operation ${id}`)
  }
  return own.filter(isAnswered).map((route) => {
    const id = route.operationId
    const handler = group.takeOvers?.[id] ?? shapeFor(route, byCollection.get(route.collection))
    if (handler === undefined) throw new Error(`nothing answers ${id} (${route.method} ${route.path})`)
    const prepare = group.prepare?.[id]
    return [id, { handler, types, ...(prepare && { prepare }) }]
  })
}

function uniqueMap<Value>(entries: readonly (readonly [string, Value])[]): Map<string, Value> {
  const map = new Map<string, Value>()
  for (const [name, value] of entries) {
    if (map.has(name)) throw new Error(`${name} is declared twice`)
    map.set(name, value)
  }
  return map
}

/** The shape of a method and a form of path: the ten things that JSON:API operations do. */
function shapeFor(route: Route, type: ResourceType | undefined): Handler | undefined {
  if (type === undefined || route.surface === 'client') return undefined
  const { method, form, relation } = route
  if (form === 'collection') {
    if (method === 'GET') return (context) => listShape(type, context)
    return type.create && ((context) => createShape(type, context))
  }
  if (form === 'item') {
    if (method === 'GET') return (context) => getShape(type, context)
    if (method === 'PATCH') return type.update && ((context) => updateShape(type, context))
    return (context) => deleteShape(type, context)
  }
  const relationship = type.relationships[relation!]
  if (relationship === undefined) return undefined
  if (form === 'related') return (context) => relatedShape(type, relationship, context)
  if (method === 'GET') return (context) => relationshipShape(type, relationship, context)
  const verb = ({ POST: 'add', PATCH: 'replace', DELETE: 'remove' } as const)[method]
  return (context) => linkageShape(verb, type, relation!, relationship, context)
}
