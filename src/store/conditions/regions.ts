import { listed, not, plain, sql, type Sql } from './sql.ts'

/** Members of the European Union; the United Kingdom is none. Documented, audience §5.5. */
const EUROPEAN_UNION = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV'],
  ...['MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
]

/** Other words for countries, by code: the codes of three letters, and what people write. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  AT: ['aut'],
  BE: ['bel'],
  BG: ['bgr'],
  CY: ['cyp'],
  CZ: ['cze', 'czech republic'],
  DE: ['deu', 'deutschland'],
  DK: ['dnk'],
  EE: ['est'],
  ES: ['esp', 'españa'],
  FI: ['fin'],
  FR: ['fra'],
  GR: ['grc', 'el'],
  HR: ['hrv'],
  HU: ['hun'],
  IE: ['irl', 'republic of ireland'],
  IT: ['ita', 'italia'],
  LT: ['ltu'],
  LU: ['lux'],
  LV: ['lva'],
  MT: ['mlt'],
  NL: ['nld', 'the netherlands', 'holland'],
  PL: ['pol'],
  PT: ['prt'],
  RO: ['rou'],
  SE: ['swe'],
  SI: ['svn'],
  SK: ['svk', 'slovak republic'],
  US: ['usa', 'united states of america', 'u.s.', 'u.s.a.'],
}

const regions = { european_union: EUROPEAN_UNION, united_states: ['US'] } as const

let english: Intl.DisplayNames | undefined

/** What may stand for a country. Its English name is asked for late: the first question takes some 20 ms. */
function namesOf(code: string): string[] {
  english ??= new Intl.DisplayNames('en', { type: 'region' })
  return [code.toLowerCase(), english.of(code)!.toLowerCase(), ...(OTHER_NAMES[code] ?? [])]
}

/**
 * Whether a profile lives in a region: its country says so or, without one, that of its phone number. Assumed, audience
 * §5.5; wrong where the live API looks at the IP address, too. Who is from nowhere is not in the region (Assumed).
 */
export function regionMeets(region: keyof typeof regions, inRegion: boolean): Sql {
  const codes = regions[region]
  const country = plain(`lower(trim(p.attributes ->> '$.location.country'))`)
  const phone = plain(`phone_country(p.attributes ->> '$.phone_number')`)
  const lives = sql`CASE WHEN ifnull(${country}, '') <> ''
    THEN ${country} IN ${listed(codes.flatMap(namesOf))}
    ELSE ${phone} IN ${listed(codes)} END`
  return inRegion ? lives : not(lives)
}
