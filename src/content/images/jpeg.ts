import { areSane, type Dimensions } from './dimensions.ts'

const START_OF_IMAGE = 0xd8
const END_OF_IMAGE = 0xd9
const START_OF_SCAN = 0xda
const QUANTISATION_TABLES = 0xdb
const TEMPORARY = 0x01

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7
/** Markers C0 to CF open a frame, but for these three: Huffman tables, an extension, arithmetic conditioning. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * Dimensions of a JPEG whose segments follow each other to the end marker, with tables, a frame and a scan among them;
 * undefined for anything else. The pixels themselves are not unpacked, so a flipped bit within a scan goes unseen.
 */
export function readJpeg(bytes: Buffer): Dimensions | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== START_OF_IMAGE) return undefined
  let dimensions: Dimensions | undefined
  let tables = false
  let scans = 0
  for (let at = 2; ;) {
    if (bytes[at] !== 0xff) return undefined
    while (bytes[at] === 0xff) at++ // any number of these may stand before a marker
    const marker = bytes[at++]
    if (marker === undefined || marker === 0) return undefined
    if (marker === END_OF_IMAGE) return tables && scans > 0 ? dimensions : undefined
    if (isRestart(marker) || marker === TEMPORARY) continue
    if (at + 2 > bytes.length) return undefined
    const end = at + bytes.readUInt16BE(at)
    if (end < at + 2 || end > bytes.length) return undefined
    if (marker === QUANTISATION_TABLES) tables = true
    if (isFrame(marker)) {
      if (dimensions !== undefined) return undefined
      dimensions = frameOf(bytes.subarray(at + 2, end))
      if (dimensions === undefined || !areSane(dimensions)) return undefined
    }
    at = end
    if (marker !== START_OF_SCAN) continue
    const begin = at
    at = endOfScan(bytes, at)
    if (dimensions === undefined || at === begin) return undefined
    scans++
  }
}

function frameOf(segment: Buffer): Dimensions | undefined {
  const components = segment[5]
  if (components === undefined || components < 1 || components > 4) return undefined
  if (segment.length !== 6 + 3 * components) return undefined
  return { width: segment.readUInt16BE(3), height: segment.readUInt16BE(1) }
}

/** Where the packed pixels end: at a marker that is neither an escaped FF nor a restart. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at
  }
  return bytes.length
}
