import { refName, type OpenApiDocument, type OpenApiSchema } from './document.ts'

/** A JSON Schema (draft-07) of the contract. A `$ref` holds the bare name of a pooled schema. */
export interface ContractSchema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, ContractSchema>
  required?: string[]
  items?: ContractSchema
  anyOf?: ContractSchema[]
  format?: string
  default?: unknown
  minimum?: number
  maximum?: number
  maxProperties?: number
}

const kept = ['format', 'default', 'minimum', 'maximum', 'maxProperties'] as const
const known = new Set<string>([
  ...kept,
  ...['$ref', 'type', 'enum', 'properties', 'required', 'items', 'allOf', 'oneOf', 'nullable'],
  // dropped: prose, and markers that change no check
  ...['description', 'example', 'readOnly', 'writeOnly'],
])
const knownTypes = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object'])
const knownFormats = new Set(['date-time', 'date', 'time', 'uri', 'binary'])

/** Throws when a schema has a keyword, type or format that the generator was not taught. */
export function refuseUnknown(schema: OpenApiSchema, at: string): void {
  for (const keyword of Object.keys(schema))
    if (!known.has(keyword)) throw new Error(`unknown schema keyword '${keyword}' at ${at}`)
  if (schema.type !== undefined && !knownTypes.has(schema.type))
    throw new Error(`unknown type '${schema.type}' at ${at}`)
  if (schema.format !== undefined && !knownFormats.has(schema.format))
    throw new Error(`unknown format '${schema.format}' at ${at}`)
}

/** Rewrites an OpenAPI 3.0 schema as draft-07: `nullable` and `oneOf` become types and `anyOf`, `allOf` is merged. */
export function convertSchema(given: OpenApiSchema, document: OpenApiDocument, at: string): ContractSchema {
  refuseUnknown(given, at)
  const schema = given.allOf ? mergeAllOf(given, document, at) : given
  const converted: ContractSchema = {}
  for (const keyword of kept) if (schema[keyword] !== undefined) converted[keyword] = schema[keyword] as never
  if (schema.$ref || schema.oneOf) {
    const parts = schema.$ref ? [{ $ref: refName(schema.$ref) }] : convertBranches(schema, document, at)
    if (schema.nullable) parts.push({ type: 'null' })
    return parts.length === 1 ? { ...parts[0], ...converted } : { anyOf: parts, ...converted }
  }
  const type = schema.type ?? (schema.properties ? 'object' : undefined)
  if (type) converted.type = schema.nullable ? [type, 'null'] : type
  if (schema.enum) converted.enum = schema.nullable ? [...new Set([...schema.enum, null])] : [...schema.enum]
  if (schema.properties)
    converted.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, member]) => [
        name,
        convertSchema(member, document, `${at}.${name}`),
      ]),
    )
  if (schema.required?.length) converted.required = [...schema.required]
  if (schema.items) converted.items = convertSchema(schema.items, document, `${at}[]`)
  return converted
}

const convertBranches = (schema: OpenApiSchema, document: OpenApiDocument, at: string): ContractSchema[] =>
  (schema.oneOf ?? []).map((branch, index) => convertSchema(branch, document, `${at}|${index}`))

function mergeAllOf(schema: OpenApiSchema, document: OpenApiDocument, at: string): OpenApiSchema {
  const { allOf, ...beside } = schema
  const only = allOf?.length === 1 ? allOf[0] : undefined
  if (only?.$ref) return { ...beside, ...only }
  return [...(allOf ?? []), beside].reduce((merged, part) => mergeObjects(merged, part, document, at), {})
}

function mergeObjects(left: OpenApiSchema, right: OpenApiSchema, document: OpenApiDocument, at: string): OpenApiSchema {
  const [base, over] = [resolve(left, document, at), resolve(right, document, at)]
  const properties = { ...base.properties }
  for (const [name, member] of Object.entries(over.properties ?? {})) {
    const other = properties[name]
    const both = other && resolve(other, document, at).properties && resolve(member, document, at).properties
    properties[name] = both ? mergeObjects(other, member, document, `${at}.${name}`) : member
  }
  const required = [...new Set([...(base.required ?? []), ...(over.required ?? [])])]
  const merged = { ...base, ...over }
  return {
    ...merged,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  }
}

function resolve(schema: OpenApiSchema, document: OpenApiDocument, at: string): OpenApiSchema {
  refuseUnknown(schema, at)
  if (!schema.$ref) return schema.allOf ? mergeAllOf(schema, document, at) : schema
  const component = document.components.schemas[refName(schema.$ref)]
  if (!component) throw new Error(`no component ${schema.$ref} at ${at}`)
  const { $ref: _, ...beside } = schema
  return { ...resolve(component, document, at), ...beside }
}
