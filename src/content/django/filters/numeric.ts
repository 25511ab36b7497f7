import type { Filter, Filters } from '../filter.ts'
import { named } from '../filter.ts'
import { fixed, readFloat, readInteger, type Rounding } from '../numbers.ts'
import type { Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { charactersOf, Float, isText, itemsOf, numberOf, orderOf, textOf } from '../values.ts'

/** The number that a value is or spells; undefined for all else. */
export const readNumber = (value: unknown): number | undefined =>
  numberOf(value) ?? (isText(value) ? readFloat(charactersOf(value)) : undefined)

/** What is no number counts as 0. Documented for multiply (campaigns-content §4.4), Assumed for the others. */
const numberOrZero = (value: unknown): number => readNumber(value) ?? 0

/** A calculation with one number. Documented, §4.4: numbers print as floats. */
const ofOne = (calculate: (value: number) => number): Filter => ({
  apply: (value) => new Float(calculate(numberOrZero(value))),
})

/** A calculation with the value and the argument. */
const ofTwo = (calculate: (value: number, argument: number) => number): Filter => ({
  argument: 'required',
  apply: (value, argument) => new Float(calculate(numberOrZero(value), numberOrZero(argument))),
})

/** A comparison that gives True or False; of what cannot be compared, False. */
const comparing = (holds: (order: number) => boolean): Filter => ({
  argument: 'required',
  apply: (value, argument, { budget }) => {
    const order = orderOf(readNumber(value) ?? value, readNumber(argument) ?? argument, budget)
    return order !== undefined && holds(order)
  },
})

/** A count that an argument names; undefined when it names none. Stock Django refuses what int() does. */
export function readCount(argument: unknown): number | undefined {
  const number = numberOf(argument) ?? (isText(argument) ? readInteger(charactersOf(argument)) : undefined)
  return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number)
}

/** A count, or undefined for text that is none; all else than text and numbers fails the render. Stock Django. */
export function readCountOfText(argument: unknown): number | undefined {
  if (numberOf(argument) === undefined && !isText(argument)) throw new TemplateError('a filter wants a number')
  return readCount(argument)
}

/** A count that must be there. Stock Django: int() raises, and the render fails. */
export function readCountOrThrow(argument: unknown): number {
  const count = readCount(argument)
  if (count === undefined) throw new TemplateError('a filter wants a whole number')
  return count
}

/** Rounds to so many decimals, none by default. Assumed: the argument counts decimals. */
const rounding = (way: Rounding): Filter => ({
  argument: 'optional',
  apply: (value, argument, { budget }) => {
    const decimals = readCount(argument) ?? 0
    budget.widen(decimals)
    const number = numberOrZero(value)
    return new Float(
      Number.isFinite(number) ? Number(fixed(number, Math.max(decimals, 0), flipped(way, number))) : number,
    )
  },
})

/** Up is towards more, so a negative number loses digits. */
const flipped = (way: Rounding, number: number): Rounding =>
  number >= 0 ? way : way === 'up' ? 'down' : way === 'down' ? 'up' : way

/** Assumed: division by zero gives 0.0, as all that is no calculation does. */
const quotient = (value: number, by: number): number => (by === 0 ? 0 : value / by)

/** Python's `%`: the rest has the sign of the divisor. */
const remainder = (value: number, by: number): number => (by === 0 ? 0 : value - by * Math.floor(value / by))

/** `.25` → `25.00%`. Documented, §4.4; Assumed: two decimals by default. */
const percentize: Filter = {
  argument: 'optional',
  apply: (value, argument, { budget }) => {
    const decimals = readCount(argument) ?? 2
    budget.widen(decimals)
    const number = numberOrZero(value) * 100
    return Number.isFinite(number) ? `${fixed(Number(number.toPrecision(15)), Math.max(decimals, 0))}%` : ''
  },
}

