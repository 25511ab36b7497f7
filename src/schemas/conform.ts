import { resolved, type JsonSchema } from './json-schema.ts'

/** What stands for a value that a schema has no place for. */
const MISFIT = Symbol('misfit')

/**
 * A value as a schema writes it in full: the members that it lists, in its order; what is missing takes its default, null
 * where that is allowed, or what it holds at least. What the schema does not know is left out: members, items, branches
 * of a union. Of a union of objects the member `type` tells the branch. Undefined when nothing fits.
 */
export function conformed(value: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  const fit = fitted(value, schema, root)
  return fit === MISFIT ? undefined : fit
}

function fitted(value: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  const at = resolved(schema, root)
  if (at.anyOf) return fittedBranch(value, at.anyOf, root)
  if (at.enum) return at.enum.includes(value) ? value : MISFIT
  const types = [at.type ?? []].flat()
  if (value === null) return types.includes('null') ? null : MISFIT
  if (Array.isArray(value)) {
    if (!types.includes('array')) return MISFIT
    const { items } = at
    return items ? value.map((item) => fitted(item, items, root)).filter((item) => item !== MISFIT) : value
  }
  if (typeof value === 'object') return types.includes('object') ? fittedObject(value, at, root) : MISFIT
  return types.length === 0 || types.some((type) => isScalarOf(value, type)) ? value : MISFIT
}

function isScalarOf(value: unknown, type: string): boolean {
  return type === 'integer' || type === 'number' ? typeof value === 'number' : typeof value === type
}

function fittedBranch(value: unknown, branches: readonly JsonSchema[], root: JsonSchema): unknown {
  for (const branch of branches) {
    if (!isMeant(value, resolved(branch, root), root)) continue
    const fit = fitted(value, branch, root)
    if (fit !== MISFIT) return fit
  }
  return MISFIT
}

/** Whether a branch may be meant: one that says which `type` its objects have is, when the object says the same. */
function isMeant(value: unknown, { properties }: JsonSchema, root: JsonSchema): boolean {
  if (typeof value !== 'object' || value === null || properties?.type === undefined) return true
  const types = resolved(properties.type, root).enum
  return types === undefined || types.includes((value as { type?: unknown }).type)
}

function fittedObject(value: object, { properties, required, maxProperties }: JsonSchema, root: JsonSchema): unknown {
  if (properties === undefined) return maxProperties === 0 ? {} : value
  const given = value as Readonly<Record<string, unknown>>
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(properties)) {
    let fit = Object.hasOwn(given, name) ? fitted(given[name], member, root) : MISFIT
    if (fit === MISFIT) fit = absent(member, root)
    if (fit !== MISFIT) result[name] = fit
    else if (required?.includes(name)) return MISFIT
  }
  return result
}

/** What an absent member is: its default, null, an empty array, or an object of what is absent in it. */
function absent(member: JsonSchema, root: JsonSchema): unknown {
  const at = resolved(member, root)
  const preset = member.default ?? at.default
  if (preset !== undefined) return preset
  if (fitted(null, at, root) === null) return null
  const types = [at.type ?? []].flat()
  if (types.includes('array')) return []
  return types.includes('object') ? fittedObject({}, at, root) : MISFIT
}
