import type { Db, Value } from './database.ts'
import { compileTerms, type Column, type FilterTerm } from './filter-sql.ts'

/** A stored resource as every table gives it: attributes is JSON text in wire order. */
export interface Row {
  id: string
  attributes: string
  /** Value of the sort column, for the cursor; absent in the order of the id. */
  sort_value?: Value
  [extra: string]: unknown
}

/**
 * Something that can be listed: a table, or the rows of a table that belong to a parent. All texts are constant SQL;
 * values only ever travel as parameters. `where` takes the parent's id as its parameters, in order.
 */
export interface Selection {
  from: string
  where?: string
  /** What to select: id, attributes, and only what every view needs beside them, because each column costs. */
  columns: string
  /** Unique column that breaks ties of a sort. */
  id: string
  /** What filters and sorts may name. */
  fields: Readonly<Record<string, Column>>
  defaultSort: Sort
}

/** An order: by a field, then by the selection's id, both in one direction. */
export interface Sort {
  field: string
  descending?: boolean
}

/** A place between two rows: behind (or, backward, before) the row with this sort value and id. */
export interface Position {
  value: Value
  id: Value
  backward?: boolean
}

/** Which rows of a selection to read; without a size, all. */
export interface PageRequest {
  parents?: readonly Value[]
  terms?: readonly FilterTerm[]
  sort?: Sort
  size?: number
  from?: Position
}

/** Rows that were read, in the order asked for. */
export interface Page {
  rows: Row[]
  /** Whether rows follow / come before, in the order asked for. */
  hasNext: boolean
  hasPrev: boolean
}

/** One page of a selection, by keyset: its cost does not grow with the number of rows that come before it. */
export function readPage(db: Db, selection: Selection, request: PageRequest = {}): Page {
  const { sort = selection.defaultSort, from, size } = request
  const backward = from?.backward === true
  const { sql, values } = pageSql(selection, request, sort, backward)
  const rows = db.all<Row>(sql, ...values)
  const more = size !== undefined && rows.length > size
  if (more) rows.pop()
  if (backward) rows.reverse()
  return { rows, hasNext: backward ? true : more, hasPrev: backward ? more : from !== undefined }
}

/** SQLite seeks a pair in an index on columns; in one on an expression it needs the expression's own bound beside it. */
const PLAIN_COLUMN = /^\w+\.\w+$/

function pageSql(selection: Selection, request: PageRequest, sort: Sort, backward: boolean) {
  const sorted = sortSql(selection, sort.field)
  const values: Value[] = [...(request.parents ?? [])]
  const conditions = selection.where === undefined ? [] : [selection.where]
  const filtered = compileTerms(selection.fields, request.terms ?? [])
  conditions.push(...filtered.conditions)
  values.push(...filtered.values)
  const descending = (sort.descending === true) !== backward
  if (request.from !== undefined) {
    const comparison = descending ? '<' : '>'
    if (sorted === selection.id) {
      conditions.push(`${sorted} ${comparison} ?`)
      values.push(request.from.id)
    } else {
      if (!PLAIN_COLUMN.test(sorted)) {
        conditions.push(`${sorted} ${comparison}= ?`)
        values.push(request.from.value)
      }
      conditions.push(`(${sorted}, ${selection.id}) ${comparison} (?, ?)`)
      values.push(request.from.value, request.from.id)
    }
  }
  const direction = descending ? 'DESC' : 'ASC'
  const order =
    sorted === selection.id ? `${sorted} ${direction}` : `${sorted} ${direction}, ${selection.id} ${direction}`
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  const sortValue = sorted === selection.id ? '' : `, ${sorted} AS sort_value`
  let sql = `SELECT ${selection.columns}${sortValue} FROM ${selection.from}${where} ORDER BY ${order}`
  if (request.size !== undefined) {
    sql += ' LIMIT ?'
    values.push(request.size + 1)
  }
  return { sql, values }
}

function sortSql(selection: Selection, field: string): string {
  const column = selection.fields[field]
  if (column?.sql === undefined) throw new Error(`${selection.from} cannot be sorted by ${field}`)
  return column.sql
}

/** Texts of statements by selection: a statement is found by its text, so building it anew would cost every time. */
const findTexts = new WeakMap<Selection, string>()

/** The row with this id among the selection's rows, or undefined. */
export function findRow(db: Db, selection: Selection, id: Value, parents: readonly Value[] = []): Row | undefined {
  let sql = findTexts.get(selection)
  if (sql === undefined) findTexts.set(selection, (sql = `${selectById(selection)} = ?`))
  return db.get<Row>(sql, ...parents, id)
}

function selectById(selection: Selection): string {
  const where = selection.where === undefined ? '' : `${selection.where} AND `
  const key = selection.fields.id?.sql ?? selection.id
  return `SELECT ${selection.columns} FROM ${selection.from} WHERE ${where}${key}`
}

/** The rows with these ids, in no particular order; unknown ids are left out. */
export function findRows(db: Db, selection: Selection, ids: readonly string[]): Row[] {
  return db.all<Row>(`${selectById(selection)} IN (SELECT value FROM json_each(?))`, JSON.stringify(ids))
}
