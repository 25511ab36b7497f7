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
  /** The same content in another database: in a new file, or in memory. */
  copy(file?: string): Db
  close(): void
  raw: Sqlite
}

/** Opens (or creates) a database and brings it to the newest schema. `undefined` = in memory. */
export function openDatabase(file?: string): Db {
  return openSqlite(new Database(file ?? ':memory:'), file !== undefined)
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
  return {
    get: <Row>(sql: string, ...values: Value[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: Value[]) => prepared(sql).all(...values) as Row[],
    value: <T>(sql: string, ...values: Value[]) => pluckedOf(sql).get(...values) as T | undefined,
    run: (sql, ...values) => prepared(sql).run(...values),
    transaction: <T>(work: () => T) => inTransaction(work) as T,
    copy(file) {
      const bytes = sqlite.serialize()
      if (file === undefined) return openSqlite(new Database(bytes), false)
      writeFileSync(file, bytes, { flag: 'wx' })
      return openDatabase(file)
    },
    close: () => void sqlite.close(),
    raw: sqlite,
  }
}
