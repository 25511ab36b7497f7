import type { Db } from '../../src/store/database.ts'
import { readPage, type PageRequest, type Selection } from '../../src/store/selection.ts'

/** The steps by which SQLite finds one page of a selection, a line for each. */
export function planOf(db: Db, selection: Selection, request: PageRequest): string {
  let plan = ''
  const all = (sql: string, ...values: never[]) => {
    plan = db
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
      .map(({ detail }) => detail)
      .join('\n')
    return []
  }
  readPage({ ...db, all } as Db, selection, { size: 20, ...request })
  return plan
}
