import { outsideTags, withoutTags } from '../html/template-tags.ts'
import { numberOf, oneOf, textOf, type Data } from './definition.ts'
import { pictureUrl, type Declarations } from './markup.ts'

const COLOR = /^(#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d\s.,%/]+\))?$/i
const BORDERS = ['solid', 'dashed', 'dotted', 'groove', 'inset', 'none', 'outset', 'ridge'] as const

/** A colour; undefined for a text that is none. Template tags may make it. */
export function color(value: unknown): string | undefined {
  const text = textOf(value)?.trim()
  return text !== undefined && COLOR.test(withoutTags(text).trim()) ? text : undefined
}

/** A length in pixels. */
export function px(value: unknown): string | undefined {
  const number = numberOf(value)
  return number === undefined ? undefined : `${number}px`
}

/** A length that is not negative, 0 when there is none. */
export const size = (value: unknown): number => Math.max(numberOf(value) ?? 0, 0)

/** The names of fonts, each quoted where it needs to be. */
export function families(value: unknown): string | undefined {
  const names = (textOf(value) ?? '')
    .split(',')
    .map((name) => outsideTags(name, (plain) => plain.replace(/[^\w -]/g, '')).trim())
    .filter((name) => name !== '')
    .map((name) => (/^[\w-]+$/.test(name) ? name : `'${name}'`))
  return names.length > 0 ? names.join(', ') : undefined
}

/** A keyword or a plain number: font weights, decorations, line heights. */
export function word(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : textOf(value)?.trim()
  return text !== undefined && /^[\w .%-]+$/.test(text) ? text : undefined
}

/** Four sides of a padding, from members `<prefix>_top` and so on; undefined where none is set. */
export function padding(styles: Data, prefix: string): string | undefined {
  const sides = ['top', 'right', 'bottom', 'left'].map((side) => styles[`${prefix}_${side}`])
  return sides.some((side) => numberOf(side) !== undefined)
    ? sides.map((side) => `${size(side)}px`.replace(/^0px$/, '0')).join(' ')
    : undefined
}

/** The width that a horizontal padding takes. */
export const paddingWidth = (styles: Data, prefix: string): number =>
  size(styles[`${prefix}_left`]) + size(styles[`${prefix}_right`])

/** A border from members `<prefix>border_width` and so on. Without a width there is none. */
export function border(styles: Data, prefix = '', fallback = '#000000'): string | undefined {
  const width = size(styles[`${prefix}border_width`])
  const style = oneOf(styles[`${prefix}border_style`], ...BORDERS)
  if (width === 0 || style === 'none') return undefined
  return `${width}px ${style} ${color(styles[`${prefix}border_color`]) ?? fallback}`
}

/** The font set of a prefix: `font_family`, `font_size` … and the colour, which some blocks call `font_color`. */
export function font(styles: Data, prefix = ''): Declarations {
  const at = (name: string): unknown => styles[`${prefix}${name}`]
  return {
    color: color(at('font_color') ?? at('color')),
    'font-family': families(at('font_family')),
    'font-size': px(at('font_size')),
    'font-style': word(at('font_style')),
    'font-weight': word(at('font_weight')),
    'letter-spacing': px(at('letter_spacing')),
    'line-height': word(at('line_height')),
    'text-align': word(at('text_align')),
    'text-decoration': word(at('text_decoration')),
  }
}

/** Declarations with those of a later set in place of the earlier ones, where the later has a value. */
export function over(...sets: readonly Declarations[]): Declarations {
  const given = sets.flatMap((set) => Object.entries(set).filter(([, value]) => value !== undefined))
  return Object.fromEntries(given)
}

/** A background picture with its place and size. */
export function background(styles: Data, url: string | undefined): Declarations {
  const picture = pictureUrl(url)?.replace(/[\s'"()\\<>;]/g, encodeURIComponent)
  if (picture === undefined) return {}
  const format = oneOf(styles.background_format, 'auto', 'contain', 'cover', 'initial', 'repeat')
  const repeats = styles.background_repeat === true || format === 'repeat'
  return {
    'background-image': `url('${picture.replace(/['()]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)}')`,
    'background-position': (word(styles.background_position) ?? 'center-top').replace('-', ' '),
    'background-repeat': repeats ? 'repeat' : 'no-repeat',
    'background-size': format === 'repeat' || format === 'initial' ? 'auto' : format,
  }
}
