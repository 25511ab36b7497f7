import { resolved, type JsonSchema } from '../../src/schemas/json-schema.ts'
import { problemsOf } from '../../src/schemas/problems.ts'
import type { Json } from '../client.ts'

type Path = readonly (string | number)[]

/** A body to send in place of one that is granted. */
export interface BodyVariant {
  name: string
  body: Json
  /** Whether the contract allows it. */
  allowed: boolean
  /** Where the error points to, when it is not allowed and the schema leaves no choice there. */
  pointer?: string
}

interface Place {
  path: Path
  schema: JsonSchema
  value: Json
  root: JsonSchema
  /** Whether a union stands above: then an error may speak of the union instead. */
  inUnion: boolean
}

/** Bodies that depart from a granted one in one member: left out, added, of a wrong type, beyond a limit, unknown. */
export function bodyVariants(schema: JsonSchema, granted: Json, exampleOf: (schema: JsonSchema, name: string) => Json) {
  const variants: BodyVariant[] = []
  const add = (name: string, { path, inUnion }: Omit<Place, 'schema'>, allowed: boolean, change: Json) => {
    const pointer = `/${path.join('/')}`
    variants.push({
      name: `${name} ${pointer}`,
      body: changed(granted, path, change),
      allowed,
      ...(!allowed && !inUnion && { pointer }),
    })
  }
  for (const place of placesOf({ path: [], schema, value: granted, root: schema, inUnion: false })) {
    const { schema: at, path, value } = place
    const below = (name: string) => ({ ...place, path: [...path, name] })
    if (path.length > 0) {
      if (!takes(at, WRONG)) add('wrong type', place, false, WRONG)
      if (at.enum && typeof value === 'string') {
        for (const one of at.enum) if (one !== value && one !== null) add(`${String(one)} at`, place, true, one)
        add('unknown value', place, false, 'nonsense')
      }
      if (at.minimum !== undefined) {
        add('minimum', place, true, at.minimum)
        add('below the minimum', place, false, at.minimum - 1)
      }
      if (at.maximum !== undefined) {
        add('maximum', place, true, at.maximum)
        add('above the maximum', place, false, at.maximum + 1)
      }
    }
    if (at.properties === undefined || typeof value !== 'object' || value === null) continue
    add('unknown member', below('nonsense'), false, 1)
    for (const [name, member] of Object.entries(at.properties)) {
      const required = at.required?.includes(name) === true
      if (name in value) add(required ? 'without' : 'without the optional', below(name), !required, undefined)
      else add('with', below(name), true, exampleOf(member, name))
    }
  }
  return variants
}

/** What no member takes. */
const WRONG = [[['wrong']]]

const takes = ({ type, properties, enum: values, anyOf }: JsonSchema, value: Json): boolean =>
  type === undefined && properties === undefined && values === undefined && anyOf === undefined
    ? true
    : [type ?? []].flat().includes('array') && Array.isArray(value)

/** Every place of a value with the schema that it is held to there; of a union the branch that it fits. */
function* placesOf(place: Place): Generator<Place> {
  const { schema, value, root, path } = place
  const at = resolved(schema, root)
  if (at.anyOf !== undefined) {
    const branch = at.anyOf.find((one) => problemsOf(value, one, { root, path: [] }).length === 0)
    if (branch !== undefined) yield* placesOf({ ...place, schema: branch, inUnion: true })
    return
  }
  yield { ...place, schema: at }
  if (at.properties !== undefined && typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(at.properties)) {
      if (name in value) yield* placesOf({ ...place, path: [...path, name], schema: member, value: value[name] })
    }
  }
  if (at.items !== undefined && Array.isArray(value) && value.length > 0) {
    yield* placesOf({ ...place, path: [...path, 0], schema: at.items, value: value[0] })
  }
}

/** A copy of a value with another one at a path; undefined takes the member away. */
function changed(value: Json, [step, ...rest]: Path, replacement: Json): Json {
  if (step === undefined) return replacement
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const next = changed(copy[step as never], rest, replacement)
  if (next === undefined) delete copy[step as never]
  else copy[step as never] = next as never
  return copy
}
