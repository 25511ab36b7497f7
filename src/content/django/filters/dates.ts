import { formatDate, formatNamed } from '../date-format.ts'
import { named, type Filter, type Filters } from '../filter.ts'
import { SLOW } from '../limits.ts'
import { instantOf, later, momentIn, Moment, readMoment } from '../moment.ts'
import type { Scope } from '../scope.ts'
import { charactersOf, isText, textOf } from '../values.ts'
import { readNumber } from './numeric.ts'

const DAY = 86_400
const CHUNKS: readonly [seconds: number, name: string][] = [
  [7 * DAY, 'week'],
  [DAY, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
]

/** A moment, or what a text says of one. */
function momentOf(value: unknown, { budget }: Scope): Moment | undefined {
  if (value instanceof Moment) return value
  if (!isText(value)) return undefined
  budget.spend(SLOW)
  return readMoment(charactersOf(value))
}

/** A text made a moment. Documented, campaigns-content §4.4: it keeps its own zone. Assumed: `''` when it is none. */
const parsed: Filter = { apply: (value, _argument, scope) => momentOf(value, scope) ?? '' }

/** Stock Django: prints nothing for what is no moment, text included. */
const formatted = (usual: string): Filter => ({
  argument: 'optional',
  apply: (value, argument, { budget }) => {
    if (!(value instanceof Moment)) return ''
    const format = (argument === undefined ? '' : textOf(argument, budget)) || usual
    budget.widen(format.length)
    return formatDate(value, formatNamed(format))
  },
})

/** The moment so many days later. Documented by name (§4.4); Assumed: text is read, fractions count. */
const daysLater: Filter = {
  argument: 'required',
  apply: (value, argument, scope) => {
    const moment = momentOf(value, scope)
    const days = readNumber(argument)
    return moment === undefined || days === undefined ? '' : (later(moment, Math.round(days * DAY)) ?? '')
  },
}

const nowIn = ({ settings }: Scope): Moment => momentIn('UTC', settings.now)

/** Whole weeks from the value to the argument, or to now. Documented: UTC unless a zone is named (§4.4). */
const weeksSince: Filter = {
  argument: 'optional',
  apply: (value, argument, scope) => {
    const from = momentOf(value, scope)
    const to = argument === undefined ? nowIn(scope) : momentOf(argument, scope)
    return from === undefined || to === undefined ? '' : Math.floor((instantOf(to) - instantOf(from)) / (7 * DAY))
  },
}

/** Months between two moments, by the calendar. */
function monthsBetween(from: Moment, to: Moment): number {
  const [start, end] = [from, to].map(({ wall }) => new Date(wall * 1000)) as [Date, Date]
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
  const within = (date: Date) => date.getUTCDate() * DAY + ((date.getTime() / 1000) % DAY)
  return months - (within(end) < within(start) ? 1 : 0)
}

function addMonths({ wall }: Moment, months: number): number {
  const date = new Date(wall * 1000)
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0))
  target.setUTCDate(Math.min(date.getUTCDate(), target.getUTCDate()))
  return target.getTime() / 1000 + (wall % DAY)
}

const counted = (count: number, name: string): string => `${count}\u00a0${name}${count === 1 ? '' : 's'}`

/** The two largest units between two moments, if they follow each other. Stock Django. */
function spanText(from: Moment, to: Moment): string {
  const [start, end] = [from, to].map((each) => new Moment(instantOf(each), 0, 0)) as [Moment, Moment]
  if (end.wall <= start.wall) return counted(0, 'minute')
  const months = monthsBetween(start, end)
  let rest = end.wall - addMonths(start, months)
  const counts: [number, string][] = [
    [Math.floor(months / 12), 'year'],
    [months % 12, 'month'],
  ]
  for (const [seconds, name] of CHUNKS) {
    counts.push([Math.floor(rest / seconds), name])
    rest %= seconds
  }
  const first = counts.findIndex(([count]) => count > 0)
  if (first === -1) return counted(0, 'minute')
  const shown = counts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, name]) => counted(count, name)).join(', ')
}

const span = (isUntil: boolean): Filter => ({
  argument: 'optional',
  apply: (value, argument, scope) => {
    if (!(value instanceof Moment)) return ''
    const other = argument instanceof Moment ? argument : nowIn(scope)
    return isUntil ? spanText(other, value) : spanText(value, other)
  },
})

/** Filters of dates. campaigns-content §4.4 and stock Django. */
export const dateFilters: Filters = {
  ...named(['format_date_string', 'datetime_from_string'], parsed),
  date: formatted('N j, Y'),
  time: formatted('P'),
  days_later: daysLater,
  weeks_since: weeksSince,
  timesince: span(false),
  timeuntil: span(true),
}
