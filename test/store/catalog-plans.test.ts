import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  categoriesOfItem,
  fewOf,
  itemSelection,
  itemsOfCategory,
  variantSelection,
  variantsOfItem,
} from '../../src/store/catalogs.ts'
import { openDatabase, type Db } from '../../src/store/database.ts'
import type { FilterTerm } from '../../src/store/filter-sql.ts'
import { planOf } from './plans.ts'

let db: Db
beforeEach(() => (db = openDatabase()))
afterEach(() => db.close())

const term = (field: string, value: FilterTerm['values'][number]): FilterTerm => ({
  operator: 'equals',
  field,
  values: [value],
})
const published = term('published', { kind: 'boolean', boolean: true })
const sku = term('sku', { kind: 'string', text: 'a' })
const contains: FilterTerm = { operator: 'contains', field: 'title', values: [{ kind: 'string', text: 'a' }] }
const from = { value: 1, id: 'b' }

it.each([
  ['items', itemSelection, {}, 'resource_created (type=? AND (created,id)>(?,?))'],
  ['items by title', itemSelection, { terms: [contains] }, 'resource_created (type=? AND (created,id)>(?,?))'],
  [
    'published items',
    itemSelection,
    { terms: [published] },
    'catalog_item_published (<expr>=? AND (created,id)>(?,?))',
  ],
  ['published variants', variantSelection, { terms: [published] }, 'catalog_variant_published (<expr>=? AND '],
  ['variants by sku', variantSelection, { terms: [sku] }, 'catalog_variant_sku (<expr>=? AND (created,id)>(?,?))'],
  [
    'items of a category',
    itemsOfCategory,
    { parents: ['a'] },
    'linkage_order (type=? AND id=? AND relationship=? AND ',
  ],
] as const)('a page of %s comes from an index in its order', (_, selection, request, index) => {
  for (const sort of [{ field: 'created' }, { field: 'created', descending: true }]) {
    const plan = planOf(db, selection, { ...request, from, sort })
    expect(plan).toContain(sort.descending ? index.replace('>(', '<(') : index)
    expect(plan).not.toContain('TEMP B-TREE')
  }
})

it.each([
  [
    'by ids',
    fewOf(itemSelection),
    { terms: [{ operator: 'any', field: 'ids', values: [{ kind: 'string', text: 'a' }] }] },
    'sqlite_autoindex_resource_1 (type=? AND id=?)',
  ],
  [
    'categories of an item',
    categoriesOfItem,
    { parents: ['a'] },
    'linkage_reverse (to_type=? AND to_id=? AND type=? AND relationship=?)',
  ],
  [
    'variants of an item',
    variantsOfItem,
    { parents: ['a'] },
    'linkage_reverse (to_type=? AND to_id=? AND type=? AND relationship=?)',
  ],
] as const)('a few are found by an index, then put in order: %s', (_, selection, request, index) => {
  expect(planOf(db, selection, request as never)).toContain(index)
})
