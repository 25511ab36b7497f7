/** 5 MB, decompressed, on every operation. Documented, protocol §8.1. In a file of its own, for a start that stays quick. */
export const BODY_LIMIT = 5 * 1024 * 1024
