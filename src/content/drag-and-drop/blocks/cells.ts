import { balanceHtml } from '../../html.ts'
import { font, over, px, word } from '../css.ts'
import { numberOf, textOf, type Data } from '../definition.ts'
import { shownOn } from '../display.ts'
import { comment, oneCell, styles, tag, type Declarations } from '../markup.ts'
import { pictureOf, type Setting } from '../setting.ts'
import { picture } from './image.ts'

/** What a cell of a table or a split shows: text, a picture or HTML. */
export function cellContent(cell: Data, fonts: Declarations, setting: Setting): string {
  return shownOn(cell.show_on, kinds.get(kindOf(cell))?.(cell, fonts, setting) ?? comment(`unsupported cell`))
}

/** What a cell holds, whether it is of the table or stands in for a row that is not there. */
export const kindOf = (cell: Data): string => (textOf(cell.type) ?? '').replace(/^table_(fallback_)?/, '')

/** Where a cell aligns its content. */
export const cellAlign = (cell: Data): string | undefined => word(cell.cell_text_align ?? cell.image_align)

const kinds = new Map<string, (cell: Data, fonts: Declarations, setting: Setting) => string>([
  ['text', textCell],
  ['header', textCell],
  ['image', imageCell],
  ['html', (cell) => tag('div', { class: 'kl-html' }, textOf(cell.content) ?? '')],
])

function textCell(cell: Data, fonts: Declarations): string {
  // the words of a header keep their column wide; those of a cell may break, so that no table is wider than a phone
  const breaks = kindOf(cell) === 'header' ? { 'overflow-wrap': 'break-word' } : { 'word-break': 'break-word' }
  const own = { ...font(cell), 'text-align': cellAlign(cell), ...breaks }
  return tag('div', { class: 'kl-text', style: styles(over(fonts, own)) }, balanceHtml(textOf(cell.content) ?? ''))
}

function imageCell(cell: Data, _: Declarations, setting: Setting): string {
  const wanted = numberOf(cell.image_width) ?? numberOf(cell.width)
  const width = wanted !== undefined && wanted > 0 ? Math.min(wanted, setting.width) : setting.width
  const src = pictureOf(setting, cell.cropped_src, cell.cropped_asset_id) ?? pictureOf(setting, cell.src, cell.asset_id)
  const shown = picture({ src, alt: cell.alt_text, href: cell.href, width })
  const frame = { class: 'kl-image-frame', width, style: styles({ width: '100%', 'max-width': px(width) }) }
  const align = word(cell.image_align) ?? 'center'
  return oneCell({ width: '100%' }, { align }, oneCell(frame, {}, shown))
}
