import { balanceHtml } from '../../html.ts'
import { box } from '../box.ts'
import { border, color, font, over, padding, px, size, word } from '../css.ts'
import { oneOf, textOf, type Block } from '../definition.ts'
import { styles, tag, oneCell } from '../markup.ts'
import type { Setting } from '../setting.ts'
import { textFont } from '../theme.ts'

/** HTML of an author in the mail's text font. */
export function textBlock({ content, styles: own }: Block, { theme }: Setting): string {
  const extra = textOf(own.extra_css_class)?.replace(/[^\w -]/g, '')
  const inner = styles({
    ...over(textFont(theme), font(own)),
    padding: padding(own, 'inner_padding'),
    'background-color': color(own.background_color),
    'word-break': 'break-word',
  })
  const className = extra ? `kl-text ${extra}` : 'kl-text'
  const layout = styles({ 'table-layout': word(own.text_table_layout) })
  return box('text-block', own, tag('div', { class: className, style: inner }, balanceHtml(content)), {}, layout)
}

/** HTML as it is written. */
export const htmlBlock = ({ content }: Block): string => tag('div', { class: 'kl-html' }, content)

/** Empty space. */
export function spacerBlock({ styles: own }: Block): string {
  const height = Math.max(size(own.height), 1)
  const background = color(own.background_color)
  const line = { height: px(height), 'line-height': px(height), 'font-size': '1px', 'background-color': background }
  return oneCell(
    { class: 'kl-block kl-spacer', width: '100%' },
    { height, bgcolor: background, style: styles(line) },
    '&nbsp;',
  )
}

/** A line. Assumed: one grey pixel when no width is given. */
export function ruleBlock({ styles: own }: Block): string {
  const line = border({ border_width: 1, ...own }, '', '#cccccc') ?? '0 none'
  const cell = { style: styles({ 'border-top': line, 'font-size': '1px', 'line-height': '1px' }) }
  return box('rule', own, oneCell({ width: '100%' }, cell, '&nbsp;'))
}

const SHADOWS = { medium: ['#c8c8c8', '#ececec'], light: ['#e2e2e2', '#f5f5f5'], dark: ['#9a9a9a', '#d9d9d9'] } as const

/** A shadow made of two thin rows, which needs no picture. */
export function dropShadowBlock({ styles: own }: Block): string {
  const rows = SHADOWS[oneOf(own.shadow_color, 'medium', 'light', 'dark')].map((shade) =>
    oneCell(
      { width: '100%' },
      {
        height: 3,
        bgcolor: shade,
        style: styles({ height: '3px', 'line-height': '3px', 'font-size': '1px', 'background-color': shade }),
      },
      '&nbsp;',
    ),
  )
  return box('drop-shadow', own, rows.join(''))
}
