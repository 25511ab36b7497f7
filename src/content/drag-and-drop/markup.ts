import { outsideTags, withoutTags } from '../html/template-tags.ts'

/** Attributes of an element; those without a value are not written. */
export type Attributes = Readonly<Record<string, string | number | undefined>>
/** Declarations of a style; those without a value are not written. */
export type Declarations = Readonly<Record<string, string | undefined>>

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' }
const VOID = new Set(['img', 'br', 'meta', 'hr'])

/** Plain text for an attribute or an element; its template tags stay as they are. */
export const escape = (value: string): string =>
  outsideTags(value, (plain) => plain.replace(/[&"<>]/g, (each) => ENTITIES[each]!))

/** Text that may be written with entities already, such as the words of a button. */
export const escapeWords = (value: string): string =>
  outsideTags(value, (plain) => plain.replace(/&(?!#?\w+;)|["<>]/g, (each) => ENTITIES[each]!))

/** An element around its children, which are HTML. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
  return `<${name}${written.join('')}>${VOID.has(name) ? '' : `${children.join('')}</${name}>`}`
}

/** A table that only lays out, which screen readers skip. */
export const layout = (attributes: Attributes, ...rows: readonly string[]): string => {
  const { class: className, ...rest } = attributes
  const fixed = { class: className, role: 'presentation', cellpadding: 0, cellspacing: 0, border: 0 }
  return tag('table', { ...fixed, ...rest }, tag('tbody', {}, ...rows))
}

/** A layout table of one cell. */
export const oneCell = (table: Attributes, cell: Attributes, ...children: readonly string[]): string =>
  layout(table, tag('tr', {}, tag('td', cell, ...children)))

/** The declarations as text; undefined when there are none. A value that could end its declaration is left out. */
export function styles(declarations: Declarations): string | undefined {
  const written = Object.entries(declarations)
    .filter(([, value]) => value !== undefined && value !== '' && !/[;{}<>"\\\n]/.test(withoutTags(value)))
    .map(([property, value]) => `${property}:${value}`)
  return written.length > 0 ? written.join(';') : undefined
}

/** A comment, in which no text can end it. */
export const comment = (words: string): string => `<!-- ${words.replace(/[^\w .:,-]|-(?=-)/g, '')} -->`

const SAFE = /^(https?|mailto|tel|sms):/i
const PICTURE = /^(https?:|data:image\/(png|jpe?g|gif|webp);base64,)/i

/** A URL for a link: web, mail or telephone, without a scheme, or made by template tags; undefined for any other. */
export const linkUrl = (value: string | undefined): string | undefined => safeUrl(value, SAFE)

/** A URL for a picture: web or inline. */
export const pictureUrl = (value: string | undefined): string | undefined => safeUrl(value, PICTURE)

function safeUrl(value: string | undefined, schemes: RegExp): string | undefined {
  if (value === undefined) return undefined
  const url = value.trim()
  // browsers skip spaces and control characters in a scheme, and a template tag may print nothing
  const plain = withoutTags(url).replace(/[\s\p{Cc}]+/gu, '')
  return /^[^/?#]*:/.test(plain) && !schemes.test(plain) && !/^:/.test(plain) ? undefined : url
}
