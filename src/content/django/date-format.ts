import { fieldsOf, instantOf, type Moment } from './moment.ts'

/** English names, Monday and January first. Klaviyo prints no others: campaigns-content §4.2. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
/** Months as the Associated Press shortens them. */
const AP_MONTHS = [
  ...['Jan.', 'Feb.', 'March', 'April', 'May', 'June', 'July', 'Aug.', 'Sept.', 'Oct.', 'Nov.', 'Dec.'],
]
const DAY_SECONDS = 86_400

/** Formats that are called by name. Stock Django, en-US. */
export const NAMED_FORMATS: Readonly<Record<string, string>> = {
  DATE_FORMAT: 'N j, Y',
  DATETIME_FORMAT: 'N j, Y, P',
  TIME_FORMAT: 'P',
  YEAR_MONTH_FORMAT: 'F Y',
  MONTH_DAY_FORMAT: 'F j',
  SHORT_DATE_FORMAT: 'm/d/Y',
  SHORT_DATETIME_FORMAT: 'm/d/Y P',
}

/** The format that a name stands for, or the text itself. */
export const formatNamed = (text: string): string => (Object.hasOwn(NAMED_FORMATS, text) ? NAMED_FORMATS[text]! : text)

const two = (value: number): string => String(value).padStart(2, '0')
const hour12 = (hour: number): number => hour % 12 || 12
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Day of the year, from 1. */
export function dayOfYear(moment: Moment): number {
  const { year } = fieldsOf(moment)
  const start = new Date(0)
  start.setUTCFullYear(year, 0, 1)
  return Math.floor((moment.wall - start.getTime() / 1000) / DAY_SECONDS) + 1
}

/** The week and its year as ISO 8601 counts them. */
export function isoWeek(moment: Moment): { year: number; week: number } {
  const { weekday } = fieldsOf(moment)
  const thursday = { ...moment, wall: moment.wall + (3 - weekday) * DAY_SECONDS }
  return { year: fieldsOf(thursday).year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

function clockText({ hour, minute }: { hour: number; minute: number }): string {
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'noon'
  const time = minute === 0 ? `${hour12(hour)}` : `${hour12(hour)}:${two(minute)}`
  return `${time} ${hour < 12 ? 'a.m.' : 'p.m.'}`
}

/** `+0530`, with a colon when asked. Assumed: a moment without a zone is UTC, as Django has its default zone there. */
export function offsetText({ offset = 0 }: Moment, colon = ''): string {
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`
}

type Letter = (fields: ReturnType<typeof fieldsOf>, moment: Moment) => string | number

/** As Python's isoformat() writes it. */
export function isoText(moment: Moment): string {
  const fraction = moment.micros === 0 ? '' : `.${String(moment.micros).padStart(6, '0')}`
  return formatDate(moment, 'Y-m-d\\TH:i:s') + fraction + (moment.offset === undefined ? '' : offsetText(moment, ':'))
}

/** What each letter of a format prints. Stock Django (its reference of the date filter), names in English. */
const LETTERS: Readonly<Record<string, Letter>> = {
  a: ({ hour }) => (hour < 12 ? 'a.m.' : 'p.m.'),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  b: ({ month }) => MONTHS[month - 1]!.slice(0, 3).toLowerCase(),
  c: (_, moment) => isoText(moment),
  d: ({ day }) => two(day),
  D: ({ weekday }) => WEEKDAYS[weekday]!.slice(0, 3),
  e: (_, { zone }) => zone,
  E: ({ month }) => MONTHS[month - 1]!,
  f: ({ hour, minute }) => (minute === 0 ? hour12(hour) : `${hour12(hour)}:${two(minute)}`),
  F: ({ month }) => MONTHS[month - 1]!,
  g: ({ hour }) => hour12(hour),
  G: ({ hour }) => hour,
  h: ({ hour }) => two(hour12(hour)),
  H: ({ hour }) => two(hour),
  i: ({ minute }) => two(minute),
  // daylight saving: an offset alone does not tell
  I: () => 0,
  j: ({ day }) => day,
  l: ({ weekday }) => WEEKDAYS[weekday]!,
  L: ({ year }) => (isLeap(year) ? 'True' : 'False'),
  m: ({ month }) => two(month),
  M: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  n: ({ month }) => month,
  N: ({ month }) => AP_MONTHS[month - 1]!,
  o: (_, moment) => isoWeek(moment).year,
  O: (_, moment) => offsetText(moment),
  P: clockText,
  r: (_, moment) => formatDate(moment, 'D, d M Y H:i:s O'),
  s: ({ second }) => two(second),
  S: ({ day }) => ordinal(day),
  t: ({ year, month }) => new Date(Date.UTC(2000 + (isLeap(year) ? 0 : 1), month, 0)).getUTCDate(),
  T: (_, { zone, offset }) => (offset === undefined ? 'UTC' : zone),
  u: (_, { micros }) => String(micros).padStart(6, '0'),
  U: (_, moment) => instantOf(moment),
  w: ({ weekday }) => (weekday + 1) % 7,
  W: (_, moment) => isoWeek(moment).week,
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year).padStart(4, '0'),
  z: (_, moment) => dayOfYear(moment),
  Z: (_, { offset = 0 }) => offset * 60,
}

/** A moment in Django's letters; a backslash keeps the next character as it is. */
export function formatDate(moment: Moment, format: string): string {
  const fields = fieldsOf(moment)
  return format.replace(/\\(.)|[a-zA-Z]/gsu, (letter, kept: string | undefined) =>
    kept === undefined ? String(LETTERS[letter]?.(fields, moment) ?? letter) : kept,
  )
}
