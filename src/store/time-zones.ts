/** What a time is rounded down to. */
export type Interval = 'hour' | 'day' | 'week' | 'month'

const HOUR = 3600
const DAY = 86_400

/** Names that Klaviyo's list lacks although they exist. Documented, events §3.3. */
const UNLISTED: ReadonlySet<string> = new Set(['Factory', 'Europe/Kyiv', 'Pacific/Kanton'])

/** Names that were found to be of time zones: there are some hundred, and asking Intl takes longer than the rest. */
const found = new Set<string>()

/** Whether this is a name of a time zone, in the case in which IANA writes it. */
export function isTimeZone(name: string): boolean {
  if (found.has(name)) return true
  if (UNLISTED.has(name) || !/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    found.add(name)
    return true
  } catch {
    return false
  }
}

/**
 * The starts (seconds since 1970, UTC) of the intervals of a time zone that touch a span: the first one contains
 * `from`, the last one begins before `until`. Weeks begin on Monday (Assumed).
 */
export function intervalStarts(interval: Interval, timeZone: string, from: number, until: number): number[] {
  const offsetAt = offsetsOf(timeZone)
  const starts: number[] = []
  let start = startOf(interval, from, offsetAt)
  while (start < until) {
    starts.push(start)
    start = nextStart(interval, start, offsetAt)
  }
  return starts
}

/** What clocks of a time zone show, as seconds since 1970 read as if they were UTC, and back. */
export interface LocalTime {
  of(time: number): number
  toUtc(local: number): number
}

export function localTimeOf(timeZone: string): LocalTime {
  const offsetAt = offsetsOf(timeZone)
  return { of: (time) => time + offsetAt(time), toUtc: (local) => toUtc(local, offsetAt) }
}

type OffsetAt = (time: number) => number

/** Seconds that local time is ahead of UTC. Asked of Intl twice a day only: a day without change has one offset. */
function offsetsOf(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const exact = (time: number): number => {
    const name = format.formatToParts(time * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    if (sign === undefined) return 0
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60 + Number(seconds))
  }
  const byDay = new Map<number, number>()
  const atDay = (day: number): number => {
    let offset = byDay.get(day)
    if (offset === undefined) byDay.set(day, (offset = exact(day * DAY)))
    return offset
  }
  return (time) => {
    const day = Math.floor(time / DAY)
    const offset = atDay(day)
    return offset === atDay(day + 1) ? offset : exact(time)
  }
}

function startOf(interval: Interval, time: number, offsetAt: OffsetAt): number {
  const local = time + offsetAt(time)
  if (interval === 'hour') return local - mod(local, HOUR) - offsetAt(time)
  const midnight = local - mod(local, DAY)
  if (interval === 'day') return toUtc(midnight, offsetAt)
  // 1970-01-01 was a Thursday, three days after a Monday.
  if (interval === 'week') return toUtc(midnight - mod(midnight / DAY + 3, 7) * DAY, offsetAt)
  const date = new Date(midnight * 1000)
  return toUtc(midnight - (date.getUTCDate() - 1) * DAY, offsetAt)
}

/** A time a little inside the next interval, rounded down: months have 28 to 31 days, days 23 to 25 hours. */
function nextStart(interval: Interval, start: number, offsetAt: OffsetAt): number {
  if (interval === 'hour') return startOf('hour', start + HOUR, offsetAt)
  const days = { day: 1, week: 7, month: 31 }[interval]
  return startOf(interval, start + days * DAY + 12 * HOUR, offsetAt)
}

/**
 * The moment at which clocks show this local time: of two, the first; where clocks skip it, the moment at which they
 * are put forward.
 */
function toUtc(local: number, offsetAt: OffsetAt): number {
  const before = offsetAt(local - DAY)
  const after = offsetAt(local + DAY)
  if (before === after || offsetAt(local - before) === before) return local - before
  return offsetAt(local - after) === after ? local - after : local - before
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by
}
