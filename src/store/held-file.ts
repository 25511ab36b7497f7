import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'

/**
 * Whether a program on this machine has the database file of an account open, even if it does nothing with it: in WAL mode
 * every connection keeps a shared lock. A file that does not exist is free. Throws what SQLite says of a file that is none.
 */
export function isHeld(file: string): boolean {
  if (!existsSync(file)) return false
  const sqlite = new Database(file, { timeout: 0 })
  try {
    // Before the first look into the file: then that look wants the file for itself.
    sqlite.pragma('locking_mode = EXCLUSIVE')
    sqlite.pragma('user_version')
    return false
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    sqlite.close()
  }
}
