import { box } from '../box.ts'
import { border, color, font, over, px, size, word } from '../css.ts'
import { numberOf, oneOf, type Block, type Data } from '../definition.ts'
import { oneCell, styles, tag, type Declarations } from '../markup.ts'
import type { Setting } from '../setting.ts'
import { textFont } from '../theme.ts'
import { dynamicReview, fallbackReview, staticReview, verifiedWords, type Review } from './review-text.ts'

type Part = 'stars' | 'quote' | 'author' | 'product' | 'mark'

/** How a layout orders and frames the parts of a review. Assumed from the names of the layouts. */
interface Layout {
  readonly order: readonly Part[]
  readonly align: 'left' | 'center' | 'right'
  readonly frame: Declarations
}

const rounded = { 'border-radius': '16px', padding: '20px' }
const card = { padding: '20px', border: '1px solid #dddddd' }
const tinted = { padding: '20px', 'background-color': '#f5f5f5' }

const layouts = new Map<unknown, Layout>([
  ['big-quotes', { order: ['mark', 'quote', 'stars', 'author', 'product'], align: 'center', frame: {} }],
  [
    'centered-in-quote-bubble',
    { order: ['quote', 'stars', 'author', 'product'], align: 'center', frame: { ...tinted, ...rounded } },
  ],
  ['centered-rating-first', { order: ['stars', 'quote', 'author', 'product'], align: 'center', frame: {} }],
  ['centered-review-first', { order: ['quote', 'stars', 'author', 'product'], align: 'center', frame: {} }],
  ['clean', { order: ['stars', 'quote', 'author', 'product'], align: 'left', frame: {} }],
  ['left-aligned', { order: ['stars', 'quote', 'author', 'product'], align: 'left', frame: {} }],
  [
    'message-bubble',
    { order: ['quote', 'author', 'stars', 'product'], align: 'left', frame: { ...tinted, ...rounded } },
  ],
  ['rating-highlight', { order: ['stars', 'product', 'quote', 'author'], align: 'center', frame: card }],
  [
    'right-aligned-with-quotation-icon',
    { order: ['mark', 'quote', 'stars', 'author', 'product'], align: 'right', frame: {} },
  ],
  ['square', { order: ['stars', 'quote', 'author', 'product'], align: 'center', frame: card }],
  ['stacked-card', { order: ['product', 'stars', 'quote', 'author'], align: 'left', frame: card }],
  ['subtle-background', { order: ['stars', 'quote', 'author', 'product'], align: 'left', frame: tinted }],
])

/** A review of a product: written in the definition, or chosen when the mail is rendered. */
export function reviewBlock({ properties, styles: own }: Block, setting: Setting): string {
  const shown = (review: Review | undefined): string => (review ? reviewHtml(review, properties, own, setting) : '')
  if (properties.dynamic !== true) return box('review', own, shown(staticReview(properties)))
  const fallback = shown(fallbackReview(properties))
  const otherwise = fallback === '' ? '' : `{% else %}${fallback}`
  return box('review', own, `{% if review %}${shown(dynamicReview)}${otherwise}{% endif %}`)
}

function reviewHtml(review: Review, properties: Data, own: Data, setting: Setting): string {
  const { order, align, frame } = layouts.get(own.layout) ?? layouts.get('clean')!
  const make: Readonly<Record<Part, () => string>> = {
    mark: () => quotationMark(own, align),
    stars: () => (properties.show_rating === false ? '' : stars(review.stars, own, align)),
    quote: () => quote(review, own, align, setting),
    author: () => author(review, properties, own, align, setting),
    product: () => product(review, properties, own, align, setting),
  }
  const shadow = color(own.shadow_color)
  const line = border({ ...own, border_color: own.text_area_border_color })
  const look = over(frame, {
    'background-color': color(own.text_area_bg_color),
    border: line,
    'border-radius': px(own.border_radius),
    'box-shadow': shadow && `0 2px 6px ${shadow}`,
    padding: line || color(own.text_area_bg_color) ? (frame.padding ?? '12px') : undefined,
  })
  const content = order.map((part) => make[part]())
  const style = styles({ 'border-collapse': 'separate' })
  return oneCell({ class: 'kl-review-card', width: '100%', style }, { align, style: styles(look) }, ...content)
}

