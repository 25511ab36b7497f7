import { textOf } from './definition.ts'
import { escape } from './markup.ts'

/** An expression of the template language without the signs that would end the tag it is put in. */
export const expressionOf = (value: unknown): string =>
  (textOf(value) ?? '')
    .replace(/^\s*\{%\s*if\s+([^%]*)%\}\s*$/, '$1')
    .replace(/\{[{%#]|[}%#]\}|[\r\n]+/g, ' ')
    .trim()

/** A name as a literal of the template language, in either quotes. */
export function literal(value: string): string {
  const clean = value.replace(/[{}%<>\r\n\\]/g, '')
  return clean.includes("'") ? `"${clean.replaceAll('"', '')}"` : `'${clean}'`
}

/** Words as a literal that is printed: a template prints its literals as they are, so these are HTML already. */
export const printedLiteral = (value: string): string =>
  `'${escape(value.replace(/[{}%\r\n\\]/g, '')).replaceAll("'", '&#39;')}'`
