import { countReviews, type ReviewNumbers } from '../../../store/reviews.ts'
import type { Answer, Context } from '../../context.ts'
import { invalidParameter } from '../../errors.ts'
import { readCursor, renderCursor } from '../../page.ts'
import { splitList } from '../../query.ts'

/** Names Documented, audience §12. */
const STATISTICS = [
  ...['average_rating', 'total_reviews', 'total_ratings', 'total_questions', 'total_store_reviews'],
  'average_store_rating',
] as const

const DAY = 86_400_000_000

/**
 * GET /client/review-values-reports: numbers of what everybody may see. Assumed: one report, whose groups are paged; an
 * average of nothing is 0.
 */
export function reviewValuesReports(context: Context): Answer {
  const { account, db, now, query, baseUrl, operation } = context
  const statistics = splitList(query.plain.get('statistics'))
  const strange = statistics.find((name) => !(STATISTICS as readonly string[]).includes(name))
  if (strange !== undefined)
    throw invalidParameter('statistics', `'${strange}' is not a valid choice for 'statistics'.`)
  const days = /^last_(\d+)_days$/.exec(query.plain.get('timeframe')!)?.[1]
  const byProduct = query.plain.get('group_by') === 'product_id'
  const products = query.terms[0]?.values.flatMap((value) => (value.kind === 'string' ? [value.text] : []))
  const since = days === undefined ? 0 : now - Number(days) * DAY
  const groups = countReviews(db, since, byProduct, products)
  const size = query.pageSize ?? (operation.query['page[size]']?.default as number)
  const first = query.cursor === undefined ? 0 : Number(readCursor('plain', query.cursor, 'id', 'number').id)
  const from = Number.isSafeInteger(first) && first > 0 ? first : 0
  const results = groups.slice(from, from + size).map((numbers) => ({
    groupings: byProduct ? { product_id: numbers.product } : { company_id: account.id },
    statistics: Object.fromEntries(statistics.map((name) => [name, numbers[name as keyof ReviewNumbers] ?? 0])),
  }))
  const shown = query.fields.get('review-values-report')?.includes('results') !== false
  const id = account.ids.uuid()
  const links = { self: `${baseUrl}/client/review-values-reports/${id}/` }
  const cursor = (at: number) => renderCursor('plain', { field: 'id', value: null, id: String(at) })
  return {
    kind: 'document',
    data: [{ type: 'review-values-report', id, attributes: shown ? { results } : {}, links }],
    page: {
      next: from + size < groups.length ? cursor(from + size) : undefined,
      prev: from > 0 ? cursor(Math.max(0, from - size)) : undefined,
    },
  }
}
