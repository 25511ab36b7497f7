import { box, insideBox } from '../box.ts'
import { stacked } from '../columns.ts'
import { border, color, font, over, padding, px, size, word } from '../css.ts'
import { numberOf, oneOf, textOf, type Block, type Data } from '../definition.ts'
import { shownOn } from '../display.ts'
import { escapeWords, layout, linkUrl, oneCell, styles, tag } from '../markup.ts'
import { pictureOf, type Setting } from '../setting.ts'
import { textFont } from '../theme.ts'
import { picture } from './image.ts'

type Arrange = (header: Header) => string

interface Header {
  readonly own: Data
  readonly logo: string
  readonly links: readonly string[]
  readonly phone: (typeof PHONES)[number]
  readonly setting: Setting
}

interface Part {
  readonly content: string
  readonly align: string
  readonly width?: string
}

const PHONES = ['logo-stacked', 'inline', 'links', 'links-stacked', 'stacked'] as const

/** The logo and links at the top of a mail. */
export function headerBlock({ styles: own, subblocks }: Block, setting: Setting): string {
  const inside = insideBox(own, setting)
  const isLogo = ({ type }: Data): boolean => type === 'header_link_bar_logo'
  const header: Header = {
    own,
    logo: subblocks
      .filter(isLogo)
      .map((item) => headerPicture(item, own, inside))
      .join(''),
    links: subblocks.filter((item) => !isLogo(item)).map((item) => headerLink(item, own, inside)),
    phone: oneOf(own.mobile_layout, ...PHONES),
    setting,
  }
  const arranged = arrangements[oneOf(own.desktop_layout, 'inline', 'centered', 'links', 'stacked')](header)
  const frame = { padding: padding(own, 'inner_padding'), border: border(own), 'border-radius': px(own.border_radius) }
  const isFramed = Object.values(frame).some((value) => value !== undefined)
  const framed = isFramed ? oneCell({ width: '100%' }, { style: styles(frame) }, arranged) : arranged
  return box('header', own, framed)
}

/** Assumed: what each layout looks like; `links` is for a bar without a logo, which stands above when there is one. */
const arrangements: Readonly<Record<'inline' | 'centered' | 'links' | 'stacked', Arrange>> = {
  inline: (header) => {
    const logo = { content: header.logo, align: word(header.own.logo_align) ?? 'left' }
    const links = { content: linkBar(header, header.links), align: linkAlign(header) }
    return beside(header, header.own.logo_align === 'right' ? [links, logo] : [logo, links])
  },
  centered: (header) => {
    const half = Math.ceil(header.links.length / 2)
    return beside(header, [
      { content: linkBar(header, header.links.slice(0, half)), align: 'right', width: '50%' },
      { content: header.logo, align: 'center' },
      { content: linkBar(header, header.links.slice(half)), align: 'left', width: '50%' },
    ])
  },
  stacked: (header) => above(header),
  links: (header) => above(header),
}

function above(header: Header): string {
  const { own, logo, links } = header
  const logoRow = logo === '' ? '' : oneCell({ width: '100%' }, { align: word(own.logo_align) ?? 'center' }, logo)
  const style = styles({ 'padding-top': logo === '' ? undefined : px(own.logo_link_spacing) })
  const linkRow = oneCell({ width: '100%' }, { align: linkAlign(header), style }, linkBar(header, links))
  return stacked(logoRow, links.length > 0 ? linkRow : '')
}

const linkAlign = ({ own }: Header): string => word(own.item_align) ?? 'center'

