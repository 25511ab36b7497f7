import { box, insideBox } from '../box.ts'
import { columnCount, columnWidth, ofType, rowsOf, sideBySide, stacked, widthsOf } from '../columns.ts'
import { border, font, over, padding, paddingWidth, px, size, word } from '../css.ts'
import { numberOf, textOf, type Block, type Data } from '../definition.ts'
import { comment, layout, linkUrl, oneCell, styles, tag, type Declarations } from '../markup.ts'
import { narrowed, type Setting } from '../setting.ts'
import { textFont } from '../theme.ts'
import { button } from './button.ts'
import { picture } from './image.ts'
import { catalogItem, feedExpression, feedItem, inCatalog, staticItem, type Item } from './product-items.ts'

interface Shelf {
  readonly own: Data
  readonly properties: Data
  readonly setting: Setting
  readonly columns: number
  readonly width: number
}

/** Products in rows, from the definition itself or from a feed. */
export function productBlock({ properties, styles: own, subblocks }: Block, setting: Setting): string {
  const products = ofType(subblocks, 'product')
  const inside = insideBox(own, setting)
  const isList = own.layout === 'vertical-left-image' || own.layout === 'vertical-right-image'
  const wanted = properties.dynamic === true ? 3 : Math.min(Math.max(products.length, 1), 3)
  const columns = columnCount(own.num_columns, isList ? 1 : wanted)
  const width = columnWidth(inside.width, 100 / columns)
  const shelf: Shelf = { own, properties, columns, width, setting: narrowed(inside, inside.width - width) }
  return box('product', own, properties.dynamic === true ? feedRows(shelf) : staticRows(products, shelf))
}

function staticRows(products: readonly Data[], shelf: Shelf): string {
  const { own, properties, columns } = shelf
  const rows = rowsOf(products, columns).slice(0, numberOf(own.num_rows) ?? products.length)
  const isLocalized = properties.localize_for_recipient === true
  const html = rows.map((row) => {
    const cards = Array.from({ length: columns }, (_, index) => {
      const product = row[index]
      if (product === undefined) return ''
      const id = textOf(product.external_id)
      if (!isLocalized || id === undefined) return card(staticItem(product, properties), shelf)
      return inCatalog(id, properties, card(catalogItem(product, properties), shelf))
    })
    const stack = own.stack_on_mobile === false ? 'no-stack' : 'ltr'
    return sideBySide({
      className: 'kl-product-row',
      columns: cards,
      widths: widthsOf('', columns),
      stack,
      cell: frameOf(own),
    })
  })
  return stacked(...html)
}

/** A loop for each row, over as many items as the row has columns: a row that no item fills is left out. */
function feedRows(shelf: Shelf): string {
  const { own, properties, columns } = shelf
  const feed = feedExpression(properties)
  if (feed === undefined) return comment('a product block without a feed')
  const first = size(properties.feed_offset)
  const stack = own.stack_on_mobile === false ? '' : ' kl-stack'
  const percent = `${widthsOf('', columns)[0]}%`
  const cell = tag(
    'td',
    {
      class: `kl-column${stack}`,
      width: percent,
      valign: 'top',
      style: styles({ 'vertical-align': 'top', ...frameOf(own) }),
    },
    card(feedItem(properties), shelf),
  )
  const rows = Array.from({ length: columnCount(own.num_rows, 1) }, (_, index) => {
    const items = `${feed}|slice:"${first + index * columns}:${first + (index + 1) * columns}"`
    const row = tag('tr', {}, `{% for item in ${items} %}${cell}{% endfor %}`)
    return `{% if ${items} %}${layout({ class: 'kl-product-row', width: '100%' }, row)}{% endif %}`
  })
  return rows.join('')
}

/** One product: its picture above or beside its words. */
function card(item: Item, { own, properties, setting, width }: Shelf): string {
  const taken = paddingWidth(own, 'item_padding')
  const isBeside = own.layout === 'vertical-left-image' || own.layout === 'vertical-right-image'
  const room = Math.max(Math.round((width - taken) * (isBeside ? 0.4 : 1)), 1)
  const image = itemPicture(item, own, room)
  const words = itemWords(item, own, properties, setting)
  const align = word(own.item_text_alignment) ?? (isBeside ? 'left' : 'center')
  const side = (html: string, share: string): string =>
    tag('td', { width: share, align, valign: 'middle', style: styles({ padding: '0 6px' }) }, html)
  const both = [side(image, '40%'), side(words, '60%')]
  if (own.layout === 'vertical-right-image') both.reverse()
  const content = isBeside
    ? layout({ width: '100%' }, tag('tr', {}, ...both))
    : oneCell({ width: '100%' }, { align }, image, words)
  return tag('div', { class: 'kl-product-item' }, content)
}

