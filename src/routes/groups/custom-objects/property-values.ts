import type { APISchemaProperty } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds, parseTime } from '../../../store/clock.ts'

/** A value that does not fit, as an ingestion log tells it. Documented shape, campaigns-content §7.6. */
export interface ValueError {
  code: string
  message: string
  property: string
  invalid_value: string | null
}

/** A value as it is stored, or what is wrong with it. */
export type Checked = { value: unknown } | { code: string; message: string }

/**
 * The value of a property, made to fit its type. Codes and messages are those of pydantic (Documented: `string_type`,
 * `Input should be a valid string`); that numbers in texts and the like are taken, as pydantic does unless told
 * otherwise, is Assumed.
 */
export function checkValue(type: APISchemaProperty['type'], value: unknown): Checked {
  return checks[type](value)
}

const wrong = (code: string, expected: string): Checked => ({ code, message: `Input should be a valid ${expected}` })

const checks: Readonly<Record<APISchemaProperty['type'], (value: unknown) => Checked>> = {
  string: (value) => (typeof value === 'string' ? { value } : wrong('string_type', 'string')),
  int(value) {
    const number = numberOf(value)
    if (number === undefined) return wrong('int_type', 'integer')
    if (Number.isNaN(number)) return wrong('int_parsing', 'integer, unable to parse string as an integer')
    return Number.isInteger(number)
      ? { value: number }
      : wrong('int_from_float', 'integer, got a number with a fractional part')
  },
  float(value) {
    const number = numberOf(value)
    if (number === undefined) return wrong('float_type', 'number')
    return Number.isFinite(number)
      ? { value: number }
      : wrong('float_parsing', 'number, unable to parse string as a number')
  },
  boolean(value) {
    if (typeof value !== 'boolean' && typeof value !== 'number' && typeof value !== 'string') {
      return wrong('bool_type', 'boolean')
    }
    const text = String(value).toLowerCase()
    if (TRUE.has(text)) return { value: true }
    return FALSE.has(text) ? { value: false } : wrong('bool_parsing', 'boolean, unable to interpret input')
  },
  timestamp(value) {
    if (typeof value !== 'string' && typeof value !== 'number') return wrong('datetime_type', 'datetime')
    // Numbers are seconds since 1970 or, where that would be too far ahead, milliseconds.
    const number = typeof value === 'number' ? value : Number.NaN
    const time = typeof value === 'string' ? parseTime(value) : number * (Math.abs(number) > 2e10 ? 1e3 : 1e6)
    return Number.isFinite(time) && Math.abs(time) < FAR
      ? { value: formatSeconds(time) }
      : wrong('datetime_parsing', 'datetime')
  },
  list_str(value) {
    if (!Array.isArray(value)) return wrong('list_type', 'list')
    return value.every((item) => typeof item === 'string') ? { value } : wrong('string_type', 'string')
  },
}

const TRUE = new Set(['true', '1', 't', 'y', 'yes', 'on'])
const FALSE = new Set(['false', '0', 'f', 'n', 'no', 'off'])
/** Microseconds from 1970 to the year 10000. */
const FAR = 253_402_300_800_000_000

/** The number that a value is or says; NaN for a text that says none, undefined for what can say none. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : Number.NaN
}
