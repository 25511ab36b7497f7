import type { Filter, Filters } from './filter.ts'
import { findName, type Scope } from './scope.ts'
import { propertyOf } from './properties.ts'
import { TemplateError, UnknownVariable } from './template-error.ts'
import { charactersOf, Float, isText, Safe, textOf } from './values.ts'
import { unquoted } from './words.ts'

/**
 * A compiled variable or literal with its filters. What nothing bears gives `''` (or null, where Django ignores
 * failures: in conditions and loops), and the filters are still applied.
 */
export type Expression = (scope: Scope, missing?: '' | null) => unknown

/** A variable or literal without filters; gives undefined when nothing bears the name. */
type Operand = (scope: Scope) => unknown

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/sy
const TRANSLATED = /_\((?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')\)/sy
const NAME = /[\p{L}\p{N}_.]+|[-+.]?\d[\d.e]*/uy
const PIPE = /\s*\|\s*([\p{L}\p{N}_]+)(:?)/uy
const FLOAT = /^[-+]?(?:\d+\.\d+|\.\d+|\d+(?:\.\d+)?e[-+]?\d+)$/i

/** Reads along a text by patterns that stick to where it is. */
interface Reader {
  take(pattern: RegExp): RegExpExecArray | undefined
  rest(): string
}

function createReader(text: string): Reader {
  let at = 0
  return {
    take(pattern) {
      pattern.lastIndex = at
      const match = pattern.exec(text) ?? undefined
      at += match?.[0].length ?? 0
      return match
    },
    rest: () => text.slice(at),
  }
}

/** Compiles `variable|filter:argument|…`; throws a TemplateError when it is none. */
export function compileExpression(text: string, line: number, filters: Filters): Expression {
  const reader = createReader(text)
  const operand = readOperand(reader, line)
  if (operand === undefined) throw new TemplateError(`no variable begins ${text.slice(0, 100)}`, line)
  const steps: ((value: unknown, scope: Scope) => unknown)[] = []
  for (let pipe = reader.take(PIPE); pipe !== undefined; pipe = reader.take(PIPE)) {
    const name = pipe[1]!
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
    if (filter === undefined) throw new TemplateError(`unknown filter ${name}`, line)
    steps.push(compileFilter(name, filter, pipe[2] === ':' ? readArgument(reader, line, name) : undefined, line))
  }
  // Observed: a blank after the colon of a filter is an error (campaigns-content §4.1); one before it as well in Django
  if (reader.rest() !== '') throw new TemplateError(`cannot read ${reader.rest().slice(0, 100)}`, line)
  return (scope, missing = '') => {
    scope.budget.spend(1 + (scope.frames.length >> 4))
    const found = operand(scope)
    let value: unknown = found === undefined ? missing : found
    for (const step of steps) value = step(value, scope)
    return value
  }
}

function readOperand(reader: Reader, line: number): Operand | undefined {
  const translated = reader.take(TRANSLATED)?.[0]
  const quoted = translated?.slice(2, -1) ?? reader.take(STRING)?.[0]
  if (quoted !== undefined) {
    // Stock Django: what the author of the template wrote is safe
    const literal = new Safe(unquoted(quoted)!)
    return () => literal
  }
  const name = reader.take(NAME)?.[0]
  return name === undefined ? undefined : (numberLiteral(name) ?? variable(name, line))
}

function readArgument(reader: Reader, line: number, filter: string): Operand {
  const operand = readList(reader, line) ?? readOperand(reader, line)
  if (operand === undefined) throw new TemplateError(`no argument behind the colon of ${filter}`, line)
  return operand
}

/** `concat:["a", b]`: a list where an argument may stand. Documented for concat (campaigns-content §4.4). */
function readList(reader: Reader, line: number): Operand | undefined {
  if (reader.take(/\[\s*/y) === undefined) return undefined
  const items: Operand[] = []
  while (reader.take(/\]/y) === undefined) {
    const item = readOperand(reader, line)
    if (item === undefined || reader.take(/\s*,\s*|\s*(?=\])/y) === undefined) {
      throw new TemplateError(`cannot read the list at ${reader.rest().slice(0, 100)}`, line)
    }
    items.push(item)
  }
  return (scope) => {
    scope.budget.spend(items.length)
    return items.map((item) => item(scope) ?? null)
  }
}

function numberLiteral(name: string): Operand | undefined {
  const isFloat = FLOAT.test(name)
  if (!isFloat && !/^[-+]?\d+$/.test(name)) return undefined
  const literal = isFloat ? new Float(Number(name)) : Number(name)
  return () => literal
}

function variable(path: string, line: number): Operand {
  if (path.startsWith('_') || path.includes('._')) {
    throw new TemplateError(`names may not begin with an underscore: ${path.slice(0, 100)}`, line)
  }
  const [name, ...properties] = path.split('.') as [string, ...string[]]
  return (scope) => {
    let value = findName(scope, name)
    for (const property of properties) {
      if (value === undefined) return undefined
      scope.budget.spend(1)
      value = propertyOf(value, property, scope)
    }
    return readable(value)
  }
}

/** Keeps what is no data (functions, symbols) out of a template. */
const readable = (value: unknown): unknown =>
  typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' ? undefined : value

function compileFilter(name: string, filter: Filter, argument: Operand | undefined, line: number) {
  if (argument !== undefined && filter.argument === undefined) {
    throw new TemplateError(`the filter ${name} takes no argument`, line)
  }
  if (argument === undefined && filter.argument === 'required') {
    throw new TemplateError(`the filter ${name} needs an argument`, line)
  }
  return (value: unknown, scope: Scope): unknown => {
    const given = argument?.(scope)
    // Stock Django: a missing variable is an error as an argument, unlike anywhere else
    if (argument !== undefined && given === undefined)
      throw new UnknownVariable(`${name} gets an unknown variable`, line)
    return applyFilter(filter, value, given, scope)
  }
}

/** Applies one filter, and pays for what goes in and comes out. */
export function applyFilter(filter: Filter, value: unknown, argument: unknown, scope: Scope): unknown {
  pay(value, scope)
  pay(argument, scope)
  const wasSafe = value instanceof Safe
  const result = filter.text
    ? filter.apply(textOf(value, scope.budget), argument, scope, wasSafe)
    : filter.apply(value, argument, scope)
  pay(result, scope)
  return wasSafe && filter.safe && !(result instanceof Safe) ? new Safe(textOf(result, scope.budget)) : result
}

function pay(value: unknown, { budget }: Scope): void {
  budget.spend(Array.isArray(value) ? value.length + 1 : 1)
  if (isText(value)) budget.write(charactersOf(value).length)
}
