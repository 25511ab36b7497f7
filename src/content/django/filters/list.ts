import { conditionalEscape } from '../escape.ts'
import { named, type Filter, type Filters } from '../filter.ts'
import { propertyOf } from '../properties.ts'
import type { Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import {
  charactersOf,
  equals,
  isDict,
  isText,
  itemsOf,
  numberOf,
  orderOf,
  pointsOf,
  reprOf,
  Safe,
  textOf,
  truthy,
} from '../values.ts'
import { readCount, readNumber } from './numeric.ts'
import { splitPattern } from '../pattern.ts'

/** The items of a list, or the characters of a text; nothing for all else. */
const listOf = (value: unknown, { budget }: Scope): readonly unknown[] => itemsOf(value, budget) ?? []

/** A filter of lists. What is no list counts as an empty one (Assumed for Klaviyo's own filters). */
const ofList = (
  change: (list: readonly unknown[], argument: unknown, scope: Scope) => unknown,
  argument?: Filter['argument'],
): Filter => ({
  ...(argument && { argument }),
  apply: (value, given, scope) => change(listOf(value, scope), given, scope),
})

/** `a.b` of an item. */
export function pathOf(item: unknown, path: string, scope: Scope): unknown {
  scope.budget.write(path.length)
  let value = item
  for (const name of path.split('.')) {
    value = value === undefined ? undefined : propertyOf(value, name, scope)
  }
  return value
}

const key = (argument: unknown, { budget }: Scope): string | undefined =>
  argument === undefined ? undefined : textOf(argument, budget)

function length(value: unknown, scope: Scope): number {
  if (isText(value)) return pointsOf(charactersOf(value)).length
  return itemsOf(value, scope.budget)?.length ?? 0
}

/** Sorted by the items or by something in them; undefined when two of them have no order. */
function sorted(
  list: readonly unknown[],
  of: (item: unknown) => unknown,
  { budget }: Scope,
): readonly unknown[] | undefined {
  const keyed = list.map((item) => ({ item, by: of(item) }))
  let isOrdered = true
  keyed.sort((one, other) => {
    const order = orderOf(one.by, other.by, budget)
    isOrdered &&= order !== undefined
    return order ?? 0
  })
  return isOrdered ? keyed.map(({ item }) => item) : undefined
}

/** Stock Django: `''` when something in the list has not got the key, or two have no order. */
const dictsort = (isReversed: boolean): Filter => ({
  argument: 'required',
  apply: (value, argument, scope) => {
    const list = itemsOf(value, scope.budget)
    const place = numberOf(argument)
    const of = (item: unknown) =>
      place === undefined ? pathOf(item, textOf(argument, scope.budget), scope) : itemAt(item, place, scope)
    if (list === undefined || list.some((item) => of(item) === undefined)) return ''
    const ordered = sorted(list, of, scope)
    return ordered === undefined ? '' : isReversed ? [...ordered].reverse() : ordered
  },
})

const itemAt = (item: unknown, place: number, { budget }: Scope): unknown =>
  isDict(item) ? undefined : itemsOf(item, budget)?.at(place)

/** Assumed: a list whose items have no order stays as it is. */
const sort = (fold: (text: unknown) => unknown): Filter =>
  ofList((list, argument, scope) => {
    const path = key(argument, scope)
    return sorted(list, (item) => fold(path === undefined ? item : pathOf(item, path, scope)), scope) ?? list
  }, 'optional')

const lowerCase = (value: unknown): unknown => (isText(value) ? charactersOf(value).toLowerCase() : value)

const uniq = ofList((list, argument, scope) => {
  const path = key(argument, scope)
  const seen = new Set<string>()
  return list.filter((item) => {
    const mark = reprOf(path === undefined ? item : pathOf(item, path, scope), scope.budget)
    const isNew = !seen.has(mark)
    seen.add(mark)
    return isNew
  })
}, 'optional')

type Holds = (value: unknown, wanted: unknown, scope: Scope) => boolean
const inOrder =
  (holds: (order: number) => boolean): Holds =>
  (value, wanted, { budget }) => {
    const order = orderOf(value, wanted, budget)
    return order !== undefined && holds(order)
  }
const isEqual: Holds = (value, wanted, { budget }) => equals(value, wanted, budget)

/** Documented, campaigns-content §4.4: these ways to compare, `=>` for at least. Assumed: `>=`, `=` as people write it. */
const COMPARISONS: Readonly<Record<string, Holds>> = {
  '<': inOrder((order) => order < 0),
  '<=': inOrder((order) => order <= 0),
  '>': inOrder((order) => order > 0),
  '=>': inOrder((order) => order >= 0),
  '>=': inOrder((order) => order >= 0),
  '==': isEqual,
  '=': isEqual,
  '!=': (value, wanted, scope) => !isEqual(value, wanted, scope),
}

/** `k>2`: the items of which that holds. Numbers are compared when both sides are numbers, else text. */
const dictfilter = ofList((list, argument, scope) => {
  const text = textOf(argument, scope.budget)
  const match = /[<>!=]=|=>|[<>=]/.exec(text)
  if (match === null) throw new TemplateError(`dictfilter cannot read ${text.slice(0, 100)}`)
  const path = text.slice(0, match.index).trim()
  const wanted = text.slice(match.index + match[0].length).trim()
  return list.filter((item) => compared(pathOf(item, path, scope), wanted, COMPARISONS[match[0]]!, scope))
}, 'required')

function compared(value: unknown, wanted: string, holds: Holds, scope: Scope): boolean {
  if (value === undefined) return false
  const [one, other] = [readNumber(value), readNumber(wanted)]
  if (one !== undefined && other !== undefined) return holds(one, other, scope)
  return holds(textOf(value, scope.budget), wanted, scope)
}

const listWhere = ofList((list, argument, scope) => {
  const text = textOf(argument, scope.budget)
  const at = text.indexOf('=')
  const path = at === -1 ? text : text.slice(0, at)
  return list.filter((item) => {
    const value = pathOf(item, path.trim(), scope)
    // Assumed, as Liquid's where has it: a key alone asks for what is there and true
    return at === -1 ? truthy(value) : compared(value, text.slice(at + 1).trim(), isEqual, scope)
  })
}, 'required')

/** Python's `value[from:to:step]`. */
function sliced<T>(items: readonly T[], bounds: readonly (number | undefined)[]): T[] {
  const [from, to, step = 1] = bounds
  if (step > 0) {
    const part = items.slice(from ?? 0, to ?? items.length)
    return step === 1 ? part : part.filter((_, index) => index % step === 0)
  }
  const clamp = (index: number) => Math.min(Math.max(index < 0 ? index + items.length : index, -1), items.length - 1)
  const last = to === undefined ? -1 : clamp(to)
  const picked: T[] = []
  for (let index = from === undefined ? items.length - 1 : clamp(from); index > last; index += step) picked.push(items[index]!) // prettier-ignore
  return picked
}

/** Stock Django: the value itself when the argument is no slice. */
function slice(value: unknown, argument: unknown, { budget }: Scope): unknown {
  const parts = textOf(argument, budget).split(':')
  const bounds = parts.map((part) => (part === '' ? undefined : (readCount(part) ?? Number.NaN)))
  if (parts.length > 3 || bounds.some(Number.isNaN) || bounds[2] === 0) return value
  const range = parts.length === 1 ? [undefined, bounds[0]] : bounds
  if (isText(value)) return sliced(pointsOf(charactersOf(value)), range).join('')
  return Array.isArray(value) ? sliced(value, range) : value
}

/** Stock Django; safe, with each part escaped unless it was. */
function join(value: unknown, argument: unknown, { budget, autoescape }: Scope): unknown {
  const items = itemsOf(value, budget)
  if (items === undefined) return value
  const print = (item: unknown): string => {
    const text = isText(item) ? item : textOf(item, budget)
    return autoescape ? conditionalEscape(text) : charactersOf(text)
  }
  const separator = print(argument)
  budget.write(separator.length * items.length)
  const parts = items.map((item) => {
    const part = print(item)
    budget.write(part.length)
    return part
  })
  return new Safe(parts.join(separator))
}

/** `a, b and c`. Documented, §4.4. */
const listToString = ofList((list, _, { budget }) => {
  const texts = list.map((item) => {
    const text = textOf(item, budget)
    budget.write(text.length)
    return text
  })
  const last = texts.pop() ?? ''
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`
})

function end(value: unknown, at: 0 | -1, { budget }: Scope): unknown {
  const items = isDict(value) ? undefined : itemsOf(value, budget)
  if (items === undefined) throw new TemplateError('first and last want a list')
  return items.at(at) ?? ''
}

function reversed(value: unknown, scope: Scope): unknown {
  if (isText(value)) return pointsOf(charactersOf(value)).reverse().join('')
  return [...listOf(value, scope)].reverse()
}

/** Joins lists; text when one of the two is text. */
const concat: Filter = {
  argument: 'required',
  apply: (value, argument, { budget }) => {
    if (isText(value)) return charactersOf(value) + textOf(argument, budget)
    return [...(itemsOf(value, budget) ?? []), ...(Array.isArray(argument) ? argument : [argument])]
  },
}

const split: Filter = {
  text: true,
  argument: 'required',
  apply: (text, argument, { budget }) => {
    const separator = textOf(argument, budget)
    return separator === '' ? pointsOf(text) : text.split(separator)
  },
}

const resplit: Filter = {
  text: true,
  argument: 'required',
  apply: (text, argument, { budget }) => splitPattern(text, textOf(argument, budget), budget),
}

/** Filters that make and change lists. campaigns-content §4.4 and stock Django. */
export const listFilters: Filters = {
  ...named(['count', 'length', 'size'], { apply: (value, _, scope) => length(value, scope) }),
  length_is: { argument: 'required', apply: (value, argument, scope) => length(value, scope) === readCount(argument) },
  compact: ofList((list) => list.filter((item) => item !== null && item !== undefined && item !== '')),
  concat,
  dictfilter,
  dictsort: dictsort(false),
  dictsortreversed: dictsort(true),
  first: { apply: (value, _, scope) => end(value, 0, scope) },
  last: { safe: true, apply: (value, _, scope) => end(value, -1, scope) },
  join: { argument: 'required', safe: true, apply: join },
  list_to_string: listToString,
  list_where: listWhere,
  map: ofList((list, argument, scope) => {
    const path = key(argument, scope)!
    return list.map((item) => pathOf(item, path, scope) ?? null)
  }, 'required'),
  resplit,
  reverse: { apply: (value, _, scope) => reversed(value, scope) },
  slice: { argument: 'required', safe: true, apply: slice },
  sort: sort((value) => value),
  sort_natural: sort(lowerCase),
  split,
  uniq,
}
