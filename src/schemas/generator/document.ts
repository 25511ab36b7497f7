import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { unions } from '../unions.ts'

/** A schema as an OpenAPI 3.0 document of Klaviyo writes it. */
export interface OpenApiSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly required?: readonly string[]
  readonly items?: OpenApiSchema
  readonly allOf?: readonly OpenApiSchema[]
  readonly oneOf?: readonly OpenApiSchema[]
  readonly nullable?: boolean
  readonly format?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxProperties?: number
}

/** A parameter of an operation. */
export interface OpenApiParameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema: OpenApiSchema
}

/** What a filter field takes, as `x-klaviyo-filters` states it. */
export interface OpenApiFilter {
  readonly operators: {
    readonly single?: readonly string[]
    readonly list?: readonly string[]
    readonly none?: readonly string[]
  }
  readonly value?: { readonly type: string; readonly format?: string; readonly enum?: readonly string[] }
}

type Content = Readonly<Record<string, { readonly schema: OpenApiSchema }>>

/** An operation of a document. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly description: string
  readonly tags: readonly [string]
  readonly parameters: readonly OpenApiParameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
  readonly 'x-klaviyo-ratelimit': { readonly burst: string; readonly steady: string; readonly daily?: string }
  readonly 'x-klaviyo-scopes': readonly string[]
  readonly 'x-klaviyo-filters'?: Readonly<Record<string, OpenApiFilter>>
}

/** One OpenAPI document, of one revision. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: { readonly schemas: Record<string, OpenApiSchema> }
  readonly 'x-reconstruction-notes'?: readonly string[]
}

const folder = new URL('../../../../shared/openapi/', import.meta.url)

/** Whether the OpenAPI documents stand beside the repository. */
export const documentsArePresent = (): boolean => existsSync(folder)

const readDocument = (name: string): OpenApiDocument =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.json`, folder)), 'utf8')) as OpenApiDocument

/** Reads the document of a revision as it stands. */
export const documentOf = (revision: string): OpenApiDocument => readDocument(revision)

/** Reads the document of a revision and puts the unions of unions.ts where the document has free-form objects. */
export function completedDocumentOf(revision: string): OpenApiDocument {
  const document = readDocument(revision)
  for (const row of unions) {
    if (row.revision !== revision) continue
    const place = findPlace(document, row.component, row.at)
    if (place.schema.type !== 'object' || place.schema.properties)
      throw new Error(`${revision} ${row.component}.${row.at} is not free-form: drop its row in unions.ts`)
    if (row.members === 'free') continue
    const oneOf = row.members.map((name) => {
      if (!document.components.schemas[name]) throw new Error(`unions.ts names ${name}, unknown at ${revision}`)
      return { $ref: `#/components/schemas/${name}` }
    })
    place.replace({ oneOf, ...(place.schema.nullable && { nullable: true }) })
  }
  checkNotes(document, revision)
  return document
}

/** The component that a `$ref` names. */
export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

interface Place {
  readonly owner: string
  readonly schema: OpenApiSchema
  replace(schema: OpenApiSchema): void
}

function findPlace(document: OpenApiDocument, component: string, at: string): Place {
  const schemas = document.components.schemas
  let place: Place = {
    owner: component,
    schema: schemas[component] ?? fail(component, at),
    replace: (schema) => void (schemas[component] = schema),
  }
  for (const name of at.split('.')) {
    while (place.schema.$ref) place = findPlace(document, refName(place.schema.$ref), '') // the place moves to the component
    if (name === '') break
    const { owner, schema } = place
    const holder = [schema, ...(schema.allOf ?? [])]
      .map((part) => (part.$ref ? schemas[refName(part.$ref)] : part))
      .find((part) => part?.properties?.[name])
    const properties = holder?.properties as Record<string, OpenApiSchema> | undefined
    if (!properties) return fail(component, at)
    place = {
      owner,
      schema: properties[name] ?? fail(component, at),
      replace: (other) => void (properties[name] = other),
    }
  }
  return place
}

function fail(component: string, at: string): never {
  throw new Error(`no ${component}.${at} in the document`)
}

const note = /^free-form in the SDK; a union may stand here: (\w+): (.+)$/

/** Every place that the reconstruction left open needs a row in unions.ts, be it only to say that nothing is known. */
function checkNotes(document: OpenApiDocument, revision: string): void {
  const rows = new Set(unions.filter((row) => row.revision === revision).map((row) => `${row.component}: ${row.at}`))
  for (const text of document['x-reconstruction-notes'] ?? []) {
    const [, component, at] = note.exec(text) ?? []
    if (!component || !at || rows.has(`${component}: ${at}`)) continue
    const parts = at.split('.')
    const reached = parts.some((_, index) => {
      const head = findPlace(document, component, parts.slice(0, index + 1).join('.')).schema
      return head.$ref && rows.has(`${refName(head.$ref)}: ${parts.slice(index + 1).join('.')}`)
    })
    if (!reached) throw new Error(`unions.ts has no row for ${component}: ${at}`)
  }
}
