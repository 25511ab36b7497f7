import { box, insideBox } from '../box.ts'
import { columnCount, columnWidth, ofType, rowsOf, sideBySide, widthsOf } from '../columns.ts'
import { border, color, font, over, padding, paddingWidth, size, word } from '../css.ts'
import { dataOf, oneOf, textOf, type Block, type Data } from '../definition.ts'
import { repeated } from '../display.ts'
import { layout, styles, tag, type Declarations } from '../markup.ts'
import { narrowed, type Setting } from '../setting.ts'
import { textFont } from '../theme.ts'
import { cellAlign, cellContent } from './cells.ts'

/** Two cells, or more, side by side. Assumed: `column_widths` names per cents or parts (`50%-50%`, `30,70`). */
export function splitBlock({ styles: own, subblocks }: Block, setting: Setting): string {
  const inside = insideBox(own, setting)
  const gap = size(own.padding_in_between)
  const parts = (textOf(own.column_widths) ?? '').replace(/(\d+(?:\.\d+)?)\s*%?/g, '$1%')
  const widths = widthsOf(parts, Math.max(subblocks.length, 1))
  const cells = subblocks.map((cell, index) => {
    const room = { ...inside, width: columnWidth(inside.width, widths[index]!, gap) }
    return cellContent(cell, textFont(setting.theme), room)
  })
  const stack = oneOf(own.mobile_stack_order, 'ltr', 'rtl', 'no-stack')
  return box('split', own, sideBySide({ className: 'kl-row', columns: cells, widths, stack, gap, valign: 'middle' }))
}

interface Grid {
  readonly own: Data
  readonly setting: Setting
  readonly columns: number
  /** The width that each column asks for, by the cells of the first row that do. */
  readonly widths: readonly (string | undefined)[]
}

/**
 * A table. Its subblocks fill it from the left, row by row. A dynamic one repeats its rows for each item, and shows its
 * fallback cells when there is none. Assumed: with show_static_row the first of several rows is not repeated.
 */
export function tableBlock({ properties, styles: own, subblocks }: Block, setting: Setting): string {
  const headers = ofType(subblocks, 'table_header')
  const cells = ofType(subblocks, 'table_text', 'table_image', 'table_html')
  const columns = columnCount(properties.num_columns, Math.max(headers.length, 1))
  const widths = Array.from({ length: columns }, (_, index) =>
    [headers[index], cells[index]].map((cell) => word(cell?.table_column_width)).find((width) => width !== undefined),
  )
  const grid = { own, setting: insideBox(own, setting), columns, widths }
  const header = properties.show_headers === true && headers.length > 0 ? rowHtml(headers.slice(0, columns), grid) : ''
  const rows = properties.dynamic === true ? repeatedRows(properties, subblocks, cells, grid) : rowsHtml(cells, grid)
  const background = color(own.table_background_color)
  const style = styles({ 'background-color': background, 'border-collapse': 'collapse' })
  const role = header === '' ? 'presentation' : undefined
  return box(
    'table',
    own,
    layout({ class: 'kl-table-grid', role, width: '100%', bgcolor: background, style }, header, rows),
  )
}

function repeatedRows(properties: Data, subblocks: readonly Data[], cells: readonly Data[], grid: Grid): string {
  const isStatic = properties.show_static_row === true && cells.length > grid.columns
  const first = isStatic ? cells.slice(0, grid.columns) : []
  const fallbacks = ofType(subblocks, 'table_fallback_text', 'table_fallback_image', 'table_fallback_html')
  const fallback = properties.show_fallback_content === true ? rowsHtml(fallbacks, grid) : ''
  const repeat = dataOf(properties.row_content_repeat)
  return rowsHtml(first, grid) + repeated(repeat, rowsHtml(cells.slice(first.length), grid), fallback)
}

const rowsHtml = (cells: readonly Data[], grid: Grid): string =>
  rowsOf(cells, grid.columns)
    .map((row) => rowHtml(row, grid))
    .join('')

function rowHtml(cells: readonly Data[], grid: Grid): string {
  const filled = Array.from({ length: grid.columns }, (_, index) => cells[index])
  return tag('tr', {}, ...filled.map((cell, index) => cellHtml(cell, index, grid)))
}

function cellHtml(cell: Data | undefined, index: number, { own, setting, columns, widths }: Grid): string {
  const isHeader = cell?.type === 'table_header'
  const name = isHeader ? 'header' : 'cell'
  const paddings = isHeader
    ? (padding(own, 'header_padding') ?? padding(own, 'cell_padding'))
    : padding(own, 'cell_padding')
  const background = isHeader ? color(own.header_background_color) : undefined
  const inside = narrowed(setting, setting.width - columnWidth(setting.width, 100 / columns))
  const valign = word(own.cell_vertical_align) ?? 'middle'
  const looks: Declarations = {
    padding: paddings,
    'background-color': background,
    'vertical-align': valign,
    'border-bottom': border(own, 'cell_horizontal_'),
    'border-right': index < columns - 1 ? border(own, 'cell_vertical_') : undefined,
  }
  const attributes = {
    class: `kl-table-${name}`,
    width: widths[index],
    align: (cell && cellAlign(cell)) ?? word(own.table_text_align),
    valign,
    bgcolor: background,
    style: styles(looks),
  }
  const room = narrowed(inside, paddingWidth(own, 'cell_padding'))
  const content = cell ? cellContent(cell, fontsOf(own, isHeader, setting), room) : ''
  return isHeader ? tag('th', { scope: 'col', ...attributes }, content) : tag('td', attributes, content)
}

function fontsOf(own: Data, isHeader: boolean, { theme }: Setting): Declarations {
  const body = over(textFont(theme), font(own, 'table_'))
  return isHeader ? over(body, font({ header_font_weight: 'bold', ...own }, 'header_')) : body
}
