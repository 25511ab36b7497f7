import { maskTags } from './html/mask.ts'
import { textOfDocument } from './html/plain-text.ts'
import { documentHtml, documentOf, fragmentHtml } from './html/tree.ts'

/**
 * HTML as a parser reads and writes it: a whole document, every element closed. Template tags stay as and where they are,
 * also in attributes, in the head and between the rows of a table. What nests too deep to parse is left as it is.
 * Observed (2026-04-15, campaigns-content §3.1): `<p>hi</p>` comes back in html, head and body. Assumed: that tags are
 * never moved; wrong if a loop around rows is seen in front of its table.
 */
export function normalizeHtml(html: string): string {
  const mask = maskTags(html)
  const document = documentOf(mask.html, mask.sign)
  return document ? mask.reveal(documentHtml(document)) : html
}

/** A piece of a body with every element closed, so that it cannot end what it stands in. */
export function balanceHtml(html: string): string {
  if (!/[<&]/.test(html)) return html
  const mask = maskTags(html)
  const fragment = fragmentHtml(mask.html)
  return fragment === undefined ? '' : mask.reveal(fragment)
}

/** The plain text of a mail's HTML: a line per block, links as `text (url)`, pictures by their alt text. */
export function plainTextOf(html: string): string {
  const mask = maskTags(html)
  const document = documentOf(mask.html, mask.sign)
  return document ? mask.reveal(textOfDocument(document, mask.sign)) : ''
}
