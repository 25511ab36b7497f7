import { contractFor, NEWEST, schemaFor, type Contract, type OperationId } from '../../../schemas/contract.ts'
import { resolved, type JsonSchema } from '../../../schemas/json-schema.ts'
import { branchOf, grammarAt, solid, withDefaults, type Grammar } from '../../../schemas/shaped.ts'
import type { GivenAction } from './definition.ts'

// The grammar of flow definitions, as the contract's schemas state it.

type Json = Readonly<Record<string, unknown>>

const DEFINITION = ['data', 'attributes', 'definition'] as const

/** What an operation's body calls a definition, in the newest revision: the one that the store speaks. */
function written(id: OperationId): Grammar {
  return grammarAt(schemaFor(contractFor(NEWEST).operation(id)!.request!) as JsonSchema, DEFINITION)
}

/** What an operation answers as a definition at a revision; undefined where it has none. */
export function shownDefinition(contract: Contract, id: OperationId): Grammar | undefined {
  const operation = contract.operation(id)
  const key = operation?.responses[operation.status]
  if (key === undefined) return undefined
  const root = schemaFor(key) as JsonSchema
  const attributes = grammarAt(root, ['data', 'attributes'])
  return solid(attributes).properties?.definition && grammarAt(root, DEFINITION)
}

/** A member of a definition with its defaults. */
export function completeMember(name: 'triggers' | 'profile_filter' | 'reentry_criteria', value: unknown): unknown {
  const { schema, root } = written('create_flow')
  return withDefaults(value, { schema: solid({ schema, root }).properties![name]!, root })
}

/** The data of an action with the defaults of its type; undefined where the type has none. */
export function completeData({ type, data }: GivenAction): Json | null | undefined {
  const { action, root } = actionSchema(type)
  const schema = action?.properties?.data
  if (schema === undefined) return undefined
  return withDefaults(data ?? null, { schema, root }) as Json | null
}

/** The members of the message that actions of a type send, by name; undefined for actions that send none. */
export function messageMembers(type: string): Readonly<Record<string, JsonSchema>> | undefined {
  const { action, root } = actionSchema(type)
  const data = action?.properties?.data
  const message = data && solid({ schema: data, root }).properties?.message
  const members = message && solid({ schema: message, root }).properties
  return members && Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, plain(schema, root)]))
}

/** A member with what it refers to, and its default beside. */
const plain = (schema: JsonSchema, root: JsonSchema): JsonSchema => {
  const { default: preset } = schema
  return { ...resolved(schema, root), ...(preset !== undefined && { default: preset }) }
}

function actionSchema(type: string): { action: JsonSchema | undefined; root: JsonSchema } {
  const { schema, root } = written('update_flow_action')
  return { action: branchOf({ type }, { schema, root }), root }
}
