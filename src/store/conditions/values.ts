import type { Comparison, ListFilter, NumericFilter, StringFilter, ValueFilter } from './definition.ts'
import { every, listed, NEVER, not, plain, some, sql, type Sql } from './sql.ts'
import { timeIn, timeMeets } from './time.ts'

/** A place in a JSON document: a column, and a path into it. */
export interface Place {
  document: Sql
  path: string
}

/** The path of a member of an object, whatever it is called. */
export const memberPath = (parent: string, name: string): string => `${parent}.${JSON.stringify(name)}`

const typeAt = ({ document, path }: Place): Sql => sql`json_type(${document}, ${path})`
const valueAt = ({ document, path }: Place): Sql => sql`(${document} ->> ${path})`
const itemsAt = ({ document, path }: Place): Sql => sql`json_each(${document}, ${path}) item`

const isText = (place: Place): Sql => sql`${typeAt(place)} = 'text'`
const isList = (place: Place): Sql => sql`${typeAt(place)} = 'array'`

const SIGNS: Readonly<Record<Comparison, Sql>> = {
  equals: plain('='),
  'not-equals': plain('<>'),
  'greater-than': plain('>'),
  'greater-than-or-equal': plain('>='),
  'less-than': plain('<'),
  'less-than-or-equal': plain('<='),
}

/**
 * Whether the value at a place meets a filter. A value of another type than the filter's meets none, and one that is not
 * set meets no negative operator either. Documented, audience §5.4, for not-equals and not-contains; Assumed for the
 * other negative ones, and that a number or a boolean in a text is of another type.
 */
export function valueMeets(place: Place, filter: ValueFilter, now: number): Sql {
  switch (filter.type) {
    case 'string':
      return textMeets(place, filter)
    case 'numeric':
      return every([sql`${typeAt(place)} IN ('integer', 'real')`, numberMeets(valueAt(place), filter)])
    case 'boolean':
      return sql`${typeAt(place)} = ${String(filter.value)}`
    case 'existence': {
      // null counts as not set. Assumed, audience §5.4.
      const isSet = sql`ifnull(${typeAt(place)}, 'null') <> 'null'`
      return filter.operator === 'is-set' ? isSet : not(isSet)
    }
    case 'list':
      return every([isList(place), listMeets(place, filter)])
    case 'date':
      return every([isText(place), timeMeets(timeIn(valueAt(place)), filter, now)])
  }
}

/** Whether a number, which is there, meets a filter. */
export function numberMeets(number: Sql, filter: NumericFilter): Sql {
  // Both ends belong to it. Assumed, audience §5.4.
  if (filter.operator === 'between') return sql`(${number} >= ${filter.start} AND ${number} <= ${filter.end})`
  return sql`${number} ${SIGNS[filter.operator]} ${filter.value}`
}

/** Texts compare with case. Documented, audience §5.4. Assumed: what is compared with null is never met. */
function textMeets(place: Place, filter: StringFilter): Sql {
  const { operator, value } = filter
  if (value === null) return NEVER
  const text = valueAt(place)
  const met = (condition: Sql) => every([isText(place), condition])
  switch (operator) {
    case 'equals':
      return met(sql`${text} = ${value}`)
    case 'not-equals':
      return met(sql`${text} <> ${value}`)
    // Of a list, it asks for an item. Documented, audience §5.4.
    case 'contains':
      return some([met(sql`instr(${text}, ${value}) > 0`), every([isList(place), holdsText(place, value)])])
    case 'not-contains':
      return some([met(sql`instr(${text}, ${value}) = 0`), every([isList(place), not(holdsText(place, value))])])
    case 'starts-with':
      return met(sql`instr(${text}, ${value}) = 1`)
    case 'not-starts-with':
      return met(sql`instr(${text}, ${value}) <> 1`)
    case 'ends-with':
      return met(endsWith(text, value))
    case 'not-ends-with':
      return met(not(endsWith(text, value)))
    case 'regex':
      return met(sql`matches_pattern(${text}, ${value})`)
    case 'nregex':
      return met(not(sql`matches_pattern(${text}, ${value})`))
    case 'in':
      return met(sql`${text} IN ${listed(value)}`)
    case 'not-in':
      return met(sql`${text} NOT IN ${listed(value)}`)
    case 'phone-country-code-in':
      return met(sql`phone_country(${text}) IN ${listed(upper(value))}`)
    case 'phone-country-code-not-in':
      return met(sql`phone_country(${text}) NOT IN ${listed(upper(value))}`)
  }
}

const upper = (codes: readonly string[]): string[] => codes.map((code) => code.toUpperCase())

const endsWith = (text: Sql, end: string): Sql => (end === '' ? sql`1` : sql`substr(${text}, -length(${end})) = ${end}`)

const holdsText = (place: Place, text: string): Sql =>
  sql`EXISTS (SELECT 1 FROM ${itemsAt(place)} WHERE item.type = 'text' AND item.value = ${text})`

/** Only items that are texts or numbers are compared: lists are flat. Documented, audience §5.4. */
function listMeets(place: Place, filter: ListFilter): Sql {
  if (filter.value === null) return NEVER
  switch (filter.operator) {
    case 'contains':
      return holds(place, filter.value)
    case 'not-contains':
      return not(holds(place, filter.value))
    case 'contains-substring':
      return holdsPart(place, filter.value)
    case 'not-contains-substring':
      return not(holdsPart(place, filter.value))
    case 'contains-any':
      return holdsAny(place, filter.value)
    case 'not-contains-any':
      return not(holdsAny(place, filter.value))
    case 'contains-all':
      return holdsAll(place, filter.value)
    case 'not-contains-all':
      return not(holdsAll(place, filter.value))
    default: {
      const sign = SIGNS[filter.operator.slice('length-'.length) as Comparison]
      return sql`json_array_length(${place.document}, ${place.path}) ${sign} ${filter.value}`
    }
  }
}

function holds(place: Place, value: string | number): Sql {
  if (typeof value === 'string') return holdsText(place, value)
  return sql`EXISTS (
    SELECT 1 FROM ${itemsAt(place)} WHERE item.type IN ('integer', 'real') AND item.value = ${value})`
}

const holdsAny = (place: Place, texts: readonly string[]): Sql =>
  sql`EXISTS (SELECT 1 FROM ${itemsAt(place)} WHERE item.type = 'text' AND item.value IN ${listed(texts)})`

const holdsAll = (place: Place, texts: readonly string[]): Sql => sql`NOT EXISTS (
  SELECT 1 FROM json_each(${JSON.stringify(texts)}) wanted WHERE NOT EXISTS (
    SELECT 1 FROM ${itemsAt(place)} WHERE item.type = 'text' AND item.value = wanted.value))`

const holdsPart = (place: Place, part: string): Sql =>
  sql`EXISTS (SELECT 1 FROM ${itemsAt(place)} WHERE item.type = 'text' AND instr(item.value, ${part}) > 0)`
