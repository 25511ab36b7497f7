import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { keptClock } from './account-images.ts'
import type { Access, Account, AccountsOptions, OpenAccount, Origin } from './accounts.ts'
import { clockFrom, createClock, systemMs, type Clock } from './clock.ts'
import { openDatabase, type Db } from './database.ts'
import type { DeclaredAccount } from './declared-accounts.ts'
import { accountIdOf, createIds } from './ids.ts'
import { writeSettings } from './settings.ts'

/** The accounts that are open, by id and by key. */
export interface Register {
  options: AccountsOptions
  declared: ReturnType<typeof indexDeclared>
  /** What accounts begin with. */
  clock: Clock
  /** Told of accounts whose filling was long. */
  filled: (account: Account) => void
  open: Map<string, OpenAccount>
  accessByKey: Map<string, Access>
  /** Keys of accounts that expired: they open nothing any more. */
  expired: Set<string>
  /** Milliseconds of the system's clock before which no account expires. */
  nextExpiry: number
}

/** An empty register. */
export function createRegister(options: AccountsOptions, clock: Clock, filled: Register['filled']): Register {
  return {
    options,
    declared: indexDeclared(options.declared),
    clock,
    filled,
    open: new Map(),
    accessByKey: new Map(),
    expired: new Set(),
    nextExpiry: Number.POSITIVE_INFINITY,
  }
}

/** The account of an id; it is opened, and made and filled when it is new. */
export function openAccount(register: Register, id: string, origin: Origin): Account {
  const { options, open, declared, clock } = register
  const known = open.get(id)
  if (known !== undefined) return known.account
  const declaration = declared?.byId.get(id)
  const account = blankAccount(id, openDatabase(fileOf(id, options)), options, clock)
  const given = { ...origin, ...declaration }
  try {
    // At every opening, not only the first: the keys file may have changed since.
    const settings = declaration && (declaration.settings ?? {})
    if (fillAccount(account, given, settings, options)) register.filled(account)
  } catch (error) {
    account.db.close() // nobody else will: the account is not among the open ones
    throw error
  }
  const { privateKey: key } = origin
  open.set(id, { account, origin: given, ...(key !== undefined && { key }) })
  return account
}

/** What a private key opens; undefined for nothing. */
export function findAccess(register: Register, privateKey: string): Access | undefined {
  dropExpired(register)
  const { accessByKey } = register
  const known = accessByKey.get(privateKey)
  if (known !== undefined || !privateKey.startsWith('pk_')) return known
  warnOfLiveKey(register, privateKey)
  const access = accessOf(register, privateKey)
  if (access !== undefined) accessByKey.set(privateKey, access)
  return access
}

/** Klaviyo's own keys have 34 hexadecimal digits, newer ones behind the id of their account. Observed form, protocol §1. */
const LIVE_KEY = /^pk_(\w{6}_)?[0-9a-f]{34}$/

/** Who sends a live key here may send test data to the live account elsewhere. The key itself is not told. */
function warnOfLiveKey({ options, declared }: Register, privateKey: string): void {
  if (declared?.byKey.has(privateKey) || !LIVE_KEY.test(privateKey)) return
  options.warn?.(
    `the key …${privateKey.slice(-4)} looks like one of a live Klaviyo account; use one of your own making here, such as pk_test`,
  )
}

function accessOf(register: Register, privateKey: string): Access | undefined {
  const { declared, expired } = register
  const declaration = declared?.byKey.get(privateKey)
  if (declaration !== undefined) {
    const scopes = scopesOf(declaration.keys[privateKey]!)
    return { account: openAccount(register, declaration.id, { privateKey }), scopes }
  }
  if (declared !== undefined || expired.has(privateKey)) return undefined
  return { account: openAccount(register, accountIdOf(privateKey), { privateKey }), scopes: 'all' }
}

/** Closes an account and deletes its file. */
export function dropAccount({ options, open, accessByKey }: Register, account: Account): void {
  open.delete(account.id)
  for (const [key, access] of accessByKey) if (access.account === account) accessByKey.delete(key)
  account.db.close()
  deleteFile(fileOf(account.id, options))
}

/** Sets when an account ends, milliseconds of the system's clock. */
export function expireAccount(register: Register, opened: OpenAccount, at: number): void {
  opened.expires = at
  register.nextExpiry = Math.min(register.nextExpiry, at)
}

/** Drops the accounts whose time is over. */
export function dropExpired(register: Register): void {
  if (register.nextExpiry === Number.POSITIVE_INFINITY) return
  const now = systemMs()
  if (now < register.nextExpiry) return
  for (const { account, key, expires } of [...register.open.values()]) {
    if (expires === undefined || expires > now) continue
    if (key !== undefined) register.expired.add(key)
    dropAccount(register, account)
  }
  const left = [...register.open.values()].map(({ expires = Number.POSITIVE_INFINITY }) => expires)
  register.nextExpiry = Math.min(Number.POSITIVE_INFINITY, ...left)
}

/** Empties an account and fills it as it was at first. */
export function refillAccount({ options, declared }: Register, { account, origin }: OpenAccount): void {
  const file = fileOf(account.id, options)
  account.db.close()
  deleteFile(file)
  const { db, clock, ids } = blankAccount(account.id, openDatabase(file), options, createClock(options.clock))
  Object.assign(account, { db, clock, ids })
  account.windows.clear()
  const settings = declared && (declared.byId.get(account.id)?.settings ?? {})
  fillAccount(account, origin, settings, options)
}

/** Applies the declared settings, and fills an account that is new; gives whether that was long. */
function fillAccount(
  account: Account,
  origin: Origin,
  settings: DeclaredAccount['settings'] | undefined,
  { fill }: AccountsOptions,
): boolean {
  return account.db.transaction(() => {
    if (settings !== undefined) writeSettings(account.db, settings)
    if (!isNew(account.db)) return false
    return fill(account, origin)
  })
}

/** An account over a database. Its clock goes on where it was when the database was used last, if it was ever set. */
export function blankAccount(id: string, db: Db, { seed }: AccountsOptions, clock: Clock): Account {
  const state = keptClock(db)
  return {
    id,
    db,
    clock: state === undefined ? clock.copy() : clockFrom(state),
    ids: createIds(seed === undefined ? undefined : `${seed}:${id}${placeOf(db)}`),
    windows: new Map(),
  }
}

const isNew = (db: Db): boolean => db.value<number>('SELECT EXISTS (SELECT 1 FROM resource)') === 0

/** How far an account is: ids that are repeatable must not be those of the last time it was open. */
function placeOf(db: Db): string {
  if (isNew(db)) return ''
  const rows = ['resource', 'profile', 'event'].map((table) => db.value<number>(`SELECT max(seq) FROM ${table}`) ?? 0)
  return `:${rows.join('-')}`
}

function deleteFile(file: string | undefined): void {
  if (file !== undefined) for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** The file of an account's database; undefined where accounts live in memory. */
export function fileOf(id: string, { dataDir }: Pick<AccountsOptions, 'dataDir'>): string | undefined {
  return dataDir === undefined ? undefined : join(dataDir, `${id}.sqlite`)
}

/** Ids of the accounts that have a file. */
export function filesIn(dataDir: string | undefined): string[] {
  if (dataDir === undefined) return []
  return readdirSync(dataDir).flatMap((name) => /^(\w{6})\.sqlite$/.exec(name)?.[1] ?? [])
}

export function fileExists(dataDir: string | undefined, companyId: string): boolean {
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
