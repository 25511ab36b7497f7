import { conditionalEscape } from '../escape.ts'
import type { Filter, Filters } from '../filter.ts'
import { printf } from '../printf.ts'
import { propertyOf } from '../properties.ts'
import type { Scope } from '../scope.ts'
import { charactersOf, charactersOrThrow, isText, itemsOf, numberOf, Safe, textOf, truthy } from '../values.ts'
import { readCount, readNumber } from './numeric.ts'

/** Whole numbers are added, else text and lists are joined; all else gives nothing. Stock Django. */
function add(value: unknown, argument: unknown): unknown {
  const [one, other] = [readCount(value), readCount(argument)]
  if (one !== undefined && other !== undefined) return one + other
  if (isText(value) && isText(argument)) {
    const text = charactersOf(value) + charactersOf(argument)
    return value instanceof Safe && argument instanceof Safe ? new Safe(text) : text
  }
  return Array.isArray(value) && Array.isArray(argument) ? [...value, ...argument] : ''
}

/** `yes,no,maybe`; two words leave out the last. Stock Django. */
function yesno(value: unknown, argument: unknown): unknown {
  const words = (argument === undefined ? 'yes,no,maybe' : charactersOrThrow(argument)).split(',')
  const [yes, no, maybe = no] = words
  if (words.length < 2 || words.length > 3) return words.length < 2 ? value : yes
  return value === null ? maybe : truthy(value) ? yes : no
}

/** The ending for one or for many. Stock Django. */
function pluralize(value: unknown, argument: unknown, { budget }: Scope): string {
  const endings = (argument === undefined ? 's' : charactersOrThrow(argument)).split(',')
  if (endings.length > 2) return ''
  const [one, many] = endings.length === 1 ? ['', endings[0]!] : (endings as [string, string])
  const count = readNumber(value) ?? (isText(value) ? undefined : itemsOf(value, budget)?.length)
  return count === undefined ? '' : count === 1 ? one : many
}

/** Any key, with blanks and signs; an index for a list. Documented, campaigns-content §4.1. */
const lookup: Filter = {
  argument: 'required',
  apply: (value, argument, scope) => propertyOf(value, textOf(argument, scope.budget), scope) ?? '',
}

/** A picture in place of none. Documented by name (§4.4); Assumed: its address, which a real render would show. */
const picture = (name: string): Filter => ({
  apply: (value) => (truthy(value) ? value : `https://www.klaviyo.com/media/images/${name}.png`),
})

const safeseq: Filter = {
  safe: true,
  apply: (value, _, { budget }) => (itemsOf(value, budget) ?? []).map((item) => new Safe(textOf(item, budget))),
}

/** Nested lists as HTML items. Stock Django. */
function unorderedList(value: unknown, scope: Scope, depth = 1): string {
  const items = itemsOf(value, scope.budget) ?? []
  scope.budget.widen(depth)
  const tabs = '\t'.repeat(depth)
  const rows: string[] = []
  items.forEach((item, index) => {
    if (Array.isArray(item)) return
    const text = isText(item) ? item : textOf(item, scope.budget)
    const words = scope.autoescape ? conditionalEscape(text) : charactersOf(text)
    const next = items[index + 1]
    const inner = Array.isArray(next)
      ? `\n${tabs}<ul>\n${unorderedList(next, scope, depth + 1)}\n${tabs}</ul>\n${tabs}`
      : ''
    scope.budget.write(words.length + inner.length)
    rows.push(`${tabs}<li>${words}${inner}</li>`)
  })
  return rows.join('\n')
}

/** Filters of any value. campaigns-content §4.4 and stock Django. */
export const otherFilters: Filters = {
  add: { argument: 'required', apply: add },
  default: { argument: 'required', apply: (value, argument) => (truthy(value) ? value : argument) },
  default_if_none: { argument: 'required', apply: (value, argument) => (value === null ? argument : value) },
  lookup,
  missing_image: picture('missing_image'),
  missing_product_image: picture('missing_product_image'),
  pluralize: { argument: 'optional', apply: pluralize },
  // stock Django draws by chance; here the time decides, so that the same render gives the same text
  random: {
    safe: true,
    apply: (value, _, { budget, settings }) => {
      const items = itemsOf(value, budget) ?? []
      return items[Math.floor(settings.now / 1000) % Math.max(items.length, 1)] ?? ''
    },
  },
  safeseq,
  stringformat: {
    argument: 'required',
    safe: true,
    apply: (value, argument, { budget }) => printf(textOf(argument, budget), value, budget),
  },
  unordered_list: { safe: true, apply: (value, _, scope) => new Safe(unorderedList(value, scope)) },
  yesno: { argument: 'optional', apply: yesno },
}

/** Whether a value is a number to Python. */
export const isNumber = (value: unknown): boolean => numberOf(value) !== undefined
