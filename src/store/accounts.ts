import { join } from 'node:path'
import { imageOf, putImage, settleIn } from './account-images.ts'
import {
  createRegister,
  dropAccount,
  dropExpired,
  expireAccount,
  fileExists,
  fileOf,
  filesIn,
  findAccess,
  openAccount,
  refillAccount,
  type Register,
} from './account-register.ts'
import { createClock, systemMs, type Clock, type ClockOptions } from './clock.ts'
import { openImage, type Db } from './database.ts'
import type { DeclaredAccount } from './declared-accounts.ts'
import { accountIdOf, createIds, mintKey, type Ids } from './ids.ts'
import { accountIdIn, findTokenGrant } from './oauth.ts'
import { createSnapshots } from './snapshots.ts'

/** One Klaviyo account: its own database, clock, ids and rate-limit windows. */
export interface Account {
  /** Six characters; also the public key (`company_id`). */
  id: string
  db: Db
  clock: Clock
  ids: Ids
  /** Counters of the rate limits, by window. In memory: they outlive no restart. */
  windows: Map<string, Window[]>
  /** How limits are counted here, where that is not as the sandbox does. */
  limits?: OwnLimits
  /** What is to go wrong in the account. */
  mishaps?: Mishaps | undefined
}

/** Rate limits of one account: whether they refuse, and those of single operations (or parameters), by name. */
export interface OwnLimits {
  mode?: 'enforce' | 'headers' | 'off'
  byName?: Readonly<Record<string, { burst: number; steady: number; daily?: number }>>
}

