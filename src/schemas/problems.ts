import { formats } from './formats.ts'
import { resolved, type JsonSchema } from './json-schema.ts'

/** One reason why a body does not fit its schema. */
export interface Problem {
  /** From the root of the body, e.g. `['data', 'attributes', 'email']`. */
  readonly path: readonly (string | number)[]
  readonly kind: 'unknown' | 'required' | 'type' | 'enum' | 'format' | 'range' | 'size' | 'union'
  /** The last name of the path. */
  readonly field: string
  /** The nearest enclosing of: JSON:API type of a resource object, name of a schema. */
  readonly resource?: string
  readonly expected?: string | number | readonly unknown[]
  readonly value?: unknown
}

interface Place {
  readonly root: JsonSchema
  readonly path: readonly (string | number)[]
  readonly resource?: string | undefined
}

/** Lists what is wrong with a value; empty when it fits. Of a union, only the best fitting branch is reported. */
export function problemsOf(value: unknown, schema: JsonSchema, place: Place = { root: schema, path: [] }): Problem[] {
  const at = resolved(schema, place.root)
  if (at.anyOf) return unionProblems(value, at.anyOf, place)
  const types = [at.type ?? []].flat()
  if (types.length > 0 && !types.some((type) => isOfType(value, type)))
    return [problem(place, 'type', types.length === 1 ? types[0] : types, value)]
  if (at.enum && !at.enum.includes(value)) return [problem(place, 'enum', at.enum, value)]
  if (typeof value === 'string') return stringProblems(value, at, place)
  if (typeof value === 'number') return numberProblems(value, at, place)
  if (Array.isArray(value)) {
    const { items } = at
    return items ? value.flatMap((item, index) => problemsOf(item, items, inside(place, index))) : []
  }
  return isObject(value)
    ? objectProblems(value, at, { ...place, resource: resourceOf(at, place) ?? place.resource })
    : []
}

function problem(place: Place, kind: Problem['kind'], expected?: Problem['expected'], value?: unknown): Problem {
  const field = place.path.findLast((part) => typeof part === 'string') ?? ''
  return {
    path: place.path,
    kind,
    field: String(field),
    ...(place.resource !== undefined && { resource: place.resource }),
    ...(expected !== undefined && { expected }),
    ...(value !== undefined && { value }),
  }
}

const inside = (place: Place, part: string | number): Place => ({ ...place, path: [...place.path, part] })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type && (type !== 'number' || Number.isFinite(value))
}

function stringProblems(value: string, schema: JsonSchema, place: Place): Problem[] {
  const fits = schema.format === undefined || (formats[schema.format]?.(value) ?? true)
  return fits ? [] : [problem(place, 'format', schema.format, value)]
}

function numberProblems(value: number, { minimum, maximum }: JsonSchema, place: Place): Problem[] {
  if (minimum !== undefined && value < minimum) return [problem(place, 'range', minimum, value)]
  if (maximum !== undefined && value > maximum) return [problem(place, 'range', maximum, value)]
  return []
}

function objectProblems(value: Readonly<Record<string, unknown>>, schema: JsonSchema, place: Place): Problem[] {
  const found: Problem[] = []
  const { properties, maxProperties } = schema
  // An object that may hold nothing names what it holds, as one with other members does. Observed, campaigns-content §1.
  const closed = schema.additionalProperties === false || maxProperties === 0
  if (!closed && maxProperties !== undefined && Object.keys(value).length > maxProperties)
    found.push(problem(place, 'size', maxProperties))
  for (const [name, member] of Object.entries(value)) {
    const declared = properties && Object.hasOwn(properties, name) ? properties[name] : undefined
    if (declared) found.push(...problemsOf(member, declared, inside(place, name)))
    else if (closed) found.push(problem(inside(place, name), 'unknown', undefined, member))
  }
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) found.push(problem(inside(place, name), 'required'))
  return found
}

/**
 * Klaviyo names a place in its error texts by resource type or by the name of an inner schema, e.g.
 * `'render_options' is not a valid field for the resource 'EmailMessageDefinition'.` Observed, protocol.md §3.2.
 */
