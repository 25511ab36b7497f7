import { areSane, type Dimensions } from './dimensions.ts'

const EXTENSION = 0x21
const FRAME = 0x2c
const TRAILER = 0x3b
const LONGEST_CODE = 12

/** Dimensions of a GIF whose blocks follow each other to its end and whose frames unpack; undefined for anything else. */
export function readGif(bytes: Buffer): Dimensions | undefined {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)) || bytes.length < 13) return undefined
  const dimensions = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  if (!areSane(dimensions)) return undefined
  let frames = 0
  let at = 13 + colourBytes(bytes[10]!)
  while (at < bytes.length) {
    const kind = bytes[at++]
    if (kind === TRAILER) break
    if (kind === FRAME) {
      const end = endOfFrame(bytes, at)
      if (end === undefined) return undefined
      frames++
      at = end
    } else if (kind === EXTENSION) {
      at = endOfBlocks(bytes, at + 1)
    } else {
      return undefined
    }
  }
  // Some writers leave the trailer out, and every reader takes that; a cut within a block leads beyond the end.
  return frames > 0 && at <= bytes.length ? dimensions : undefined
}

/** Bytes of the colour table that these flags announce. */
function colourBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Where the frame ends whose description begins here; undefined when it is cut off or does not unpack. */
function endOfFrame(bytes: Buffer, start: number): number | undefined {
  if (start + 9 > bytes.length) return undefined
  const pixels = bytes.readUInt16LE(start + 4) * bytes.readUInt16LE(start + 6)
  const at = start + 9 + colourBytes(bytes[start + 8]!)
  const symbolBits = bytes[at] ?? 0
  const end = endOfBlocks(bytes, at + 1)
  if (pixels === 0 || symbolBits < 1 || symbolBits > 8 || end > bytes.length) return undefined
  return unpacksTo(pixels, symbolBits, blocksOf(bytes, at + 1)) ? end : undefined
}

/** Where the row of sub-blocks ends that begins here; behind the bytes when they do not. */
function endOfBlocks(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!
  return at + 1
}

function blocksOf(bytes: Buffer, start: number): Buffer {
  const blocks: Buffer[] = []
  for (let at = start; bytes[at] !== 0; at += 1 + bytes[at]!) blocks.push(bytes.subarray(at + 1, at + 1 + bytes[at]!))
  return Buffer.concat(blocks)
}

/** Whether the LZW codes give at least this many pixels. Only lengths are kept, so the work is that of reading once. */
function unpacksTo(pixels: number, symbolBits: number, packed: Buffer): boolean {
  const clear = 1 << symbolBits
  const lengths = new Uint32Array(1 << LONGEST_CODE).fill(1, 0, clear)
  let next = clear + 2
  let codeBits = symbolBits + 1
  let previous = 0 // length of what the code before stood for; 0 behind a clear
  let found = 0
  let held = 0
  let bits = 0
  for (const byte of packed) {
    held |= byte << bits
    bits += 8
    while (bits >= codeBits) {
      const code = held & ((1 << codeBits) - 1)
      held >>>= codeBits
      bits -= codeBits
      if (code === clear + 1) return found >= pixels
      if (code === clear) {
        next = clear + 2
        codeBits = symbolBits + 1
        previous = 0
        continue
      }
      if (code > next || (code === next && previous === 0)) return false
      if (previous > 0 && next < lengths.length) lengths[next++] = previous + 1
      if (code >= next) return false
      previous = lengths[code]!
      found += previous
      if (next === 1 << codeBits && codeBits < LONGEST_CODE) codeBits++
    }
  }
  return found >= pixels
}
