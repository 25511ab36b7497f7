const day = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`
const clock = String.raw`([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d{1,9})?)?`
const offset = String.raw`\s?([Zz]|[+-]\d\d(:?\d\d)?)`
const dateTime = new RegExp(`^${day}([Tt ]${clock}(${offset})?)?$`)
const time = new RegExp(`^${clock}(${offset})?$`)

/** What a string of each format may look like. Dates take every ISO spelling that clients send, with or without a time. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => dateTime.test(text),
  date: (text) => dateTime.test(text),
  time: (text) => time.test(text),
  uri: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text),
  binary: () => true,
}
