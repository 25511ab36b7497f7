import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createClock, type Clock, type ClockOptions } from './clock.ts'
import { openDatabase, type Db } from './database.ts'
import type { DeclaredAccount } from './declared-accounts.ts'
import { accountIdOf, createIds, type Ids } from './ids.ts'
import { renameAccount } from './new-account.ts'
import { accountIdIn, findTokenGrant } from './oauth.ts'
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

/** What a private key or an access token opens: an account, with all scopes or with these. */
export interface Access {
  account: Account
  scopes: 'all' | ReadonlySet<string>
  /** The OAuth app that an access token was given to. */
  clientId?: string
}

/** Where a new account comes from. */
export type Origin = { privateKey?: string } & Pick<Partial<DeclaredAccount>, 'fixture' | 'account'>

export interface AccountsOptions {
  /** Folder for the databases, which exists; left out, accounts live in memory. */
  dataDir?: string
  /** Only these accounts and keys exist; left out, every new `pk_…` key opens an account of its own. */
  declared?: readonly DeclaredAccount[]
  clock?: ClockOptions
  seed?: string
  /** Keys whose accounts exist before their first use, so that they can be found by company. */
  wellKnownKeys?: readonly string[]
  /** Fills an account that was just made. Its fixture and what it tells of itself are the declared ones, if any. */
  fill: (account: Account, origin: Origin) => void
}

export interface Accounts {
  findByKey(privateKey: string): Access | undefined
  /** What an access token opens, as long as it lives. */
  findByToken(accessToken: string): Access | undefined
  findByCompany(companyId: string): Account | undefined
  /**
   * Makes a copy of a key's account under a new key: same content, time and ids to come, and nothing shared. Throws when
   * the new key has an account already, or where only declared accounts exist.
   */
  fork(privateKey: string, newKey: string): void
  /** Deletes the account of a key, its file too; the key's next use opens a new one. */
  delete(privateKey: string): void
  /** Moves the clock of every open account ahead. */
  advance(ms: number): void
  close(): void
}

/** The accounts of one sandbox. Accounts are opened on first use and never see each other. */
export function createAccounts(options: AccountsOptions): Accounts {
  const declared = indexDeclared(options.declared)
  const { open, openAccount, accessByKey, findByKey } = createRegister(options, declared)
  const findByCompany = (companyId: string): Account | undefined => {
    const known = open.get(companyId)
    if (known !== undefined) return known
    const wellKnown = options.wellKnownKeys?.find((key) => accountIdOf(key) === companyId)
    if (declared === undefined && wellKnown !== undefined) return openAccount(companyId, { privateKey: wellKnown })
    const exists = declared?.byId.has(companyId) ?? fileExists(options.dataDir, companyId)
    return exists ? openAccount(companyId, {}) : undefined
  }
  return {
    findByKey,
    findByToken(accessToken) {
      const account = findByCompany(accountIdIn(accessToken))
      const grant = account && findTokenGrant(account, accessToken)
      return grant && { account, scopes: new Set(grant.scope.split(' ')), clientId: grant.client_id }
    },
    findByCompany,
    fork(privateKey, newKey) {
      if (declared !== undefined) throw new Error('where accounts are declared, none can be added')
      const source = findByKey(privateKey)?.account
      if (source === undefined || !newKey.startsWith('pk_')) throw new Error('a private key begins with pk_')
      const id = accountIdOf(newKey)
      if (open.has(id) || fileExists(options.dataDir, id)) throw new Error('the new key has an account already')
      open.set(id, copyAccount(source, id, options))
    },
    delete(privateKey) {
      const account = findByKey(privateKey)?.account
      if (account === undefined) return
      open.delete(account.id)
      for (const [key, access] of accessByKey) if (access.account === account) accessByKey.delete(key)
      deleteAccount(account, options)
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

/** The accounts that are open, by id and by key. */
function createRegister(options: AccountsOptions, declared: ReturnType<typeof indexDeclared>) {
  const open = new Map<string, Account>()
  const accessByKey = new Map<string, Access>()

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

  const findByKey = (privateKey: string): Access | undefined => {
    const known = accessByKey.get(privateKey)
    if (known !== undefined || !privateKey.startsWith('pk_')) return known
    const access = accessOf(privateKey)
    if (access !== undefined) accessByKey.set(privateKey, access)
    return access
  }

  return { open, openAccount, accessByKey, findByKey }
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
    fill(account, { ...origin, ...declaration })
  })
}

function createAccount(id: string, options: AccountsOptions): Account {
  const { clock, seed } = options
  return {
    id,
    db: openDatabase(fileOf(id, options)),
    clock: createClock(clock),
    ids: createIds(seed === undefined ? undefined : `${seed}:${id}`),
    windows: new Map(),
  }
}

function copyAccount(source: Account, id: string, options: AccountsOptions): Account {
  const account: Account = {
    id,
    db: source.db.copy(fileOf(id, options)),
    clock: source.clock.copy(),
    ids: source.ids.copy(),
    windows: new Map(),
  }
  renameAccount(account, source.id)
  return account
}

function deleteAccount({ id, db }: Account, options: AccountsOptions): void {
  db.close()
  const file = fileOf(id, options)
  if (file !== undefined) for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** The file of an account's database; undefined where accounts live in memory. */
function fileOf(id: string, { dataDir }: AccountsOptions): string | undefined {
  return dataDir === undefined ? undefined : join(dataDir, `${id}.sqlite`)
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
