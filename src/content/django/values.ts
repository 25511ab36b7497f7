import type { Budget } from './limits.ts'
import { isoText } from './date-format.ts'
import { Moment } from './moment.ts'
import { pythonFloat, wholeNumber } from './numbers.ts'
import { LimitError, TemplateError } from './template-error.ts'

/** Text that is fit for HTML as it stands and is not escaped again: what Django calls SafeString. */
export class Safe {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A number that is a float to Python, and so prints a decimal point even when it is whole. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** An object of JSON. */
export type Dict = Readonly<Record<string, unknown>>

/** Whether it is text, safe or not. */
export const isText = (value: unknown): value is string | Safe => typeof value === 'string' || value instanceof Safe

/** The characters of text. */
export const charactersOf = (value: string | Safe): string => (typeof value === 'string' ? value : value.text)

/** The characters of what must be text. Stock Django: anything else raises, and the render fails. */
export function charactersOrThrow(value: unknown): string {
  if (!isText(value)) throw new TemplateError('a filter wants text')
  return charactersOf(value)
}

/** Whether it is an object of JSON, not a list nor one of our own values. */
export const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Safe || value instanceof Float || value instanceof Moment)

/** The number that a number, a float or a boolean is to Python; undefined for all else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof Float ? value.value : undefined
}

/** Python's truth: nothing, zero and whatever is empty are false. */
export function truthy(value: unknown): boolean {
  const number = numberOf(value)
  if (number !== undefined) return number !== 0
  if (value === null || value === undefined) return false
  if (isText(value)) return charactersOf(value) !== ''
  if (Array.isArray(value)) return value.length > 0
  if (!isDict(value)) return value instanceof Moment
  for (const key in value) if (Object.hasOwn(value, key)) return true
  return false
}

/** The characters of a text as Python counts them. */
export const pointsOf = (text: string): string[] => Array.from(text)

/** What a loop over the value meets; undefined when Python could not loop over it. */
export function itemsOf(value: unknown, budget: Budget): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (isText(value)) {
    budget.write(charactersOf(value).length)
    return pointsOf(charactersOf(value))
  }
  if (!isDict(value)) return undefined
  const keys = Object.keys(value)
  budget.spend(keys.length)
  return keys
}

/** Comparing so many characters, as a power of two, is a step. */
const CHARACTERS_PER_STEP = 6

/** Python's `==`: numbers by value whatever their kind, lists and objects by their parts. */
export function equals(one: unknown, other: unknown, budget: Budget, depth = 0): boolean {
  budget.spend(1)
  if (one === other) return true
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left !== undefined || right !== undefined) return left === right
  if (isText(one) && isText(other)) {
    const [a, b] = [charactersOf(one), charactersOf(other)]
    if (a.length === b.length) budget.spend(a.length >> CHARACTERS_PER_STEP)
    return a === b
  }
  if (one instanceof Moment && other instanceof Moment) return momentOrder(one, other) === 0
  if (depth > budget.limits.depth) throw new LimitError('compares values nested too deeply')
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => equals(item, other[index], budget, depth + 1))
  }
  if (!isDict(one) || !isDict(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => Object.hasOwn(other, key) && equals(one[key], other[key], budget, depth + 1))
}

const momentOrder = (one: Moment, other: Moment): number =>
  one.wall - (one.offset ?? 0) * 60 - (other.wall - (other.offset ?? 0) * 60) || one.micros - other.micros

/** Python's order of two values: negative, zero or positive; undefined when it knows none between such values. */
export function orderOf(one: unknown, other: unknown, budget: Budget, depth = 0): number | undefined {
  budget.spend(1)
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN
  if (isText(one) && isText(other)) {
    const [a, b] = [charactersOf(one), charactersOf(other)]
    budget.spend(Math.min(a.length, b.length) >> CHARACTERS_PER_STEP)
    return a < b ? -1 : a > b ? 1 : 0
  }
  if (one instanceof Moment && other instanceof Moment) return momentOrder(one, other)
  if (!Array.isArray(one) || !Array.isArray(other) || depth > budget.limits.depth) return undefined
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    if (!equals(one[index], other[index], budget)) return orderOf(one[index], other[index], budget, depth + 1)
  }
  return one.length - other.length
}

/** Python's `in`: an item of a list, a part of a text, a key of an object; undefined where Python would raise. */
export function contains(container: unknown, item: unknown, budget: Budget): boolean | undefined {
  if (isText(container)) {
    if (!isText(item)) return undefined
    budget.write(charactersOf(container).length)
    return charactersOf(container).includes(charactersOf(item))
  }
  if (Array.isArray(container)) return container.some((each) => equals(each, item, budget))
  if (!isDict(container)) return undefined
  return isText(item) && Object.hasOwn(container, charactersOf(item))
}

/** Python's str(): what prints, before escaping. */
export function textOf(value: unknown, budget: Budget): string {
  if (isText(value)) return charactersOf(value)
  return reprOf(value, budget, 0)
}

/** Python's repr(): how a value stands inside a printed list or object. */
export function reprOf(value: unknown, budget: Budget, depth = 0): string {
  const text = scalarRepr(value)
  budget.spend(1)
  if (text !== undefined) {
    budget.write(text.length)
    return text
  }
  if (depth > budget.limits.depth) throw new LimitError('prints values nested too deeply')
  if (Array.isArray(value)) return `[${value.map((item) => reprOf(item, budget, depth + 1)).join(', ')}]`
  const entries = Object.entries(value as Dict).map(
    ([key, item]) => `${quoted(key)}: ${reprOf(item, budget, depth + 1)}`,
  )
  return `{${entries.join(', ')}}`
}

function scalarRepr(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Number.isInteger(value) ? wholeNumber(value) : pythonFloat(value)
  if (value instanceof Float) return pythonFloat(value.value)
  if (isText(value)) return quoted(charactersOf(value))
  if (value instanceof Moment) return isoText(value).replace('T', ' ')
  return typeof value === 'object' ? undefined : ''
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text as Python's repr() quotes it. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"

  const body = text.replace(
    /[\\\u0000-\u001f\u007f-\u00a0\u00ad]/g,
    (character) => ESCAPES[character] ?? hexEscape(character),
  )
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote
}

const hexEscape = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
