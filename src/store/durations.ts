const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const SHORT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `PT10M`, `P30D`, `10s`, or of a number of milliseconds; throws for anything else. */
export function millisecondsOf(given: string | number): number {
  if (typeof given === 'number' && given >= 0 && Number.isFinite(given)) return given
  const text = String(given)
  const short = SHORT.exec(text)
  if (short !== null) return Number(short[1]) * UNITS[short[2]!]!
  const iso = text === 'P' || text.endsWith('T') ? null : ISO.exec(text)
  if (iso === null) {
    throw new Error(`'${text}' is no duration, such as PT10M, P30D or 10s (months are none: they vary in length)`)
  }
  const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0)) as [
    ...[number, number, number, number, number],
  ]
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000
}
