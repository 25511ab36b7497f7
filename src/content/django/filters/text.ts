import { createHash } from 'node:crypto'
import { named, type Filter, type Filters } from '../filter.ts'
import type { Scope } from '../scope.ts'
import { charactersOrThrow, Safe, pointsOf, textOf } from '../values.ts'
import { readCount, readCountOfText, readCountOrThrow } from './numeric.ts'

/** A filter that changes text and needs no argument. */
const plain = (change: (text: string) => unknown, safe = true): Filter => ({ text: true, safe, apply: change })

/** A filter of text whose argument is text too. */
const withText = (change: (text: string, argument: string, scope: Scope) => unknown, safe = false): Filter => ({
  text: true,
  safe,
  argument: 'required',
  apply: (text, argument, scope) => change(text, textOf(argument, scope.budget), scope),
})

const capitalize = (text: string): string => {
  const [first = '', ...rest] = pointsOf(text)
  return first.toUpperCase() + rest.join('')
}

/** Python's title() with Django's care for apostrophes and digits: "They're", "1st". */
const title = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/[a-z]'[A-Z]/g, (part) => part.toLowerCase())
    .replace(/\d[A-Z]/g, (part) => part.toLowerCase())

/** Replaces text, after paying for what that makes. */
function replaced(text: string, part: string, by: string, { budget }: Scope): string {
  const pieces = text.split(part)
  budget.write(pieces.length * by.length + text.length)
  return pieces.join(by)
}

function replacedOnce(text: string, part: string, by: string, at: number): string {
  return at === -1 || part === '' ? text : text.slice(0, at) + by + text.slice(at + part.length)
}

/** `old|new`; without the bar the old is removed. Assumed for a missing bar. */
function readPair(argument: string): [part: string, by: string] {
  const bar = argument.indexOf('|')
  return bar === -1 ? [argument, ''] : [argument.slice(0, bar), argument.slice(bar + 1)]
}

/** The first so many characters, the last of them an ellipsis. Stock Django. */
function truncated(text: string, count: number): string {
  const characters = pointsOf(text)
  if (count <= 0) return ''
  return characters.length <= count ? text : `${characters.slice(0, count - 1).join('')}…`
}

const truncatechars: Filter = {
  text: true,
  safe: true,
  argument: 'required',
  apply: (text, argument) => {
    const count = readCountOfText(argument)
    return count === undefined ? text : truncated(text, count)
  },
}

/** Documented, campaigns-content §4.4: fifty characters by default; Assumed: the ellipsis is counted, as by Django. */
const truncate: Filter = {
  text: true,
  safe: true,
  argument: 'optional',
  apply: (text, argument) => truncated(text, readCount(argument) ?? 50),
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

const truncatewords: Filter = {
  text: true,
  safe: true,
  argument: 'required',
  apply: (text, argument) => {
    const count = readCountOfText(argument)
    if (count === undefined) return text
    if (count <= 0) return ''
    const words = wordsOf(text)
    return words.length > count ? `${words.slice(0, count).join(' ')} …` : words.join(' ')
  },
}

/** Text set in a field of so many columns. Stock Django. */
const padded = (left: (blanks: number, width: number) => number): Filter => ({
  text: true,
  safe: true,
  argument: 'required',
  apply: (text, argument, { budget }) => {
    const width = readCountOrThrow(argument)
    budget.widen(Math.max(width, 0))
    const blanks = Math.max(width - pointsOf(text).length, 0)
    const before = left(blanks, width)
    return ' '.repeat(before) + text + ' '.repeat(blanks - before)
  },
})

const cut: Filter = {
  text: true,
  argument: 'required',
  apply: (text, argument, scope, wasSafe) => {
    const part = charactersOrThrow(argument)
    const left = replaced(text, part, '', scope)
    return wasSafe && part !== ';' ? new Safe(left) : left
  },
}

const slugify = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^ -~\s]/g, '')
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/[-\s]+/g, '-')
    .replace(/^[-_]+/, '')
    .split('')
    .join('')

const trimmedEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

const KEYPAD = 'abc2def3ghi4jkl5mno6pqrs7tuv8wxyz9'
const keypadDigit = (letter: string): string => /\d/.exec(KEYPAD.slice(KEYPAD.indexOf(letter)))![0]

const hashed = (algorithm: string): Filter => plain((text) => createHash(algorithm).update(text).digest('hex'))

/** Lines of at most so many characters, broken at blanks alone. Stock Django. */
function wrapped(text: string, width: number): string {
  const lines = text.split('\n').map((line) => {
    const out: string[] = []
    let current: string | undefined
    for (const word of line.split(' ')) {
      if (current !== undefined && current.length + 1 + word.length <= width) current += ` ${word}`
      else {
        if (current !== undefined) out.push(current)
        current = word
      }
    }
    return [...out, current ?? ''].join('\n')
  })
  return lines.join('\n')
}

const wordwrap: Filter = {
  text: true,
  safe: true,
  argument: 'required',
  apply: (text, argument) => wrapped(text, Math.max(readCountOrThrow(argument), 1)),
}

/** Filters that change words. campaigns-content §4.4 and stock Django. */
export const textFilters: Filters = {
  addslashes: plain((text) => text.replace(/[\\"']/g, '\\$&')),
  append: withText((text, more) => text + more),
  prepend: withText((text, more) => more + text),
  ...named(['capitalize', 'capfirst'], plain(capitalize)),
  center: padded((blanks, width) => Math.floor(blanks / 2) + (blanks & width & 1)),
  ljust: padded(() => 0),
  rjust: padded((blanks) => blanks),
  cut,
  ...named(['downcase', 'lower'], plain((text) => text.toLowerCase())), // prettier-ignore
  ...named(['upcase', 'upper'], plain((text) => text.toUpperCase(), false)), // prettier-ignore
  title: plain(title),
  truncate,
  truncatechars,
  truncatewords,
  wordcount: plain((text) => wordsOf(text).length, false),
  wordwrap,
  strip: plain((text) => text.trim()),
  lstrip: plain((text) => text.trimStart()),
  rstrip: plain((text) => text.trimEnd()),
  strip_newlines: plain((text) => text.replace(/[\r\n]/g, '')),
  remove: withText((text, part, scope) => (part === '' ? text : replaced(text, part, '', scope))),
  remove_first: withText((text, part) => replacedOnce(text, part, '', text.indexOf(part))),
  remove_last: withText((text, part) => replacedOnce(text, part, '', text.lastIndexOf(part))),
  find_replace: withText((text, argument, scope) => {
    const [part, by] = readPair(argument)
    return part === '' ? text : replaced(text, part, by, scope)
  }),
  replace_first: withText((text, argument) => {
    const [part, by] = readPair(argument)
    return replacedOnce(text, part, by, text.indexOf(part))
  }),
  replace_last: withText((text, argument) => {
    const [part, by] = readPair(argument)
    return replacedOnce(text, part, by, text.lastIndexOf(part))
  }),
  make_list: plain(pointsOf, false),
  md5_hash: hashed('md5'),
  sha_1: hashed('sha1'),
  sha_256: hashed('sha256'),
  phone2numeric: plain((text) => text.toLowerCase().replace(/[a-z]/g, keypadDigit)),
  slugify: plain((text) => trimmedEnd(slugify(text), '-_')),
  trim_slash: plain((text) => trimmedEnd(text, '/')),
}