/** Faults that happen to work rather than to a request; made from the rules of the control plane. */
export interface Mishaps {
  /** Whether work of this kind has to wait: it stays in progress. */
  stalls(kind: string): boolean
  /** Why a row of this kind of job fails; undefined when it does not. */
  failureOf(kind: string, index: number): { code: string; title: string; detail: string } | undefined
  /** Microseconds by which profiles join lists later than they were told to. */
  lateBy(): number
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

/** An account that is open, and what is known of it. */
export interface OpenAccount {
  account: Account
  /** A private key that opens it, once one was used. */
  key?: string
  origin: Origin
  /** Milliseconds since 1970, on the system's clock, after which it is deleted. */
  expires?: number
}

/** What an account is made of: of an image, or of a fixture by name. */
export type Beginning = { image: Buffer } | { fixture: string | undefined }

export interface AccountsOptions {
  /** Folder for the databases, which exists; left out, accounts live in memory. */
  dataDir?: string
  /** Only these accounts and keys exist; left out, every new `pk_…` key opens an account of its own. */
  declared?: readonly DeclaredAccount[]
  clock?: ClockOptions
  seed?: string
  /** Keys whose accounts exist before their first use, so that they can be found by company. */
  wellKnownKeys?: readonly string[]
  /** Told of keys that should not be here. */
  warn?: (text: string) => void
  /**
   * Fills an account that was just made. Its fixture and what it tells of itself are the declared ones, if any. Gives
   * whether it had much to do, so that a reset had better put back what came of it.
   */
  fill: (account: Account, origin: Origin) => boolean
}

export interface Accounts {
  findByKey(privateKey: string): Access | undefined
  /** What an access token opens, as long as it lives. */
  findByToken(accessToken: string): Access | undefined
  findByCompany(companyId: string): Account | undefined
  /** What is known of an account by its id, when it is open. */
  findOpen(id: string): OpenAccount | undefined
  /** The accounts that are open, in the order of their opening, and the ids of those that only have a file. */
  list(): { open: OpenAccount[]; closed: string[] }
  /** Makes an account; its key is minted when none is given. Throws when the key is none, or has an account already. */
  add(from: Beginning, as: { key?: string | undefined; lifetimeMs?: number | undefined }): OpenAccount
  /** Makes an account what it was after its seeding, or what an image says. */
  reset(account: Account, image?: Buffer): void
  /** From now on a reset comes back to what the account is now. */
  keepAsOrigin(account: Account): void
  /** Deletes an account, its file too; a key that was not minted opens a new one when it is used again. */
  delete(account: Account): void
  /** The clock that accounts begin with. */
  clock: Clock
  /** Lets accounts begin with the time that they began with at first. */
  resetClock(): void
  close(): void
}

/** The accounts of one sandbox. Accounts are opened on first use and never see each other. */
export function createAccounts(options: AccountsOptions): Accounts {
  const origins = createSnapshots(options.dataDir === undefined ? undefined : join(options.dataDir, 'origins'))
  const clock = createClock(options.clock)
  const keepAsOrigin = (account: Account): void => origins.save(account.id, imageOf(account))
  const register = createRegister(options, clock, keepAsOrigin)
  const { open } = register
  const keys = createKeys(register)
  const findByCompany = (companyId: string) => findCompany(register, companyId)
  return {
    findByKey: (key) => findAccess(register, key),
    findByToken(accessToken) {
      const account = findByCompany(accountIdIn(accessToken))
      const grant = account && findTokenGrant(account, accessToken)
      return grant && { account, scopes: new Set(grant.scope.split(' ')), clientId: grant.client_id }
    },
    findByCompany,
    findOpen: (id) => open.get(id),
    list() {
      dropExpired(register)
      return { open: [...open.values()], closed: filesIn(options.dataDir).filter((id) => !open.has(id)) }
    },
    add(from, { key = keys.mint(), lifetimeMs }) {
      dropExpired(register)
      const added = addAccount(register, keys.check(key), key, from)
      if ('image' in from) origins.save(added.account.id, from.image)
      if (lifetimeMs !== undefined) expireAccount(register, added, systemMs() + lifetimeMs)
      return added
    },
    reset(account, image = origins.find(account.id)) {
      if (image !== undefined) return putImage(account, image, fileOf(account.id, options))
      refillAccount(register, open.get(account.id)!)
    },
    keepAsOrigin,
    delete(account) {
      dropAccount(register, account)
      origins.delete(account.id)
    },
    clock,
    resetClock() {
      const state = createClock(options.clock).state()
      if ('frozen' in state) clock.freeze(state.frozen)
      else clock.follow()
    },
    close() {
      for (const { account } of open.values()) account.db.close()
      open.clear()
      register.accessByKey.clear()
    },
  }
}

function findCompany(register: Register, companyId: string): Account | undefined {
  dropExpired(register)
  const { options, declared, open } = register
  const known = open.get(companyId)
  if (known !== undefined) return known.account
  const wellKnown = options.wellKnownKeys?.find((key) => accountIdOf(key) === companyId)
  if (declared === undefined && wellKnown !== undefined) {
    return openAccount(register, companyId, { privateKey: wellKnown })
  }
  const exists = declared?.byId.has(companyId) ?? fileExists(options.dataDir, companyId)
  return exists ? openAccount(register, companyId, {}) : undefined
}

function addAccount(register: Register, id: string, key: string, from: Beginning): OpenAccount {
  const { options, clock, open, accessByKey } = register
  if ('image' in from) {
    // Clock and ids for an image that tells of neither, such as the file of an account in a data folder.
    const ids = createIds(options.seed === undefined ? undefined : `${options.seed}:${id}`)
    const db = openImage(from.image, fileOf(id, options))
    const account: Account = { id, db, clock: clock.copy(), ids, windows: new Map() }
    settleIn(account)
    open.set(id, { account, key, origin: {} })
  } else {
    openAccount(register, id, { privateKey: key, ...(from.fixture !== undefined && { fixture: from.fixture }) })
  }
  const added = open.get(id)!
  accessByKey.set(key, { account: added.account, scopes: 'all' })
  return added
}

/** Keys of accounts to come: `mint` makes one, `check` gives the id of its account and throws when that exists. */
function createKeys({ options, open }: Register): { mint: () => string; check: (key: string) => string } {
  const ids = createIds(options.seed === undefined ? undefined : `${options.seed}:keys`)
  const isTaken = (id: string): boolean => open.has(id) || fileExists(options.dataDir, id)
  const mint = (): string => {
    const key = mintKey(ids)
    return isTaken(accountIdOf(key)) ? mint() : key
  }
  return {
    mint,
    check(key) {
      if (!key.startsWith('pk_') || key.length < 4) throw new Error(`'${key}' is no private key: it begins with pk_`)
      const id = accountIdOf(key)
      if (isTaken(id)) throw new Error(`the key ${key} has an account already`)
      return id
    },
  }
}
