import Database from 'better-sqlite3'
import { writeFileSync } from 'node:fs'
import { refuseNewer } from './data-folder.ts'
import { migrations } from './migrations.ts'
import { defineFunctions } from './sql-functions.ts'

export type Sqlite = Database.Database
export type Value = string | number | bigint | null

/**
 * One account's database: statements are prepared once and kept. The text of a statement is its name, so it must not
 * contain values. All calls are synchronous; errors of SQLite are thrown as they are.
 */
export interface Db {
  get<Row>(sql: string, ...values: Value[]): Row | undefined
  all<Row>(sql: string, ...values: Value[]): Row[]
  /** The first column of the first row. */
  value<T>(sql: string, ...values: Value[]): T | undefined
  run(sql: string, ...values: (Value | Buffer)[]): { changes: number }
  /** All or nothing: a throw inside rolls back. May be nested. */
  transaction<T>(work: () => T): T
  /** The whole content as the bytes of a database file. */
  image(): Buffer
  /** Notes every statement from here on, until it is given undefined. */
  trace(into: Statement[] | undefined): void
  close(): void
  raw: Sqlite
}

/** A statement that was run: its text, its values in short, and how many rows it gave or changed. */
export interface Statement {
  sql: string
  values: readonly Value[]
  rows: number
}

/** Opens (or creates) a database and brings it to the newest schema. `undefined` = in memory. */
export function openDatabase(file?: string): Db {
  return openSqlite(new Database(file ?? ':memory:'), file !== undefined)
}

/** Statements that a trace has at most, and characters of each value: a trace is kept, and must not keep what is large. */
const MOST_TRACED = 200
const LONGEST_TRACED = 200

function shortened(value: Value | Buffer): Value {
  if (Buffer.isBuffer(value)) return `${value.length} bytes`
  return typeof value === 'string' && value.length > LONGEST_TRACED ? `${headOf(value, LONGEST_TRACED)}…` : value
}

/** The beginning of a text, as one of its own: a slice would keep the whole text alive. */
export const headOf = (text: string, length: number): string => Buffer.from(text.slice(0, length)).toString()

/** Opens the content of an image in a database of its own: in a new file, or in memory. Throws when it is none. */
export function openImage(image: Buffer, file?: string): Db {
  if (file === undefined) return openSqlite(new Database(image), false)
  writeFileSync(file, image, { flag: 'wx', flush: true } as object)
  return openDatabase(file)
}

function openSqlite(sqlite: Sqlite, isFile: boolean): Db {
  if (isFile) {
    sqlite.pragma('journal_mode = WAL')
    // FULL, because an acknowledged write must outlive not only the process but also the machine.
    sqlite.pragma('synchronous = FULL')
  }
  sqlite.pragma('cache_size = -65536')
  sqlite.function('slug', { deterministic: true }, slugOf)
  defineFunctions(sqlite)
  migrate(sqlite)
  return wrap(sqlite)
}

/** A name as the last part of a webhook topic. Observed, events §6. */
const slugOf = (name: unknown): string =>
  String(name)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '_')

function migrate(sqlite: Sqlite): void {
  const version = sqlite.pragma('user_version', { simple: true }) as number
  refuseNewer(version, 'this account')
  if (version === migrations.length) return
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    sqlite.transaction(() => {
      sqlite.exec(sql)
      sqlite.pragma(`user_version = ${index + 1}`)
    })()
  }
  // Out of the log and into the file, where the next start looks for the version.
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
}

function wrap(sqlite: Sqlite): Db {
  const statements = new Map<string, Database.Statement>()
  const plucked = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql)
    if (statement === undefined) statements.set(sql, (statement = sqlite.prepare(sql)))
    return statement
  }
  // Made once: better-sqlite3 builds four functions for each transaction function.
  const inTransaction = sqlite.transaction((work: () => unknown) => work())
  const pluckedOf = (sql: string): Database.Statement => {
    let statement = plucked.get(sql)
    if (statement === undefined) plucked.set(sql, (statement = sqlite.prepare(sql).pluck()))
    return statement
  }
  let traced: Statement[] | undefined
  const noted = <Result>(sql: string, values: readonly (Value | Buffer)[], result: Result, rows: number): Result => {
    if (traced!.length < MOST_TRACED) traced!.push({ sql, values: values.map(shortened), rows })
    return result
  }
  return {
    get<Row>(sql: string, ...values: Value[]) {
      const row = prepared(sql).get(...values) as Row | undefined
      return traced === undefined ? row : noted(sql, values, row, row === undefined ? 0 : 1)
    },
    all<Row>(sql: string, ...values: Value[]) {
      const rows = prepared(sql).all(...values) as Row[]
      return traced === undefined ? rows : noted(sql, values, rows, rows.length)
    },
    value<T>(sql: string, ...values: Value[]) {
      const value = pluckedOf(sql).get(...values) as T | undefined
      return traced === undefined ? value : noted(sql, values, value, value === undefined ? 0 : 1)
    },
    run(sql, ...values) {
      const result = prepared(sql).run(...values)
      return traced === undefined ? result : noted(sql, values, result, result.changes)
    },
    transaction: <T>(work: () => T) => inTransaction(work) as T,
    image() {
      const bytes = sqlite.serialize()
      // In the header, "journal is a WAL" (2) becomes "no WAL" (1): in memory there is none, and a file begins one itself.
      bytes[18] = 1
      bytes[19] = 1
      return bytes
    },
    trace(into) {
      traced = into
    },
    close: () => void sqlite.close(),
    raw: sqlite,
  }
}

/** How many rows a table has. */
export const countRows = (db: Db, table: 'profile' | 'event'): number =>
  db.value<number>(`SELECT count(*) FROM ${table}`)!

/** How SQLite goes about a statement: the lines of its plan, and the rows of each table that it walks as a whole. */
export function planOf(
  db: Db,
  { sql, values }: Statement,
): { plan: string[]; walked: { table: string; rows: number }[] } {
  const lines = db.raw.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
  const plan = lines.map(({ detail }) => detail)
  const tables = plan.flatMap((line) => /^SCAN (\w+)/.exec(line)?.[1] ?? [])
  return { plan, walked: tables.flatMap((table) => rowsOf(db, table, sql)) }
}

function rowsOf(db: Db, alias: string, sql: string): { table: string; rows: number }[] {
  const named = new RegExp(`(?:FROM|JOIN|,)\\s+(\\w+)\\s+(?:AS\\s+)?${alias}\\b`, 'i').exec(sql)?.[1]
  const tables = [named, alias].filter((name) => name !== undefined)
  const found = tables.find((name) => db.value("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", name))
  return found === undefined ? [] : [{ table: found, rows: db.value<number>(`SELECT count(*) FROM ${found}`)! }]
}
