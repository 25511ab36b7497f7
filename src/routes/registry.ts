import { routes, type OperationId, type Route } from '../schemas/contract.ts'
import type { Handler } from './context.ts'
import type { Group, ResourceType } from './resource.ts'
import { getShape, listShape, relatedShape, relationshipShape } from './shapes/read.ts'
import { createShape, deleteShape, linkageShape, updateShape } from './shapes/write.ts'

/** Who answers what: every operation of the contract either has a handler or is known to come later. */
export interface Registry {
  handlers: ReadonlyMap<OperationId, Handler>
  types: ReadonlyMap<string, ResourceType>
  jobs: ReadonlyMap<string, NonNullable<Group['jobs']>[string]>
}

/**
 * Builds the registry; throws when an operation of a living group has neither take-over nor shape, when a take-over
 * names no operation of its group, or when two groups claim one resource type or job.
 */
export function createRegistry(groups: readonly Group[]): Registry {
  const types = uniqueMap(groups.flatMap((group) => group.types.map((type) => [type.type, type] as const)))
  const jobs = uniqueMap(groups.flatMap((group) => Object.entries(group.jobs ?? {})))
  const byCollection = new Map([...types.values()].map((type) => [type.collection, type]))
  const handlers = new Map<OperationId, Handler>()
  for (const group of groups) {
    const own = routes().filter((route) => route.group === group.name)
    for (const id of Object.keys(group.takeOvers ?? {})) {
      if (!own.some(({ operationId }) => operationId === id)) throw new Error(`${group.name} has no operation ${id}`)
    }
    for (const route of own) {
      if (isLater(group, route.operationId)) continue
      const handler = group.takeOvers?.[route.operationId] ?? shapeFor(route, byCollection.get(route.collection))
      if (handler === undefined) throw new Error(`nothing answers ${route.operationId} (${route.method} ${route.path})`)
      handlers.set(route.operationId, handler)
    }
  }
  return { handlers, types, jobs }
}

function isLater({ later }: Group, id: OperationId): boolean {
  return later === 'all' || later?.includes(id) === true
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
