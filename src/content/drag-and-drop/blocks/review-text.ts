import { numberOf, oneOf, textOf, type Data } from '../definition.ts'
import { escape } from '../markup.ts'

/** What a review shows, as HTML with template tags. */
export interface Review {
  readonly quote: string
  readonly author: string
  readonly product: string
  readonly variant: string
  /** 0 to 5, or the expression that gives it. */
  readonly stars: number | string
  readonly isVerified: boolean | string
}

const VERIFIED = {
  english: 'Verified buyer',
  dutch: 'Geverifieerde koper',
  french: 'Acheteur vérifié',
  german: 'Verifizierter Käufer',
  hungarian: 'Ellenőrzött vásárló',
  italian: 'Acquirente verificato',
  japanese: '認証済みの購入者',
  korean: '인증된 구매자',
  portuguese: 'Comprador verificado',
  spanish: 'Comprador verificado',
} as const

/** The words of the badge of a buyer who was checked. */
export function verifiedWords({ verified_badge_language }: Data): string {
  const [first, ...others] = Object.keys(VERIFIED) as (keyof typeof VERIFIED)[]
  return VERIFIED[oneOf(verified_badge_language, first!, ...others)]
}

const words = (value: unknown, placeholder?: unknown): string => escape(textOf(value) ?? textOf(placeholder) ?? '')

/** The review that the definition itself holds. */
export const staticReview = (properties: Data): Review => ({
  quote: words(properties.quote, properties.quote_placeholder),
  author: words(properties.author, properties.author_placeholder),
  product: words(properties.product_name, properties.product_name_placeholder),
  variant: words(properties.product_variant_name, properties.product_variant_name_placeholder),
  stars: Math.min(Math.max(Math.round(numberOf(properties.stars) ?? 5), 0), 5),
  isVerified: properties.verified === true,
})

/** Assumed: a chosen review is the variable `review` when a mail is rendered. */
export const dynamicReview: Review = {
  quote: '{{ review.content }}',
  author: '{{ review.author }}',
  product: '{{ review.product.name }}',
  variant: '{{ review.product.variant_name }}',
  stars: 'review.rating',
  isVerified: 'review.verified',
}

/** What stands in when no review was chosen. Assumed: the placeholders; only the quote when that is asked for. */
export function fallbackReview(properties: Data): Review | undefined {
  if (properties.fallback_options === 'no-review') return undefined
  const review = staticReview(properties)
  if (review.quote === '') return undefined
  if (properties.fallback_content_type !== 'quote') return review
  return { ...review, author: '', product: '', variant: '' }
}
