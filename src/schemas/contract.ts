import { readContractFile } from './contract-files.ts'
import { kept } from './kept.ts'
import type { OperationId } from './contract/operation-ids.ts'

export type { OperationId }

/** A dated revision of the API, `YYYY-MM-DD`. */
export type Revision = string
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Every path is `/<surface>/<collection>[/{id}[/<relation> | /relationships/<relation>]]`. */
export type UrlForm = 'collection' | 'item' | 'related' | 'relationship'

/** A schema of the contract, for schemaFor: `<group>/<name>@<revision where this content was first seen>`. */
export type SchemaKey = string

/** A method and path of any revision. */
export interface Route {
  readonly operationId: OperationId
  /** Names that older revisions gave to this operation. */
  readonly aliases?: readonly string[]
  readonly method: Method
  readonly surface: 'api' | 'client'
  readonly collection: string
  readonly form: UrlForm
  readonly relation?: string
  readonly path: string
  readonly group: string
  readonly introduced: Revision
}

/** Requests allowed per second, minute and day. */
export interface Limits {
  readonly burst: number
  readonly steady: number
  readonly daily?: number
}

/** What a field of `filter` takes. Type integer with format date-time means either. */
export interface FilterField {
  readonly single: readonly string[]
  readonly list: readonly string[]
  readonly none: readonly string[]
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly format?: 'date-time'
  readonly values?: readonly string[]
  /** Where the type is from, when the revision's document does not state it: a newer revision, or the field's `name`. */
  readonly typeFrom?: string
}

export interface QueryParameter {
  readonly kind: 'string' | 'integer' | 'boolean' | 'list'
  readonly values?: readonly string[]
  readonly required?: true
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
}

/** What one revision says of one route. */
export interface Operation extends Route {
  readonly scopes: readonly string[]
  readonly limits: Limits
  /** The first success status of the document; `statuses` has them all. */
  readonly status: number
  readonly statuses: readonly number[]
  readonly query: Readonly<Record<string, QueryParameter>>
  /** The ids that the path takes, where they are an enumeration. */
  readonly ids?: readonly string[]
  readonly filters?: Readonly<Record<string, FilterField>>
  /** Whether the filter may stand in the header X-Klaviyo-API-Filters. */
  readonly headerFilters?: true
  readonly requestType?: 'application/vnd.api+json' | 'multipart/form-data'
  readonly request?: SchemaKey
  readonly responses: Readonly<Record<string, SchemaKey>>
  /** Equal for two revisions iff the operation's content is equal. */
  readonly key: string
}

/** The operations of one revision. */
export interface Contract {
  readonly revision: Revision
  readonly operationIds: readonly OperationId[]
  operation(id: OperationId): Operation | undefined
}

/** The stable revisions, ascending. */
export const REVISIONS: readonly Revision[] = [
  '2024-10-15',
  '2025-01-15',
  '2025-04-15',
  '2025-07-15',
  '2025-10-15',
  '2026-01-15',
  '2026-04-15',
  '2026-07-15',
  '2026-10-15',
]

export const NEWEST: Revision = '2026-10-15'

type RouteLine = Pick<Route, 'operationId' | 'aliases' | 'method' | 'path' | 'group' | 'introduced'>
type PooledParameter = Omit<QueryParameter, 'values'> & { values?: readonly string[] | string }
type PooledOperation = Omit<Operation, keyof Route | 'query' | 'status' | 'key'> & {
  readonly query: Readonly<Record<string, PooledParameter>>
}
interface OperationPool {
  readonly operations: Readonly<Record<string, PooledOperation>>
  readonly values: Readonly<Record<string, readonly string[]>>
}
type Schemas = Readonly<Record<string, object>>

const pathForm = /^\/(api|client)\/([^/]+)(?:\/\{\w+\}(?:\/(relationships\/)?([^/]+))?)?$/

function routeOf(line: RouteLine): Route {
  const [, surface, collection, self, relation] = pathForm.exec(line.path) ?? []
  const place = { surface: surface as Route['surface'], collection: collection ?? '' }
  if (relation) return { ...line, ...place, form: self ? 'relationship' : 'related', relation }
  return { ...line, ...place, form: line.path.endsWith('}') ? 'item' : 'collection' }
}

