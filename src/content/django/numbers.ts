/** A whole number in digits, however large. */
export const wholeNumber = (value: number): string =>
  Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString()

/** A float as Python's str() writes it: always with a point or an exponent. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string]
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const INTEGER = /^[+-]?\d+$/
const LONGEST_NUMBER = 400

/** Python's float() of a text; undefined where it would raise. */
export function readFloat(text: string): number | undefined {
  const trimmed = text.length > LONGEST_NUMBER ? '' : text.trim()
  return FLOAT.test(trimmed) ? Number(trimmed) : undefined
}

/** Python's int() of a text; undefined where it would raise. */
export function readInteger(text: string): number | undefined {
  const trimmed = text.length > LONGEST_NUMBER ? '' : text.trim()
  return INTEGER.test(trimmed) ? Number(trimmed) : undefined
}

/** Python's round(): halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** An exact decimal number: digits times ten to the power of minus `places`. */
interface Decimal {
  negative: boolean
  digits: bigint
  places: number
}

function decimalOf(value: number): Decimal {
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e') as [string, string]
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?]
  const places = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  const negative = value < 0 || Object.is(value, -0)
  return places >= 0 ? { negative, digits, places } : { negative, digits: digits * 10n ** BigInt(-places), places: 0 }
}

export type Rounding = 'half-up' | 'half-even' | 'up' | 'down'

/** A finite number with exactly so many decimals, counted in its shortest decimal form (as Python's Decimal(str(x))). */
export function fixed(value: number, decimals: number, rounding: Rounding = 'half-up'): string {
  const { negative, digits, places } = decimalOf(value)
  const rounded =
    places <= decimals
      ? digits * 10n ** BigInt(decimals - places)
      : divided(digits, 10n ** BigInt(places - decimals), rounding)
  const text = rounded.toString().padStart(decimals + 1, '0')
  const point = text.length - decimals
  const sign = negative && rounded !== 0n ? '-' : ''
  return sign + (decimals === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`)
}

/** A positive quotient, rounded away from or towards zero. */
function divided(digits: bigint, by: bigint, rounding: Rounding): bigint {
  const [quotient, rest] = [digits / by, digits % by]
  const twice = rest * 2n
  const half = rounding === 'half-up' ? twice >= by : twice > by || (twice === by && quotient % 2n === 1n)
  const more = rounding === 'up' ? rest > 0n : rounding === 'down' ? false : half
  return more ? quotient + 1n : quotient
}
