/**
 * The only place that reads the time. Every account has a clock of its own; inside one request the time stands still
 * (the request reads it once). Times are integers: microseconds since 1970, UTC.
 */
export interface Clock {
  /** Microseconds since 1970. Runs backwards only when it is set back. */
  now(): number
  /** Moves the clock ahead by this many milliseconds; throws when it is not a number of them. */
  advance(ms: number): void
  /** Stops the clock: at this time (microseconds), or where it is. */
  freeze(at?: number): void
  /** Moves the clock to a time (microseconds), back too; it stands or goes on from there as it did before. */
  set(time: number): void
  /** Lets the clock show the system's time again. */
  follow(): void
  /** All there is to know of the clock. */
  state(): ClockState
  /** A clock that shows the same time and goes on as this one does, apart from it. */
  copy(): Clock
}

/** A clock that stands at a time, or goes this far ahead of the system's. Microseconds. */
export type ClockState = { frozen: number } | { offset: number }

/** Where a clock begins: the system's time, or a fixed ISO time at which it stands until it is advanced. */
export interface ClockOptions {
  frozenAt?: string
}

const MICROSECONDS_PER_MS = 1000

/** A clock that follows the system's, or stands still at `frozenAt`; throws when that is no time. */
export function createClock({ frozenAt }: ClockOptions = {}): Clock {
  if (frozenAt === undefined) return clockFrom({ offset: 0 })
  const frozen = parseTime(frozenAt)
  if (Number.isNaN(frozen)) throw new Error(`${frozenAt} is no ISO 8601 time for a clock to stand at`)
  return clockFrom({ frozen })
}

const systemTime = (): number => Math.floor((performance.timeOrigin + performance.now()) * MICROSECONDS_PER_MS)

/** A clock in a state that another one was in. */
export function clockFrom(given: ClockState): Clock {
  let state = given
  let last = 0
  const now = (): number => {
    last = Math.max(last, 'frozen' in state ? state.frozen : systemTime() + state.offset)
    return last
  }
  return {
    now,
    advance(ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw new RangeError(`a clock cannot advance by ${ms} ms`)
      const step = Math.round(ms * MICROSECONDS_PER_MS)
      state = 'frozen' in state ? { frozen: state.frozen + step } : { offset: state.offset + step }
    },
    freeze(at = now()) {
      state = { frozen: at }
      last = 0
    },
    set(time) {
      state = 'frozen' in state ? { frozen: time } : { offset: time - systemTime() }
      last = 0
    },
    follow() {
      state = { offset: 0 }
      last = 0
    },
    state: () => state,
    copy: () => clockFrom(state),
  }
}

/** Milliseconds of the system's clock, for what does not follow an account's. */
export const systemMs = (): number => performance.timeOrigin + performance.now()

/** Resolves after this many milliseconds of the machine's time; only a timer that `holds` keeps the process alive. */
export const wait = (ms: number, { holds = false } = {}): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    if (!holds) timer.unref()
  })

/** A mark of the machine's time, for measuring how long something takes; never for what an account sees. */
export const startStopwatch = (): number => performance.now()

/** Milliseconds since a mark of startStopwatch. */
export const elapsedMs = (mark: number): number => performance.now() - mark

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i

/** Reads any ISO 8601 spelling that clients send (date only, Z, offset or none = UTC); NaN when it is none. */
export function parseTime(text: string): number {
  const match = ISO.exec(text)
  if (match === null) return Number.NaN
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const instant = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second)
  if (new Date(instant).getUTCDate() !== +day! || +month! > 12 || +hour > 23 || +minute > 59 || +second > 59) return NaN
  return (instant - zoneOffsetMs(zone)) * MICROSECONDS_PER_MS + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function zoneOffsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))) * 60_000
}

/** `2026-09-04T13:40:25.420136+00:00`: how Klaviyo prints a time in the answer to a write. Observed, protocol §9.2. */
export function formatMicroseconds(time: number): string {
  const fraction = String(time % 1_000_000).padStart(6, '0')
  const seconds = new Date(Math.floor(time / 1_000_000) * 1000).toISOString().slice(0, 19)
  return fraction === '000000' ? `${seconds}+00:00` : `${seconds}.${fraction}+00:00`
}

/** `updated` of a new resource lies some microseconds behind `created`. Observed, protocol §9.2. */
export const UPDATED_LATER = 24

/** `2026-09-04T13:40:25+00:00`: how a later read prints it, rounded to the second. Observed, protocol §9.2. */
export function formatSeconds(time: number): string {
  const second = Math.round(time / 1_000_000)
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}+00:00`
    lastSecond = second
  }
  return lastText
}

/** The second that was printed last: a request prints the same one several times. */
let lastSecond = Number.NaN
let lastText = ''