let allRoutes: readonly Route[] | undefined
let routesById: ReadonlyMap<string, Route> | undefined

/** The union of the routes of all revisions; none was ever removed. */
export const routes = (): readonly Route[] =>
  (allRoutes ??= (readContractFile('routes.json') as { routes: RouteLine[] }).routes.map(routeOf))

const groupSlug = (route: Route): string => route.group.toLowerCase().replaceAll(' ', '-')

const operationPool = kept((group: string) => readContractFile(`pool/${group}/operations.json`) as OperationPool)
const schemaPool = kept(
  (group: string) => (readContractFile(`pool/${group}/schemas.json`) as { schemas: Schemas }).schemas,
)

/** An operation by its pool key: two revisions that say the same of an operation share one object. */
const pooledOperation = kept((key: string): Operation => {
  routesById ??= new Map(routes().map((route) => [route.operationId, route]))
  const route = routesById.get(key.slice(0, key.indexOf('@')))
  if (!route) throw new Error(`the contract has no route of ${key}`)
  const group = groupSlug(route)
  const pool = operationPool(group)
  const facts = pool.operations[key]
  if (!facts) throw new Error(`the contract has no operation ${key}`)
  const query = Object.entries(facts.query).map(([name, { values, ...rest }]) => {
    const list = typeof values === 'string' ? pool.values[values] : values
    return [name, list ? { ...rest, values: list } : rest] as const
  })
  return {
    ...route,
    ...facts,
    key,
    status: facts.statuses[0] ?? 200,
    query: Object.fromEntries(query),
    ...(facts.request && { request: `${group}/${facts.request}` }),
    responses: Object.fromEntries(Object.entries(facts.responses).map(([at, name]) => [at, `${group}/${name}`])),
  }
})

/** The contract of a revision, read on first use; throws for a revision that is none of REVISIONS. */
export const contractFor: (revision: Revision) => Contract = kept((revision: string) => {
  if (!REVISIONS.includes(revision)) throw new Error(`no contract of revision ${revision}`)
  const file = readContractFile(`revisions/${revision}.json`) as { operations: Record<string, string> }
  const keys = new Map(Object.entries(file.operations))
  return {
    revision,
    operationIds: [...keys.keys()] as OperationId[],
    operation(id) {
      const key = keys.get(id)
      return key === undefined ? undefined : pooledOperation(key)
    },
  }
})

interface Node {
  readonly $ref?: string
  readonly [keyword: string]: unknown
}

/** A schema of a pool with its references as JSON Schema writes them, and the names in them; kept. */
const pooledSchema = kept((key: SchemaKey): { schema: object; names: ReadonlySet<string> } => {
  const cut = key.indexOf('/')
  const name = key.slice(cut + 1)
  const names = new Set<string>()
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit)
    if (typeof node !== 'object' || node === null) return node
    const { $ref, ...rest } = node as Node
    const members = Object.fromEntries(Object.entries(rest).map(([member, value]) => [member, visit(value)]))
    if (typeof $ref !== 'string') return members
    names.add($ref)
    return { $ref: `#/definitions/${$ref}`, ...members }
  }
  const schema = visit(schemaPool(key.slice(0, cut))[name]) as object
  // maxProperties stands in an object that may hold nothing.
  const isObject = 'properties' in schema || 'maxProperties' in schema
  return { schema: isObject ? { title: name.slice(0, name.indexOf('@')), ...schema } : schema, names }
})

/** A schema as self-contained JSON Schema (draft-07), kept; objects carry their component's name as title. */
export const schemaFor: (key: SchemaKey) => object = kept((key: string) => {
  const group = key.slice(0, key.indexOf('/'))
  const definitions: Record<string, unknown> = {}
  const read = (name: string): object => {
    const pool = [group, 'shared'].find((each) => name in schemaPool(each))
    if (pool === undefined) throw new Error(`the contract has no schema ${name} for ${group}`)
    const { schema, names } = pooledSchema(`${pool}/${name}`)
    for (const each of names) {
      if (each in definitions) continue
      definitions[each] = true // stands in while a recursive schema is read
      definitions[each] = read(each)
    }
    return schema
  }
  const root = read(key.slice(group.length + 1))
  return Object.keys(definitions).length > 0 ? { ...root, definitions } : root
})
