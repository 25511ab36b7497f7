import { layout, oneCell, styles, tag, type Declarations } from './markup.ts'
import { numberOf, type Data } from './definition.ts'

/** Columns side by side. */
export interface Columns {
  readonly className: string
  /** The HTML of each column, from the left. */
  readonly columns: readonly string[]
  /** Per cent of the whole, as many as there are columns. */
  readonly widths: readonly number[]
  readonly valign?: string | undefined
  /** What phones put on top: the left, the right, or neither since columns stay side by side. */
  readonly stack: 'ltr' | 'rtl' | 'no-stack'
  /** Pixels between two columns. */
  readonly gap?: number
  /** More for the style of each cell. */
  readonly cell?: Declarations
}

/** Per cents of columns from a text such as `2-columns-25%-75%`; equal ones when it does not fit the count. */
export function widthsOf(text: string, count: number): number[] {
  const named = [...text.matchAll(/(\d+(?:\.\d+)?)\s*%/g)].map(([, width]) => Number(width))
  const total = named.reduce((sum, width) => sum + width, 0)
  const fits = named.length === count && total > 0
  return Array.from({ length: count }, (_, index) => rounded(fits ? (100 * named[index]!) / total : 100 / count))
}

const rounded = (value: number): number => Math.round(value * 100) / 100

/** The pixels of one of several columns. */
export const columnWidth = (total: number, percent: number, gap = 0): number =>
  Math.max(Math.floor((total * percent) / 100 - gap), 1)

/**
 * Columns as cells of one row, which phones show one below the other. Where the right one comes first on phones, the cells
 * are written from the right in a table that reads from the right.
 */
export function sideBySide({ className, columns, widths, valign = 'top', stack, gap = 0, cell = {} }: Columns): string {
  const stacks = stack !== 'no-stack' && columns.length > 1
  const isReversed = stack === 'rtl' && columns.length > 1
  const cells = columns.map((content, index) => {
    const isLast = index === columns.length - 1
    const sides = { 'padding-left': half(gap, index > 0), 'padding-right': half(gap, !isLast) }
    return tag(
      'td',
      {
        class: `kl-column${stacks ? ' kl-stack' : ''}${gap > 0 ? ' kl-gap' : ''}`,
        width: `${widths[index]}%`,
        valign,
        dir: isReversed ? 'ltr' : undefined,
        style: styles({
          width: `${widths[index]}%`,
          'vertical-align': valign,
          ...sides,
          ...(content === '' ? {} : cell),
        }),
      },
      content,
    )
  })
  const row = tag('tr', {}, ...(isReversed ? cells.reverse() : cells))
  const style = 'table-layout:fixed'
  return layout({ class: className, width: '100%', dir: isReversed ? 'rtl' : undefined, style }, row)
}

const half = (gap: number, applies: boolean): string | undefined => (gap > 0 && applies ? `${gap / 2}px` : undefined)

/** HTML pieces one above the other, each in a table of its own. */
export const stacked = (...pieces: readonly string[]): string =>
  pieces
    .filter((piece) => piece !== '')
    .map((piece) => oneCell({ width: '100%' }, {}, piece))
    .join('')

/** A list cut into rows of a length. */
export function rowsOf<Item>(items: readonly Item[], length: number): Item[][] {
  const rows: Item[][] = []
  for (let at = 0; at < items.length; at += length) rows.push(items.slice(at, at + length))
  return rows
}

/** How many columns a block asks for: what it says, else as many as it needs, at most 12. */
export const columnCount = (value: unknown, fallback: number): number =>
  Math.min(Math.max(Math.floor(numberOf(value) ?? fallback), 1), 12)

/** The pieces of data that are of a type. */
export const ofType = (items: readonly Data[], ...types: readonly string[]): Data[] =>
  items.filter(({ type }) => types.some((each) => each === type))
