import { formatDate, NAMED_FORMATS } from './date-format.ts'
import type { Budget } from './limits.ts'
import { Moment } from './moment.ts'
import { fixed, wholeNumber } from './numbers.ts'
import { Float, isText, Safe, textOf } from './values.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}

/** Text as HTML shows it. Stock Django: the same five characters, the same entities. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)

/** Text that is escaped unless it is known to be safe. */
export const conditionalEscape = (text: string | Safe): string => (text instanceof Safe ? text.text : escapeHtml(text))

/** What a value prints: dates in Django's default format, floats without exponent, all escaped unless safe. */
export function display(value: unknown, autoescape: boolean, budget: Budget): string {
  const text = isText(value) ? value : localized(value, budget)
  const printed = autoescape ? conditionalEscape(text) : textOf(text, budget)
  budget.write(printed.length)
  return printed
}

function localized(value: unknown, budget: Budget): string {
  if (value instanceof Moment) return formatDate(value, NAMED_FORMATS.DATETIME_FORMAT!)
  const text = textOf(value, budget)
  const isFloat = value instanceof Float || typeof value === 'number'
  return isFloat && text.includes('e') ? withoutExponent(value instanceof Float ? value.value : value) : text
}

const LONGEST_EXPONENT = 200

/** Stock Django writes out floats that Python's str() would give an exponent, up to two hundred digits. */
function withoutExponent(value: number): string {
  if (Math.abs(value) >= 1) return wholeNumber(value)
  const decimals = -Number(value.toExponential().split('e')[1]) + value.toExponential().split('e')[0]!.length
  return decimals > LONGEST_EXPONENT ? String(value) : fixed(value, decimals).replace(/0+$/, '')
}
