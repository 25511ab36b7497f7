import type { Document, Element, Node } from './tree.ts'

const UNSEEN = new Set(['head', 'style', 'script', 'title', 'template', 'noscript'])
const PARAGRAPHS = new Set([...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'], ...['ul', 'ol', 'blockquote', 'hr']])
const LINES = new Set(['div', 'tr', 'li', 'table', 'br', 'section', 'header', 'footer', 'center', 'pre'])

/** Text in the making: words, and the widest break that is due before the next. */
interface Page {
  text: string
  due: '' | ' ' | '\n' | '\n\n'
  readonly sign: string
}

const attribute = ({ attrs }: Element, name: string): string =>
  (attrs.find((each) => each.name === name)?.value ?? '').trim()

function breakLine(page: Page, due: Page['due']): void {
  if (due.length > page.due.length || (due !== '' && page.due === ' ')) page.due = due
}

function write(page: Page, words: string): void {
  if (words === '') return
  if (page.text !== '') page.text += page.due
  page.text += words
  page.due = ''
}

function writeText(page: Page, value: string): void {
  const words = value.replace(/[\s\u00a0\u200b-\u200d\u2060\ufeff\u034f]+/g, ' ')
  if (words.startsWith(' ') && page.due === '') page.due = ' '
  write(page, words.trim())
  if (words.endsWith(' ') && words.trim() !== '') breakLine(page, ' ')
}

function writeNode(page: Page, node: Node): void {
  if (node.nodeName === '#text' && 'value' in node) return writeText(page, node.value)
  if ('data' in node && node.data.startsWith(page.sign)) return write(page, node.data)
  if (!('tagName' in node) || UNSEEN.has(node.tagName)) return
  if (/(^|;)\s*display\s*:\s*none/i.test(attribute(node, 'style'))) return
  if (attribute(node, 'aria-hidden') === 'true') return
  if (attribute(node, 'role') === 'img') return writeText(page, attribute(node, 'aria-label'))
  const { tagName } = node
  if (tagName === 'img') return writeText(page, attribute(node, 'alt'))
  const around = PARAGRAPHS.has(tagName) ? '\n\n' : LINES.has(tagName) ? '\n' : tagName.match(/^t[dh]$/) ? ' ' : ''
  breakLine(page, around)
  if (tagName === 'li') write(page, '- ')
  if (tagName === 'hr') write(page, '---')
  if (tagName === 'a') writeLink(page, node)
  else for (const child of node.childNodes) writeNode(page, child)
  breakLine(page, around)
}

function writeLink(page: Page, link: Element): void {
  const before = page.text.length
  for (const child of link.childNodes) writeNode(page, child)
  const url = attribute(link, 'href').replace(/^(mailto|tel):/i, '')
  if (page.text.length === before) writeText(page, attribute(link, 'aria-label'))
  const words = page.text.slice(before).trim()
  if (url === '' || url.startsWith('#') || words === url) return
  if (words !== '') page.due = ' '
  write(page, words === '' ? url : `(${url})`)
}

/** The visible text of a document. A comment that begins with the sign stands for text. */
export function textOfDocument(document: Document, sign: string): string {
  const page: Page = { text: '', due: '', sign }
  for (const node of document.childNodes) writeNode(page, node)
  return page.text
}
