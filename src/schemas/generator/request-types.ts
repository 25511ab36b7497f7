import type { ContractSchema } from './convert-schema.ts'
import { refsOf } from './pool-schemas.ts'

/** Writes the TypeScript types of the request bodies: one interface for each component, in order of need. */
export function renderRequestTypes(
  schemas: ReadonlyMap<string, ContractSchema>,
  requests: Record<string, string>,
): string {
  const needed = new Set<string>()
  const visit = (name: string) => {
    if (needed.has(name)) return
    needed.add(name)
    refsOf(schemas.get(name) ?? {}).forEach(visit)
  }
  Object.values(requests).forEach(visit)
  const types = [...needed].sort().map((name) => renderNamed(name, schemas.get(name) ?? {}))
  const members = Object.entries(requests)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([operationId, name]) => `  ${operationId}: ${name}`)
  const bodies = [
    '/** The request body of each operation, by operationId. */',
    'export interface RequestBodies {',
    ...members,
    '}',
  ]
  return [...types, bodies.join('\n')].join('\n\n') + '\n'
}

const renderNamed = (name: string, schema: ContractSchema): string =>
  schema.properties && schema.type === 'object'
    ? `export interface ${name} ${renderType(schema, '')}`
    : `export type ${name} = ${renderType(schema, '')}`

const plainTypes: Record<string, string> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

function renderType(schema: ContractSchema, indent: string): string {
  if (schema.$ref) return schema.$ref
  if (schema.anyOf) return union(schema.anyOf.map((branch) => renderType(branch, indent)))
  if (schema.enum) return union(schema.enum.map((value) => literal(value)))
  const types = [schema.type ?? []].flat()
  if (types.length === 0) return 'unknown'
  return union(types.map((type) => plainTypes[type] ?? renderContainer(type, schema, indent)))
}

function renderContainer(type: string, schema: ContractSchema, indent: string): string {
  if (type === 'array') {
    const item = schema.items ? renderType(schema.items, indent) : 'unknown'
    return /[|]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
  }
  if (!schema.properties) return 'Record<string, unknown>'
  const members = Object.entries(schema.properties).map(([name, member]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
    const optional = schema.required?.includes(name) ? '' : '?'
    return `${indent}  ${key}${optional}: ${renderType(member, `${indent}  `)}\n`
  })
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('')}${indent}}`
}

const union = (types: string[]): string => [...new Set(types)].join(' | ')

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value)
