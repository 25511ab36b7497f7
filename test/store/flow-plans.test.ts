import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase, type Db } from '../../src/store/database.ts'
import type { FilterTerm } from '../../src/store/filter-sql.ts'
import { flowSelection } from '../../src/store/flow-selections.ts'
import { readPage, type PageRequest } from '../../src/store/selection.ts'

let db: Db
beforeEach(() => (db = openDatabase()))
afterEach(() => db.close())

/** The steps by which SQLite finds one page of flows. */
function planOf(request: PageRequest): string {
  let plan = ''
  const all = (sql: string, ...values: never[]) => {
    const steps = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    plan = steps.map(({ detail }) => detail).join('\n')
    return []
  }
  readPage({ ...db, all } as Db, flowSelection, { size: 50, ...request })
  return plan
}

it.each(['status', 'trigger_type', 'created', 'updated', 'name', 'id'])('a page by %s runs along an index', (field) => {
  for (const descending of [false, true]) {
    const plan = planOf({ sort: { field, descending } })
    expect(plan).toMatch(/^SEARCH r USING .*\(type=\?/)
    expect(plan).not.toContain('TEMP B-TREE')
  }
})

it.each<[string, FilterTerm['values'][number]]>([
  ['status', { kind: 'string', text: 'live' }],
  ['trigger_type', { kind: 'string', text: 'Metric' }],
  ['archived', { kind: 'boolean', boolean: false }],
])('a filter by %s seeks in an index', (field, value) => {
  const plan = planOf({ terms: [{ operator: 'equals', field, values: [value] }] })
  expect(plan).toMatch(new RegExp(`flow_${field} `))
})