const grouped = (text: string): string => {
  const [whole, fraction] = text.split('.') as [string, string?]
  const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** One decimal by default, and none for whole numbers; a negative count leaves out the zeros of whole numbers. Stock Django. */
function floatformat(value: unknown, argument: unknown, { budget }: Scope): unknown {
  const number = typeof value === 'boolean' ? Number(value) : readFloat(textOf(value, budget))
  if (number === undefined) return ''
  const asked = argument === undefined ? '-1' : textOf(argument, budget)
  const isGrouped = /[gu]$/.test(asked) && asked.includes('g')
  const decimals = readInteger(asked.replace(/[gu]{1,2}$/, '') || '-1')
  if (decimals === undefined || !Number.isFinite(number)) return textOf(value, budget)
  budget.widen(decimals)
  const isShort = decimals <= 0 && Number.isInteger(number)
  const text = fixed(number, isShort ? 0 : Math.abs(decimals))
  return isGrouped ? grouped(text) : text
}

/** The sum of the numbers in a list. Assumed: what is no number counts as 0. */
const sumList: Filter = {
  apply: (value, _, { budget }) =>
    new Float((itemsOf(value, budget) ?? []).reduce<number>((sum, item) => sum + numberOrZero(item), 0)),
}

const divisibleby: Filter = {
  argument: 'required',
  apply: (value, argument) => {
    const [number, by] = [readCountOrThrow(value), readCountOrThrow(argument)]
    if (by === 0) throw new TemplateError('divisibleby cannot divide by zero')
    return number % by === 0
  },
}

/** The digit so many places from the right; the value itself when there is no such place. Stock Django. */
function digitOf(value: unknown, argument: unknown): unknown {
  const place = readCountOfText(argument)
  const number = place === undefined ? undefined : readCountOfText(value)
  if (number === undefined || place === undefined) return value
  if (place < 1) return number
  return Number(String(number).at(-place) ?? 0) || 0
}

const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB']

/** Stock Django: `13 KB` with a blank that does not break. */
function fileSize(value: unknown): string {
  const bytes = readCount(value) ?? 0
  const size = Math.abs(bytes)
  const sign = bytes < 0 ? '-' : ''
  if (size < 1024) return `${sign}${size}\u00a0byte${size === 1 ? '' : 's'}`
  const power = Math.min(Math.floor(Math.log2(size) / 10), UNITS.length)
  return `${sign}${fixed(size / 1024 ** power, 1)}\u00a0${UNITS[power - 1]}`
}

/** Filters that calculate. campaigns-content §4.4. */
export const numericFilters: Filters = {
  abs: ofOne(Math.abs),
  at_least: ofTwo(Math.max),
  at_most: ofTwo(Math.min),
  ceil: ofOne(Math.ceil),
  floor: ofOne(Math.floor),
  // Documented, §4.4: 5.05 gives 6.0, so it rounds up; a plain rounding in a real render would show that wrong
  round: ofOne(Math.ceil),
  round_up: rounding('up'),
  round_down: rounding('down'),
  ...named(['divide', 'divided_by'], ofTwo(quotient)),
  ...named(
    ['multiply', 'times'],
    ofTwo((value, by) => value * by),
  ),
  ...named(
    ['floatadd', 'plus'],
    ofTwo((value, more) => value + more),
  ),
  ...named(
    ['floatsub', 'minus'],
    ofTwo((value, less) => value - less),
  ),
  ...named(['modulo', 'remainder'], ofTwo(remainder)),
  gt: comparing((order) => order > 0),
  gte: comparing((order) => order >= 0),
  lt: comparing((order) => order < 0),
  lte: comparing((order) => order <= 0),
  percentize,
  sum_list: sumList,
  floatformat: { argument: 'optional', safe: true, apply: floatformat },
  divisibleby,
  get_digit: { argument: 'required', apply: digitOf },
  filesizeformat: { safe: true, apply: fileSize },
}
