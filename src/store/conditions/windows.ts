import { parseTime } from '../clock.ts'
import type { DateFilter } from './definition.ts'

export const HOUR = 3_600_000_000
export const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** When something must have happened, microseconds; `until` itself is outside. */
export type Window =
  | { kind: 'span'; from: number; until: number }
  /** Month, day and time count, not the year. */
  | { kind: 'anniversary'; from: number; until: number }
  /** 1 to 12. */
  | { kind: 'month'; month: number }

type Relative = Extract<DateFilter, { quantity: number }>

/** Midnight before this time. All days are days in UTC. Documented, audience §5.3. */
export const dayOf = (time: number): number => Math.floor(time / DAY) * DAY

const span = (from: number, until: number): Window => ({ kind: 'span', from, until })

/**
 * The window of a date filter at a time. Documented, audience §5.3: days are whole days, weeks seven of them. Assumed: an
 * hour is one to the microsecond, `between` takes its ends in either order, and what is `after` or between times of day
 * is compared with these times, while dates stand for whole days.
 */
export function windowOf(filter: DateFilter, now: number): Window {
  const today = dayOf(now)
  switch (filter.operator) {
    case 'before':
      return span(-Infinity, parseTime(filter.date))
    case 'after': {
      const date = parseTime(filter.date)
      return span(isMidnight(date) ? date + DAY : date + 1, Infinity)
    }
    case 'between-static': {
      const [start, end] = [parseTime(filter.start), parseTime(filter.end)]
      return span(start, isMidnight(start) && isMidnight(end) ? end + DAY : end + 1)
    }
    case 'between': {
      const [near, far] = [Math.min(filter.start, filter.end), Math.max(filter.start, filter.end)]
      if (filter.unit === 'hour') return span(now - far * HOUR, now - near * HOUR + 1)
      const unit = filter.unit === 'week' ? WEEK : DAY
      return span(today - far * unit, today - near * unit + DAY)
    }
    case 'calendar-month':
      return { kind: 'month', month: filter.value }
    case 'anniversary-month':
      return { kind: 'month', month: monthOf(now) }
    case 'anniversary':
      return { kind: 'anniversary', from: today, until: today + DAY }
    case 'alltime':
      return span(-Infinity, Infinity)
    case 'anniversary-last':
    case 'anniversary-next':
      return { ...(relative(filter, now) as Extract<Window, { kind: 'span' }>), kind: 'anniversary' }
    default:
      return relative(filter, now)
  }
}

function relative({ operator, unit, quantity }: Relative, now: number): Window {
  const today = dayOf(now)
  const length = quantity * { hour: HOUR, day: DAY, week: WEEK }[unit]
  const start = unit === 'hour' ? now : today
  if (operator === 'at-least') return span(-Infinity, unit === 'hour' ? now - length + 1 : today - length)
  if (operator === 'in-the-next' || operator === 'anniversary-next') {
    return span(now + 1, unit === 'hour' ? now + length + 1 : today + length + DAY)
  }
  return span(start - length, now + 1)
}

const isMidnight = (time: number): boolean => time % DAY === 0

const STATIC: ReadonlySet<DateFilter['operator']> = new Set([
  ...(['before', 'after', 'between-static', 'calendar-month', 'alltime'] as const),
])

/** Whether what the filter lets through changes although nothing happens. */
export const passesWithTime = (filter: DateFilter): boolean => !STATIC.has(filter.operator)

/** The month of a time, 1 to 12. */
export const monthOf = (time: number): number => new Date(time / 1000).getUTCMonth() + 1

/** A leap year comes after eight others at most. */
const YEARS_TRIED = 9

/**
 * Whether a year's return of a time lies in a window. 29 February returns in leap years only. Documented, audience §5.3.
 */
export function returnsWithin(time: number, from: number, until: number): boolean {
  if (!(from < until)) return false
  const first = yearOf(from)
  const at = new Date(time / 1000)
  const last = Math.min(yearOf(until), first + YEARS_TRIED)
  for (let year = first; year <= last; year++) {
    const day = Date.UTC(year, at.getUTCMonth(), at.getUTCDate())
    if (new Date(day).getUTCDate() !== at.getUTCDate()) continue
    const candidate = day * 1000 + (time - dayOf(time))
    if (candidate >= from && candidate < until) return true
  }
  return false
}

/** Times that no date reaches stand for the last one that does. */
const yearOf = (time: number): number => new Date(Math.max(-8.64e15, Math.min(8.64e15, time / 1000))).getUTCFullYear()
