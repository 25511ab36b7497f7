import type { PostalCodeDistanceCondition } from './definition.ts'
import { NEVER, plain, sql, type Sql } from './sql.ts'
import { placeOfZip, type Place } from './us-zip-areas.ts'

/** Codes of the United States, which is the only country whose postal codes are known here. */
const UNITED_STATES = ['US', 'USA']

const KILOMETERS_PER_MILE = 1.609344

/** Where a postal code of a country lies, or undefined where that is not known. */
export const placeOfPostalCode = (country: string, postalCode: string): Place | undefined =>
  UNITED_STATES.includes(country.toUpperCase()) ? placeOfZip(postalCode.trim()) : undefined

/**
 * Whether a profile lives so near to, or so far from, a postal code. Its coordinates count or, without them, its own zip
 * code; who has neither is neither near nor far. Assumed, audience §5.5. Zip codes lie in the middle of the area of their
 * first three digits, which is the sandbox's own: a few dozen kilometers are not told apart.
 */
export function distanceMeets({ country_code, postal_code, unit, filter }: PostalCodeDistanceCondition): Sql {
  const center = placeOfPostalCode(country_code, postal_code)
  if (center === undefined) return NEVER
  const limit = filter.value * (unit === 'miles' ? KILOMETERS_PER_MILE : 1)
  const distance = sql`kilometers_from(p.attributes -> '$.location', ${center.latitude}, ${center.longitude})`
  return sql`${distance} ${plain(filter.operator === 'less-than' ? '<' : '>')} ${limit}`
}

interface Location {
  latitude: string | number | null
  longitude: string | number | null
  zip: string | null
  country: string | null
}

/** How far a profile's location lies from a place; null where its own place is not known. */
export function kilometersFrom(location: Location, place: Place): number | null {
  const own = placeOf(location)
  return own === undefined ? null : distanceBetween(own, place)
}

/** A zip without a country is taken for one of the United States (Assumed). */
function placeOf({ latitude, longitude, zip, country }: Location): Place | undefined {
  const own = { latitude: degreesOf(latitude), longitude: degreesOf(longitude) }
  if (Number.isFinite(own.latitude) && Number.isFinite(own.longitude)) return own
  if (zip === null) return undefined
  const isAmerican = ['', 'us', 'usa', 'united states'].includes((country ?? '').trim().toLowerCase())
  return isAmerican ? placeOfZip(zip.trim()) : undefined
}

const degreesOf = (value: string | number | null): number =>
  value === null || value === '' ? Number.NaN : Number(value)

const EARTH_RADIUS = 6371

/** Along a great circle. */
function distanceBetween(one: Place, other: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const [from, to] = [radians(one.latitude), radians(other.latitude)]
  const half =
    Math.sin((to - from) / 2) ** 2 +
    Math.cos(from) * Math.cos(to) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)))
}
