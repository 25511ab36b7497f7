import type { Dimensions } from './dimensions.ts'
import { readGif } from './gif.ts'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'

/** The formats that Klaviyo takes. Documented, campaigns-content §5.3. */
export type ImageFormat = 'png' | 'jpeg' | 'gif'

/** What the bytes of an image say of it. */
export interface ImageFacts extends Dimensions {
  format: ImageFormat
}

/** 5 MB. Documented, campaigns-content §5.3. */
export const IMAGE_LIMIT = 5 * 1024 * 1024

const readers: readonly (readonly [ImageFormat, (bytes: Buffer) => PossibleDimensions])[] = [
  ['png', readPng],
  ['jpeg', readJpeg],
  ['gif', readGif],
]

type PossibleDimensions = Dimensions | undefined | Promise<Dimensions | undefined>

/**
 * Format and size of an image, found in its bytes alone and read to their end: undefined for what is no PNG, JPEG or GIF,
 * or a truncated or corrupt one.
 */
export async function readImage(bytes: Buffer): Promise<ImageFacts | undefined> {
  for (const [format, read] of readers) {
    const dimensions = await read(bytes)
    if (dimensions !== undefined) return { format, ...dimensions }
  }
  return undefined
}