function line(name: string, html: string, own: Data, align: string, setting: Setting, more: Declarations = {}): string {
  const face = over(textFont(setting.theme), more, font(own, `${name}_`))
  const style = styles({ ...face, 'text-align': word(own[`${name}_align`]) ?? align, padding: face.padding ?? '4px 0' })
  return html === '' ? '' : tag('div', { class: `kl-review-${name.replaceAll('_', '-')}`, style }, html)
}

const quotationMark = (own: Data, align: string): string =>
  tag(
    'div',
    {
      'aria-hidden': 'true',
      style: styles({
        font: 'bold 56px/40px Georgia, serif',
        height: '40px',
        color: color(own.star_color) ?? '#cccccc',
        'text-align': align,
      }),
    },
    '“',
  )

function quote(review: Review, own: Data, align: string, setting: Setting): string {
  const look = oneOf(own.quote_style, 'standard', 'line', 'square')
  const edge = `3px solid ${color(own.star_color) ?? '#cccccc'}`
  const more: Declarations =
    look === 'line'
      ? { 'border-left': edge, padding: '4px 12px' }
      : look === 'square'
        ? { border: edge, padding: '12px' }
        : {}
  return line('quote', review.quote, own, align, setting, more)
}

function author(review: Review, properties: Data, own: Data, align: string, setting: Setting): string {
  const name = properties.show_reviewer_name === false ? '' : review.author
  const badge = properties.show_verified_badge === true ? verifiedBadge(review, properties, own, setting) : ''
  return line('author', [name, badge].filter(Boolean).join(' '), own, align, setting)
}

const BADGES = { default: '#1a7f4b', dark: '#222427', light: '#8a8a8a' } as const

function verifiedBadge({ isVerified }: Review, properties: Data, own: Data, setting: Setting): string {
  if (isVerified === false) return ''
  const look = oneOf(own.verified_badge_style, 'badge-and-text', 'badge-only', 'text-only')
  const tone = BADGES[oneOf(own.verified_badge_color, 'default', 'dark', 'light')]
  const sign = { color: tone, 'font-size': px(own.verified_badge_size) }
  const words = verifiedWords(properties)
  const mark = tag('span', { style: styles(sign), role: 'img', 'aria-label': words }, '✔')
  const text = tag(
    'span',
    { style: styles(over(textFont(setting.theme), { color: tone }, font(own, 'verified_'))) },
    words,
  )
  const badge = [look === 'text-only' ? '' : mark, look === 'badge-only' ? '' : text].filter(Boolean).join('&nbsp;')
  return isVerified === true ? badge : `{% if ${isVerified} %}${badge}{% endif %}`
}

function product(review: Review, properties: Data, own: Data, align: string, setting: Setting): string {
  const name = properties.show_product_name === false ? '' : review.product
  const variant = properties.show_variant_name === true ? review.variant : ''
  return line('product_name', [name, variant].filter(Boolean).join(' · '), own, align, setting)
}

const SHAPES = { star: '★', heart: '♥', circle: '●' } as const
const STAR_SIZES = { medium: 20, small: 14, large: 28 } as const

/** Five stars, filled as far as the rating goes. */
function stars(rating: number | string, own: Data, align: string): string {
  const shape = SHAPES[oneOf(own.star_rating_shape, 'star', 'heart', 'circle')]
  const full = color(own.star_color) ?? '#f5a623'
  const empty = color(own.empty_star_color) ?? '#dddddd'
  const one = (shade: string): string => tag('span', { style: styles({ color: shade }) }, shape)
  const row = [1, 2, 3, 4, 5].map((place) =>
    typeof rating === 'number'
      ? one(place <= rating ? full : empty)
      : `{% if ${rating} >= ${place} %}${one(full)}{% else %}${one(empty)}{% endif %}`,
  )
  const width = STAR_SIZES[oneOf(own.star_size, 'medium', 'small', 'large')]
  const label = typeof rating === 'number' ? `${rating} of 5` : `{{ ${rating} }} of 5`
  const style = styles({
    'font-size': px(width),
    'line-height': '1.2',
    'letter-spacing': numberOf(own.star_icon_spacing) === undefined ? undefined : px(size(own.star_icon_spacing)),
    'text-align': word(own.star_alignment) ?? align,
    padding: '4px 0',
  })
  return tag('div', { class: 'kl-review-stars', role: 'img', 'aria-label': label, style }, ...row)
}
