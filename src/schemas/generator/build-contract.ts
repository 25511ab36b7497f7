import { REVISIONS } from '../contract.ts'
import { convertSchema, type ContractSchema } from './convert-schema.ts'
import { completedDocumentOf, type OpenApiDocument } from './document.ts'
import { filtersOf, type FilterFacts } from './filters.ts'
import { operationFacts, type OperationFacts } from './operations.ts'
import { contentHashes, mapRefs, refsOf } from './pool-schemas.ts'
import { readRoutes, type RouteFacts } from './routes.ts'

/** A group's part of the pool. `name@date` is a content, first seen in the document of that date. */
export interface GroupPool {
  operations: Record<string, OperationFacts>
  values: Record<string, readonly string[]>
  schemas: Record<string, ContractSchema>
}

/** All that the generator writes. */
export interface BuiltContract {
  routes: RouteFacts[]
  revisions: Record<string, Record<string, string>>
  groups: Record<string, GroupPool>
  shared: Record<string, ContractSchema>
  /** Of the newest revision, for the TypeScript types: components by bare name, and the request of each operation. */
  newest: { schemas: Map<string, ContractSchema>; requests: Record<string, string> }
}

/** Gives equal contents of one name the same key, `name@date`. */
function keyedByContent(): (name: string, content: string, revision: string) => string {
  const keys = new Map<string, string>()
  return (name, content, revision) => {
    const known = keys.get(`${name} ${content}`)
    if (known) return known
    keys.set(`${name} ${content}`, `${name}@${revision}`)
    return `${name}@${revision}`
  }
}

/** Reads the nine documents and pools their operations, schemas and enumerations by content. */
export function buildContract(): BuiltContract {
  const documents = new Map(REVISIONS.map((revision) => [revision, completedDocumentOf(revision)]))
  const routes = readRoutes(documents)
  const filters = readFilters(documents, routes)
  const groupOf = new Map(routes.map((route) => [route.operationId, slugOf(route.group)]))
  const canonical = new Map(
    routes.flatMap((route) => [route.operationId, ...(route.aliases ?? [])].map((id) => [id, route])),
  )
  const built: BuiltContract = {
    routes,
    revisions: {},
    groups: {},
    shared: {},
    newest: { schemas: new Map(), requests: {} },
  }
  const [schemaKey, operationKey, valuesKey] = [keyedByContent(), keyedByContent(), keyedByContent()]
  const pool = new Map<string, ContractSchema>()
  for (const [revision, document] of documents) {
    const schemas = convertAll(document, revision)
    const hashes = contentHashes(schemas)
    const keyOf = (name: string) => schemaKey(name, hashes.get(name) ?? '', revision)
    for (const [name, schema] of schemas) pool.set(keyOf(name), mapRefs(schema, keyOf))
    const index: Record<string, string> = (built.revisions[revision] = {})
    built.newest = { schemas, requests: {} }
    for (const operation of operationsOf(document)) {
      const id = canonical.get(operation.operationId)?.operationId ?? operation.operationId
      const group = (built.groups[groupOf.get(id) ?? ''] ??= { operations: {}, values: {}, schemas: {} })
      const facts = operationFacts(operation, filters.get(`${revision} ${id}`))
      if (facts.request) built.newest.requests[id] = facts.request
      if (facts.request) facts.request = keyOf(facts.request)
      for (const [status, name] of Object.entries(facts.responses)) facts.responses[status] = keyOf(name)
      for (const [name, parameter] of Object.entries(facts.query)) {
        if (!parameter.values || typeof parameter.values === 'string' || parameter.values.length < 4) continue
        const key = valuesKey(`${groupOf.get(id)} ${name}`, parameter.values.join(), `${revision}`)
        const short = shortened(key, group.values, parameter.values)
        group.values[short] = parameter.values
        parameter.values = short
      }
      const key = operationKey(id, JSON.stringify(facts), revision)
      index[id] = key
      group.operations[key] = facts
    }
  }
  distribute(pool, built)
  return built
}

/** What every operation filters by, at every revision. */
function readFilters(
  all: ReadonlyMap<string, OpenApiDocument>,
  routes: ReturnType<typeof readRoutes>,
): Map<string, Record<string, FilterFacts>> {
  const found = new Map<string, Record<string, FilterFacts>>()
  const newer = new Map<string, [string, Record<string, FilterFacts>][]>()
  const ids = new Map(
    routes.flatMap((route) => [route.operationId, ...(route.aliases ?? [])].map((id) => [id, route.operationId])),
  )
  for (const [revision, document] of [...all].reverse())
    for (const operation of operationsOf(document)) {
      const id = ids.get(operation.operationId) ?? operation.operationId
      const history = newer.get(id) ?? []
      const read = filtersOf(operation, history)
      if (!read) continue
      found.set(`${revision} ${id}`, read)
      newer.set(id, [[revision, read], ...history])
    }
  return found
}

/** Several operations of a group may list different values under one name in the same revision: count them. */
function shortened(key: string, pool: Record<string, readonly string[]>, values: readonly string[]): string {
  const base = key.slice(key.indexOf(' ') + 1)
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}.${count}`
    if (!pool[name] || pool[name].join() === values.join()) return name
  }
}

/** The folder name of an API group. */
export const slugOf = (group: string): string => group.toLowerCase().replaceAll(' ', '-')

const operationsOf = (document: OpenApiDocument) =>
  Object.values(document.paths).flatMap((methods) => Object.values(methods))

function convertAll(document: OpenApiDocument, revision: string): Map<string, ContractSchema> {
  const schemas = new Map<string, ContractSchema>()
  const visit = (name: string) => {
    if (schemas.has(name)) return
    const component = document.components.schemas[name]
    if (!component) throw new Error(`${revision}: no component ${name}`)
    const converted = convertSchema(component, document, `${revision} ${name}`)
    schemas.set(name, converted)
    refsOf(converted).forEach(visit)
  }
  for (const operation of operationsOf(document)) {
    const { request, responses } = operationFacts(operation)
    for (const name of [...Object.values(responses), ...(request ? [request] : [])]) visit(name)
  }
  return schemas
}

/** Puts each schema into its group's part when one group alone uses it, else into the shared part. */
function distribute(pool: ReadonlyMap<string, ContractSchema>, built: BuiltContract): void {
  const users = new Map<string, Set<string>>()
  const visit = (key: string, group: string) => {
    const groups = users.get(key) ?? new Set()
    users.set(key, groups)
    if (groups.has(group)) return
    groups.add(group)
    refsOf(pool.get(key) ?? {}).forEach((ref) => visit(ref, group))
  }
  for (const [group, { operations }] of Object.entries(built.groups))
    for (const { request, responses } of Object.values(operations))
      for (const key of [...Object.values(responses), ...(request ? [request] : [])]) visit(key, group)
  for (const [key, groups] of users) {
    const [only, ...others] = groups
    const part = others.length > 0 || !only ? built.shared : built.groups[only]?.schemas
    if (part) part[key] = pool.get(key) ?? {}
  }
}
