import { patternMatches } from '../content/django/pattern.ts'
import { parseTime } from './clock.ts'
import { funnelPassed, type Moment } from './conditions/funnel.ts'
import { kilometersFrom } from './conditions/postal-codes.ts'
import { monthOf, returnsWithin } from './conditions/windows.ts'
import type { Sqlite } from './database.ts'
import { phoneCountry } from './phone-numbers.ts'

/** Teaches a database what conditions on profiles need and SQL lacks. Whatever is not known comes to null. */
export function defineFunctions(sqlite: Sqlite): void {
  const define = (name: string, work: (...values: never[]) => unknown) =>
    sqlite.function(name, { deterministic: true, varargs: true }, work as (...values: unknown[]) => unknown)
  define('iso_time', (text: string | null) => known(text === null ? Number.NaN : parseTime(text)))
  define('month_of', (time: number | null) => (time === null ? null : monthOf(time)))
  define('returns_within', (time: number | null, from: number, until: number) =>
    time === null ? null : Number(returnsWithin(time, from, until)),
  )
  define('matches_pattern', (text: string | null, pattern: string) =>
    text === null ? null : Number(patternMatches(text, pattern)),
  )
  define('phone_country', (text: string | null) => (text === null ? null : (phoneCountry(text) ?? null)))
  define('kilometers_from', (location: string, latitude: number, longitude: number) =>
    kilometersFrom(JSON.parse(location) as Parameters<typeof kilometersFrom>[0], { latitude, longitude }),
  )
  define('funnel_passed', (seconds: number | null, exists: string, ...moments: string[]) =>
    Number(
      funnelPassed(
        seconds,
        JSON.parse(exists) as boolean[],
        moments.map((each) => JSON.parse(each) as Moment[]),
      ),
    ),
  )
}

const known = (time: number): number | null => (Number.isNaN(time) ? null : time)
