import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { eventSelection } from '../../../store/events.ts'
import { linkedFrom } from '../../../store/resources.ts'
import { reviewSelection } from '../../../store/reviews.ts'
import type { Answer, Context } from '../../context.ts'
import type { Group, ResourceType } from '../../resource.ts'
import { listShape } from '../../shapes/read.ts'

// Reviews, and what shops say of them. audience §12. They are written by browsers: client/reviews.ts.

export const reviewType: ResourceType = {
  type: 'review',
  collection: 'reviews',
  selection: reviewSelection,
  attributes: [
    ...['email', 'status', 'verified', 'review_type', 'created', 'updated', 'images', 'product', 'rating', 'author'],
    ...['content', 'title', 'smart_quote', 'public_reply'],
  ],
  whole: ['product', 'public_reply', 'status'],
  relationships: {
    events: {
      type: 'event',
      many: true,
      related: {
        ...eventSelection,
        from: `linkage l JOIN event e ON e.id = l.to_id`,
        where: `l.type = 'review' AND l.id = ? AND l.relationship = 'events' AND l.to_type = 'event'`,
      },
    },
    // Shown with its data when the catalog has the product: Assumed.
    item: {
      type: 'catalog-item',
      many: false,
      related: linkedFrom('review', 'item', 'catalog-item'),
      column: 'item_id',
      knownWhenLinked: true,
    },
  },
  // What is left out, or null, stays as it is: Assumed.
  update: (row, { attributes }) => {
    const { status } = attributes as RequestBodies['update_review']['data']['attributes']
    const stored = JSON.parse(row.attributes) as Record<string, unknown>
    return { ...stored, ...(status && { status }) }
  },
}

export const reviews: Group = {
  name: 'Reviews',
  types: [reviewType],
  takeOvers: { get_reviews: (context) => listReviews(reviewType, context) },
}

/** Reviews as a query asks for them; the status `all` leaves none out. Documented value. */
export function listReviews(type: ResourceType, context: Context): Answer {
  const { query } = context
  const terms = query.terms.filter(
    ({ field, values }) =>
      !(field === 'status' && values.some((value) => value.kind === 'string' && value.text === 'all')),
  )
  return listShape(type, { ...context, query: { ...query, terms } })
}
