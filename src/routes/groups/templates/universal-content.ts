import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { schemaFor, type Operation } from '../../../schemas/contract.ts'
import { resolved, type JsonSchema } from '../../../schemas/json-schema.ts'
import { formatSeconds, UPDATED_LATER } from '../../../store/clock.ts'
import { insertResource } from '../../../store/resources.ts'
import { universalContentSelection } from '../../../store/templates.ts'
import { deleteTranslationsOf } from '../../../store/translations.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError, invalid, type ErrorEntry } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import type { Content } from './definition.ts'
import { sectionProblems } from './definition-problems.ts'
import { refreshTemplates } from './write-template.ts'

// Universal content: blocks and sections that templates share. campaigns-content §5.1, revision-2026-10-15 §10.

const UNIVERSAL_CONTENT = 'template-universal-content'

/** Attributes of universal content in wire order. Documented; the order is Assumed. */
interface UniversalContentAttributes {
  name: string
  definition: Content
  created: string
  updated: string
  screenshot_status: string
  screenshot_url: string
}

/** Stored as the newest revision speaks; what older ones write and show is a revision's change. */
export const universalContentType: ResourceType = {
  type: UNIVERSAL_CONTENT,
  collection: 'template-universal-content',
  selection: universalContentSelection,
  attributes: ['name', 'definition', 'created', 'updated', 'screenshot_status', 'screenshot_url'],
  whole: ['definition'],
  relationships: {},
  create: ({ attributes }, { account, now }) => {
    const { name, definition } = attributes as { name: string; definition: Content }
    checkContent(definition)
    return { id: newId(account), attributes: { ...newAttributes(name, definition, now) } }
  },
  update: ({ attributes: text }, { attributes }, { operation }) => {
    const stored = JSON.parse(text) as UniversalContentAttributes
    const { name, definition } = attributes as { name?: string | null; definition?: Content | null }
    // Null changes nothing, because neither may be null in the answer: Assumed.
    const renamed = { ...stored, name: name ?? stored.name }
    if (!definition) return renamed
    requireWritable(stored.definition, operation)
    checkContent(definition)
    return { ...renamed, definition: anonymous(definition), screenshot_status: staleStatus(stored) }
  },
  updated: ({ id }, { attributes }, context) => {
    if (attributes.definition) refreshTemplates(id, context)
  },
  removed: ({ id }, { db }) => deleteTranslationsOf(db, { type: UNIVERSAL_CONTENT, id }),
}

/** 32 hexadecimal digits. Observed, campaigns-content §1.1. */
function newId(account: Context['account']): string {
  return account.ids.uuid().replaceAll('-', '')
}

/** No screenshot is ever taken here. Strict readers want a text as its URL: revision-2026-10-15 §1.5. */
function newAttributes(name: string, definition: Content, now: number): UniversalContentAttributes {
  const time = formatSeconds(now)
  const screenshot = { screenshot_status: 'never_generated', screenshot_url: '' }
  return { name, definition: anonymous(definition), created: time, updated: time, ...screenshot }
}

const staleStatus = ({ screenshot_status, screenshot_url }: UniversalContentAttributes): string =>
  screenshot_url === '' ? screenshot_status : 'stale'

/** POST /api/template-universal-content-clone. Documented: without a name, it has the source's. */
export function cloneUniversalContent(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['clone_universal_content']).data
  // Assumed: the contract asks for the id twice and does not say which one counts.
  if (attributes.id !== id) {
    throw invalid(`The ids in the payload (${id}, ${attributes.id}) do not match.`, { pointer: '/data/attributes/id' })
  }
  const { account, db, now } = context
  const source = findOrThrow(universalContentType, id, context)
  const { name, definition } = JSON.parse(source.attributes) as UniversalContentAttributes
  const clone = newId(account)
  const times = { created: now, updated: now + UPDATED_LATER }
  const copied = newAttributes(attributes.name ?? name, definition, now)
  insertResource(db, { type: UNIVERSAL_CONTENT, id: clone, ...times, attributes: { ...copied } })
  return { kind: 'one', type: UNIVERSAL_CONTENT, row: findOrThrow(universalContentType, clone, context), fresh: times }
}

const DEFINITION = '/data/attributes/definition'

/** What is wrong beyond the schema: older revisions leave the data of most blocks free, but an object it is (Assumed). */
function checkContent(content: Content): void {
  const data: unknown = content.data
  if (data !== null && (typeof data !== 'object' || Array.isArray(data))) {
    throw invalid(`'data' must be of type object or null.`, { pointer: `${DEFINITION}/data` })
  }
  if (content.content_type !== 'section') return
  const entries = sectionProblems(content, DEFINITION)
  if (entries.length > 0) throw new ApiError(entries as [ErrorEntry, ...ErrorEntry[]])
}

/** What a revision cannot write it cannot replace, only rename. Documented, campaigns-content §5.1; text Assumed. */
function requireWritable({ type }: Content, operation: Operation): void {
  if (!writableTypes(operation).includes(type)) {
    throw invalid(`Only the name of universal content of the type '${type}' can be updated.`, { pointer: DEFINITION })
  }
}

/** The types of blocks and sections that the body of an operation takes. */
function writableTypes({ request }: Operation): readonly unknown[] {
  const root = schemaFor(request!) as JsonSchema
  const at = (schema: JsonSchema, name: string) => resolved(resolved(schema, root).properties?.[name] ?? {}, root)
  const { anyOf = [] } = at(at(at(root, 'data'), 'attributes'), 'definition')
  return anyOf.flatMap((branch) => at(branch, 'type').enum ?? [])
}

/** Content without ids: they are read only, and belong to a template. Assumed, wrong if a read shows some. */
function anonymous<Part>(content: Part): Part {
  if (Array.isArray(content)) return content.map((part: unknown) => anonymous(part)) as Part
  if (typeof content !== 'object' || content === null) return content
  const entries = Object.entries(content).filter(([name]) => !['id', 'data_id', 'universal_id'].includes(name))
  const parts = entries.map(([name, part]) => [name, name === 'data' ? (part as unknown) : anonymous(part as unknown)])
  return Object.fromEntries(parts) as Part
}
