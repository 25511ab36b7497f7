import { box } from '../box.ts'
import { border, color, font, over, padding, px, word } from '../css.ts'
import { textOf, type Block, type Data } from '../definition.ts'
import { literal } from '../expressions.ts'
import { escapeWords, linkUrl, oneCell, styles, tag } from '../markup.ts'
import type { Setting } from '../setting.ts'
import { textFont } from '../theme.ts'

/** How a button looks, wherever its members stand. */
export interface Look {
  readonly font: Data
  readonly padding?: string | undefined
  readonly background?: unknown
  readonly border?: string | undefined
  readonly radius?: unknown
  readonly shadow?: unknown
  readonly isWide?: boolean
  readonly isWideOnPhones?: boolean
}

/** A button: a cell that is coloured, around a link that fills it. `words` is HTML. */
export function button(words: string, href: unknown, look: Look, { theme }: Setting): string {
  const background = color(look.background) ?? '#222427'
  const shadow = color(look.shadow)
  const face = over(
    { ...textFont(theme), color: '#ffffff' },
    { 'line-height': '1.2', 'text-decoration': 'none', 'text-align': 'center' },
    { ...font(look.font), 'text-align': undefined },
  )
  const link = styles({ display: 'block', padding: look.padding ?? '12px 24px', ...face, 'word-break': 'break-word' })
  return oneCell(
    {
      class: look.isWideOnPhones ? 'kl-button-frame kl-full-mobile' : 'kl-button-frame',
      width: look.isWide ? '100%' : undefined,
      style: 'border-collapse:separate',
    },
    {
      align: 'center',
      bgcolor: background,
      style: styles({
        'background-color': background,
        border: look.border,
        'border-radius': px(look.radius),
        'box-shadow': shadow && `0 2px 4px ${shadow}`,
      }),
    },
    tag('a', { href: linkUrl(textOf(href)), target: '_blank', style: link }, words),
  )
}

/** The look that a block's own styles give its button. */
export const lookOf = (own: Data): Look => ({
  font: own,
  padding: padding(own, 'inner_padding'),
  background: own.background_color,
  border: border(own),
  radius: own.border_radius,
  shadow: own.drop_shadow_color,
  isWide: own.stretch === true,
  isWideOnPhones: own.mobile_stretch_content === true,
})

/** A button that links. Assumed: its words are text, not HTML. */
export function buttonBlock({ content, properties, styles: own }: Block, setting: Setting): string {
  const align = word(own.text_align) ?? 'center'
  return box('button', own, button(escapeWords(content), properties.href, lookOf(own), setting), { align })
}

/**
 * A coupon code under its header. Assumed: the content is the header's words, and the code comes from the coupon's name;
 * where no coupon is named, or the content holds the tag itself, the content is the code.
 */
export function couponBlock({ content, properties, styles: own }: Block, setting: Setting): string {
  const name = textOf(properties.coupon) ?? textOf(properties.coupon_id)
  const isCode = name === undefined || /\{%\s*coupon_code/.test(content)
  const code = button(
    isCode ? escapeWords(content) : `{% coupon_code ${literal(name)} %}`,
    properties.href,
    lookOf(own),
    setting,
  )
  const headerFont = over(textFont(setting.theme), font(own, 'header_'), { 'text-align': 'center' })
  const header = tag(
    'div',
    { class: 'kl-text', style: styles({ ...headerFont, padding: padding(own, 'header_padding') }) },
    escapeWords(content),
  )
  const hasHeader = properties.header_enabled === true && !isCode && content !== ''
  return box('coupon', own, `${hasHeader ? header : ''}${code}`, { align: word(own.text_align) ?? 'center' })
}
