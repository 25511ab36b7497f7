import { schemaFor, type Operation } from '../src/schemas/contract.ts'
import { resolved, type JsonSchema } from '../src/schemas/json-schema.ts'

/** Ids by resource type. */
export type Known = Readonly<Record<string, unknown>>

/** Members that make a body meaningful although no schema requires them. */
const WANTED = new Set(['email'])

/**
 * A small valid body of an operation, from its schema: what is required, the first value of each enumeration, the first
 * branch of each union. `ids` are by resource type. Undefined where the operation takes none.
 */
export function exampleBody(
  operation: Operation,
  ids: Known = {},
  wants = (name: string) => WANTED.has(name),
): unknown {
  if (operation.request === undefined) return undefined
  const root = schemaFor(operation.request) as JsonSchema
  return exampleOf(root, { root, ids, wants }, '')
}

/** A value of a member that a schema describes; `root` holds its definitions. */
export function exampleOfMember(schema: JsonSchema, root: JsonSchema, ids: Known, name: string): unknown {
  return exampleOf(schema, { root, ids, wants: (member) => WANTED.has(member) }, name)
}

interface Setting {
  root: JsonSchema
  ids: Known
  /** Whether an optional member is written. */
  wants: (name: string) => boolean
}

function exampleOf(schema: JsonSchema, setting: Setting, name: string): unknown {
  const at = resolved(schema, setting.root)
  if (at.enum) return at.enum[0]
  if (at.anyOf) return exampleOf(at.anyOf.find((branch) => !isNull(branch, setting)) ?? {}, setting, name)
  const type = [at.type ?? []].flat().find((one) => one !== 'null')
  if (at.properties) return exampleObject(at, setting)
  if (type === 'array') return at.items ? [exampleOf(at.items, setting, name)] : []
  if (type === 'object') return {}
  if (type === 'integer' || type === 'number') return Math.max(at.minimum ?? 1, 1)
  if (type === 'boolean') return true
  return exampleText(at.format, name)
}

function isNull(schema: JsonSchema, { root }: Setting): boolean {
  return [resolved(schema, root).type ?? []].flat().every((type) => type === 'null')
}

function exampleObject({ properties = {}, required = [] }: JsonSchema, setting: Setting): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(properties)) {
    if (!required.includes(name) && !setting.wants(name)) continue
    made[name] = exampleOf(member, setting, name)
  }
  const id = typeof made.type === 'string' ? setting.ids[made.type] : undefined
  if (id !== undefined && 'id' in made) made.id = id
  return made
}

function exampleText(format: string | undefined, name: string): string {
  if (format === 'date-time' || name === 'datetime') return '2026-10-01T00:00:00Z'
  if (format === 'date') return '2026-10-01'
  if (name === 'filter') return 'greater-or-equal(datetime,2026-10-01)'
  if (format === 'uri' || /url$/.test(name)) return 'https://example.com/a'
  if (name === 'email') return 'sweep@example.com'
  if (name === 'phone_number') return '+12025550123'
  return `a ${name}`
}
