import type { FilterField } from '../schemas/contract.ts'
import type { FilterTerm, Literal, Operator } from '../store/filter-sql.ts'
import { parseTime } from '../store/clock.ts'
import { invalidParameter, type ApiError } from './errors.ts'

/*
 * Klaviyo's filter language (protocol §4): terms joined by a comma or and(…), each operator(field,value) or has(field).
 * Strings are quoted (either kind, a backslash escapes), times are bare ISO 8601, lists stand in brackets. Spaces around
 * commas are allowed, and what the Python FilterBuilder writes: ['a','b'], True, False.
 */

const OPERATORS = new Set<string>([
  ...['equals', 'any', 'contains', 'contains-any', 'contains-all', 'starts-with', 'ends-with'],
  ...['greater-than', 'greater-or-equal', 'less-than', 'less-or-equal', 'has'],
])

/** How many and(…) may stand inside one another. Assumed: nobody needs a second. */
const DEPTH_LIMIT = 50

/** A term as parsed, with where it stands in the text and whether its value was a list. */
export interface ParsedTerm extends FilterTerm {
  position: number
  isList: boolean
}

/** Parses a filter; throws Klaviyo's 400 with the position in a hint. `parameter` names where the filter came from. */
export function parseFilter(text: string, parameter = 'filter'): ParsedTerm[] {
  return new Parser(text, parameter).parse()
}

class Parser {
  private at = 0
  private readonly text: string
  private readonly parameter: string

  constructor(text: string, parameter: string) {
    this.text = text
    this.parameter = parameter
  }

  parse(): ParsedTerm[] {
    const terms = this.expressions()
    this.space()
    if (this.at < this.text.length) throw this.fail(this.peek() === ')' ? 'parentheses' : 'syntax', 'the end')
    return terms
  }

  private expressions(depth = 0): ParsedTerm[] {
    if (depth > DEPTH_LIMIT) throw this.fail('syntax', 'fewer and(…) inside one another')
    const terms: ParsedTerm[] = []
    do terms.push(...this.expression(depth))
    while (this.accept(','))
    return terms
  }

  private expression(depth: number): ParsedTerm[] {
    this.space()
    const position = this.at
    const word = this.word()
    if (word === 'and') {
      this.expect('(')
      const terms = this.expressions(depth + 1)
      this.expect(')')
      return terms
    }
    if (!OPERATORS.has(word)) throw this.fail('syntax', 'an operator', position)
    return [this.term(word as Operator, position)]
  }

  private term(operator: Operator, position: number): ParsedTerm {
    this.expect('(')
    this.space()
    const field = this.fieldName()
    if (field === '') throw this.fail('syntax', 'the name of a field')
    if (operator === 'has') {
      this.expect(')')
      return { operator, field, values: [], position, isList: false }
    }
    this.expect(',')
    const { values, isList } = this.value()
    this.expect(')')
    return { operator, field, values, position, isList }
  }

  private value(): { values: Literal[]; isList: boolean } {
    if (!this.accept('[')) return { values: [this.literal()], isList: false }
    const values: Literal[] = []
    if (this.accept(']')) return { values, isList: true }
    do values.push(this.literal())
    while (this.accept(','))
    this.expect(']')
    return { values, isList: true }
  }

  private literal(): Literal {
    this.space()
    const quote = this.peek()
    if (quote === '"' || quote === "'") return { kind: 'string', text: this.quoted(quote) }
    const start = this.at
    while (this.at < this.text.length && !',)]'.includes(this.peek())) this.at++
    const bare = this.text.slice(start, this.at).trim()
    const literal = readBare(bare)
    if (literal === undefined) {
      throw this.fail(this.at >= this.text.length ? 'parentheses' : 'syntax', 'a value (text needs quotes)', start)
    }
    return literal
  }

  private quoted(quote: string): string {
    const start = this.at++
    let text = ''
    while (this.at < this.text.length) {
      const character = this.text[this.at++]!
      if (character === quote) return text
      text += character === '\\' && this.at < this.text.length ? this.text[this.at++]! : character
    }
    throw this.fail('syntax', `a closing ${quote}`, start)
  }

  private word(): string {
    return this.match(/[\w$.-]*/y)
  }

  /** A field may have spaces inside: the dimensions of metric aggregates do (Documented, events §3.3). */
  private fieldName(): string {
    return this.match(/(?:[\w$.-]+(?: [\w$.-]+)*)?/y)
  }

