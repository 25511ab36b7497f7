import { schemaFor, type Operation } from './contract.ts'
import { mapSchema, type JsonSchema } from './json-schema.ts'
import { observedRequestAttributes } from './observed.ts'
import { problemsOf, type Problem } from './problems.ts'

export type { Problem }

interface RequestValidator {
  readonly schema: JsonSchema
  uses: number
  fits?: (value: unknown) => boolean
}

/** A schema is compiled when it was used this often: compiling takes 5 to 350 ms, a reading some 10 µs. */
const usesBeforeCompiling = 50

let compile: ((schema: JsonSchema, form: string) => (value: unknown) => boolean) | undefined
const requestValidators = new Map<string, RequestValidator>()
const responseSchemas = new Map<string, JsonSchema>()

/** Loads Ajv, which takes some 60 ms; until then schemas are read by problems.ts alone, more slowly. */
export async function prepareValidation(): Promise<void> {
  compile ??= (await import('./ajv.ts')).compile
}

/** A schema in which an object with listed members takes no others, save those that the live API was seen to take. */
function closed(schema: JsonSchema): JsonSchema {
  const observed = observedRequestAttributes.filter(
    ({ requests }) => requests === undefined || requests.includes(schema.title ?? ''),
  )
  const added = Object.fromEntries(observed.map(({ attribute, type }) => [attribute, { type }]))
  return mapSchema(schema, ({ properties, ...part }) => {
    if (properties === undefined) return part
    const ofProfile = 'external_id' in properties && 'first_name' in properties
    return { ...part, properties: ofProfile ? { ...properties, ...added } : properties, additionalProperties: false }
  })
}

function requestValidator(key: string): RequestValidator {
  const known = requestValidators.get(key)
  if (known) return known
  const validator = { schema: closed(schemaFor(key) as JsonSchema), uses: 0 }
  requestValidators.set(key, validator)
  return validator
}

/** What is wrong with a request body. A member that the schema does not list is `unknown`; empty when all is well. */
export function validateRequest(operation: Operation, body: unknown): Problem[] {
  if (operation.request === undefined) return []
  const validator = requestValidator(operation.request)
  if (validator.fits?.(body)) return []
  const problems = problemsOf(body, validator.schema)
  if (validator.fits && problems.length === 0)
    throw new Error(`Ajv refuses a body of ${operation.operationId}, problems.ts takes it`)
  if (compile && !validator.fits && ++validator.uses >= usesBeforeCompiling)
    validator.fits = compile(validator.schema, 'request')
  return problems
}

const pageLinks = new Set(['first', 'last', 'next', 'prev'])

/** Observed (protocol.md §6): the links of a page are null, not absent, where there is no such page. */
const withNullLinks = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (part, path) =>
    part.format === 'uri' && pageLinks.has(path.at(-1) ?? '') ? { ...part, type: ['string', 'null'] } : part,
  )

/** Sparse fieldsets legally omit required attributes; the members of a document and of a resource object stay. */
const sparse = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (part) => {
    const { required, ...rest } = part
    const isOfDocument =
      part.properties && ['data', 'attributes', 'links'].some((name) => name in (part.properties ?? {}))
    if (!required || isOfDocument || isIdentifier(part)) return part
    return rest
  })

const isIdentifier = ({ properties }: JsonSchema): boolean =>
  properties !== undefined && Object.keys(properties).every((name) => name === 'type' || name === 'id')

function responseSchema(key: string, isSparse: boolean): JsonSchema {
  const name = `${key}${isSparse ? ' sparse' : ''}`
  const known = responseSchemas.get(name)
  if (known) return known
  const schema = withNullLinks(schemaFor(key) as JsonSchema)
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
