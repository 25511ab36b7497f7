import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import { linkedFrom, linkedTo, nameColumn, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

/*
 * Items, variants and categories of the catalog: rows of `resource`. Links lead from a variant to its item (`item`) and
 * from a category to its items (`items`); the position of the latter is the time at which the item was created, so that
 * a category's items come from an index in that order.
 */

const titleColumn: Column = { sql: `ifnull(r.attributes ->> '$.title', '')` }
const publishedColumn: Column = { sql: `r.attributes ->> '$.published'`, kind: 'boolean' }

const itemsIn = `type = 'catalog-category' AND k.relationship = 'items' AND k.to_type = 'catalog-item'`
const variantsOf = `to_type = 'catalog-item' AND k.type = 'catalog-variant' AND k.relationship = 'item'`

/** Oldest first: Observed of items, recorded bodies. */
const oldestFirst = { field: 'created' }

/** All items. */
export const itemSelection = resourcesOf(
  'catalog-item',
  {
    ids: { sql: 'r.id' },
    title: titleColumn,
    published: publishedColumn,
    'category.id': {
      within: { key: 'r.id', select: `SELECT k.to_id FROM linkage k WHERE k.${itemsIn} AND`, sql: 'k.id' },
    },
  },
  oldestFirst,
)

/** All variants. */
export const variantSelection = resourcesOf(
  'catalog-variant',
  {
    ids: { sql: 'r.id' },
    title: titleColumn,
    published: publishedColumn,
    sku: { sql: `r.attributes ->> '$.sku'` },
    'item.id': {
      within: { key: 'r.id', select: `SELECT k.id FROM linkage k WHERE k.${variantsOf} AND`, sql: 'k.to_id' },
    },
  },
  oldestFirst,
)

/** All categories. */
export const categorySelection = resourcesOf(
  'catalog-category',
  {
    ids: { sql: 'r.id' },
    name: nameColumn,
    'item.id': { within: { key: 'r.id', select: `SELECT k.id FROM linkage k WHERE k.${itemsIn} AND`, sql: 'k.to_id' } },
  },
  oldestFirst,
)

/** The items of a category (its id is the parameter). */
export const itemsOfCategory: Selection = {
  ...itemSelection,
  from: `linkage l JOIN resource r ON r.type = 'catalog-item' AND r.id = l.to_id`,
  where: `l.type = 'catalog-category' AND l.id = ? AND l.relationship = 'items' AND l.to_type = 'catalog-item'`,
  id: 'l.to_id',
  fields: { ...itemSelection.fields, id: { sql: 'l.to_id' }, created: { sql: 'l.position', kind: 'time' } },
}

/** The categories that an item (its id is the parameter) is in. */
export const categoriesOfItem = below(categorySelection, 'catalog-category', 'items')

/** The variants of an item (its id is the parameter). */
export const variantsOfItem = below(variantSelection, 'catalog-variant', 'item')

/** The item of a variant (its id is the parameter). */
export const itemOfVariant = linkedFrom('catalog-variant', 'item', 'catalog-item')

/** What of a selection is linked to an item: CROSS, so that SQLite begins at the links. */
function below(selection: Selection, type: string, relationship: string): Selection {
  const { from, where } = linkedTo(type, relationship, 'catalog-item')
  return { ...fewOf(selection), from: from.replace('JOIN', 'CROSS JOIN'), ...(where !== undefined && { where }) }
}

/** A selection of which few rows are asked for: SQLite finds them first and sorts them then, because of the plus. */
export function fewOf(selection: Selection): Selection {
  return { ...selection, fields: { ...selection.fields, created: { sql: '+r.created', kind: 'time' } } }
}

/** Puts an item into a category; where it is already, it stays. */
export function addToCategory(db: Db, categoryId: string, itemId: string): void {
  db.run(
    /* sql */ `
    INSERT OR IGNORE INTO linkage (type, id, relationship, to_type, to_id, position)
    SELECT 'catalog-category', ?, 'items', r.type, r.id, r.created
    FROM resource r WHERE r.type = 'catalog-item' AND r.id = ?`,
    ...[categoryId, itemId],
  )
}

export function isInCategory(db: Db, categoryId: string, itemId: string): boolean {
  const sql = `SELECT 1 FROM linkage k WHERE k.${itemsIn} AND k.id = ? AND k.to_id = ?`
  return db.value(sql, categoryId, itemId) !== undefined
}

export function removeFromCategory(db: Db, categoryId: string, itemId: string): void {
  db.run(`DELETE FROM linkage AS k WHERE k.${itemsIn} AND k.id = ? AND k.to_id = ?`, categoryId, itemId)
}

/** Empties a category. */
export function removeItems(db: Db, categoryId: string): void {
  db.run(`DELETE FROM linkage AS k WHERE k.${itemsIn} AND k.id = ?`, categoryId)
}

/** Takes an item out of all categories. */
export function removeFromCategories(db: Db, itemId: string): void {
  db.run(`DELETE FROM linkage AS k WHERE k.${itemsIn} AND k.to_id = ?`, itemId)
}
