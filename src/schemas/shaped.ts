import { resolved, type JsonSchema } from './json-schema.ts'
import { problemsOf } from './problems.ts'

// Values held against schemas whose unions lie deep: what a schema fills in, and what it knows of a value.

type Json = Readonly<Record<string, unknown>>

/** A schema with the document in which its references are found. */
export interface Grammar {
  readonly schema: JsonSchema
  readonly root: JsonSchema
}

/** The schema at a path of member names; null beside it is left aside. Throws when the path leads nowhere. */
export function grammarAt(root: JsonSchema, path: readonly string[]): Grammar {
  let schema = root
  for (const name of path) {
    const member = solid({ schema, root }).properties?.[name]
    if (member === undefined) throw new Error(`no member ${name} in the schema`)
    schema = member
  }
  return { schema, root }
}

/** The schema itself, or the one branch that is not null. */
export function solid({ schema, root }: Grammar): JsonSchema {
  const at = resolved(schema, root)
  const branches = at.anyOf?.map((branch) => resolved(branch, root)).filter(({ type }) => type !== 'null')
  return branches?.length === 1 ? branches[0]! : at
}

/** The branch of a union that a value is meant as, or the schema where it is none; undefined when no branch fits. */
export function branchOf(value: unknown, { schema, root }: Grammar): JsonSchema | undefined {
  const at = resolved(schema, root)
  if (at.anyOf === undefined) return at
  const candidates = at.anyOf
    .flatMap((branch) => branchOf(value, { schema: branch, root }) ?? [])
    .filter((branch) => looksLike(value, branch, root))
  if (candidates.length < 2) return candidates[0]
  return candidates.find((branch) => problemsOf(value, branch, { root, path: [] }).length === 0) ?? candidates[0]
}

/** Whether a value has the kind of a schema and one of the values that each enumeration in it allows. */
function looksLike(value: unknown, { type, enum: values, properties }: JsonSchema, root: JsonSchema): boolean {
  if (values !== undefined) return values.includes(value)
  if (type !== undefined && ![type].flat().includes(kindOf(value))) {
    return kindOf(value) === 'number' && [type].flat().includes('integer') && Number.isInteger(value)
  }
  if (properties === undefined || !isObject(value)) return true
  return Object.entries(properties).every(([name, member]) => {
    const { enum: choices } = resolved(member, root)
    return choices === undefined || !Object.hasOwn(value, name) || choices.includes(value[name])
  })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const isObject = (value: unknown): value is Json => kindOf(value) === 'object'

/** The value with the defaults that the schema states for what is left out, its members in the schema's order. */
export function withDefaults(value: unknown, grammar: Grammar): unknown {
  const { root } = grammar
  const at = branchOf(value, grammar)
  if (at === undefined) return value
  if (Array.isArray(value)) {
    const { items } = at
    return items === undefined ? value : value.map((item: unknown) => withDefaults(item, { schema: items, root }))
  }
  if (!isObject(value) || at.properties === undefined) return value
  const known = Object.entries(at.properties).flatMap(([name, schema]) => {
    if (Object.hasOwn(value, name)) return [[name, withDefaults(value[name], { schema, root })] as const]
    const { default: preset = resolved(schema, root).default } = schema
    return preset === undefined ? [] : [[name, preset] as const]
  })
  return { ...Object.fromEntries(known), ...without(value, at.properties) }
}

const without = (value: Json, properties: object): Json =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(properties, name)))

/**
 * What a schema knows of a value: members that it does not list are left out; where none of a union's branches fits,
 * `unknown` says what stands there.
 */
export function shapedBy(
  value: unknown,
  grammar: Grammar,
  unknown: (value: Json, union: JsonSchema) => unknown,
): unknown {
  const { root } = grammar
  const at = branchOf(value, grammar)
  if (at === undefined) return isObject(value) ? unknown(value, resolved(grammar.schema, root)) : value
  if (Array.isArray(value)) {
    const { items } = at
    return items === undefined ? value : value.map((item: unknown) => shapedBy(item, { schema: items, root }, unknown))
  }
  const { properties } = at
  if (!isObject(value) || properties === undefined) return value
  const kept = Object.entries(value).flatMap(([name, member]) => {
    if (!Object.hasOwn(properties, name)) return []
    return [[name, shapedBy(member, { schema: properties[name]!, root }, unknown)] as const]
  })
  return Object.fromEntries(kept)
}
