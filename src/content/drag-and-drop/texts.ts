import { withoutTags } from '../html/template-tags.ts'

/** A text that people read. */
export interface ReadableText {
  /** The id of the block or subblock that holds it (its place where it has none), then the member's name. */
  key: string
  text: string
}

/** Members that hold such texts, of blocks, their data, their properties and their subblocks. */
const READABLE: ReadonlySet<string> = new Set([
  ...['content', 'alt_text', 'title', 'description', 'button_text', 'label', 'quote'],
  ...['quote_placeholder', 'title_placeholder'],
])

/**
 * The texts in a definition, in the order in which they stand. Left out are texts of nothing but template tags, and parts
 * that are universal content, which has texts of its own. Assumed, both.
 */
export function readableTexts(definition: unknown): ReadableText[] {
  return textsIn(definition, '')
}

function textsIn(value: unknown, place: string): ReadableText[] {
  if (typeof value !== 'object' || value === null) return []
  const { id, universal_id } = value as { id?: unknown; universal_id?: unknown }
  if (typeof universal_id === 'string') return []
  const here = typeof id === 'string' ? id : place
  return Object.entries(value).flatMap(([name, member]) => {
    if (READABLE.has(name) && typeof member === 'string') {
      const key = name === 'content' && here !== '' ? here : below(here, name)
      return withoutTags(member).trim() === '' ? [] : { key, text: member }
    }
    // A position tells neighbours apart; the names on the way to them would tell nothing.
    return textsIn(member, /^\d+$/.test(name) ? below(here, name) : here)
  })
}

const below = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`)