function resourceOf(schema: JsonSchema, place: Place): string | undefined {
  const { properties = {}, title } = schema
  const isResource = 'attributes' in properties || 'relationships' in properties
  const isIdentifier = title === undefined && 'id' in properties && Object.keys(properties).length === 2
  const type = properties.type && resolved(properties.type, place.root)
  if ((isResource || isIdentifier) && type?.enum?.length === 1) return String(type.enum[0])
  // V0 and V1 keep two schemas of one document apart, which are called the same to the server: Assumed.
  return place.path.length === 0 ? undefined : title?.replace(/V\d$/, '')
}

interface Branch {
  readonly schema: JsonSchema
  readonly problems: readonly Problem[]
  readonly mismatches: readonly string[]
}

function unionProblems(value: unknown, branches: readonly JsonSchema[], place: Place): Problem[] {
  const candidates: Branch[] = []
  const types: string[] = []
  for (const branch of branches) {
    const schema = resolved(branch, place.root)
    const problems = problemsOf(value, schema, place)
    if (problems.length === 0) return []
    types.push(...[schema.type ?? []].flat())
    const wrongType = problems[0]?.path === place.path && problems[0].kind === 'type'
    if (!wrongType) candidates.push({ schema, problems, mismatches: mismatchesOf(value, schema, place.root) })
  }
  const [best] = candidates.sort(
    (left, right) => left.mismatches.length - right.mismatches.length || left.problems.length - right.problems.length,
  )
  if (!best) return [problem(place, 'union', [...new Set(types)], value)]
  const tied = candidates.filter((other) => other.mismatches.length === best.mismatches.length)
  const untold = untoldOf(value, tied, place)
  if (untold.length > 0) return untold
  const [wrong] = best.mismatches
  if (wrong === undefined || tied.length === 1) {
    const scalars = best.problems.every(({ path }) => path.length === place.path.length)
    return scalars && tied.length > 1 ? [mergedEnum(tied, place, value)] : [...best.problems]
  }
  const choices = tied.flatMap(({ schema }) => discriminators(schema, place.root)[wrong] ?? [])
  const found = isObject(value) ? value[wrong] : undefined
  return [problem(inside(place, wrong), 'enum', [...new Set(choices)], found)]
}

/** The members that would tell which of several branches was meant, where none of them is there. */
function untoldOf(value: unknown, tied: readonly Branch[], place: Place): Problem[] {
  const [first] = tied
  if (first === undefined || tied.length === 1 || !isObject(value)) return []
  const told = tied.map(({ schema }) => discriminators(schema, place.root))
  return Object.keys(told[0]!)
    .filter((name) => first.schema.required?.includes(name) && !Object.hasOwn(value, name))
    .filter((name) => new Set(told.map((one) => one[name]?.[0])).size > 1)
    .map((name) => problem(inside(place, name), 'required'))
}

/** Branches that are plain enumerations, one value each, read as one enumeration. */
function mergedEnum(tied: readonly Branch[], place: Place, value: unknown): Problem {
  const choices = tied.flatMap(({ schema }) => schema.enum ?? [])
  if (choices.length > 0) return problem(place, 'enum', [...new Set(choices)], value)
  return tied[0]?.problems[0] ?? problem(place, 'union', undefined, value)
}

/** The members of an object schema that tell it from its neighbours: those with one possible value beside null. */
function discriminators(schema: JsonSchema, root: JsonSchema): Readonly<Record<string, readonly unknown[]>> {
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) => [name, resolved(member, root).enum ?? []] as const,
  )
  return Object.fromEntries(members.filter(([, values]) => values.filter((value) => value !== null).length === 1))
}

const mismatchesOf = (value: unknown, schema: JsonSchema, root: JsonSchema): string[] =>
  isObject(value)
    ? Object.entries(discriminators(schema, root))
        .filter(([name, choices]) => Object.hasOwn(value, name) && !choices.includes(value[name]))
        .map(([name]) => name)
    : []
