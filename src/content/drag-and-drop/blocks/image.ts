import { box, insideBox } from '../box.ts'
import { border, color, padding, paddingWidth, px, size } from '../css.ts'
import { dataOf, numberOf, textOf, type Block, type Data } from '../definition.ts'
import { linkUrl, oneCell, pictureUrl, styles, tag } from '../markup.ts'
import { pictureOf, type Setting } from '../setting.ts'

/** A picture to show. */
export interface Picture {
  readonly src: string | undefined
  readonly alt: unknown
  readonly href?: unknown
  /** The pixels that it takes on a desktop. */
  readonly width: number
  readonly height?: number | undefined
  /** HTML over the picture. */
  readonly cover?: string
}

/** A picture as wide as its frame, linked where it has a target; nothing for one without a source. */
export function picture({ src, alt, href, width, height, cover = '' }: Picture): string {
  const url = pictureUrl(src)
  if (url === undefined) return ''
  const shape = height === undefined ? { width: '100%', height: 'auto' } : { width: 'auto', height: px(height) }
  const image = tag('img', {
    src: url,
    alt: textOf(alt) ?? '',
    width: height === undefined ? width : undefined,
    height,
    style: styles({ display: 'block', ...shape, 'max-width': '100%', 'font-family': 'sans-serif' }),
  })
  const target = linkUrl(textOf(href))
  if (target === undefined) return `${cover}${image}`
  return tag('a', { href: target, target: '_blank', style: 'display:block;text-decoration:none' }, cover, image)
}

/** The width that an image takes: what it asks for, within what there is. */
export function imageWidth(own: Data, available: number): number {
  const wanted = [numberOf(own.width), numberOf(own.max_width)].filter(
    (one) => one !== undefined && one > 0,
  ) as number[]
  return Math.min(...wanted, available)
}

/** A picture in a frame of its width that shrinks with the screen. */
export function framed(own: Data, width: number, content: string, className = ''): string {
  return oneCell(
    {
      class: `kl-image-frame${own.full_width_mobile === true ? ' kl-full-mobile' : ''}${className}`,
      width,
      style: styles({ width: '100%', 'max-width': px(width) }),
    },
    {
      bgcolor: color(own.background_color),
      style: styles({
        padding: padding(own, 'inner_padding'),
        'background-color': color(own.background_color),
        border: border(own),
      }),
    },
    content,
  )
}

const alignOf = (own: Data): string => textOf(own.align) ?? 'center'

/** The source of a static or dynamic image. Assumed: a cropped picture is a file of its own. */
export function sourceOf(properties: Data, setting: Setting): string | undefined {
  if (properties.dynamic === true) return textOf(properties.src)
  const cropped = dataOf(properties.cropping_properties)
  return pictureOf(setting, cropped.src, cropped.asset_id) ?? pictureOf(setting, properties.src, properties.asset_id)
}

/** A picture. */
export function imageBlock({ properties, styles: own }: Block, setting: Setting): string {
  const inside = insideBox(own, setting).width
  const width = imageWidth(own, Math.max(inside, 1))
  const isTall = numberOf(own.width) === undefined && numberOf(own.max_width) === undefined
  const height = isTall && size(own.height) > 0 ? size(own.height) : undefined
  const shown = picture({
    src: sourceOf(properties, setting),
    alt: properties.alt_text,
    href: properties.href,
    width: Math.max(width - paddingWidth(own, 'inner_padding'), 1),
    height,
  })
  return box('image', own, framed(own, width, shown), { align: alignOf(own) })
}

/** A play sign above the middle of a picture. Its room has no height, so that mail programs need no positioning. */
function playSign(own: Data, width: number): string {
  const ratio = size(own.height) > 0 ? size(own.height) / (size(own.width) || width) : 9 / 16
  const top = Math.max(Math.round(ratio * 50 - (28 / width) * 100), 0)
  const sign = styles({
    display: 'inline-block',
    width: '56px',
    height: '56px',
    'margin-top': `${top}%`,
    'border-radius': '28px',
    'background-color': '#222427',
    color: '#ffffff',
    font: '24px/56px Arial, sans-serif',
    // paints it after the picture that follows
    opacity: '0.9',
  })
  const room = 'max-height:0;overflow:visible;text-align:center;mso-hide:all'
  return tag('div', { class: 'kl-play', 'aria-hidden': 'true', style: room }, tag('span', { style: sign }, '▶\ufe0e'))
}

/**
 * The picture of a video, linked to it. Assumed: `src` is the picture with the play sign drawn in and `raw_src` the bare
 * one; where only one of them is known, the sign is laid over it.
 */
export function videoBlock({ properties, styles: own }: Block, setting: Setting): string {
  const width = imageWidth(own, insideBox(own, setting).width)
  const drawn = pictureOf(setting, properties.src, properties.src_asset_id)
  const bare = pictureOf(setting, properties.raw_src, properties.raw_asset_id)
  const hasOverlay = properties.overlay_toggle === true
  const isDrawn = drawn !== undefined && bare !== undefined && drawn !== bare
  const shown = picture({
    src: hasOverlay ? (drawn ?? bare) : (bare ?? drawn),
    alt: properties.alt_text,
    href: properties.href,
    width: Math.max(width - paddingWidth(own, 'inner_padding'), 1),
    cover: hasOverlay && !isDrawn ? playSign(own, width) : '',
  })
  return box('video', own, framed(own, width, shown), { align: alignOf(own) })
}
