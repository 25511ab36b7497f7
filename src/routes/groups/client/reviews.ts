import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { recordEvent } from '../../../store/events.ts'
import { upsertProfile } from '../../../store/profile-upsert.ts'
import { insertResource, link } from '../../../store/resources.ts'
import { findItemOf, publicReviewSelection } from '../../../store/reviews.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'
import { identifierProblems, throwAll } from '../profiles/identifiers.ts'
import { listReviews, reviewType } from '../reviews/index.ts'
import { reviewValuesReports } from './review-values-reports.ts'

// Reviews that browsers write and read. audience §8, §12.

/** Client take-overs of reviews. */
export const clientReviewTakeOvers = {
  get_client_reviews: (context) => {
    const asksForStatus = context.query.terms.some(({ field }) => field === 'status')
    return listReviews(asksForStatus ? reviewType : { ...reviewType, selection: publicReviewSelection }, context)
  },
  get_client_review_values_reports: reviewValuesReports,
  create_client_review: createReview,
} satisfies Partial<Record<OperationId, Handler>>

type Review = RequestBodies['create_client_review']['data']['attributes']

/** 202 without a body. The review waits to be published: Assumed, audience §12. */
function createReview(context: Context): Answer {
  const { account, db, now } = context
  const { attributes, relationships } = (context.body as RequestBodies['create_client_review']).data
  throwAll(problemsOf(attributes))
  const id = account.ids.uuid()
  const { product } = attributes
  const item = product ? findItemOf(db, product.external_id, product.integration_key) : undefined
  const [created, updated] = [formatSeconds(now), formatSeconds(now)]
  insertResource(db, {
    type: 'review',
    id,
    created: now,
    updated: now,
    attributes: {
      email: attributes.email,
      status: { value: 'pending' },
      // Assumed: an order proves that it was bought.
      verified: relationships?.order?.data !== undefined,
      review_type: attributes.review_type,
      created,
      updated,
      images: attributes.images ?? [],
      product: product ? productOf(product.external_id, item?.attributes) : null,
      // Documented: a question has none.
      rating: attributes.review_type === 'question' ? null : attributes.rating,
      author: attributes.author,
      content: attributes.content,
      title: attributes.title ?? null,
      smart_quote: null,
      public_reply: null,
    },
    internal: {
      incentive_type: attributes.incentive_type ?? null,
      custom_questions: attributes.custom_questions ?? [],
      order: relationships?.order?.data?.id ?? null,
    },
  })
  if (item !== undefined) link(db, { type: 'review', id }, 'item', [{ type: 'catalog-item', id: item.id }])
  const event = recordReview(context, id, attributes)
  if (event !== undefined) link(db, { type: 'review', id }, 'events', [{ type: 'event', id: event }])
  return { kind: 'empty' }
}

/** Rules Assumed, audience §12: what is reviewed, and the stars; texts Assumed. */
function problemsOf({ email, review_type, product, rating }: Review): ErrorEntry[] {
  const at = (name: string) => ({ pointer: `/data/attributes/${name}` })
  return [
    ...identifierProblems({ email }),
    ...(review_type !== 'store' && !product
      ? [invalidEntry(`'product' is required for a ${review_type}.`, at('product'))]
      : []),
    ...(review_type !== 'question' && !rating
      ? [invalidEntry(`'rating' is required for a ${review_type}.`, at('rating'))]
      : []),
  ]
}

/** What the catalog says of a product; of one that it does not have only the id is known. Assumed. */
function productOf(external_id: string, item: string | undefined) {
  if (item === undefined) return { url: '', name: external_id, image_url: null, external_id }
  const { url, title, image_full_url } = JSON.parse(item) as Record<string, string | null>
  return { url: url ?? '', name: title ?? external_id, image_url: image_full_url ?? null, external_id }
}

/** Names of the metrics Observed (events §6); which review makes which event, and their properties, Assumed. */
function recordReview(context: Context, reviewId: string, review: Review): string | undefined {
  const { id: profileId } = upsertProfile(context, { email: review.email }, undefined, { keepIdentifiers: true })
  return recordEvent(context, {
    metric: review.review_type === 'rating' ? 'Submitted Rating' : 'Submitted Review',
    integration: 'klaviyo',
    profileId,
    uniqueId: reviewId,
    properties: {
      review_id: reviewId,
      review_type: review.review_type,
      ...(review.rating && { rating: review.rating }),
      ...(review.title && { title: review.title }),
      content: review.content,
      author: review.author,
      ...(review.product && { product_external_id: review.product.external_id }),
    },
  })
}
