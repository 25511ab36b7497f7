import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Account } from './accounts.ts'
import { clockFrom, type ClockState } from './clock.ts'
import { openDatabase, openImage, type Db } from './database.ts'
import { idsFrom, type IdsState } from './ids.ts'
import { accountIdIn, renameAccount } from './new-account.ts'

/*
 * An image is the whole of an account as the bytes of one SQLite file: its content, its time, and where its ids are. Forks,
 * snapshots and resets are images that are taken, kept and put back.
 */

interface AccountState {
  clock: ClockState
  ids?: IdsState
}

const taken = new WeakMap<Db, { mark: string; image: Buffer }>()

/** The image of an account as it is now; must not be changed. The same one is given until something changes. */
export function imageOf({ db, clock, ids }: Account): Buffer {
  const state = JSON.stringify({ clock: clock.state(), ids: ids.state() } satisfies AccountState)
  const last = taken.get(db)
  if (last?.mark === markOf(db, state)) return last.image
  keepState(db, state)
  const image = db.image()
  taken.set(db, { mark: markOf(db, state), image })
  return image
}

const markOf = (db: Db, state: string): string => `${db.value<number>('SELECT total_changes()')} ${state}`

/** Makes an account what an image says, under its own id. What it was is lost. */
export function putImage(account: Account, image: Buffer, file: string | undefined): void {
  account.db.close()
  if (file !== undefined) replaceFile(file, image)
  account.db = file === undefined ? openImage(image) : openDatabase(file)
  settleIn(account)
}

/** Takes over what a database that was just opened says of the account: its clock, its ids; and gives it the account's id. */
export function settleIn(account: Account): void {
  renameAccount(account)
  const state = readState(account.db)
  account.windows.clear()
  if (state === undefined) return
  account.clock = clockFrom(state.clock)
  if (state.ids !== undefined) account.ids = idsFrom(state.ids)
}

/** Keeps an account's time with its content: a clock that was set stays so when the account is opened again. */
export function keepClock({ db, clock }: Account): void {
  keepState(db, JSON.stringify({ clock: clock.state() } satisfies AccountState))
}

/** The clock that was kept in a database; undefined when none was. */
export const keptClock = (db: Db): ClockState | undefined => readState(db)?.clock

/** Throws, in one line, when bytes are not the image of an account that this release can open. */
export function checkImage(image: Buffer): void {
  const db = openImage(image)
  try {
    if (db.raw.pragma('quick_check', { simple: true }) !== 'ok') throw new Error('the file is damaged')
    accountIdIn(db)
  } finally {
    db.close()
  }
}

function keepState(db: Db, state: string): void {
  db.run("INSERT OR REPLACE INTO sandbox_state (name, value) VALUES ('state', ?)", state)
}

function readState(db: Db): AccountState | undefined {
  const text = db.value<string>("SELECT value FROM sandbox_state WHERE name = 'state'")
  return text === undefined ? undefined : (JSON.parse(text) as AccountState)
}

/** The database must be closed: it has no log then. Either the old file is there afterwards or the new one. */
function replaceFile(file: string, image: Buffer): void {
  writeFileSync(`${file}.new`, image, { flush: true } as object)
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  renameSync(`${file}.new`, file)
}
