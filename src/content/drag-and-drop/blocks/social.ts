import { box } from '../box.ts'
import { color, font, over, px, size, word } from '../css.ts'
import { numberOf, oneOf, textOf, type Block, type Data } from '../definition.ts'
import { escape, layout, linkUrl, pictureUrl, styles, tag } from '../markup.ts'
import { pictureOf, type Setting } from '../setting.ts'
import { textFont } from '../theme.ts'

interface Site {
  readonly name: string
  readonly sign: string
  readonly color: string
}

/** Assumed: a letter on the colour of the site in place of Klaviyo's drawings, so that a mail needs nothing from outside. */
const sites = new Map<string, Site>([
  ['android', { name: 'Android', sign: 'A', color: '#34a853' }],
  ['apple', { name: 'Apple', sign: 'a', color: '#000000' }],
  ['custom', { name: 'Link', sign: '↗', color: '#222427' }],
  ['discord', { name: 'Discord', sign: 'D', color: '#5865f2' }],
  ['email', { name: 'Email', sign: '@', color: '#222427' }],
  ['facebook', { name: 'Facebook', sign: 'f', color: '#0866ff' }],
  ['google-plus', { name: 'Google+', sign: 'G+', color: '#db4437' }],
  ['instagram', { name: 'Instagram', sign: 'Ig', color: '#c13584' }],
  ['linkedin', { name: 'LinkedIn', sign: 'in', color: '#0a66c2' }],
  ['pinterest', { name: 'Pinterest', sign: 'P', color: '#bd081c' }],
  ['rss', { name: 'RSS', sign: 'R', color: '#c75300' }],
  ['snapchat', { name: 'Snapchat', sign: 'S', color: '#7a6a00' }],
  ['threads', { name: 'Threads', sign: 'Th', color: '#000000' }],
  ['tiktok', { name: 'TikTok', sign: 'Tt', color: '#010101' }],
  ['twitch', { name: 'Twitch', sign: 'Tw', color: '#6441a5' }],
  ['twitter', { name: 'Twitter', sign: 't', color: '#0c7abf' }],
  ['whatsapp', { name: 'WhatsApp', sign: 'W', color: '#128c7e' }],
  ['x-twitter', { name: 'X', sign: 'X', color: '#000000' }],
  ['yelp', { name: 'Yelp', sign: 'y', color: '#c41200' }],
  ['youtube', { name: 'YouTube', sign: '▶\ufe0e', color: '#cc0000' }],
])

const SIZES = { medium: 32, small: 24, large: 48 } as const
const COLORS = { default: undefined, black: '#000000', grey: '#6b6b6b', white: '#ffffff' } as const

/** Icons that link to the pages of a brand, in one row. */
export function socialBlock({ properties, styles: own, subblocks }: Block, setting: Setting): string {
  const stack = own.stack_on_mobile === true ? ' kl-stack' : ''
  const gap = size(own.icon_spacing)
  const cells = subblocks.map((each, index) => {
    const isSpacer = each.type === 'social_link_spacer'
    const width = isSpacer ? size(each.width) : undefined
    const isLast = index === subblocks.length - 1
    const side = gap > 0 && !isLast && !isSpacer ? `0 ${gap}px 0 0` : undefined
    const content = isSpacer ? '&nbsp;' : icon(each, own, properties.show_labels === true, setting)
    return tag(
      'td',
      { class: `kl-social-item${stack}`, width, align: 'center', valign: 'top', style: styles({ padding: side }) },
      content,
    )
  })
  return box('social', own, layout({ class: 'kl-social-row' }, tag('tr', {}, ...cells)), {
    align: word(own.icon_align) ?? 'center',
  })
}

function icon(link: Data, own: Data, hasLabel: boolean, setting: Setting): string {
  const site = sites.get(textOf(link.link_type) ?? '') ?? sites.get('custom')!
  const label = textOf(link.label) ?? site.name
  const width = SIZES[oneOf(own.icon_size, 'medium', 'small', 'large')]
  const words = over(textFont(setting.theme), font(own, 'label_'), { 'text-align': 'center' })
  const alt = hasLabel ? '' : label // a label below says it already
  const face = link.link_type === 'custom' ? customFace(link, alt, width, setting) : badge(site, own, width)
  const text = hasLabel ? tag('span', { style: styles({ display: 'block', ...words }) }, escape(label)) : ''
  const href = linkUrl(addressOf(link))
  const style = 'display:inline-block;text-decoration:none'
  return tag('a', { href, target: '_blank', title: label, 'aria-label': label, style }, face, text)
}

/** The target of a link. A bare address is one to write to. */
function addressOf({ link_type, link_url }: Data): string | undefined {
  const url = textOf(link_url)
  return link_type === 'email' && url !== undefined && /^[^:\s{}]+@[^:\s{}]+$/.test(url) ? `mailto:${url}` : url
}

function badge({ sign, color: brand }: Site, own: Data, width: number): string {
  const background = color(COLORS[oneOf(own.icon_color, 'default', 'black', 'grey', 'white')]) ?? brand
  const style = styles({
    display: 'inline-block',
    width: px(width),
    height: px(width),
    'border-radius': px(width / 2),
    'background-color': background,
    color: background === '#ffffff' ? '#222427' : '#ffffff',
    font: `bold ${Math.round(width * 0.45)}px/${width}px Arial, sans-serif`,
    'text-align': 'center',
    'text-decoration': 'none',
  })
  return tag('span', { class: 'kl-social-icon', 'aria-hidden': 'true', style }, sign)
}

function customFace(link: Data, alt: string, width: number, setting: Setting): string {
  const src = pictureUrl(pictureOf(setting, link.custom_src, link.custom_asset_id))
  if (src === undefined) return badge(sites.get('custom')!, {}, width)
  const wide = numberOf(link.custom_size) ?? width
  return tag('img', { src, alt, width: wide, style: styles({ display: 'inline-block', width: px(wide) }) })
}