/** The parts of a header in one row. Phones put them one above the other unless their layout is inline. */
function beside({ own, phone, setting }: Header, parts: readonly Part[]): string {
  const gap = size(own.logo_link_spacing)
  const valign = word(own.vertical_align) ?? 'middle'
  const shown = parts.filter(({ content }) => content !== '')
  setting.phoneRules.add(`.kl-part-${gap}{padding:${gap}px 0 0 0 !important}`)
  const cells = shown.map(({ content, align, width }, index) => {
    const isNext = index > 0 && gap > 0
    const stacks = phone === 'inline' ? '' : ` kl-stack kl-middle${isNext ? ` kl-part-${gap}` : ''}`
    const style = styles({ 'vertical-align': valign, 'padding-left': isNext ? px(gap) : undefined })
    return tag('td', { class: `kl-part${stacks}`, width, align, valign, style }, content)
  })
  return layout({ width: '100%' }, tag('tr', {}, ...cells))
}

/** The links in a row: spread evenly, or a fixed space apart. */
function linkBar({ own, phone, setting }: Header, links: readonly string[]): string {
  if (links.length === 0) return ''
  const isManual = own.item_spacing_type === 'manual'
  const gap = size(own.item_spacing)
  const stacks = phone === 'stacked' || phone === 'links-stacked'
  const move = stacks ? ' kl-stack kl-middle' : own.mobile_wrap === true ? ' kl-inline' : ''
  const cells = links.map((link, index) => {
    const style = styles({
      'vertical-align': word(own.vertical_align) ?? 'middle',
      'padding-left': isManual && index > 0 ? px(gap) : undefined,
    })
    const width = isManual ? undefined : `${Math.round(10000 / links.length) / 100}%`
    return tag('td', { class: `kl-link-cell${move}`, align: 'center', width, style }, link)
  })
  const frame = `kl-link-bar${phoneGap(own, stacks, setting)} kl-full-mobile`
  return layout({ class: frame, width: isManual ? undefined : '100%' }, tag('tr', {}, ...cells))
}

/** The class of links that phones show a given space apart. */
function phoneGap(own: Data, stacks: boolean, { phoneRules }: Setting): string {
  const gap = numberOf(own.mobile_spacing)
  if (gap === undefined || gap < 0) return ''
  const name = `kl-link-gap-${stacks ? 'v' : 'h'}-${Math.round(gap)}`
  const paddings = stacks ? `${gap / 2}px 0` : `0 ${gap / 2}px`
  phoneRules.add(`.${name} .kl-link-cell{padding:${paddings} !important}`)
  return ` ${name}`
}

function headerLink(item: Data, own: Data, setting: Setting): string {
  if (item.type === 'header_link_bar_image') return headerPicture(item, own, setting)
  const background = color(item.background_color)
  const shadow = color(item.drop_shadow_color)
  const fonts = over(textFont(setting.theme), { 'text-decoration': 'none' }, font(own), { 'text-align': 'center' })
  const style = styles({
    display: 'inline-block',
    padding: background === undefined ? '4px' : '8px 14px',
    ...fonts,
    'background-color': background,
    'border-radius': background && px(own.border_radius),
    'box-shadow': shadow && `0 2px 4px ${shadow}`,
  })
  const href = linkUrl(textOf(item.href))
  return shownOn(item.show_on, tag('a', { href, target: '_blank', style }, escapeWords(textOf(item.content) ?? '')))
}

function headerPicture(item: Data, own: Data, setting: Setting): string {
  const wanted = numberOf(item.width) ?? numberOf(item.max_width) ?? setting.width / 4
  const width = Math.max(Math.min(Math.round(wanted), size(item.max_width) || setting.width, setting.width), 1)
  const src = pictureOf(setting, item.src, item.asset_id)
  const shown = picture({ src, alt: item.alt_text, href: item.href, width })
  if (shown === '') return ''
  const background = color(item.background_color)
  const style = styles({ width: px(width), 'max-width': '100%', 'background-color': background })
  const align = item.type === 'header_link_bar_logo' ? (word(own.logo_align) ?? 'center') : 'center'
  return shownOn(
    item.show_on,
    oneCell({ class: 'kl-header-image', width, align: align === 'center' ? 'center' : undefined, style }, {}, shown),
  )
}
