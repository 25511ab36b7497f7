import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createClock, type Clock, type ClockOptions } from './clock.ts'
import { openDatabase, type Db } from './database.ts'
import type { DeclaredAccount } from './declared-accounts.ts'
import { accountIdOf, createIds, type Ids } from './ids.ts'
import { writeSettings } from './settings.ts'

/** One Klaviyo account: its own database, clock, ids and rate-limit windows. */
export interface Account {
  /** Six characters; also the public key (`company_id`). */
  id: string
  db: Db
  clock: Clock
  ids: Ids
  /** Counters of the rate limits, by window. In memory: they outlive no restart. */
  windows: Map<string, Window[]>
}

/** A fixed window of a rate limit: its start in milliseconds, and what was counted in it. */
export interface Window {
  start: number
  count: number
}

/** What a private key opens: an account, with all scopes or with these. */
export interface Access {
  account: Account
  scopes: 'all' | ReadonlySet<string>
}

export interface AccountsOptions {
  /** Folder for the databases, which exists; left out, accounts live in memory. */
  dataDir?: string
  /** Only these accounts and keys exist; left out, every new `pk_…` key opens an account of its own. */
  declared?: readonly DeclaredAccount[]
  clock?: ClockOptions
  seed?: string
  /** Keys whose accounts exist before their first use, so that they can be found by company. */
  wellKnownKeys?: readonly string[]
  /** Fills an account that was just made. `fixture` is the declared one, if any. */
  fill: (account: Account, origin: { privateKey?: string; fixture?: string }) => void
}

export interface Accounts {
  findByKey(privateKey: string): Access | undefined
  findByCompany(companyId: string): Account | undefined
  /** Moves the clock of every open account ahead. */
  advance(ms: number): void
  close(): void
}

/** The accounts of one sandbox. Accounts are opened on first use and never see each other. */
export function createAccounts(options: AccountsOptions): Accounts {
  const open = new Map<string, Account>()
  const accessByKey = new Map<string, Access>()
  const declared = indexDeclared(options.declared)

  const openAccount = (id: string, origin: { privateKey?: string }): Account => {
    const known = open.get(id)
    if (known !== undefined) return known
    const account = createAccount(id, options)
    try {
      fillAccount(account, declared?.byId.get(id), origin, options)
    } catch (error) {
      account.db.close() // nobody else will: the account is not among the open ones
      throw error
    }
    open.set(id, account)
    return account
  }

  const accessOf = (privateKey: string): Access | undefined => {
    if (declared === undefined) {
      return { account: openAccount(accountIdOf(privateKey), { privateKey }), scopes: 'all' }
    }
    const declaration = declared.byKey.get(privateKey)
    if (declaration === undefined) return undefined
    const scopes = scopesOf(declaration.keys[privateKey]!)
    return { account: openAccount(declaration.id, { privateKey }), scopes }
  }

  return {
    findByKey(privateKey) {
      let access = accessByKey.get(privateKey)
      if (access === undefined && privateKey.startsWith('pk_')) {
        access = accessOf(privateKey)
        if (access !== undefined) accessByKey.set(privateKey, access)
      }
      return access
    },
    findByCompany(companyId) {
      const known = open.get(companyId)
      if (known !== undefined) return known
      const wellKnown = options.wellKnownKeys?.find((key) => accountIdOf(key) === companyId)
      if (declared === undefined && wellKnown !== undefined) return openAccount(companyId, { privateKey: wellKnown })
      const exists = declared?.byId.has(companyId) ?? fileExists(options.dataDir, companyId)
      return exists ? openAccount(companyId, {}) : undefined
    },
    advance(ms) {
      for (const { clock } of open.values()) clock.advance(ms)
    },
    close() {
      for (const account of open.values()) account.db.close()
      open.clear()
      accessByKey.clear()
    },
  }
}

/** Applies the declared settings, and fills an account that is new. */
function fillAccount(
  account: Account,
  declaration: DeclaredAccount | undefined,
  origin: { privateKey?: string },
  { fill }: AccountsOptions,
): void {
  account.db.transaction(() => {
    // At every opening, not only the first: the keys file may have changed since.
    if (declaration !== undefined) writeSettings(account.db, declaration.settings ?? {})
    if (account.db.value<number>('SELECT EXISTS (SELECT 1 FROM resource)') === 1) return
    fill(account, { ...origin, ...(declaration?.fixture && { fixture: declaration.fixture }) })
  })
}

function createAccount(id: string, { dataDir, clock, seed }: AccountsOptions): Account {
  return {
    id,
    db: openDatabase(dataDir === undefined ? undefined : join(dataDir, `${id}.sqlite`)),
    clock: createClock(clock),
    ids: createIds(seed === undefined ? undefined : `${seed}:${id}`),
    windows: new Map(),
  }
}

function fileExists(dataDir: string | undefined, companyId: string): boolean {
  return dataDir !== undefined && /^\w{6}$/.test(companyId) && existsSync(join(dataDir, `${companyId}.sqlite`))
}

function indexDeclared(declared: readonly DeclaredAccount[] | undefined) {
  if (declared === undefined) return undefined
  const byId = new Map(declared.map((account) => [account.id, account]))
  const byKey = new Map(declared.flatMap((account) => Object.keys(account.keys).map((key) => [key, account])))
  return { byId, byKey }
}

function scopesOf(given: 'full' | 'read-only' | readonly string[]): Access['scopes'] {
  if (given === 'full') return 'all'
  if (given === 'read-only') return readOnly
  return new Set(given)
}

/** Every scope that ends in `:read`, also those of groups still to come. */
const readOnly: ReadonlySet<string> = Object.assign(new Set<string>(), {
  has: (scope: string) => scope.endsWith(':read'),
})