  /** What a sticky pattern finds here. */
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private peek(): string {
    return this.text[this.at] ?? ''
  }

  private space(): void {
    while (this.peek() === ' ') this.at++
  }

  private accept(character: string): boolean {
    this.space()
    if (this.peek() !== character) return false
    this.at++
    return true
  }

  private expect(character: string): void {
    if (!this.accept(character)) {
      throw this.fail(this.at >= this.text.length && character === ')' ? 'parentheses' : 'syntax', `'${character}'`)
    }
  }

  /** The two texts that were recorded, protocol §3.2; the position goes into the hint. */
  private fail(kind: 'parentheses' | 'syntax', expected: string, at = this.at): ApiError {
    const detail =
      kind === 'parentheses' ? 'Invalid filter provided. Verify your parentheses match.' : 'Invalid filter provided'
    const found = at < this.text.length ? `'${this.text.slice(at, at + 12)}'` : 'the end'
    return invalidParameter(this.parameter, detail, `expected ${expected} at character ${at + 1}, found ${found}`)
  }
}

function readBare(bare: string): Literal | undefined {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(bare)) return { kind: 'number', number: Number(bare) }
  if (/^true$/i.test(bare)) return { kind: 'boolean', boolean: true }
  if (/^false$/i.test(bare)) return { kind: 'boolean', boolean: false }
  if (/^(null|none)$/i.test(bare)) return { kind: 'null' }
  // A plus that was not percent-encoded arrives as a space: 2024-01-01T00:00:00 00:00.
  const time = bare.replace(/(\d) (\d\d:?\d\d)$/, '$1+$2')
  if (/^\d{4}-/.test(bare) && !Number.isNaN(parseTime(time))) return { kind: 'datetime', text: time }
  return undefined
}

/** Checks terms against what the contract allows for the operation; throws the first violation as Klaviyo's 400. */
export function checkTerms(
  terms: readonly ParsedTerm[],
  fields: Readonly<Record<string, FilterField>>,
  parameter = 'filter',
): void {
  for (const term of terms) {
    const field = Object.hasOwn(fields, term.field) ? fields[term.field] : undefined
    if (field === undefined) {
      throw invalidParameter(
        parameter,
        // Observed, campaigns-content §1.
        `'${term.field}' is not a filterable field for this resource. ` +
          `The filterable fields on this resource are: ${Object.keys(fields).join(', ')}.`,
        `at character ${term.position + 1}`,
      )
    }
    checkOperator(term, field, parameter)
    for (const literal of term.values) checkLiteral(term, field, literal, parameter)
  }
}

function checkOperator(term: ParsedTerm, field: FilterField, parameter: string): void {
  const allowed = term.operator === 'has' ? field.none : term.isList ? field.list : field.single
  if (allowed.includes(term.operator)) return
  // A plain value where the contract lists equals for lists only. Observed on get_lists, audience §4.
  if (term.operator === 'equals' && field.list.includes('equals')) return
  const all = [...new Set([...field.single, ...field.list, ...field.none])]
  if (all.includes(term.operator)) {
    const shape = term.isList ? 'a single value' : 'a list'
    throw invalidParameter(parameter, 'Invalid filter provided', `${term.operator}(${term.field},…) takes ${shape}`)
  }
  // Observed, with its two spaces: protocol §3.2.
  throw invalidParameter(
    parameter,
    `'${term.operator}' is not an allowed filter operator for ${term.field}.  Allowed operators are ${all.join(', ')}`,
  )
}

/** Which literals a field of a type takes. A quoted time is refused (Observed, protocol §4.2); null fits every type. */
function checkLiteral(term: ParsedTerm, field: FilterField, literal: Literal, parameter: string): void {
  if (literal.kind === 'null') return
  const fits =
    field.format === 'date-time'
      ? literal.kind === 'datetime' || literal.kind === 'number'
      : { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[field.type] === literal.kind
  if (!fits) {
    const wanted = field.format === 'date-time' ? 'a bare ISO 8601 time' : `a ${field.type}`
    throw invalidParameter(parameter, 'Invalid filter provided', `${term.field} is compared with ${wanted}`)
  }
  if (field.values === undefined || literal.kind !== 'string' || field.values.includes(literal.text)) return
  // The form that was recorded for campaigns: protocol §3.2.
  throw invalidParameter(parameter, `'${term.field}' must be one of: ${field.values.join(', ')} (got ${literal.text})`)
}
