import type { Db } from './database.ts'
import { findResource, linkColumn, resourceColumns, resourcesOf } from './resources.ts'
import type { Column } from './filter-sql.ts'
import type { Selection } from './selection.ts'

// Reviews are rows of `resource`; links lead to the catalog item and to the events that tell of them.

const attribute = (path: string): string => `r.attributes ->> '$.${path}'`

export const statusColumn: Column = { sql: attribute('status.value') }

const fields: Readonly<Record<string, Column>> = {
  rating: { sql: `ifnull(${attribute('rating')}, 0)`, kind: 'number' },
  status: statusColumn,
  review_type: { sql: attribute('review_type') },
  verified: { sql: attribute('verified'), kind: 'boolean' },
  content: { sql: attribute('content') },
  'item.id': {
    within: {
      key: 'r.id',
      select: `SELECT l.id FROM linkage l
        WHERE l.to_type = 'catalog-item' AND l.type = 'review' AND l.relationship = 'item' AND`,
      sql: 'l.to_id',
    },
  },
  smart_quote: { sql: attribute('smart_quote') },
  public_reply: { sql: attribute('public_reply') },
  media: { sql: `nullif(json_array_length(r.attributes, '$.images'), 0)` },
  incentivized: { sql: `(r.internal ->> '$.incentive_type' IS NOT NULL)`, kind: 'boolean' },
  edited: { sql: `ifnull(r.internal ->> '$.edited', 0)`, kind: 'boolean' },
}

/** All reviews, newest first: order Assumed, no recording has two. */
export const reviewSelection: Selection = {
  ...resourcesOf('review', fields, { field: 'created', descending: true }),
  columns: `${resourceColumns}, ${linkColumn('item', 'item_id')}`,
}

/** What everybody may see: published and featured ones. Assumed of a request that asks for no status. */
export const publicReviewSelection: Selection = {
  ...reviewSelection,
  where: `${reviewSelection.where} AND ${statusColumn.sql} IN ('published', 'featured')`,
}

/** The catalog item of a product: one of this shop, or one that was made through the API. */
export function findItemOf(db: Db, externalId: string, integrationKey: string) {
  for (const key of [`$${integrationKey}`, '$custom']) {
    const row = findResource(db, { type: 'catalog-item', id: `${key}:::$default:::${externalId}` })
    if (row !== undefined) return row
  }
  return undefined
}

/** Numbers of the public reviews since a time (microseconds), by product or together. */
export interface ReviewNumbers {
  product: string | null
  average_rating: number | null
  total_ratings: number
  total_reviews: number
  total_questions: number
  total_store_reviews: number
  average_store_rating: number | null
}

export function countReviews(db: Db, since: number, byProduct: boolean, products: readonly string[] | undefined) {
  const product = attribute('product.external_id')
  const isStore = `${attribute('review_type')} = 'store'`
  return db.all<ReviewNumbers>(
    `SELECT ${byProduct ? product : 'NULL'} AS product,
       avg(iif(${isStore}, NULL, ${attribute('rating')})) AS average_rating,
       count(iif(${isStore}, NULL, ${attribute('rating')})) AS total_ratings,
       total(${attribute('review_type')} = 'review') AS total_reviews,
       total(${attribute('review_type')} = 'question') AS total_questions,
       total(${isStore}) AS total_store_reviews,
       avg(iif(${isStore}, ${attribute('rating')}, NULL)) AS average_store_rating
     FROM resource r
     WHERE r.type = 'review' AND r.created >= ? AND ${statusColumn.sql} IN ('published', 'featured')
       AND (? IS NULL OR ${product} IN (SELECT value FROM json_each(?)))
       ${byProduct ? `AND ${product} IS NOT NULL GROUP BY 1 ORDER BY 1` : ''}`,
    ...[since, products === undefined ? null : 1, JSON.stringify(products ?? [])],
  )
}
