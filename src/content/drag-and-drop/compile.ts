import { background, border, color, padding, paddingWidth, px, size } from './css.ts'
import { dataOf, listOf, numberOf, textOf, type Data } from './definition.ts'
import { oneCell, styles, tag } from './markup.ts'
import { blockHtml, isSection, placedSection, sectionHtml } from './sections.ts'
import { pictureOf, type Lookups, type Setting } from './setting.ts'
import { styleSheet, textFont, themeOf } from './theme.ts'

export type { Lookups }

/** Documented nowhere; 600 px is the width of Klaviyo's own editor. */
const WIDTH = 600

/**
 * The HTML of a whole mail from the definition of a drag-and-drop template. Assumed throughout: what Klaviyo itself emits
 * could not be seen, so this is a mail of our own that shows what the definition says. Template tags stay as they are.
 * Same definition, same HTML.
 */
export function compileDefinition(definition: unknown, lookups: Lookups = {}): string {
  const { body, styles: list } = dataOf(definition)
  const { properties, styles: own, sections } = dataOf(body)
  const theme = themeOf(list)
  const width = bodyWidth(dataOf(own))
  const taken = paddingWidth(theme.base, 'inner_padding') + 2 * size(theme.base.border_width)
  const setting: Setting = { lookups, theme, width: Math.max(width - taken, 1), phoneRules: new Set() }
  const content = listOf(sections).map((section) => placedSection(section, setting))
  const page = pageHtml(frameHtml(content, width, setting), dataOf(own), dataOf(properties), setting)
  return `<!DOCTYPE html>${tag('html', { lang: 'en' }, head(setting), page)}`
}

/** The body: a table as wide as the window, with the frame in its middle. */
function pageHtml(frame: string, own: Data, properties: Data, setting: Setting): string {
  const { base } = setting.theme
  const outside = color(own.background_color)
  const className = textOf(properties.css_class)?.replace(/[^\w -]/g, '')
  const picture = background(base, pictureOf(setting, base.background_url, base.background_asset_id))
  const top = px(base.margin_top)
  return tag(
    'body',
    { class: className, style: styles({ margin: '0', padding: '0', 'background-color': outside }) },
    oneCell(
      { class: 'kl-body', width: '100%', bgcolor: outside, style: styles({ 'background-color': outside, ...picture }) },
      { class: 'kl-margin', align: 'center', style: styles({ padding: top && `${top} 0 0` }) },
      frame,
    ),
  )
}

function bodyWidth(own: Data): number {
  const width = numberOf(own.width)
  return width !== undefined && width > 0 ? width : WIDTH
}

function head({ theme, phoneRules }: Setting): string {
  return tag(
    'head',
    {},
    '<meta charset="utf-8">',
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('meta', { name: 'x-apple-disable-message-reformatting' }),
    tag('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no' }),
    '<title></title>',
    `<style>\n${styleSheet(theme, phoneRules)}\n</style>`,
  )
}

/** The table that all sections stand in: as wide as the body on a desktop, as the screen on a phone. */
function frameHtml(content: readonly string[], width: number, { theme }: Setting): string {
  const { base } = theme
  const background = color(base.content_background_color)
  return oneCell(
    {
      class: 'kl-content',
      width,
      align: 'center',
      style: styles({ width: '100%', 'max-width': px(width), margin: '0 auto', 'border-collapse': 'separate' }),
    },
    {
      class: 'kl-frame',
      bgcolor: background,
      style: styles({
        padding: padding(base, 'inner_padding'),
        'background-color': background,
        border: border(base),
        'border-radius': px(base.border_radius),
        ...textFont(theme),
      }),
    },
    ...content,
  )
}

/** The HTML of one universal content: a block, or a section with its rows. It brings no style sheet of its own. */
export function compileBlock(definition: unknown, lookups: Lookups = {}): string {
  const block = dataOf(definition)
  const setting: Setting = { lookups, theme: themeOf([]), width: WIDTH, phoneRules: new Set() }
  return isSection(block) ? sectionHtml(block, setting) : blockHtml(block, setting)
}
