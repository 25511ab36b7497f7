import { findRow, readPage, type Page, type Row, type Selection, type Sort } from '../../store/selection.ts'
import type { Value } from '../../store/database.ts'
import type { Answer, Context, PageCursors } from '../context.ts'
import { notFound } from '../errors.ts'
import { readCursor, renderCursor, type CursorStyle } from '../page.ts'
import type { Relationship, ResourceType } from '../resource.ts'

/** GET /api/<collection>: filtered, sorted, one page. */
export function listShape(type: ResourceType, context: Context): Answer {
  return { kind: 'many', type: type.type, ...pageOf(type.selection, context, [], type.cursor) }
}

/** GET /api/<collection>/{id}; 404 when there is none. */
export function getShape(type: ResourceType, context: Context): Answer {
  return { kind: 'one', type: type.type, row: findOrThrow(type, context.id, context) }
}

/** GET /api/<collection>/{id}/<relation>: the related resources themselves. */
export function relatedShape(type: ResourceType, relationship: Relationship, context: Context): Answer {
  const parent = findOrThrow(type, context.id, context)
  if (!relationship.many)
    return { kind: 'one', type: relationship.type, row: relatedRow(relationship, parent, context) }
  return { kind: 'many', type: relationship.type, ...pageOf(relationship.related, context, [context.id]) }
}

/** GET /api/<collection>/{id}/relationships/<relation>: identifiers only. */
export function relationshipShape(type: ResourceType, relationship: Relationship, context: Context): Answer {
  const parent = findOrThrow(type, context.id, context)
  if (!relationship.many) {
    const row = relatedRow(relationship, parent, context)
    return { kind: 'identifiers', type: relationship.type, ids: row?.id }
  }
  const { rows, page } = pageOf(relationship.related, context, [context.id])
  return { kind: 'identifiers', type: relationship.type, ids: rows.map(({ id }) => id), ...(page && { page }) }
}

function relatedRow(relationship: Relationship, parent: Row, { db }: Context): Row | undefined {
  return readPage(db, relationship.related, { parents: [parent.id], size: 1 }).rows[0]
}

/** The row of the path's id; throws the type's 404. */
export function findOrThrow(type: ResourceType, id: string, { db }: Pick<Context, 'db'>): Row {
  const row = findRow(db, type.selection, id)
  if (row === undefined) throw notFound(type.notFound?.(id) ?? `A ${type.type} with id ${id} does not exist.`)
  return row
}

/**
 * One page of a selection as the query asks for it: filter, sort, cursor, size (the contract's default when none is
 * given; everything where the operation does not page).
 */
export function pageOf(
  selection: Selection,
  context: Context,
  parents: readonly Value[],
  style: CursorStyle = 'plain',
): { rows: readonly Row[]; page?: PageCursors } {
  const { query, operation, db } = context
  const sort = query.sort ?? selection.defaultSort
  if (!('page[cursor]' in operation.query)) {
    return { rows: readPage(db, selection, { parents, terms: query.terms, sort }).rows }
  }
  const size = query.pageSize ?? defaultSize(context)
  const kind = (selection.fields[sort.field]?.kind ?? 'text') === 'text' ? 'text' : 'number'
  const from = query.cursor === undefined ? undefined : readCursor(style, query.cursor, sort.field, kind)
  const page = readPage(db, selection, { parents, terms: query.terms, sort, size, ...(from && { from }) })
  return { rows: page.rows, page: cursorsOf(page, sort, style) }
}

/** The contract's default; where the revision has no page[size], the fixed size that it pages by. */
function defaultSize({ operation }: Context): number {
  const declared = operation.query['page[size]']?.default
  if (typeof declared === 'number') return declared
  return fixedSizes[operation.collection] ?? 100
}

/** Page sizes where page[size] is no parameter. Documented, protocol §6; events §1 for events before 2026-01-15. */
const fixedSizes: Readonly<Record<string, number>> = {
  events: 200,
  metrics: 200,
  lists: 10,
  segments: 10,
  templates: 10,
  tags: 50,
  'tag-groups': 25,
  'object-types': 50, // of their ingestion logs
}

/** Cursors of the neighbours of a page. */
export function cursorsOf({ rows, hasNext, hasPrev }: Page, sort: Sort, style: CursorStyle): PageCursors {
  const first = rows[0]
  const last = rows.at(-1)
  const cursor = (row: Row, backward: boolean) =>
    renderCursor(style, { field: sort.field, value: row.sort_value ?? null, id: row.id, backward })
  return {
    next: hasNext && last !== undefined ? cursor(last, false) : undefined,
    prev: hasPrev && first !== undefined ? cursor(first, true) : undefined,
  }
}
