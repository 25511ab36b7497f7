import { dataOf, textOf, type Data } from './definition.ts'
import { expressionOf } from './expressions.ts'
import { tag } from './markup.ts'

/** The loop around HTML that a content_repeat asks for; the HTML alone without one. */
export function repeated(repeat: unknown, html: string, otherwise = ''): string {
  const { repeat_for, item_alias } = dataOf(repeat)
  const list = expressionOf(repeat_for)
  if (list === '') return html
  const alias = /^[a-z]\w*$/i.exec(textOf(item_alias)?.trim() ?? '')?.[0] ?? 'item'
  const empty = otherwise === '' ? '' : `{% empty %}${otherwise}`
  return `{% for ${alias} in ${list} %}${html}${empty}{% endfor %}`
}

/** HTML that only desktops or only phones show. */
export function shownOn(device: unknown, html: string): string {
  if (device === 'desktop') return tag('div', { class: 'kl-desktop-only' }, html)
  if (device !== 'mobile') return html
  return tag('div', { class: 'kl-mobile-only', style: 'display:none;max-height:0;overflow:hidden;mso-hide:all' }, html)
}

/**
 * HTML under the display options of its section, row or block. Assumed: the check is inside of the loop, so that it may
 * ask for the item; wrong if a check is seen to hide a whole list. Universal content of older revisions says
 * visible_check. A `visibility.definition` without a check hides nothing.
 */
export function displayed(options: Data, html: string): string {
  const check = expressionOf(dataOf(options.visibility).check ?? options.visible_check)
  const shown = shownOn(options.show_on, html)
  return repeated(options.content_repeat, check === '' ? shown : `{% if ${check} %}${shown}{% endif %}`)
}
