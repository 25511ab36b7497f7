import { parseTime } from '../../store/clock.ts'

/** A date and time as a wall shows it: what Python calls a datetime. */
export class Moment {
  /** Seconds since 1970 that the wall clock shows, read as if it hung in Greenwich. */
  readonly wall: number
  readonly micros: number
  /** Minutes east of Greenwich; undefined when the text named no zone. */
  readonly offset: number | undefined
  readonly zone: string
  constructor(wall: number, micros: number, offset?: number, zone = '') {
    this.wall = wall
    this.micros = micros
    this.offset = offset
    this.zone = zone
  }
}

/** The first second of the year 1 and the last of 9999: Python has no datetime outside. */
const FIRST = -62_135_596_800
const LAST = 253_402_300_799

/** The wall clock of a moment in fields, with Monday as weekday 0. */
export function fieldsOf({ wall }: Moment) {
  const date = new Date(wall * 1000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: (date.getUTCDay() + 6) % 7,
  }
}

/** Seconds since 1970, UTC; a moment without a zone counts as UTC (Assumed: campaigns-content §4.4 weeks_since). */
export const instantOf = ({ wall, offset = 0 }: Moment): number => wall - offset * 60

const TEXT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** Reads an ISO 8601 text; keeps the offset that it names. Undefined when it is none. */
export function readMoment(text: string): Moment | undefined {
  const trimmed = text.trim()
  const match = TEXT.exec(trimmed)
  const time = match === null ? Number.NaN : parseTime(trimmed)
  if (match === null || Number.isNaN(time)) return undefined
  const offset = match[4] === undefined ? undefined : offsetOf(match[4])
  const seconds = Math.floor(time / 1_000_000)
  return new Moment(seconds + (offset ?? 0) * 60, time - seconds * 1_000_000, offset, zoneName(offset))
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

const zoneName = (offset: number | undefined): string => (offset === 0 ? 'UTC' : '')

/** The moment that a wall in this time zone shows at this time (microseconds); an unknown zone counts as UTC. */
export function momentIn(timeZone: string, now: number): Moment {
  const seconds = Math.floor(now / 1_000_000)
  const { offset, name } = timeZone === 'UTC' ? UTC : zoneAt(timeZone, seconds)
  return new Moment(seconds + offset * 60, now - seconds * 1_000_000, offset, name)
}

const UTC = { offset: 0, name: 'UTC' }

function zoneAt(timeZone: string, seconds: number): { offset: number; name: string } {
  const parts = partsIn(timeZone, seconds * 1000)
  if (parts === undefined) return UTC
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '0'
  const wall = Date.UTC(
    +part('year'),
    +part('month') - 1,
    +part('day'),
    +part('hour'),
    +part('minute'),
    +part('second'),
  )
  return { offset: Math.round((wall / 1000 - seconds) / 60), name: part('timeZoneName') }
}

function partsIn(timeZone: string, ms: number): Intl.DateTimeFormatPart[] | undefined {
  const numeric = 'numeric' as const
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric }
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', timeZoneName: 'short', ...fields })
    return format.formatToParts(new Date(ms))
  } catch {
    return undefined
  }
}

/** The moment so many seconds later; undefined beyond the years 1 to 9999, where Python has no datetime. */
export function later(moment: Moment, seconds: number): Moment | undefined {
  const wall = moment.wall + seconds
  if (!(wall >= FIRST && wall <= LAST)) return undefined
  return new Moment(wall, moment.micros, moment.offset, moment.zone)
}
