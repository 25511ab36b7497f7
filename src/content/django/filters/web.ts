import { escapeHtml } from '../escape.ts'
import { named, type Filter, type Filters } from '../filter.ts'
import { Safe, textOf } from '../values.ts'

const plain = (change: (text: string) => unknown): Filter => ({ text: true, safe: true, apply: change })

/** The bytes of a text in percent signs, but for letters, digits and what is given. Python's quote(). */
function percentEncoded(text: string, kept: string): string {
  const unreserved = /[A-Za-z0-9_.~-]/
  let output = ''
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte)
    const isKept = byte < 128 && (unreserved.test(character) || kept.includes(character))
    output += isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return output
}

/** Python's unquote(): what is no code stays; bytes that are no UTF-8 become the replacement character. */
const percentDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll('%', ''), 'hex').toString())

const urlencode: Filter = {
  text: true,
  argument: 'optional',
  apply: (text, argument, { budget }) => percentEncoded(text, argument === undefined ? '/' : textOf(argument, budget)),
}

const lines = (text: string): string => text.replace(/\r\n|\r/g, '\n')

/** Line ends as `<br>`. Stock Django; Assumed that Klaviyo's newline_to_br is the same. */
const linebreaksbr: Filter = {
  text: true,
  safe: true,
  apply: (text, _, { autoescape }, wasSafe) => {
    const escaped = autoescape && !wasSafe ? escapeHtml(lines(text)) : lines(text)
    return new Safe(escaped.replaceAll('\n', '<br>'))
  },
}

const linebreaks: Filter = {
  text: true,
  safe: true,
  apply: (text, _, { autoescape }, wasSafe) => {
    const paragraphs = lines(text).split(/\n{2,}/)
    const escaped = autoescape && !wasSafe ? paragraphs.map(escapeHtml) : paragraphs
    return new Safe(escaped.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`).join('\n\n'))
  },
}

const linenumbers: Filter = {
  text: true,
  safe: true,
  apply: (text, _, { autoescape }, wasSafe) => {
    const rows = text.split('\n')
    const width = String(rows.length).length
    const escaped = autoescape && !wasSafe ? rows.map(escapeHtml) : rows
    return new Safe(escaped.map((row, index) => `${String(index + 1).padStart(width, '0')}. ${row}`).join('\n'))
  },
}

const TAG_START = /[a-z/!?]/i

/** Text without its tags and comments; a `<` that begins no tag stays. As Python's HTML parser sees them. */
function withoutTags(text: string): string {
  let output = ''
  let at = 0
  for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', open + 1)) {
    if (open < at || !TAG_START.test(text[open + 1] ?? '')) continue
    const closer = text.startsWith('<!--', open) ? '-->' : '>'
    const close = text.indexOf(closer, open)
    if (close === -1) break
    output += text.slice(at, open)
    at = close + closer.length
  }
  return output + text.slice(at)
}

const JAVASCRIPT: ReadonlySet<string> = new Set('\\\'"><&=-;`\u2028\u2029')

const escapejs = (text: string): Safe => {
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  const isEscaped = (character: string) => JAVASCRIPT.has(character) || character < ' '
  return new Safe(Array.from(text, (character) => (isEscaped(character) ? code(character) : character)).join(''))
}

/** Escapes what is not yet an entity. */
const escapeOnce = (text: string): Safe =>
  new Safe(
    text.replace(/&(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});|[&<>"']/gi, (part) =>
      part.length > 1 ? part : escapeHtml(part),
    ),
  )

/** Puts a scheme before an address that has none. Documented by name only (§4.4); Assumed to replace the other one. */
const withScheme = (scheme: string) => (text: string) =>
  text === '' ? '' : `${scheme}://${text.replace(/^https?:\/\//i, '').replace(/^\/\//, '')}`

/** Filters for HTML, addresses and encodings. campaigns-content §4.4 and stock Django. */
export const webFilters: Filters = {
  escape: { text: true, safe: true, apply: (text, _, __, wasSafe) => new Safe(wasSafe ? text : escapeHtml(text)) },
  escape_once: plain(escapeOnce),
  force_escape: plain((text) => new Safe(escapeHtml(text))),
  escapejs: plain(escapejs),
  safe: plain((text) => new Safe(text)),
  iriencode: plain((text) => percentEncoded(text, "/#%[]=:;$&()+,!?*@'~")),
  linebreaks,
  linenumbers,
  ...named(['linebreaksbr', 'newline_to_br'], linebreaksbr),
  ...named(['striptags', 'strip_html'], plain(withoutTags)),
  urlencode,
  urlencodeplus: plain((text) => percentEncoded(text, ' ').replaceAll(' ', '+')),
  urldecode: plain(percentDecoded),
  urldecodeplus: plain((text) => percentDecoded(text.replaceAll('+', ' '))),
  base64_encode: plain((text) => Buffer.from(text).toString('base64')),
  base64_decode: plain((text) => Buffer.from(text, 'base64').toString()),
  httpize: plain(withScheme('http')),
  httpsize: plain(withScheme('https')),
}
