import { accessSync, closeSync, constants, mkdirSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { migrations } from './migrations.ts'

/**
 * Makes the folder of the accounts' databases where there is none. Throws, in one line, when it cannot be written to or
 * holds an account of a newer release: better at the start than with the first request of that account.
 */
export function openDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be used: ${(error as Error).message}`)
  }
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.sqlite')) refuseNewer(schemaOf(join(folder, name)), name)
  }
}

/** Throws when a database has seen more migrations than this release knows. */
export function refuseNewer(schema: number, name: string): void {
  if (schema <= migrations.length) return
  throw new Error(`${name} was written by a newer release (schema ${schema}, this release knows ${migrations.length})`)
}

const HEADER = 'SQLite format 3\0'
/** Where SQLite keeps user_version: four bytes in the header of the file. */
const USER_VERSION = 60

/** The schema of a database file; 0 for a file that is none, which the first request of its account will tell. */
function schemaOf(file: string): number {
  const bytes = Buffer.alloc(USER_VERSION + 4)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, bytes, 0, bytes.length, 0)
  } finally {
    closeSync(handle)
  }
  return bytes.toString('latin1', 0, HEADER.length) === HEADER ? bytes.readUInt32BE(USER_VERSION) : 0
}
