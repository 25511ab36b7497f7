import { advance, start } from './markup-place.ts'
import { stretchesOf } from './template-tags.ts'

/** HTML whose template tags are hidden from a parser, and the way back. */
export interface Mask {
  readonly html: string
  /** What every hidden tag begins with; a comment that hides one holds nothing else. */
  readonly sign: string
  reveal(html: string): string
}

/**
 * Hides template tags so that a parser neither escapes nor moves them: a comment where text could not stay (between the
 * rows of a table, in the head, around the document), a word elsewhere, also inside of a tag.
 */
export function maskTags(source: string): Mask {
  const stretches = stretchesOf(source)
  if (!stretches.some(({ isTag }) => isTag)) return { html: source, sign: '\0', reveal: (html) => html }
  const sign = unusedWord(source)
  const places = placesOf(stretches)
  const html = stretches.map(({ text, isTag }, index) => {
    if (!isTag) return text
    const { mode, isBetweenCells, frame, isAfterBody } = places.list[index]!
    if (mode === 'tag' || mode === 'quoted') return `${sign}${index}a`
    const isOutside = frame < places.frame || isAfterBody
    return mode === 'data' && (isOutside || isBetweenCells) ? `<!--${sign}${index}c-->` : `${sign}${index}t`
  })
  const hidden = new RegExp(`<!--${sign}(\\d+)c-->|${sign}(\\d+)(?:a(?:="")?|[ct])`, 'g')
  const textAt = (index: string): string => stretches[Number(index)]!.text
  return {
    html: html.join(''),
    sign,
    reveal: (text) => text.replace(hidden, (_, comment?: string, word?: string) => textAt(comment ?? word!)),
  }
}

/** A lower-case word that the source does not hold, so that it can be told from content in every place. */
function unusedWord(source: string): string {
  const text = source.toLowerCase()
  let word = 'tpl'
  while (text.includes(word)) word += 'q'
  return `${word}x`
}

/** The place of each stretch, and how much of a document's frame the whole source has. */
function placesOf(stretches: ReturnType<typeof stretchesOf>) {
  const place = start()
  const list = stretches.map(({ text, isTag }) => {
    const here = { ...place }
    if (!isTag) advance(place, text)
    return here
  })
  return { list, frame: place.frame }
}
