import { createInflate } from 'node:zlib'
import { areSane, type Dimensions } from './dimensions.ts'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Channels by colour type, and the bit depths that each allows. */
const colourTypes: Readonly<Record<number, { channels: number; depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
}

/** The seven passes of an interlaced image: first column and row, distance of columns and rows. */
const INTERLACED = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const PLAIN = [[0, 0, 1, 1]] as const

interface Chunk {
  type: string
  data: Buffer
}

/** Dimensions of a PNG whose checksums hold and whose pixels are all there; undefined for anything else. */
export async function readPng(bytes: Buffer): Promise<Dimensions | undefined> {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined
  const chunks = chunksOf(bytes)
  const header = chunks?.[0]
  if (chunks === undefined || header?.type !== 'IHDR' || header.data.length !== 13) return undefined
  const dimensions = { width: header.data.readUInt32BE(0), height: header.data.readUInt32BE(4) }
  if (!areSane(dimensions)) return undefined
  const size = pixelBytes(dimensions, header.data)
  const usesPalette = header.data[9] === 3
  if (size === undefined || (usesPalette && !chunks.some(({ type }) => type === 'PLTE'))) return undefined
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  return (await unpacksTo(size, packed)) ? dimensions : undefined
}

/** The chunks up to IEND; undefined when that is missing, or a length or a checksum is wrong. */
function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = []
  for (let at = SIGNATURE.length; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || bytes.readUInt32BE(end) !== checksum(bytes.subarray(at + 4, end))) return undefined
    const chunk = { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) }
    chunks.push(chunk)
    if (chunk.type === 'IEND') return chunks
    at = end + 4
  }
  return undefined
}

/** Bytes of all rows, each with the byte that names its filter; undefined when the header makes no sense. */
function pixelBytes({ width, height }: Dimensions, header: Buffer): number | undefined {
  const [depth, colour, compression, filter, interlace] = header.subarray(8)
  const { channels, depths } = colourTypes[colour!] ?? { channels: 0, depths: [] }
  if (!depths.includes(depth!) || compression !== 0 || filter !== 0 || interlace! > 1) return undefined
  let sum = 0
  for (const [column, row, columns, rows] of interlace === 1 ? INTERLACED : PLAIN) {
    const across = Math.ceil((width - column) / columns)
    const down = Math.ceil((height - row) / rows)
    if (across > 0 && down > 0) sum += down * (1 + Math.ceil((across * channels * depth!) / 8))
  }
  return sum
}

/** Whether the packed bytes hold at least this many; unpacked beside the event loop, and kept nowhere. */
async function unpacksTo(size: number, packed: readonly Buffer[]): Promise<boolean> {
  const inflate = createInflate({ chunkSize: 256 * 1024 })
  for (const part of packed) inflate.write(part)
  inflate.end()
  let found = 0
  try {
    for await (const part of inflate) {
      found += (part as Buffer).length
      if (found > size) break // some writers leave more than is needed
    }
  } catch {
    return false
  }
  return found >= size
}

let table: Uint32Array | undefined

/** CRC-32 as PNG has it; node:zlib offers one only since Node 22. */
function checksum(bytes: Buffer): number {
  table ??= Uint32Array.from({ length: 256 }, (_, value) => {
    let entry = value
    for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? 0xedb88320 ^ (entry >>> 1) : entry >>> 1
    return entry
  })
  let sum = 0xffffffff
  for (const byte of bytes) sum = table[(sum ^ byte) & 0xff]! ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}
