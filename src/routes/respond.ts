import { observedStatus } from '../schemas/observed.ts'
import { shapesOf } from '../schemas/projection.ts'
import { findRows, readPage, type Row } from '../store/selection.ts'
import type { Answer, Context, FreshTimes, PageCursors } from './context.ts'
import { createView, renderResource, showsData, type View } from './document.ts'
import { pageLink } from './page.ts'
import type { Relationship, ResourceType } from './resource.ts'

export interface Response {
  status: number
  /** '' = no body. */
  body: string
}

/** The HTTP answer of what a handler gave. */
export function respond(answer: Answer, context: Context): Response {
  const { operation } = context
  const status = ('status' in answer && answer.status) || observedStatus[operation.operationId] || operation.status
  if (answer.kind === 'empty') return { status, body: '' }
  return { status, body: documentText(answer, context) }
}

function documentText(answer: Exclude<Answer, { kind: 'empty' }>, context: Context): string {
  switch (answer.kind) {
    case 'one': {
      if (answer.row === undefined) return '{"data":null}'
      const { texts, included } = renderRows(answer.type, [answer.row], context, answer.fresh)
      return `{"data":${texts[0]}${included}${linksText(context)}}`
    }
    case 'many': {
      const { texts, included } = renderRows(answer.type, answer.rows, context)
      return `{"data":[${commaed(texts)}]${included}${linksText(context, answer.page)}}`
    }
    case 'identifiers': {
      const { type, ids } = answer
      const data = Array.isArray(ids) ? ids.map((id) => ({ type, id })) : ids === undefined ? null : { type, id: ids }
      return `{"data":${JSON.stringify(data)}${data === null ? '' : linksText(context, answer.page)}}`
    }
    case 'document':
      return `{"data":${JSON.stringify(answer.data)}${linksText(context, answer.page)}}`
  }
}

/**
 * Top-level links: self repeats the URL as sent. next and prev, null included, stand on pages and on collections that do
 * not page (Observed: webhooks), not on related resources that do not page (Observed: messages of a campaign,
 * conversations of a profile, properties of a metric; campaigns-content §1, events §1).
 */
function linksText(context: Context, page?: PageCursors): string {
  const { baseUrl, path, rawQuery, operation } = context
  const self = JSON.stringify(`${baseUrl}${path}${rawQuery === '' ? '' : `?${echoed(rawQuery)}`}`)
  const unpaged = operation.method === 'GET' && operation.form === 'collection' && shapesOf(operation).pageLinks
  if (page === undefined && !unpaged) {
    return `,"links":{"self":${self}}`
  }
  const link = (cursor: string | undefined) =>
    cursor === undefined ? 'null' : JSON.stringify(pageLink(baseUrl, path, rawQuery, cursor))
  return `,"links":{"self":${self},"next":${link(page?.next)},"prev":${link(page?.prev)}}`
}

/** The query as sent, with the characters escaped that the live API escapes. Observed for ' and @, protocol §6. */
function echoed(rawQuery: string): string {
  return /['@" <>]/.test(rawQuery)
    ? rawQuery.replace(/['@" <>]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    : rawQuery
}

/** Texts with commas between them. Not join(): that would copy the texts once more than sending them does. */
function commaed(texts: Iterable<string>): string {
  let text = ''
  for (const next of texts) text += text === '' ? next : `,${next}`
  return text
}

const NO_LINKAGE: readonly string[] = []

function renderRows(typeName: string, rows: readonly Row[], context: Context, fresh?: FreshTimes) {
  const view = viewOf(typeNamed(typeName, context), 'primary', context)
  const included = new Map<string, string>()
  const linkages = linkagesOf(view, rows, context, included)
  const texts = rows.map((row, index) => renderResource(view, row, linkages?.[index] ?? NO_LINKAGE, context, fresh))
  const asked = context.query.include.length > 0
  return { texts, included: asked ? `,"included":[${commaed(included.values())}]` : '' }
}

/** `data` of each row's relationships as texts, in the view's order; fills `included` in the order of `include`. */
function linkagesOf(view: View, rows: readonly Row[], context: Context, included: Map<string, string>) {
  if (!view.relationships.some(showsData)) return undefined
  const columns = new Map(view.relationships.map((shown) => [shown.name, linkageColumn(shown, rows, context)]))
  for (const name of context.query.include) {
    const column = columns.get(name)
    const relationship = view.type.relationships[name]
    if (column !== undefined && relationship !== undefined) include(relationship, column, context, included)
  }
  return rows.map((_, index) => view.relationships.map(({ name }) => columns.get(name)?.texts[index] ?? ''))
}

interface LinkageColumn {
  texts: string[]
  ids: string[]
  rows?: Row[]
}

function linkageColumn(
  shown: View['relationships'][number],
  rows: readonly Row[],
  context: Context,
): LinkageColumn | undefined {
  if (!showsData(shown)) return undefined
  const { relationship, included } = shown
  const { known, column, type, many } = relationship
  const identifier = (id: string) => JSON.stringify({ type, id })
  if (column !== undefined) {
    const ids = rows.map((row) => row[column] as string | null)
    return { texts: ids.map((id) => (id === null ? 'null' : identifier(id))), ids: ids.filter((id) => id !== null) }
  }
  const related = rows.map((row) => readPage(context.db, relationship.related, { parents: [row.id] }).rows)
  const texts = related.map((found) => {
    if (!many) return found[0] === undefined ? 'null' : identifier(found[0].id)
    const hide = found.length === 0 && !known && !included
    return hide ? '' : `[${found.map((row) => identifier(row.id)).join(',')}]`
  })
  return { texts, ids: [], rows: related.flat() }
}

/** Adds related resources to `included`, each once, in the order in which the primary data names them. */
function include(
  relationship: Relationship,
  { ids, rows }: LinkageColumn,
  context: Context,
  included: Map<string, string>,
): void {
  const type = typeNamed(relationship.type, context)
  const view = viewOf(type, 'included', context)
  const unique = [...new Set(ids)]
  const found = rows ?? inOrder(unique, findRows(context.db, type.selection, unique))
  for (const row of found) {
    const key = `${type.type} ${row.id}`
    if (included.has(key)) continue
    const linkage = linkagesOf(
      { ...view, relationships: view.relationships },
      [row],
      withoutInclude(context),
      new Map(),
    )
    included.set(key, renderResource(view, row, linkage?.[0] ?? NO_LINKAGE, context))
  }
}

function inOrder(ids: readonly string[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function withoutInclude(context: Context): Context {
  return { ...context, query: { ...context.query, include: [] } }
}

function typeNamed(name: string, { types }: Context): ResourceType {
  const type = types.get(name)
  if (type === undefined) throw new Error(`no resource type ${name}`)
  return type
}

const views = new Map<string, View>()
const VIEWS_KEPT = 2000

/** Views are kept by everything that they depend on. */
function viewOf(type: ResourceType, role: 'primary' | 'included', context: Context): View {
  const { operation, revision, query, baseUrl } = context
  let key = `${role} ${type.type} ${operation.key} ${revision} ${baseUrl}`
  if (query.include.length > 0) key += ` ${query.include.join()}`
  for (const [name, fields] of query.fields) key += ` ${name}=${fields.join()}`
  for (const [name, fields] of query.additional) key += ` +${name}=${fields.join()}`
  let view = views.get(key)
  if (view === undefined) {
    if (views.size >= VIEWS_KEPT) views.clear()
    views.set(key, (view = createView(type, role, context)))
  }
  return view
}
