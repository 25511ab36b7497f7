import { parseTime } from '../store/clock.ts'

const day = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`
const clock = String.raw`([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d{1,9})?)?`
const offset = String.raw`\s?([Zz]|[+-]\d\d(:?\d\d)?)`
const dateTime = new RegExp(`^${day}([Tt ]${clock}(${offset})?)?$`)
const time = new RegExp(`^${clock}(${offset})?$`)

/** A day that does not exist is none, nor is a second that clocks do not show. */
function isDateTime(text: string): boolean {
  return dateTime.test(text) && !Number.isNaN(parseTime(text))
}

/** What a string of each format may look like. Dates take every ISO spelling that clients send, with or without a time. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  date: isDateTime,
  time: (text) => time.test(text),
  uri: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text),
  binary: () => true,
}
