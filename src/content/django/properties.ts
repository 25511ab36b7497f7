import { fieldsOf, Moment } from './moment.ts'
import type { Scope } from './scope.ts'
import { charactersOf, isDict, isText, pointsOf, type Dict } from './values.ts'

/** Methods of Python's dict that a template may call by a dot. Stock Django. */
const DICT_METHODS: Readonly<Record<string, (dict: Dict) => unknown>> = {
  items: (dict) => Object.entries(dict),
  keys: (dict) => Object.keys(dict),
  values: (dict) => Object.values(dict),
}

/** Methods of Python's str without arguments. Stock Django calls them; Assumed that Klaviyo does not forbid it. */
const TEXT_METHODS: Readonly<Record<string, (text: string) => unknown>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  strip: (text) => text.trim(),
  split: (text) => text.split(/\s+/).filter((word) => word !== ''),
}

const MOMENT_FIELDS = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'weekday'])
const INDEX = /^\d{1,9}$/

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/**
 * `value.name` as Django looks it up: a key, then a method, then an index. Only what JSON holds is reached, never what
 * JavaScript adds (prototypes, `length`). Undefined when there is nothing.
 */
export function propertyOf(value: unknown, name: string, scope: Scope): unknown {
  if (isText(value)) return textProperty(charactersOf(value), name, scope)
  if (Array.isArray(value)) return INDEX.test(name) ? value[Number(name)] : undefined
  if (value instanceof Moment) return MOMENT_FIELDS.has(name) ? momentField(value, name) : undefined
  if (!isDict(value)) return undefined
  if (Object.hasOwn(value, name)) return value[name]
  const method = own(DICT_METHODS, name)
  if (method !== undefined) scope.budget.spend(Object.keys(value).length)
  return method?.(value)
}

const momentField = (moment: Moment, name: string): number => fieldsOf(moment)[name as 'year']

function textProperty(text: string, name: string, { budget }: Scope): unknown {
  budget.write(text.length)
  return own(TEXT_METHODS, name)?.(text) ?? (INDEX.test(name) ? pointsOf(text)[Number(name)] : undefined)
}
