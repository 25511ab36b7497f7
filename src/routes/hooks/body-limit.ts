/** 5 MB, decompressed, on every operation. Documented, protocol §8.1. In a file of its own, for a start that stays quick. */
export const BODY_LIMIT = 5 * 1024 * 1024

/** A form holds a file of up to 5 MB. Assumed: one somewhat larger is told so, as an image, and not cut off with a 413. */
export const FORM_LIMIT = 2 * BODY_LIMIT
