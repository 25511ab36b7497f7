import type { Budget } from './limits.ts'
import { fixed, pythonFloat } from './numbers.ts'
import { charactersOf, Float, isText, numberOf, reprOf, textOf } from './values.ts'

const FORMAT = /^([-+ #0]*)(\d{1,12})?(?:\.(\d{0,12}))?([a-zA-Z])([^%]*)$/

const integer = (value: number): string => BigInt(Math.trunc(value)).toString()

/** A number with an exponent of at least two digits. */
function scientific(value: number, decimals: number): string {
  const [digits, exponent] = value.toExponential(Math.min(decimals, 100)).split('e') as [string, string]
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function general(value: number, precision: number): string {
  const digits = Math.min(Math.max(precision, 1), 100)
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1])
  const isScientific = exponent < -4 || exponent >= digits
  const text = isScientific
    ? scientific(value, digits - 1)
    : fixed(value, Math.max(digits - 1 - exponent, 0), 'half-even')
  return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text
}

/** What each letter makes of a number, given the digits asked for. */
const NUMBERS: Readonly<Record<string, (value: number, precision: number | undefined) => string>> = {
  d: (value) => integer(value),
  i: (value) => integer(value),
  u: (value) => integer(value),
  x: (value) => BigInt(Math.trunc(value)).toString(16),
  X: (value) => BigInt(Math.trunc(value)).toString(16).toUpperCase(),
  o: (value) => BigInt(Math.trunc(value)).toString(8),
  f: (value, precision = 6) => fixed(value, precision, 'half-even'),
  F: (value, precision = 6) => fixed(value, precision, 'half-even'),
  e: (value, precision = 6) => scientific(value, precision),
  E: (value, precision = 6) => scientific(value, precision).toUpperCase(),
  g: (value, precision = 6) => general(value, precision),
  G: (value, precision = 6) => general(value, precision).toUpperCase(),
}
const WHOLE_ONLY = new Set(['x', 'X', 'o'])

function converted(letter: string, value: unknown, precision: number | undefined, budget: Budget): string | undefined {
  if (letter === 's' || letter === 'r' || letter === 'a') {
    const text = letter === 's' ? textOf(value, budget) : reprOf(value, budget)
    return precision === undefined ? text : Array.from(text).slice(0, precision).join('')
  }
  const number = numberOf(value)
  if (letter === 'c') return characterOf(value)
  if (number === undefined || !Object.hasOwn(NUMBERS, letter)) return undefined
  if (WHOLE_ONLY.has(letter) && (value instanceof Float || !Number.isInteger(number))) return undefined
  if (!Number.isFinite(number)) return /[defgi]/i.test(letter) ? pythonFloat(number) : undefined
  return NUMBERS[letter]!(number, precision)
}

const LAST_CHARACTER = 0x10ffff

function characterOf(value: unknown): string | undefined {
  if (isText(value)) return Array.from(charactersOf(value)).length === 1 ? charactersOf(value) : undefined
  const isCode = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_CHARACTER
  return isCode ? String.fromCodePoint(value) : undefined
}

/** Python's `'%' + format % value`; nothing where it would raise. Refuses widths beyond the limit. */
export function printf(format: string, value: unknown, budget: Budget): string {
  const match = FORMAT.exec(format)
  if (match === null) return ''
  const [, flags = '', width = '0', digits, letter = '', after = ''] = match
  const precision = digits === undefined ? undefined : Number(digits)
  budget.widen(Number(width))
  budget.widen(precision ?? 0)
  const text = converted(letter, value, precision, budget)
  if (text === undefined) return ''
  const isNumeric = Object.hasOwn(NUMBERS, letter)
  const plus = isNumeric && !text.startsWith('-') ? (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : ''
  return padded(plus + text, Number(width), flags, isNumeric) + after
}

function padded(text: string, width: number, flags: string, isNumeric: boolean): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0') || !isNumeric) return text.padStart(width)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}
