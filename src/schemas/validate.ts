import { schemaFor, type Operation } from './contract.ts'
import { mapSchema, type JsonSchema } from './json-schema.ts'
import {
  observedMembers,
  observedNulls,
  observedRequestNulls,
  observedResources,
  type ObservedNull,
} from './observed.ts'
import { problemsOf, type Problem } from './problems.ts'

export type { Problem }

type Judge = (value: unknown) => boolean

interface RequestValidator {
  readonly schema: JsonSchema
  readonly fits: Judge
}

let compile: ((schema: JsonSchema, form: string) => Judge) | undefined
const requestValidators = new Map<string, RequestValidator>()
const responseSchemas = new Map<string, JsonSchema>()

/** Loads Ajv, which takes some 60 ms: asked for when a server is up, awaited before the first body is judged. */
export async function prepareValidation(): Promise<void> {
  compile ??= (await import('./ajv.ts')).compile
}

/** A schema in which an object with listed members takes no others, save those that the live API was seen to take. */
const closed = (schema: JsonSchema): JsonSchema =>
  mapSchema(withObserved(withNulls(schema, observedRequestNulls)), (part) =>
    part.properties ? { ...part, additionalProperties: false } : part,
  )

/** The schema with null where the live API was seen to answer with it, or to take it. */
const withNulls = (schema: JsonSchema, nulls: readonly ObservedNull[]): JsonSchema =>
  mapSchema(schema, (part, path, named) => {
    const at = path.join('.')
    const observed = nulls.some((row) =>
      row.schema === undefined
        ? part.type === 'object' && at.endsWith(row.path)
        : row.schema === named && row.path === at,
    )
    if (!observed) return part
    return part.type === 'object' ? { ...part, type: ['object', 'null'] } : { anyOf: [part, { type: 'null' }] }
  })

/** The schema with what the live API was seen to take, or to show. */
function withObserved(schema: JsonSchema): JsonSchema {
  const observed = observedMembers.filter(
    ({ schemas }) => schemas === undefined || schemas.includes(schema.title ?? ''),
  )
  return mapSchema(schema, (part) => {
    const { properties } = part
    if (properties === undefined) return part
    const here = observed.filter(({ beside }) => beside.every((name) => name in properties))
    if (here.length === 0) return part
    const members = Object.fromEntries(here.map(({ attribute, type }) => [attribute, { type }]))
    return { ...part, properties: { ...properties, ...members } }
  })
}

/** Compiled on first use and kept. */
function requestValidator(key: string): RequestValidator {
  const known = requestValidators.get(key)
  if (known) return known
  if (compile === undefined) throw new Error('await prepareValidation() before a body is judged')
  const schema = closed(schemaFor(key) as JsonSchema)
  const validator = { schema, fits: compile(schema, 'request') }
  requestValidators.set(key, validator)
  return validator
}

/**
 * What is wrong with a request body; empty when all is well. Ajv judges, problems.ts tells why in Klaviyo's terms. A
 * member that the schema does not list is `unknown`. Throws before prepareValidation.
 */
export function validateRequest(operation: Operation, body: unknown): Problem[] {
  if (operation.request === undefined) return []
  const { schema, fits } = requestValidator(operation.request)
  if (fits(body)) return []
  const problems = problemsOf(body, schema).map(asObserved)
  return problems.length > 0 ? problems : [{ path: ['data'], kind: 'union', field: 'data' }]
}

const closedSchemas = new Map<string, JsonSchema>()

/** As validateRequest, by problems.ts alone: slower for each body, but nothing is loaded or compiled first. */
export function problemsOfRequest({ request }: Operation, body: unknown): Problem[] {
  if (request === undefined) return []
  let schema = closedSchemas.get(request)
  if (schema === undefined) closedSchemas.set(request, (schema = closed(schemaFor(request) as JsonSchema)))
  return problemsOf(body, schema).map(asObserved)
}

function asObserved(problem: Problem): Problem {
  const row = observedResources.find(({ schemas }) => schemas.includes(problem.resource ?? ''))
  if (row === undefined || problem.kind !== 'unknown') return problem
  return { ...problem, resource: row.resource, path: [...problem.path.slice(0, -2), problem.field] }
}

const pageLinks = new Set(['first', 'last', 'next', 'prev'])

/** Observed (protocol.md §6): the links of a page are null, not absent, where there is no such page. */
const withNullLinks = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (part, path) =>
    part.format === 'uri' && pageLinks.has(path.at(-1) ?? '') ? { ...part, type: ['string', 'null'] } : part,
  )

/** Sparse fieldsets legally omit required attributes; the members of a document and of a resource object stay. */
const sparse = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (part, path) => {
    const { required, ...rest } = part
    const has = (name: string) => name in (part.properties ?? {})
    // A block of a definition has a type beside its data; a document and a relationship have none. An attribute, such as
    // that of an aggregate, may be called data, too.
    const isOfDocument = has('attributes') || (has('data') && !has('type'))
    if (path.at(-1) === 'attributes') return rest
    if (!required || isOfDocument || isIdentifier(part)) return part
    return rest
  })

const isIdentifier = ({ properties }: JsonSchema): boolean =>
  properties !== undefined && Object.keys(properties).every((name) => name === 'type' || name === 'id')

function responseSchema(key: string, isSparse: boolean): JsonSchema {
  const name = `${key}${isSparse ? ' sparse' : ''}`
  const known = responseSchemas.get(name)
  if (known) return known
  const schema = withNulls(withNullLinks(withObserved(schemaFor(key) as JsonSchema)), observedNulls)
  responseSchemas.set(name, isSparse ? sparse(schema) : schema)
  return responseSchema(key, isSparse)
}

/**
 * What is wrong with an answer, in readable lines; additional members are allowed. `sparse` allows for absent
 * attributes. A success status that the document does not list is held to the schema of its success answer.
 */
export function validateResponse(
  operation: Operation,
  status: number,
  body: unknown,
  options: { sparse?: boolean; open?: true } = {},
): string[] {
  if (status < 200 || status > 299) return []
  const key = operation.responses[status] ?? operation.responses[operation.status]
  const isEmpty = body === undefined || body === null || body === ''
  if (key === undefined) return isEmpty ? [] : [`${operation.operationId} ${status}: expected no body`]
  if (isEmpty) return operation.responses[status] ? [`${operation.operationId} ${status}: expected a body`] : []
  return problemsOf(body, responseSchema(key, options.sparse === true)).map(readable)
}

function readable({ path, kind, expected, value }: Problem): string {
  const at = `/${path.join('/')}`
  const found = value === undefined ? '' : `, found ${JSON.stringify(value)?.slice(0, 80)}`
  if (kind === 'required') return `${at} is missing`
  return `${at} has the wrong ${kind}: expected ${JSON.stringify(expected)?.slice(0, 200)}${found}`
}
