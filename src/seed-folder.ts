import type { FixtureDocument } from './fixtures/fixture.ts'
import { readFixture } from './fixtures/read-fixture.ts'
import { seedAccount, type Counts, type Progress } from './fixtures/seed-account.ts'
import { groups } from './routes/groups/index.ts'
import { createPerformer } from './routes/perform.ts'
import { createRegistry } from './routes/registry.ts'
import { fileOf } from './store/account-register.ts'
import { createAccounts, type Account } from './store/accounts.ts'
import { openDataFolder } from './store/data-folder.ts'
import { isHeld } from './store/held-file.ts'
import { accountIdOf } from './store/ids.ts'
import { insertSystemMetrics } from './store/metrics.ts'
import { insertAccount } from './store/new-account.ts'

/** What goes where. */
export interface FolderSeed {
  /** The data folder; no sandbox may have the file of the account open. */
  dataDir: string
  /** The private key of the account, which is made where there is none. */
  key: string
  /** A name, such as shop?profiles=50000&seed=7, the path of a file, or a document. */
  fixture: string | FixtureDocument
  progress?: Progress
  warn?: (text: string) => void
}

/** The account that was seeded, and what was made of the fixture, by its section. */
export interface SeededFolder {
  account: string
  made: Counts
}

/**
 * Seeds an account in a data folder without a server. A new account is made of the fixture alone, so that it is the same
 * every time; one that is there gets what the fixture holds. Throws in one line when the folder cannot be used or a
 * running sandbox has the account open, and a FixtureError when the fixture is wrong.
 */
export function seedFolder({
  dataDir,
  key,
  fixture: given,
  progress,
  warn = () => undefined,
}: FolderSeed): SeededFolder {
  if (!key.startsWith('pk_')) throw new Error('a private key begins with pk_')
  const fixture = readFixture(given)
  openDataFolder(dataDir)
  refuseHeld(dataDir, accountIdOf(key))
  const registry = createRegistry(groups)
  const performerFor = (account: Account) => createPerformer(registry, account, warn)
  let made: Counts | undefined
  const accounts = createAccounts({
    dataDir,
    warn,
    fill(account) {
      insertAccount(account, fixture?.account)
      if (fixture === undefined) insertSystemMetrics(account)
      else made = seedAccount(account, { ...fixture, account: {} }, performerFor, progress)
      return fixture !== undefined
    },
  })
  try {
    const { account } = accounts.findByKey(key)!
    if (made === undefined && fixture !== undefined) {
      made = seedAccount(account, fixture, performerFor, progress)
      accounts.keepAsOrigin(account)
    }
    return { account: account.id, made: made ?? {} }
  } finally {
    accounts.close()
  }
}

function refuseHeld(dataDir: string, account: string): void {
  if (!isHeld(fileOf(account, { dataDir })!)) return
  throw new Error(`a running sandbox has ${account} of ${dataDir} open; end it, or seed through it: leave --data out`)
}
