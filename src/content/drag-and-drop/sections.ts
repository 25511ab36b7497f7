import { background, border, color, padding, paddingWidth, size, word } from './css.ts'
import { blocks } from './blocks/index.ts'
import { columnWidth, sideBySide, widthsOf } from './columns.ts'
import { blockOf, dataOf, listOf, oneOf, textOf, type Data } from './definition.ts'
import { displayed } from './display.ts'
import { comment, oneCell, styles } from './markup.ts'
import { narrowed, pictureOf, type Setting } from './setting.ts'

/** A section of a template or a universal section. A section that a lookup gave is not looked up again. */
export function sectionHtml(section: Data, setting: Setting): string {
  const { styles: own } = blockOf(section)
  const inside = narrowed(setting, paddingWidth(own, 'inner_padding') + 2 * size(own.border_width))
  const rows = listOf(section.rows).map((row) => rowHtml(row, own, inside))
  const outer = color(own.background_color)
  const picture = background(own, pictureOf(setting, own.background_url, own.background_asset_id))
  const isWide = own.background_image_full_width !== false
  const inner = contentColor(own, setting)
  const content = styles({
    padding: padding(own, 'inner_padding'),
    'background-color': inner,
    ...(isWide ? {} : picture),
  })
  const html = oneCell(
    {
      class: 'kl-section',
      width: '100%',
      bgcolor: outer,
      style: styles({ 'background-color': outer, ...(isWide ? picture : {}) }),
    },
    { style: styles({ border: border(own) }) },
    oneCell({ width: '100%' }, { class: 'kl-section-content', bgcolor: inner, style: content }, ...rows),
  )
  return displayed(dataOf(dataOf(section.data).display_options), html)
}

/** Assumed: `template` takes the colour of the mail's content, `none` shows what is behind, else the section's own. */
function contentColor(own: Data, { theme }: Setting): string | undefined {
  if (own.content_color_type === 'none') return undefined
  return color(own.content_color_type === 'template' ? theme.base.content_background_color : own.content_color)
}

function rowHtml(row: Data, section: Data, setting: Setting): string {
  const data = dataOf(row.data)
  const columns = listOf(row.columns)
  const named = textOf(dataOf(data.styles).column_layout) ?? ''
  const count = Math.max(columns.length, Number.parseInt(named, 10) || 1)
  const widths = widthsOf(named, count)
  const contents = widths.map((percent, index) => {
    const room = { ...setting, width: columnWidth(setting.width, percent) }
    return listOf(columns[index]?.blocks)
      .map((block) => placedBlock(block, room))
      .join('')
  })
  const direction = oneOf(section.column_direction, 'ltr', 'rtl', 'no-stack')
  const html = sideBySide({
    className: 'kl-row',
    columns: contents,
    widths,
    valign: word(section.column_align),
    stack: section.stack_on_mobile === false ? 'no-stack' : direction,
  })
  return displayed(dataOf(data.display_options), html)
}

/** A block of a column; one with a universal_id is what the lookup gives for it, else what it holds itself. */
function placedBlock(block: Data, setting: Setting): string {
  const found = universalContent(block, setting)
  if (found === undefined) return blockHtml(block, setting)
  // a section inside of a section could hold itself
  return isSection(found) ? comment('a universal section stands where a block should') : blockHtml(found, setting)
}

/** A section of a body; universal ones, also universal blocks that stand for a whole section, through the lookup. */
export function placedSection(section: Data, setting: Setting): string {
  const found = universalContent(section, setting) ?? section
  return isSection(found) ? sectionHtml(found, setting) : blockHtml(found, setting)
}

/** Whether a definition is of a section rather than of a block. */
export const isSection = (definition: Data): boolean => definition.type === 'section' || 'rows' in definition

function universalContent({ universal_id }: Data, { lookups }: Setting): Data | undefined {
  const id = textOf(universal_id)
  const found = id === undefined ? undefined : lookups.universalContent?.(id)
  return found == null ? undefined : dataOf(found)
}

/** One block under its display options. What no mail can show, or what is not known, is a comment. */
export function blockHtml(definition: Data, setting: Setting): string {
  const block = blockOf(definition)
  const compile = blocks.get(block.type)
  if (compile === undefined) return comment(`unsupported block ${block.type}`)
  if (definition.data == null) return comment(`empty block ${block.type}`)
  return displayed(dataOf(dataOf(definition.data).display_options), compile(block, setting))
}
