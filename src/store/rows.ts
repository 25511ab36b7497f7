import type { Db, Value } from './database.ts'

/*
 * The rows of an account as an export carries them, so that what no readable form tells is not lost. JSON stands as
 * JSON, bytes as base64, the account's own id as `@account`.
 */

/** Rows by table; a row by column. */
export type Rows = Readonly<Record<string, readonly Row[]>>
export type Row = Readonly<Record<string, unknown>>

interface Table {
  /** Columns of JSON. */
  json?: readonly string[]
  bytes?: readonly string[]
  /** Columns that may hold the id of the account. */
  account?: readonly string[]
  /** Without it, `seq` is given out anew, in the same order. */
  seq?: true
  /** Which rows; left out, all. */
  where?: string
  order?: string
}

/** Types that have a readable form. */
const READABLE = `('account', 'list', 'metric')`

/** The tables whose rows are carried as they are. */
export const carriedTables: Readonly<Record<string, Table>> = {
  resource: { json: ['attributes', 'internal'], account: ['id'], where: `type NOT IN ${READABLE}` },
  linkage: { account: ['id', 'to_id'], order: 'type, id, relationship, position, to_type, to_id' },
  membership: {
    where: `group_id NOT IN (SELECT id FROM resource WHERE type = 'list')`,
    order: 'group_id, profile_id',
  },
  past_membership: {},
  push_token: { json: ['attributes'] },
  coupon_code: { json: ['attributes'] },
  image_file: { bytes: ['bytes'], order: 'name' },
  web_feed_content: { json: ['content'], order: 'feed_id' },
  data_source_record: { json: ['record'], seq: true },
  object_schema: {},
  object_relationship: {},
  object_record: { json: ['properties'], order: 'id' },
  object_record_link: { order: 'relationship_id, record_id, related_id' },
  object_ingestion_log: { json: ['attributes'], order: 'id' },
  schedule: { json: ['payload'], seq: true },
  sequence: { order: 'name' },
}

/** The tables that other parts of an export tell of. */
export const readableTables: readonly string[] = ['profile', 'identifier', 'suppression', 'event', 'setting']

/** The tables that no export carries: secrets, what waits to be worked out, what is the same in every account, its clock. */
export const uncarriedTables: readonly string[] = [
  ...['oauth_code', 'oauth_grant', 'oauth_token'],
  ...['changed_profile', 'touch_window', 'sandbox_state'],
]

const ACCOUNT = '@account'

/** The rows of the carried tables; a table without any is left out. */
export function readRows(db: Db, accountId: string): Rows {
  const tables = Object.entries(carriedTables).map(([name, table]) => {
    const { where = 'true', order = 'seq' } = table
    const rows = db.all<Record<string, Value | Buffer>>(`SELECT * FROM ${name} WHERE ${where} ORDER BY ${order}`)
    return [name, rows.map((row) => carried(row, table, accountId))] as const
  })
  return Object.fromEntries(tables.filter(([, rows]) => rows.length > 0))
}

function carried(row: Readonly<Record<string, Value | Buffer>>, table: Table, accountId: string): Row {
  const columns = Object.entries(row).filter(([name, value]) => {
    return (name !== 'seq' || table.seq) && !(name === 'internal' && value === '{}')
  })
  return Object.fromEntries(
    columns.map(([name, value]) => {
      if (value !== null && table.json?.includes(name)) return [name, JSON.parse(value as string) as unknown]
      if (table.bytes?.includes(name)) return [name, (value as Buffer).toString('base64')]
      return [name, value === accountId && table.account?.includes(name) ? ACCOUNT : value]
    }),
  )
}

/** Inserts carried rows; throws, with `<table>/<index>` first, when a table or column is unknown or a row is taken. */
export function insertRows(db: Db, rows: Rows, accountId: string): void {
  for (const [name, list] of Object.entries(rows)) {
    const table = Object.hasOwn(carriedTables, name) ? carriedTables[name] : undefined
    if (table === undefined) throw new Error(`${name}: is unknown; known are ${Object.keys(carriedTables).join(', ')}`)
    for (const [index, row] of list.entries()) {
      try {
        insertRow(db, name, stored(row, table, accountId))
      } catch (error) {
        throw new Error(`${name}/${index}: ${(error as Error).message}`, { cause: error })
      }
    }
  }
}

function stored(row: Row, table: Table, accountId: string): [name: string, value: Value | Buffer][] {
  return Object.entries(row).map(([name, value]) => {
    if (value !== null && table.json?.includes(name)) return [name, JSON.stringify(value)]
    if (table.bytes?.includes(name)) return [name, Buffer.from(String(value), 'base64')]
    return [name, value === ACCOUNT && table.account?.includes(name) ? accountId : (value as Value)]
  })
}

function insertRow(db: Db, table: string, row: readonly [name: string, value: Value | Buffer][]): void {
  const strange = row.find(([name]) => !/^[a-z_]+$/.test(name))
  if (strange !== undefined) throw new Error(`no column '${strange[0]}'`)
  const names = row.map(([name]) => name)
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
  db.run(sql, ...row.map(([, value]) => value))
}

/** What a new account holds by itself, beside its own record. */
const BORN = `('tag-group', 'metric', 'mapped-metric', 'brand-email-default', 'brand-voice', 'brand-logo', 'brand-button',
  'brand-social-group')`

/** Whether an account holds anything that it was not born with, as far as profiles, events and types of resources tell. */
export function isFilled(db: Db): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM profile) OR EXISTS (SELECT 1 FROM event)
    OR EXISTS (SELECT 1 FROM resource WHERE type <> 'account' AND type NOT IN ${BORN})`
  return db.value<number>(sql) === 1
}

/** Takes away what an account was born with, save its own record. */
export function deleteBorn(db: Db): void {
  db.run('DELETE FROM linkage')
  db.run(`DELETE FROM resource WHERE type <> 'account'`)
}
