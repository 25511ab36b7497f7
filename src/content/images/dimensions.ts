/** Pixels, as an image file states them. */
export interface Dimensions {
  width: number
  height: number
}

/** No small file may unfold without end. Assumed: the limit at which Pillow, the usual reader in Python, refuses. */
const PIXEL_LIMIT = 178_956_970

/** Whether these are the dimensions of an image, and not of one that is too large to look at. */
export function areSane({ width, height }: Dimensions): boolean {
  return width > 0 && height > 0 && width * height <= PIXEL_LIMIT
}
