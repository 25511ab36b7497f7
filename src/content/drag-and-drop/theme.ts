import { color, font, over, px, size, word } from './css.ts'
import { dataOf, listOf, numberOf, textOf, type Data } from './definition.ts'
import { styles, type Declarations } from './markup.ts'

/** The styles of a whole mail, by style type. */
export interface Theme {
  readonly base: Data
  /** Assumed: `mobile_optimizations: false` leaves every rule for phones out. */
  readonly isMobile: boolean
  readonly text: Data
  readonly headings: readonly Data[]
  readonly link: Data
  readonly mobile: Data
  readonly isPaddingOverridden: boolean
}

/** Assumed: what a mail looks like whose definition does not say. */
const DEFAULT_TEXT: Data = {
  color: '#222427',
  font_family: 'Helvetica, Arial, sans-serif',
  font_size: 14,
  line_height: 1.4,
}
const DEFAULT_SIZES = [32, 24, 20, 16]

/** Reads the list of styles. Of two of a type the last counts. */
export function themeOf(list: unknown): Theme {
  const byType = new Map(listOf(list).map((each) => [textOf(each.style_type) ?? '', each]))
  const stylesOf = (type: string): Data => dataOf(byType.get(type)?.styles)
  const propertiesOf = (type: string): Data => dataOf(byType.get(type)?.properties)
  return {
    base: stylesOf('base-styles'),
    isMobile: propertiesOf('base-styles').mobile_optimizations !== false,
    text: { ...DEFAULT_TEXT, ...given(stylesOf('text-styles')) },
    headings: DEFAULT_SIZES.map((font_size, index) => ({
      ...{ font_size, font_weight: 'bold', line_height: 1.2 },
      ...given(stylesOf(`heading-${index + 1}-styles`)),
    })),
    link: stylesOf('link-styles'),
    mobile: stylesOf('mobile-styles'),
    isPaddingOverridden: propertiesOf('mobile-styles').mobile_padding_override === true,
  }
}

const given = (data: Data): Data => Object.fromEntries(Object.entries(data).filter(([, value]) => value != null))

/** The declarations of the mail's text. */
export const textFont = ({ text }: Theme): Declarations => font(text)

const rule = (selector: string, declarations: Declarations): string => {
  const written = styles(declarations)
  return written === undefined ? '' : `${selector}{${written}}`
}

const important = (declarations: Declarations): Declarations =>
  Object.fromEntries(Object.entries(declarations).map(([name, value]) => [name, value && `${value} !important`]))

/** The rules of a mail: text, headings, links, and what changes on a phone. */
export function styleSheet(theme: Theme, phoneRules: Iterable<string>): string {
  const headings = theme.headings.map((heading, index) =>
    rule(
      `.kl-text h${index + 1}`,
      over({ 'font-family': font(theme.text)['font-family'] }, font(heading), {
        margin: `0 0 ${size(heading.margin_bottom)}px`,
      }),
    ),
  )
  const lines = [
    'body,table,td,a{-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}',
    'table,td{mso-table-lspace:0;mso-table-rspace:0}',
    'img{border:0;outline:none;text-decoration:none;-ms-interpolation-mode:bicubic}',
    '.kl-text p{margin:0 0 1em}.kl-text p:last-child{margin-bottom:0}.kl-text img{max-width:100%}',
    ...headings,
    rule('a', {
      color: color(theme.link.color),
      'font-style': word(theme.link.font_style),
      'font-weight': word(theme.link.font_weight),
      'text-decoration': word(theme.link.text_decoration),
    }),
  ]
  if (theme.isMobile) lines.push(phoneSheet(theme, phoneRules))
  return lines.filter((line) => line !== '').join('\n')
}

/** Assumed: phones are what is at most 480 px wide. */
function phoneSheet(theme: Theme, phoneRules: Iterable<string>): string {
  const { mobile } = theme
  const sizes = [theme.text, ...theme.headings].map((one, level) =>
    rule(
      level === 0 ? '.kl-text' : `.kl-text h${level}`,
      important({ 'font-size': px(one.mobile_font_size), 'line-height': word(one.mobile_line_height) }),
    ),
  )
  const margin = numberOf(mobile.mobile_margin)
  const paddings = theme.isPaddingOverridden
    ? [
        rule('.kl-frame', important(sides(mobile, 'mobile_padding', ['top', 'right', 'bottom', 'left']))),
        rule('.kl-padded', important(sides(mobile, 'mobile_block_padding', ['left', 'right']))),
      ]
    : []
  const rules = [
    '.kl-stack{display:block !important;width:100% !important;box-sizing:border-box !important}',
    '.kl-gap.kl-stack{padding:0 0 10px 0 !important}',
    '.kl-desktop-only{display:none !important}',
    '.kl-mobile-only{display:block !important;max-height:none !important;overflow:visible !important}',
    ...sizes,
    ...paddings,
    margin === undefined ? '' : rule('.kl-margin', important({ padding: `${Math.max(margin, 0)}px` })),
    '.kl-stretch{padding-left:0 !important;padding-right:0 !important}',
    '.kl-full-mobile{width:100% !important;max-width:100% !important}',
    '.kl-middle{text-align:center !important}',
    '.kl-middle table{margin-left:auto !important;margin-right:auto !important}',
    '.kl-inline{display:inline-block !important;width:auto !important}',
    ...phoneRules,
  ]
  return `@media only screen and (max-width:480px){\n${rules.filter((one) => one !== '').join('\n')}\n}`
}

const sides = (data: Data, prefix: string, names: readonly string[]): Declarations =>
  Object.fromEntries(names.map((name) => [`padding-${name}`, px(data[`${prefix}_${name}`])]))
