import { observedStatus } from '../schemas/observed.ts'
import { shapesOf } from '../schemas/projection.ts'
import { findRows, readPage, type Row } from '../store/selection.ts'
import type { Answer, Context, FreshTimes, PageCursors } from './context.ts'
import { createView, renderResource, showsData, type View } from './document.ts'
import { pageLink } from './page.ts'
import type { ResourceType } from './resource.ts'

export interface Response {
  status: number
  /** '' = no body. */
  body: string
}

/** The HTTP answer of what a handler gave. */
export function respond(answer: Answer, context: Context): Response {
  const { operation } = context
  const status = ('status' in answer && answer.status) || observedStatus[operation.operationId] || operation.status
  if (answer.kind === 'empty' || status === 204) return { status, body: '' }
  return { status, body: documentText(answer, context) }
}

function documentText(answer: Exclude<Answer, { kind: 'empty' }>, context: Context): string {
  switch (answer.kind) {
    case 'one': {
      if (answer.row === undefined) return '{"data":null}'
      const asked = answer.include === undefined ? context : including(answer.include, context)
      const { texts, included } = renderRows(answer.type, [answer.row], asked, answer.fresh)
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

const including = (include: readonly string[], context: Context): Context => ({
  ...context,
  query: { ...context.query, include },
})

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
  // Reports name it otherwise. Documented.
  const cursorName = 'page_cursor' in operation.query ? 'page_cursor' : 'page[cursor]'
  const link = (cursor: string | undefined) =>
    cursor === undefined ? 'null' : JSON.stringify(pageLink(baseUrl, path, rawQuery, cursor, cursorName))
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

function renderRows(shown: string | ResourceType, rows: readonly Row[], context: Context, fresh?: FreshTimes) {
  const type = typeof shown === 'string' ? typeNamed(shown, context) : shown
  // Most first requests of a test find nothing: what rows look like need not be worked out for that.
  if (rows.length === 0) return { texts: [], included: context.query.include.length === 0 ? '' : ',"included":[]' }
  const view = viewOf(type, 'primary', context)
  const columns = linkageColumns(view, rows, context)
  const texts = rowTexts(view, 'primary', rows, columns, context, fresh)
  if (context.query.include.length === 0) return { texts, included: '' }
  return { texts, included: `,"included":[${commaed(includedTexts(view, columns, context))}]` }
}

/** The text of each row, with what the columns show in it. */
function rowTexts(
  view: View,
  role: Role,
  rows: readonly Row[],
  columns: readonly (LinkageColumn | undefined)[],
  context: Context,
  fresh?: FreshTimes,
): string[] {
  return rows.map((row, index) => {
    const linkage = columns.length === 0 ? NO_LINKAGE : columns.map((column) => column?.texts[index] ?? '')
    const hidden = linkage.includes(HIDDEN) ? view.relationships.filter((_, at) => linkage[at] === HIDDEN) : []
    if (hidden.length === 0) return renderResource(view, row, linkage, context, fresh)
    const names = hidden.map(({ name }) => name)
    const narrowed = viewOf(view.type, role, context, names)
    const shown = linkage.filter((text) => text !== HIDDEN)
    return renderResource(narrowed, row, shown, context, fresh)
  })
}

type Role = 'primary' | 'included'

/** In place of a text: the row does not show the relationship. */
const HIDDEN = '-'

/** What a relationship shows as `data`, row by row, and what it leads to: ids, or the rows where they were read. */
interface LinkageColumn {
  texts: string[]
  ids: string[]
  rows?: Row[]
}

/** A column for each of the view's relationships, undefined for one that shows no data; no columns when none does. */
function linkageColumns(view: View, rows: readonly Row[], context: Context): (LinkageColumn | undefined)[] {
  if (!view.relationships.some(isRead)) return []
  return view.relationships.map((shown) => linkageColumn(shown, rows, context))
}

/** Whether a row has to be asked for its links. */
const isRead = (shown: View['relationships'][number]): boolean =>
  showsData(shown) || shown.relationship.hiddenWhenEmpty === true

function linkageColumn(
  shown: View['relationships'][number],
  rows: readonly Row[],
  context: Context,
): LinkageColumn | undefined {
  if (!isRead(shown)) return undefined
  const { relationship, included } = shown
  const { known, knownWhenLinked, column, type, many, hiddenWhenEmpty } = relationship
  const identifier = (id: string) => (showsData(shown) ? JSON.stringify({ type, id }) : '')
  const none = hiddenWhenEmpty ? HIDDEN : knownWhenLinked ? '' : 'null'
  if (column !== undefined) {
    const ids = rows.map((row) => row[column] as string | null)
    return { texts: ids.map((id) => (id === null ? none : identifier(id))), ids: ids.filter((id) => id !== null) }
  }
  const related = rows.map((row) => readPage(context.db, relationship.related, { parents: [row.id] }).rows)
  const texts = related.map((found) => {
    if (!many) return found[0] === undefined ? none : identifier(found[0].id)
    const hide = found.length === 0 && !known && !included
    return hide ? '' : `[${found.map((row) => identifier(row.id)).join(',')}]`
  })
  return { texts, ids: [], rows: related.flat() }
}

/** The resources that `include` names, in its order, then in the order in which the primary data does; each once. */
function includedTexts(view: View, columns: readonly (LinkageColumn | undefined)[], context: Context): string[] {
  const seen = new Set<string>()
  return context.query.include.flatMap((name) => {
    const at = view.relationships.findIndex((shown) => shown.name === name)
    const column = columns[at]
    if (column === undefined) return []
    const { relationship } = view.relationships[at]!
    const type = relationship.included ?? typeNamed(relationship.type, context)
    const rows: Row[] = []
    for (const row of relatedRows(type, column, context)) {
      const key = `${type.type} ${row.id}`
      if (!seen.has(key)) rows.push(row)
      seen.add(key)
    }
    const included = viewOf(type, 'included', context)
    return rowTexts(included, 'included', rows, linkageColumns(included, rows, context), context)
  })
}

function relatedRows(type: ResourceType, { ids, rows }: LinkageColumn, { db }: Context): readonly Row[] {
  if (rows !== undefined) return rows
  const unique = [...new Set(ids)]
  const byId = new Map(findRows(db, type.selection, unique).map((row) => [row.id, row]))
  return unique.flatMap((id) => byId.get(id) ?? [])
}

function typeNamed(name: string, { types }: Context): ResourceType {
  const type = types.get(name)
  if (type === undefined) throw new Error(`no resource type ${name}`)
  return type
}

const views = new Map<string, View>()
const VIEWS_KEPT = 2000

/** Views are kept by everything that they depend on. `hidden`: relationships that are not shown. */
function viewOf(type: ResourceType, role: Role, context: Context, hidden: readonly string[] = []): View {
  const { operation, revision, query, baseUrl } = context
  let key = `${role} ${type.type} ${operation.key} ${revision} ${baseUrl}`
  if (query.include.length > 0) key += ` ${query.include.join()}`
  for (const [name, fields] of query.fields) key += ` ${name}=${fields.join()}`
  for (const [name, fields] of query.additional) key += ` +${name}=${fields.join()}`
  if (hidden.length > 0) key += ` -${hidden.join()}`
  let view = views.get(key)
  if (view === undefined) {
    if (views.size >= VIEWS_KEPT) views.clear()
    const relationships = Object.entries(type.relationships).filter(([name]) => !hidden.includes(name))
    const shown = hidden.length === 0 ? type : { ...type, relationships: Object.fromEntries(relationships) }
    views.set(key, (view = createView(shown, role, context)))
  }
  return view
}