/** The frame of a product is its column's, so that all of a row are equally high. */
const frameOf = (own: Data): Declarations => ({
  padding: padding(own, 'item_padding'),
  border: border(own, 'item_'),
})

function itemPicture(item: Item, own: Data, width: number): string {
  const tallest = size(own.item_max_height)
  const shown = picture({ src: item.image, alt: item.alt, href: item.url, width })
  if (shown === '') return ''
  const limit = tallest > 0 ? { 'max-height': px(tallest), overflow: 'hidden' } : {}
  const isStacking = own.layout !== 'vertical-left-image' && own.layout !== 'vertical-right-image'
  const className = isStacking && own.stack_on_mobile !== false ? 'kl-full-mobile' : undefined
  const frame = { class: className, width, align: 'center', style: styles({ width: '100%', 'max-width': px(width) }) }
  return oneCell(frame, {}, tag('div', { style: styles(limit) }, shown))
}

function itemWords(item: Item, own: Data, properties: Data, setting: Setting): string {
  const line = (name: string, html: string, more = ''): string => {
    const face = over(textFont(setting.theme), { 'text-align': word(own.item_text_alignment) }, font(own, `${name}_`))
    const paddings = {
      'padding-top': px(own[`${name}_padding_top`]),
      'padding-bottom': px(own[`${name}_padding_bottom`]),
    }
    return tag('div', { class: `kl-product-${name}`, style: styles({ ...face, ...paddings }) }, html, more)
  }
  const title = properties.show_title_links === false ? item.title : titleLink(item, own)
  const count = properties.show_rating_count === true ? item.only('ratingCount', ` (${item.ratingCount})`) : ''
  const before = properties.show_original_price === true && item.originalPrice !== '' ? originalPrice(item, own) : ''
  const parts = [
    properties.show_title !== false && item.title !== '' ? line('title', title) : '',
    properties.show_rating === true && item.rating !== ''
      ? item.only('rating', line('rating', `★ ${item.rating}${count}`))
      : '',
    properties.show_description === true && item.description !== ''
      ? item.only('description', line('description', item.description))
      : '',
    properties.show_price !== false && item.price !== '' ? item.only('price', line('price', item.price, before)) : '',
    properties.show_button === true ? itemButton(item, own, setting) : '',
  ]
  return parts.join('')
}

function titleLink({ title, url }: Item, own: Data): string {
  const { color, 'text-decoration': decoration } = font(own, 'title_')
  const style = styles({ color: color ?? 'inherit', 'text-decoration': decoration ?? 'none' })
  return tag('a', { href: linkUrl(url), target: '_blank', style }, title)
}

function originalPrice(item: Item, own: Data): string {
  const style = styles({ 'text-decoration': 'line-through', ...over(font(own, 'original_price_')) })
  return item.only(
    'originalPrice',
    ` ${tag('span', { class: 'kl-product-original-price', style }, item.originalPrice)}`,
  )
}

function itemButton(item: Item, own: Data, setting: Setting): string {
  const named = (name: string): unknown => own[`button_${name}`]
  const fonts = Object.fromEntries(Object.entries(own).map(([name, value]) => [name.replace(/^button_/, ''), value]))
  const look = {
    font: pick(fonts, [
      'font_color',
      'font_family',
      'font_size',
      'font_style',
      'font_weight',
      'letter_spacing',
      'text_decoration',
    ]),
    padding: padding(own, 'button_padding'),
    background: named('background_color'),
    border: border(own, 'button_'),
    radius: named('border_radius'),
    shadow: named('drop_shadow_color'),
  }
  const align = word(named('alignment')) ?? word(own.item_text_alignment) ?? 'center'
  const style = styles({ padding: '8px 0 0 0' })
  return oneCell({ width: '100%' }, { align, style }, button(item.button, item.url, look, setting))
}

const pick = (data: Data, names: readonly string[]): Data => Object.fromEntries(names.map((name) => [name, data[name]]))
