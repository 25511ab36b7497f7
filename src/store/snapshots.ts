import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Images of accounts by name: in memory, or as files in a folder. */
export interface Snapshots {
  /** Names and sizes in bytes, by name. */
  list(): { name: string; size: number }[]
  /** The image; undefined when there is none of this name. */
  find(name: string): Buffer | undefined
  /** Keeps an image; takes the place of one of the same name. Throws when the name is none. */
  save(name: string, image: Buffer): void
  /** Whether there was one. */
  delete(name: string): boolean
}

const NAME = /^\w[\w.-]{0,99}$/

/** The snapshots of a sandbox; `folder` is made with the first one. */
export function createSnapshots(folder: string | undefined): Snapshots {
  return folder === undefined ? inMemory() : inFolder(folder)
}

function checkName(name: string): void {
  if (!NAME.test(name)) {
    throw new Error(`'${name}' is no name: it has up to 100 letters, digits, points, hyphens and underscores`)
  }
}

function inMemory(): Snapshots {
  const images = new Map<string, Buffer>()
  return {
    list: () =>
      [...images].map(([name, { length }]) => ({ name, size: length })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => images.get(name),
    save(name, image) {
      checkName(name)
      images.set(name, image)
    },
    delete: (name) => images.delete(name),
  }
}

const SUFFIX = '.sqlite'

function inFolder(folder: string): Snapshots {
  const fileOf = (name: string) => join(folder, name + SUFFIX)
  const exists = (name: string) => NAME.test(name) && existsSync(fileOf(name))
  return {
    list() {
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(SUFFIX)) : []
      return files
        .sort()
        .map((file) => ({ name: file.slice(0, -SUFFIX.length), size: statSync(join(folder, file)).size }))
    },
    find: (name) => (exists(name) ? readFileSync(fileOf(name)) : undefined),
    save(name, image) {
      checkName(name)
      mkdirSync(folder, { recursive: true })
      // First beside it, so that a snapshot is never half written.
      writeFileSync(`${fileOf(name)}.new`, image, { flush: true } as object)
      renameSync(`${fileOf(name)}.new`, fileOf(name))
    },
    delete(name) {
      if (!exists(name)) return false
      rmSync(fileOf(name))
      return true
    },
  }
}
