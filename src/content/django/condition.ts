import type { Parser } from './parser.ts'
import type { Scope } from './scope.ts'
import { LimitError, TemplateError, UnknownVariable } from './template-error.ts'
import { contains, equals, orderOf, truthy } from './values.ts'

/** A compiled condition. */
export type Condition = (scope: Scope) => boolean

type Value = (scope: Scope) => unknown

interface Operator {
  /** How strongly it binds; those of equal strength go from left to right. */
  power: number
  compile(left: Value, right: Value): Value
}

/** A comparison. Stock Django: where Python would raise (unlike types, a filter that fails), any operator gives false. */
const comparison = (compare: (left: unknown, right: unknown, scope: Scope) => boolean): Operator => ({
  power: 10,
  compile: (left, right) => (scope) => falseOnError(() => compare(left(scope), right(scope), scope)),
})

function falseOnError(compare: () => boolean): boolean {
  try {
    return compare()
  } catch (error) {
    if (error instanceof LimitError || !(error instanceof TemplateError)) throw error
    return false
  }
}

const logical = (power: number, combine: (left: () => boolean, right: () => boolean) => boolean): Operator => ({
  power,
  compile: (left, right) => (scope) =>
    falseOnError(() =>
      combine(
        () => truthy(left(scope)),
        () => truthy(right(scope)),
      ),
    ),
})

const ordered = (holds: (order: number) => boolean): Operator =>
  comparison((left, right, { budget }) => {
    const order = orderOf(left, right, budget)
    return order !== undefined && holds(order)
  })

const membership = (wanted: boolean): Operator => ({
  ...comparison((left, right, { budget }) => contains(right, left, budget) === wanted),
  power: 9,
})

/** Binding powers and meanings as in stock Django's smartif; all operators but `not` stand between two values. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  or: logical(6, (left, right) => left() || right()),
  and: logical(7, (left, right) => left() && right()),
  in: membership(true),
  'not in': membership(false),
  is: comparison((left, right) => left === right),
  'is not': comparison((left, right) => left !== right),
  '==': comparison((left, right, { budget }) => equals(left, right, budget)),
  '!=': comparison((left, right, { budget }) => !equals(left, right, budget)),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
}
const NOT_POWER = 8

/** Above any condition that a person writes; keeps the parts from nesting without end. */
const MOST_WORDS = 500

/** Compiles the words of an `{% if %}`; throws a TemplateError where one is missing or too many. */
export function compileCondition(words: readonly string[], line: number, parser: Parser): Condition {
  if (words.length > MOST_WORDS) throw new TemplateError(`a condition of more than ${MOST_WORDS} words`, line)
  const symbols = joinPairs(words)
  let next = 0
  function operand(): Value {
    const symbol = symbols[next++]
    if (symbol === undefined) throw new TemplateError('the condition ends too early', line)
    if (symbol === 'not') {
      const value = expression(NOT_POWER)
      return (scope) => falseOnError(() => !truthy(value(scope)))
    }
    if (Object.hasOwn(OPERATORS, symbol)) throw new TemplateError(`${symbol} stands at a wrong place`, line)
    const value = parser.expression(symbol, line)
    return (scope) => value(scope, null)
  }
  function expression(power: number): Value {
    let left = operand()
    for (let operator = peek(); operator !== undefined && operator.power > power; operator = peek()) {
      next++
      left = operator.compile(left, expression(operator.power))
    }
    return left
  }
  const peek = (): Operator | undefined => {
    const symbol = symbols[next]
    return symbol !== undefined && Object.hasOwn(OPERATORS, symbol) ? OPERATORS[symbol] : undefined
  }
  const condition = expression(0)
  if (next < symbols.length) throw new TemplateError(`${symbols[next]} is left over in the condition`, line)
  return (scope) => falseOnUnknown(() => truthy(condition(scope)))
}

function falseOnUnknown(condition: () => boolean): boolean {
  try {
    return condition()
  } catch (error) {
    if (error instanceof UnknownVariable) return false
    throw error
  }
}

function joinPairs(words: readonly string[]): string[] {
  const symbols: string[] = []
  for (let index = 0; index < words.length; index++) {
    const pair = `${words[index]} ${words[index + 1]}`
    const isPair = pair === 'not in' || pair === 'is not'
    symbols.push(isPair ? pair : words[index]!)
    if (isPair) index++
  }
  return symbols
}
