/** A value as JSON has it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue }

type Element = { [name: string]: JsonValue }

/** An element that is still open: what was read of it. */
interface Open {
  name: string
  members: Element
  text: string
}

/** How deep elements may stand inside one another. */
const DEEPEST = 200

/** One piece of markup, or the text before the next one. Every alternative is linear, so that no source takes long. */
const PIECE =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<!DOCTYPE[^<>[]*(?:\[[^\]]*\]\s*)?>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * A document of XML as JSON: an element with nothing but text is that text, an empty one null, repeated ones an array;
 * attributes begin with @, text beside them is #text. Assumed: that Klaviyo converts as the usual library of Python does
 * (Documented, campaigns-content §5.2: only that it converts). Throws where the document is not well-formed.
 */
export function jsonOfXml(source: string): JsonValue {
  const root: Open = { name: '', members: {}, text: '' }
  const open: Open[] = [root]
  PIECE.lastIndex = source.startsWith('\uFEFF') ? 1 : 0
  while (PIECE.lastIndex < source.length) {
    const at = PIECE.lastIndex
    const piece = PIECE.exec(source)
    if (piece === null) throw new Error(`no XML at character ${at + 1}`)
    const [, data, closed, opened, attributes, isEmpty, text] = piece
    const current = open.at(-1)!
    if (data !== undefined) current.text += data
    else if (text !== undefined) current.text += unescaped(text)
    else if (closed !== undefined) close(open, closed)
    else if (opened !== undefined) {
      if (open.length > DEEPEST) throw new Error(`more than ${DEEPEST} elements inside one another`)
      if (current === root && Object.keys(root.members).length > 0) throw new Error('more than one root element')
      open.push({ name: opened, members: membersOf(attributes!), text: '' })
      if (isEmpty === '/') close(open, opened)
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)!.name}> is not closed`)
  if (Object.keys(root.members).length === 0) throw new Error('no root element')
  if (root.text.trim() !== '') throw new Error('text outside of the root element')
  return root.members
}

function close(open: Open[], name: string): void {
  const element = open.pop()!
  const parent = open.at(-1)
  if (parent === undefined || element.name !== name) throw new Error(`</${name}> closes nothing`)
  add(parent.members, name, valueOf(element))
}

function valueOf({ members, text: raw }: Open): JsonValue {
  const text = raw.trim()
  if (Object.keys(members).length === 0) return text === '' ? null : text
  return text === '' ? members : { ...members, '#text': text }
}

function add(members: Element, name: string, value: JsonValue): void {
  const known = Object.hasOwn(members, name) ? members[name] : undefined
  if (Array.isArray(known)) return void known.push(value)
  // Defined, not assigned: an element may be called __proto__.
  const stored = known === undefined ? value : [known, value]
  Object.defineProperty(members, name, { value: stored, enumerable: true, configurable: true, writable: true })
}

function membersOf(attributes: string): Element {
  const members: Element = {}
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    members[`@${name}`] = unescaped(double ?? single!)
  }
  return members
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+)?(;?)/gi, (found, name: string | undefined, end: string) => {
    const code = name?.startsWith('#') ? Number(name.replace(/^#x/i, '0x').replace('#', '')) : undefined
    if (end === '' || name === undefined || code! > 0x10ffff) throw new Error(`${found} is no entity`)
    if (code !== undefined) return String.fromCodePoint(code)
    const character = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined
    if (character === undefined) throw new Error(`${found} is no entity`)
    return character
  })
}
