import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import type { Ids } from './ids.ts'
import { insertResource, resourcesOf } from './resources.ts'
import { findRow, type Row } from './selection.ts'

/** An image to keep. */
export interface NewImage {
  name: string
  format: string
  bytes: Buffer
  width: number
  height: number
  hidden: boolean
  /** Microseconds since 1970. */
  now: number
}

/** An image as its row holds it: in place of its URL, the name of its file. */
export interface StoredImage {
  name: string | null
  file: string
  format: string
  size: number
  hidden: boolean
  updated_at: string
}

/** All images, hidden ones included. */
export const imageSelection = resourcesOf('image', {
  format: { sql: "r.attributes ->> '$.format'" },
  size: { sql: "r.attributes ->> '$.size'", kind: 'number' },
  hidden: { sql: "r.attributes ->> '$.hidden'", kind: 'boolean' },
})

/** Stores an image and its bytes, in a file whose name cannot be guessed; gives its row. */
export function insertImage({ db, ids }: { db: Db; ids: Ids }, image: NewImage): Row {
  const { name, format, bytes, width, height, hidden, now } = image
  const id = nextId(db, ids)
  const file = `${ids.uuid()}.${format}`
  const attributes: StoredImage = { name, file, format, size: bytes.length, hidden, updated_at: formatSeconds(now) }
  insertResource(db, {
    type: 'image',
    id,
    created: now,
    updated: now,
    attributes: { ...attributes },
    internal: { width, height },
  })
  db.run('INSERT INTO image_file (name, format, bytes) VALUES (?, ?, ?)', file, format, bytes)
  return findRow(db, imageSelection, id)!
}

/**
 * Nine digits, which grow with time (Observed: protocol §9.1, recorded bodies of get_images). Where they begin, and the
 * distance of neighbours, is Assumed.
 */
function nextId(db: Db, ids: Ids): string {
  const last = db.value<number | null>("SELECT max(CAST(id AS INTEGER)) FROM resource WHERE type = 'image'")
  return last == null ? `3${ids.numeric()}` : String(last + 1 + ids.below(9))
}

/** The name itself, or with the first number behind it that makes it one of its own: `Logo.1`. */
export function freeImageName(db: Db, name: string): string {
  const isTaken = (candidate: string) =>
    db.value(
      "SELECT 1 FROM resource r WHERE r.type = 'image' AND ifnull(r.attributes ->> '$.name', '') = ?",
      candidate,
    ) !== undefined
  if (!isTaken(name)) return name
  let suffix = 1
  while (isTaken(`${name}.${suffix}`)) suffix++
  return `${name}.${suffix}`
}

/** The bytes of an image by the name of its file; undefined when there is none. */
export function findImageFile(db: Db, name: string): { format: string; bytes: Buffer } | undefined {
  return db.get('SELECT format, bytes FROM image_file WHERE name = ?', name)
}
