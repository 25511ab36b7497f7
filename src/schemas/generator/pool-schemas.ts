import { createHash } from 'node:crypto'
import type { ContractSchema } from './convert-schema.ts'

/** Calls back for each `$ref` in a schema, and replaces it by the answer. */
export function mapRefs(schema: ContractSchema, rename: (name: string) => string): ContractSchema {
  const copy: ContractSchema = { ...schema }
  if (copy.$ref !== undefined) copy.$ref = rename(copy.$ref)
  if (copy.items) copy.items = mapRefs(copy.items, rename)
  if (copy.anyOf) copy.anyOf = copy.anyOf.map((branch) => mapRefs(branch, rename))
  if (copy.properties)
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, member]) => [name, mapRefs(member, rename)]),
    )
  return copy
}

/** The names that a schema refers to, each once. */
export function refsOf(schema: ContractSchema): string[] {
  const names = new Set<string>()
  mapRefs(schema, (name) => {
    names.add(name)
    return name
  })
  return [...names]
}

/** A text that is equal for two schemas iff they and all that they refer to are equal; components of one revision. */
export function contentHashes(schemas: ReadonlyMap<string, ContractSchema>): Map<string, string> {
  const hashes = new Map<string, string>()
  for (const members of cyclesOf(schemas)) {
    // Within a cycle a reference is known by its name, outside by its content.
    const inside = (name: string) => (members.includes(name) ? `cycle:${name}` : (hashes.get(name) ?? missing(name)))
    const texts = members.map((name) => JSON.stringify(mapRefs(schemas.get(name) ?? missing(name), inside)))
    const whole = texts.join('\n')
    for (const [index, name] of members.entries())
      hashes.set(name, createHash('sha256').update(`${texts[index]}\n${whole}`).digest('base64'))
  }
  return hashes
}

function missing(name: string): never {
  throw new Error(`no component ${name}`)
}

/** Tarjan's strongly connected components, leaves first; nearly all have one member. */
function cyclesOf(schemas: ReadonlyMap<string, ContractSchema>): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (name: string): number => {
    order.set(name, order.size)
    let lowest = order.size - 1
    stack.push(name)
    for (const next of refsOf(schemas.get(name) ?? missing(name))) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, low.get(next) ?? order.get(next) ?? lowest)
    }
    low.set(name, lowest)
    if (lowest === order.get(name)) found.push(stack.splice(stack.indexOf(name)).sort())
    return lowest
  }
  for (const name of schemas.keys()) if (!order.has(name)) visit(name)
  return found
}
