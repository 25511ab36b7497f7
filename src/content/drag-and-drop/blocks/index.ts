import type { Block } from '../definition.ts'
import type { Compile } from '../setting.ts'
import { buttonBlock, couponBlock } from './button.ts'
import { headerBlock } from './header.ts'
import { imageBlock, videoBlock } from './image.ts'
import { productBlock } from './product.ts'
import { reviewBlock } from './review.ts'
import { socialBlock } from './social.ts'
import { splitBlock, tableBlock } from './table.ts'
import { dropShadowBlock, htmlBlock, ruleBlock, spacerBlock, textBlock } from './text.ts'

/** How a block of each type is compiled. */
export const blocks: ReadonlyMap<string, Compile<Block>> = new Map<string, Compile<Block>>([
  ['button', buttonBlock],
  ['coupon', couponBlock],
  ['drop_shadow', dropShadowBlock],
  ['header', headerBlock],
  ['horizontal_rule', ruleBlock],
  ['html', htmlBlock],
  ['image', imageBlock],
  ['product', productBlock],
  ['review', reviewBlock],
  ['social', socialBlock],
  ['spacer', spacerBlock],
  ['split', splitBlock],
  ['table', tableBlock],
  ['text', textBlock],
  ['video', videoBlock],
])
