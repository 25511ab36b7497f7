import { readFixture } from './fixtures/read-fixture.ts'
import { seedAccount, type Counts, type Progress } from './fixtures/seed-account.ts'
import { groups } from './routes/groups/index.ts'
import { createPerformer } from './routes/perform.ts'
import { createRegistry } from './routes/registry.ts'
import { createAccounts, type Account } from './store/accounts.ts'
import { openDataFolder } from './store/data-folder.ts'
import { insertSystemMetrics } from './store/metrics.ts'
import { insertAccount } from './store/new-account.ts'

/** What goes where. */
export interface FolderSeed {
  /** The data folder of a sandbox that does not run. */
  dataDir: string
  /** The private key of the account, which is made where there is none. */
  key: string
  /** A name, such as shop?profiles=50000&seed=7, or the path of a file. */
  fixture: string
  progress?: Progress
  warn?: (text: string) => void
}

/**
 * Seeds an account in a data folder without a server. A new account is made of the fixture alone, so that it is the same
 * every time; one that is there gets what the fixture holds. Throws in one line when the folder cannot be used, and a
 * FixtureError when the fixture is wrong.
 */
export function seedFolder({ dataDir, key, fixture: name, progress, warn = () => undefined }: FolderSeed): Counts {
  const fixture = readFixture(name)
  openDataFolder(dataDir)
  const registry = createRegistry(groups)
  const performerFor = (account: Account) => createPerformer(registry, account, warn)
  let counts: Counts | undefined
  const accounts = createAccounts({
    dataDir,
    warn,
    fill(account) {
      insertAccount(account, fixture?.account)
      if (fixture === undefined) insertSystemMetrics(account)
      else counts = seedAccount(account, { ...fixture, account: {} }, performerFor, progress)
      return fixture !== undefined
    },
  })
  try {
    const access = accounts.findByKey(key)
    if (access === undefined) throw new Error('a private key begins with pk_')
    if (counts !== undefined || fixture === undefined) return counts ?? {}
    counts = seedAccount(access.account, fixture, performerFor, progress)
    accounts.keepAsOrigin(access.account)
    return counts
  } finally {
    accounts.close()
  }
}
