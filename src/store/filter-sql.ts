import { parseTime } from './clock.ts'
import type { Value } from './database.ts'

/** The operators of Klaviyo's filter language. */
export type Operator =
  | 'equals'
  | 'any'
  | 'contains'
  | 'contains-any'
  | 'contains-all'
  | 'starts-with'
  | 'ends-with'
  | 'greater-than'
  | 'greater-or-equal'
  | 'less-than'
  | 'less-or-equal'
  | 'has'

/** A value as it stood in a filter: quoted text, a bare number, boolean or time, or null. */
export type Literal =
  | { kind: 'string'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'datetime'; text: string }
  | { kind: 'null' }

/** One comparison of a filter; the terms of a filter are ANDed. */
export interface FilterTerm {
  operator: Operator
  field: string
  values: readonly Literal[]
}

/** How a field stands in the database. A text column compares byte by byte unless `fold` lower-cases the literal. */
export interface Column {
  /** The expression to compare and sort by, never null where rows are sorted by it; left out beside `within`. */
  sql?: string
  kind?: 'text' | 'time' | 'seconds' | 'number' | 'boolean'
  /** Normalises a text before it is compared, for example to lower case. */
  fold?: (text: string) => string
  /**
   * For values that live in another table: `key` is one of the keys that `select` gives when `sql`, which it ends
   * before, compares as asked. `unique`: one value gives one key at most.
   */
  within?: { key: string; select: string; sql: string; unique?: true }
}

interface Compiled {
  conditions: string[]
  values: Value[]
}

const COMPARISONS: Partial<Record<Operator, string>> = {
  'greater-than': '>',
  'greater-or-equal': '>=',
  'less-than': '<',
  'less-or-equal': '<=',
}

/** SQL conditions of filter terms. The terms were checked before: a field or operator that is unknown is our fault. */
export function compileTerms(fields: Readonly<Record<string, Column>>, terms: readonly FilterTerm[]): Compiled {
  const compiled: Compiled = { conditions: [], values: [] }
  for (const term of terms) {
    const column = fields[term.field]
    if (column === undefined) throw new Error(`no column for the filter field ${term.field}`)
    compiled.conditions.push(compileTerm(column, term, compiled.values))
  }
  return compiled
}

function compileTerm(column: Column, term: FilterTerm, values: Value[]): string {
  const sql = column.within?.sql ?? column.sql
  if (sql === undefined) throw new Error(`the filter field ${term.field} has no column`)
  const condition = comparison(sql, column, term, values)
  if (column.within === undefined) return condition
  const { key, select } = column.within
  // A plain equality is several times quicker than IN.
  const single = column.within.unique === true && term.operator === 'equals' && term.values.length === 1
  return `${key} ${single ? '=' : 'IN'} (${select} ${condition})`
}

function comparison(sql: string, column: Column, { operator, values: literals }: FilterTerm, values: Value[]): string {
  const [first] = literals
  if (operator === 'has') return `${sql} IS NOT NULL`
  if (operator === 'any' || (operator === 'equals' && literals.length !== 1)) {
    values.push(JSON.stringify(literals.map((literal) => storedOf(column, literal))))
    return `${sql} IN (SELECT value FROM json_each(?))`
  }
  if (first === undefined) throw new Error(`${operator} without a value`)
  if (first.kind === 'null') return operator === 'equals' ? `${sql} IS NULL` : '0'
  const stored = storedOf(column, first)
  values.push(stored)
  if (operator === 'equals') return `${sql} = ?`
  if (operator === 'contains') return `instr(${sql}, ?) > 0`
  if (operator === 'starts-with') {
    values.push(`${String(stored)}\u{10FFFF}`)
    return `(${sql} >= ? AND ${sql} < ?)`
  }
  if (operator === 'ends-with') {
    values.push(stored)
    return `substr(${sql}, -length(?)) = ?`
  }
  const sign = COMPARISONS[operator]
  if (sign === undefined) throw new Error(`the operator ${operator} has no SQL`)
  return `${sql} ${sign} ?`
}

function storedOf(column: Column, literal: Literal): Value {
  switch (literal.kind) {
    case 'string':
      return column.fold === undefined ? literal.text : column.fold(literal.text)
    case 'number':
      return column.kind === 'time' ? literal.number * 1_000_000 : literal.number
    case 'boolean':
      return column.kind === 'text' ? String(literal.boolean) : Number(literal.boolean)
    case 'datetime':
      return column.kind === 'seconds' ? parseTime(literal.text) / 1_000_000 : parseTime(literal.text)
    case 'null':
      return null
  }
}
