/** The part of JSON Schema that the contract uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly title?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxProperties?: number
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

/** The definition that a schema refers to, or the schema itself. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema
  while (at.$ref !== undefined) {
    const target = root.definitions?.[at.$ref.slice('#/definitions/'.length)]
    if (!target) throw new Error(`no definition ${at.$ref}`)
    at = target
  }
  return at
}

type Change = (schema: JsonSchema, path: readonly string[], named: string) => JsonSchema

/** Copies a schema and changes each object in it; the path holds the property names from the nearest named schema. */
export function mapSchema(
  schema: JsonSchema,
  change: Change,
  path: readonly string[] = [],
  named = schema.title ?? '',
): JsonSchema {
  const members = (of: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(of).map(([name, member]) => [name, mapSchema(member, change, [...path, name], named)] as const)
  const definitions = ([name, member]: readonly [string, JsonSchema]) => [name, mapSchema(member, change, [])] as const
  const copy: JsonSchema = {
    ...schema,
    ...(schema.properties && { properties: Object.fromEntries(members(schema.properties)) }),
    ...(schema.items && { items: mapSchema(schema.items, change, path, named) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((branch) => mapSchema(branch, change, path, named)) }),
    ...(schema.definitions && { definitions: Object.fromEntries(Object.entries(schema.definitions).map(definitions)) }),
  }
  return change(copy, path, named)
}
