import { describe, expect, it } from 'vitest'
import { buildContract } from '../../src/schemas/generator/build-contract.ts'
import { convertSchema, type ContractSchema } from '../../src/schemas/generator/convert-schema.ts'
import {
  documentOf,
  documentsArePresent,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiSchema,
} from '../../src/schemas/generator/document.ts'
import { operationFacts } from '../../src/schemas/generator/operations.ts'
import { contentHashes } from '../../src/schemas/generator/pool-schemas.ts'
import { differences, renderContract } from '../../src/schemas/generate.ts'
import { contractFor, REVISIONS } from '../../src/schemas/contract.ts'

const document = (schemas: Record<string, OpenApiSchema> = {}): OpenApiDocument => ({
  paths: {},
  components: { schemas },
})
const convert = (schema: object, schemas = {}) => convertSchema(schema, document(schemas), 'here')

describe('the generator', () => {
  it.each([
    [{ type: 'string', pattern: 'a' }, "unknown schema keyword 'pattern' at here"],
    [{ type: 'object', properties: { a: { type: 'string', not: {} } } }, "unknown schema keyword 'not' at here.a"],
    [{ type: 'string', format: 'uuid' }, "unknown format 'uuid' at here"],
    [{ type: 'file' }, "unknown type 'file' at here"],
  ])('refuses a schema that it does not know: %j', (schema, message) => {
    expect(() => convert(schema)).toThrow(message)
  })

  it('refuses an unknown keyword of an operation and of a parameter', () => {
    const given = {
      operationId: 'get_things',
      tags: ['Things'],
      description: '',
      parameters: [],
      responses: { 200: {} },
      'x-klaviyo-ratelimit': { burst: '1/s', steady: '2/m' },
      'x-klaviyo-scopes': [],
    } satisfies Record<string, unknown>
    const facts = (changes: object) => operationFacts({ ...given, ...changes } as unknown as OpenApiOperation)
    expect(facts({}).limits).toEqual({ burst: 1, steady: 2 })
    expect(() => facts({ callbacks: {} })).toThrow("unknown operation keyword 'callbacks' at get_things")
    const parameter = { name: 'sort', in: 'query', schema: { type: 'string' }, style: 'form' }
    expect(() => facts({ parameters: [parameter] })).toThrow("unknown parameter keyword 'style' at get_things sort")
    expect(() => facts({ 'x-klaviyo-ratelimit': { burst: '1/h', steady: '2/m' } })).toThrow("unknown burst '1/h'")
  })

  it('rewrites nullable, oneOf and allOf as draft-07', () => {
    expect(convert({ type: 'string', nullable: true, enum: ['a'], description: 'x', readOnly: true })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    })
    expect(convert({ $ref: '#/components/schemas/A', nullable: true })).toEqual({
      anyOf: [{ $ref: 'A' }, { type: 'null' }],
    })
    expect(convert({ oneOf: [{ type: 'string' }, { type: 'number' }], nullable: true, default: 0 })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }],
      default: 0,
    })
    const A: OpenApiSchema = {
      type: 'object',
      properties: { a: { type: 'object', properties: { x: {} } } },
      required: ['a'],
    }
    const allOf = [{ $ref: '#/components/schemas/A' }, { properties: { a: { properties: { y: {} } }, b: {} } }]
    expect(convert({ allOf }, { A })).toEqual({
      type: 'object',
      properties: { a: { type: 'object', properties: { x: {}, y: {} } }, b: {} },
      required: ['a'],
    })
  })

  it('tells equal contents from different ones, through references and cycles', () => {
    const graph = (leaf: string) =>
      new Map<string, ContractSchema>([
        ['Step', { properties: { steps: { items: { $ref: 'Step' } }, leaf: { $ref: 'Leaf' } } }],
        ['Leaf', { type: leaf }],
      ])
    const hash = (leaf: string) => contentHashes(graph(leaf)).get('Step')
    expect(hash('string')).toBe(hash('string'))
    expect(hash('string')).not.toBe(hash('number'))
  })
})

describe.skipIf(!documentsArePresent())('the OpenAPI documents', () => {
  it('give the contract as it is committed', { timeout: 60_000 }, () => {
    expect(differences(renderContract(buildContract()))).toEqual([])
  })

  it.each(REVISIONS)('of %s have as many operations as the contract', (revision) => {
    const count = Object.values(documentOf(revision).paths).flatMap((methods) => Object.keys(methods)).length
    expect(contractFor(revision).operationIds).toHaveLength(count)
  })
})
