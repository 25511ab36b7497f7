import { describe, expect, it } from 'vitest'
import { compile } from '../../src/schemas/ajv.ts'
import { contractFor, NEWEST, REVISIONS, schemaFor, type OperationId } from '../../src/schemas/contract.ts'
import { resolved, type JsonSchema } from '../../src/schemas/json-schema.ts'
import { problemsOf } from '../../src/schemas/problems.ts'
import { unions } from '../../src/schemas/unions.ts'

const keys = new Map<string, 'request' | 'response'>()
for (const revision of REVISIONS) {
  const contract = contractFor(revision)
  for (const id of contract.operationIds) {
    const { request, responses = {} } = contract.operation(id) ?? {}
    if (request) keys.set(request, 'request')
    for (const key of Object.values(responses)) keys.set(key, 'response')
  }
}

/** A value that fits a schema: each listed member once, the first choice everywhere. */
function sampleOf(given: JsonSchema, root: JsonSchema, depth = 0): unknown {
  const schema = resolved(given, root)
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {}, root, depth)
  if (schema.enum) return schema.enum[0]
  const type = [schema.type ?? []].flat()[0]
  if (type === 'object') {
    const members = Object.entries(schema.properties ?? {}).filter(
      ([name]) => depth < 12 || schema.required?.includes(name),
    )
    return Object.fromEntries(members.map(([name, member]) => [name, sampleOf(member, root, depth + 1)]))
  }
  if (type === 'array') return depth < 12 && schema.items ? [sampleOf(schema.items, root, depth + 1)] : []
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  const texts: Record<string, string> = { uri: 'https://a.klaviyo.com', time: '10:00:00' }
  return schema.format ? (texts[schema.format] ?? '2026-01-01T00:00:00Z') : 'text'
}

/** Copies of a value with one thing wrong in each: a member gone, a member of another kind. */
function* spoilt(value: unknown): Generator<unknown> {
  yield 17.5
  yield 'nonsense'
  yield null
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...without } = value as Record<string, unknown>
    if (!Array.isArray(value)) yield without
    for (const bad of spoilt(member)) yield Array.isArray(value) ? [bad] : { ...value, [name]: bad }
  }
}

/** A form of their own: the server closes schemas before it compiles them, and those of one form share definitions. */
const asWritten = (kind: string) => `${kind}-as-written`

describe('the schemas of all revisions', () => {
  it('compile', { timeout: 120_000 }, () => {
    expect(keys.size).toBeGreaterThan(1000)
    for (const [key, kind] of keys) expect(() => compile(schemaFor(key) as JsonSchema, asWritten(kind))).not.toThrow()
  })

  it('mean the same to Ajv and to problems.ts', { timeout: 120_000 }, () => {
    const disagreements: string[] = []
    const { operationIds, operation } = contractFor(NEWEST)
    for (const id of operationIds) {
      const { request, responses = {} } = operation(id) ?? {}
      for (const key of [...Object.values(responses), ...(request ? [request] : [])]) {
        const schema = schemaFor(key) as JsonSchema
        const fits = compile(schema, asWritten(keys.get(key) ?? 'response'))
        const sample = sampleOf(schema, schema)
        if (!fits(sample)) disagreements.push(`${key} refuses its sample`)
        let count = 0
        for (const body of spoilt(sample)) {
          if (fits(body) !== (problemsOf(body, schema).length === 0))
            disagreements.push(`${key} ${JSON.stringify(body)}`)
          if (++count === 100) break
        }
      }
    }
    expect(disagreements).toEqual([])
  })
})

describe('a row of unions.ts', () => {
  const places: Record<string, [OperationId, 'request' | 'response']> = {
    UniversalContentCreateQueryV1ResourceObject: ['create_universal_content', 'request'],
    UniversalContentPartialUpdateQueryV1ResourceObject: ['update_universal_content', 'request'],
    UniversalContentResponseV1ObjectResource: ['get_universal_content', 'response'],
    PostUniversalContentResponseV1: ['create_universal_content', 'response'],
    PatchUniversalContentResponseV1: ['update_universal_content', 'response'],
    FlowActionInsertQueryResourceObject: ['create_flow_action', 'request'],
  }

  it.each(unions.filter(({ members }) => members !== 'free'))('applies: $component', ({ component, members }) => {
    const [id, side] = places[component] ?? []
    const operation = id && contractFor(NEWEST).operation(id)
    const key = side === 'request' ? operation?.request : operation?.responses[operation.status]
    const root = schemaFor(key ?? '') as JsonSchema
    const data = resolved(root.properties?.data ?? {}, root)
    const attributes = resolved(data.properties?.attributes ?? {}, root)
    const branches = attributes.properties?.definition?.anyOf?.flatMap(({ $ref }) => $ref?.match(/(\w+)@/)?.[1] ?? [])
    expect(branches).toEqual(members)
  })

  it('says where it is from, and is Assumed', () => {
    for (const { mark, source } of unions) expect([mark, source.length > 20]).toEqual(['Assumed', true])
  })
})
