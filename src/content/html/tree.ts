import { defaultTreeAdapter, html as standard, parse, parseFragment, serialize, serializeOuter } from 'parse5'
import type { DefaultTreeAdapterTypes } from 'parse5'

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Element = DefaultTreeAdapterTypes.Element
export type Document = DefaultTreeAdapterTypes.Document

/** Browsers stop at 512 as well; deeper trees make a parser's time grow with the square of its input. */
const DEEPEST = 512

class Unbounded extends Error {}

/** Refuses a tree too deep, or one with more elements than its source could name: misnested tags can square them. */
function boundedAdapter(source: string): typeof defaultTreeAdapter {
  let depth = 0
  let elements = 0
  return {
    ...defaultTreeAdapter,
    createElement(...all) {
      if (++elements > source.length + 16) throw new Unbounded()
      return defaultTreeAdapter.createElement(...all)
    },
    onItemPush() {
      if (++depth > DEEPEST) throw new Unbounded()
    },
    onItemPop() {
      depth--
    },
  }
}

function bounded<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unbounded) return undefined
    throw error
  }
}

/** The document that HTML describes; undefined for a tree without bounds. A comment begun with `sign` hides a tag. */
export function documentOf(html: string, sign = '\0'): Document | undefined {
  const options = { treeAdapter: boundedAdapter(html), sourceCodeLocationInfo: sign !== '\0' }
  const document = bounded(() => parse(html, options))
  if (document && options.sourceCodeLocationInfo) takeTagsIntoBodies(document, sign)
  return document
}

/**
 * A parser puts an implied tbody after the comment in front of its first row: `{% for %}` would stand outside of the body
 * in which its `{% endfor %}` stands. Takes such comments into the body.
 */
function takeTagsIntoBodies(root: Document | Element, sign: string): void {
  const children: Node[] = []
  for (const child of root.childNodes) {
    if ('tagName' in child) {
      if (child.tagName === 'tbody' && !child.sourceCodeLocation) {
        const before = children.findLastIndex((each) => !isTagOrSpace(each, sign)) + 1
        child.childNodes.unshift(...children.splice(before))
      }
      takeTagsIntoBodies(child, sign)
    }
    children.push(child)
  }
  root.childNodes = children
}

const isTagOrSpace = (node: Node, sign: string): boolean =>
  'data' in node ? node.data.startsWith(sign) : node.nodeName === '#text' && 'value' in node && node.value.trim() === ''

/** The HTML of a piece of a body as a parser understands it, every element closed; undefined for a tree without bounds. */
export function fragmentHtml(html: string): string | undefined {
  const context = defaultTreeAdapter.createElement(standard.TAG_NAMES.DIV, standard.NS.HTML, [])
  return bounded(() => serialize(parseFragment(context, html, { treeAdapter: boundedAdapter(html) })))
}

/** The HTML of a document. parse5 itself would drop the public and system identifier of a doctype. */
export const documentHtml = (document: Document): string =>
  document.childNodes.map((node) => ('publicId' in node ? doctypeHtml(node) : serializeOuter(node))).join('')

function doctypeHtml({ name, publicId, systemId }: DefaultTreeAdapterTypes.DocumentType): string {
  const identifiers = [publicId && `PUBLIC "${publicId}"`, systemId && `${publicId ? '' : 'SYSTEM '}"${systemId}"`]
  return `<!DOCTYPE ${[name, ...identifiers].filter(Boolean).join(' ')}>`
}
