import type { Data } from './definition.ts'
import type { Theme } from './theme.ts'

/** What a definition names but does not hold. Each gives undefined for what is not there. */
export interface Lookups {
  /** The definition of a universal content by its id. */
  universalContent?: (id: string) => unknown
  /** The URL of an uploaded image by its id. */
  imageUrl?: (assetId: number | string) => string | undefined
}

/** Where a block is compiled. */
export interface Setting {
  readonly lookups: Lookups
  readonly theme: Theme
  /** The pixels that the block may take on a desktop. */
  readonly width: number
  /** Rules for phones that a single block needs, added while it is compiled. */
  readonly phoneRules: Set<string>
}

/** The setting of something narrower. */
export const narrowed = (setting: Setting, taken: number): Setting => ({
  ...setting,
  width: Math.max(Math.round(setting.width - taken), 1),
})

/** The URL of a picture: as written, else that of the uploaded image. */
export function pictureOf(setting: Setting, src: unknown, assetId: unknown): string | undefined {
  if (typeof src === 'string' && src.trim() !== '') return src
  const known = (typeof assetId === 'string' && assetId !== '') || typeof assetId === 'number'
  return known ? setting.lookups.imageUrl?.(assetId) : undefined
}

/** A block of a definition in its setting, as HTML. */
export type Compile<Part = Data> = (part: Part, setting: Setting) => string
