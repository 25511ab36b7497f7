import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Db } from '../../src/store/database.ts'
import type { FilterTerm } from '../../src/store/filter-sql.ts'
import { readPage } from '../../src/store/selection.ts'
import { translationSelection } from '../../src/store/translations.ts'

let db: Db
beforeAll(() => void (db = openDatabase()))
afterAll(() => db.close())

it.each([
  ['channel', /^SEARCH r USING INDEX translation_channel \(<expr>=\? AND id>\?\)/],
  ['resource_type', /^SEARCH r USING INDEX translation_type \(<expr>=\? AND id>\?\)/],
  ['related_resource_id', /SEARCH l USING .*INDEX linkage_reverse \(to_type=\? AND to_id=\? AND type=\?\)/],
])('a page of translations by %s seeks in an index', (field, expected) => {
  let plan = ''
  const all = (sql: string, ...values: never[]) => {
    plan = db
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
      .map(({ detail }) => detail)
      .join('\n')
    return []
  }
  const term: FilterTerm = { operator: 'equals', field, values: [{ kind: 'string', text: 'a' }] }
  readPage({ ...db, all } as Db, translationSelection, { terms: [term], size: 20, from: { value: 'a', id: 'a' } })
  expect(plan).toMatch(expected)
})
