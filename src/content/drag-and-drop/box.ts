import { border, color, padding, paddingWidth, size } from './css.ts'
import type { Data } from './definition.ts'
import { oneCell, styles, type Attributes } from './markup.ts'
import { narrowed, type Setting } from './setting.ts'

/** The frame of a block: its padding, background and border around content that is HTML. */
export function box(name: string, block: Data, content: string, cell: Attributes = {}, style?: string): string {
  const background = color(block.block_background_color)
  // a button that stretches fills its block; other content fills the screen
  const isFull = block.mobile_stretch_content === true && name !== 'button' && name !== 'coupon'
  return oneCell(
    { class: `kl-block kl-${name}`, width: '100%', style },
    {
      class: isFull ? 'kl-padded kl-stretch' : 'kl-padded',
      bgcolor: background,
      style: styles({
        padding: padding(block, 'block_padding'),
        'background-color': background,
        border: border(block, 'block_'),
      }),
      ...cell,
    },
    content,
  )
}

/** The setting of what stands inside of a box. */
export const insideBox = (block: Data, setting: Setting): Setting =>
  narrowed(setting, paddingWidth(block, 'block_padding') + 2 * size(block.block_border_width))
