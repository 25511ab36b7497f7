import { dayOfYear, isoWeek, MONTHS, offsetText, WEEKDAYS } from './date-format.ts'
import { fieldsOf, type Moment } from './moment.ts'

type Fields = ReturnType<typeof fieldsOf>
type Code = (fields: Fields, moment: Moment) => string | number

const two = (value: number): string => String(value).padStart(2, '0')

/** Week of the year, where weeks begin on Sunday (0) or Monday (1). */
const weekFrom =
  (first: number): Code =>
  ({ weekday }, moment) =>
    two(Math.floor((dayOfYear(moment) + 6 - ((weekday + 1 - first + 7) % 7)) / 7))

/** What the codes of C's strftime print in its C locale. Documented: today takes them (campaigns-content §4.2). */
const CODES: Readonly<Record<string, Code>> = {
  a: ({ weekday }) => WEEKDAYS[weekday]!.slice(0, 3),
  A: ({ weekday }) => WEEKDAYS[weekday]!,
  b: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  B: ({ month }) => MONTHS[month - 1]!,
  c: (_, moment) => formatTime(moment, '%a %b %e %H:%M:%S %Y'),
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  D: (_, moment) => formatTime(moment, '%m/%d/%y'),
  e: ({ day }) => String(day).padStart(2),
  f: (_, { micros }) => String(micros).padStart(6, '0'),
  F: (_, moment) => formatTime(moment, '%Y-%m-%d'),
  G: (_, moment) => isoWeek(moment).year,
  h: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(hour % 12 || 12),
  j: (_, moment) => String(dayOfYear(moment)).padStart(3, '0'),
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  n: () => '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  S: ({ second }) => two(second),
  t: () => '\t',
  T: (_, moment) => formatTime(moment, '%H:%M:%S'),
  u: ({ weekday }) => weekday + 1,
  U: weekFrom(0),
  V: (_, moment) => two(isoWeek(moment).week),
  w: ({ weekday }) => (weekday + 1) % 7,
  W: weekFrom(1),
  x: (_, moment) => formatTime(moment, '%m/%d/%y'),
  X: (_, moment) => formatTime(moment, '%H:%M:%S'),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => year,
  z: (_, moment) => offsetText(moment),
  Z: (_, { zone }) => zone,
  '%': () => '%',
}

/** A moment in strftime's codes; `%-d` leaves out leading zeros. A code that is none stays as it is. */
export function formatTime(moment: Moment, format: string): string {
  const fields = fieldsOf(moment)
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, dash: string, code: string) => {
    const text = String(CODES[code]?.(fields, moment) ?? whole)
    return dash === '' ? text : text.replace(/^[0 ]+(?=\d)/, '')
  })
}
