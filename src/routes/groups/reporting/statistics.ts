// What is counted for a message, and the statistics that are worked out from it. events §4.3.

const counters = [
  ...['delivered', 'bounced', 'failed', 'opens', 'clicks', 'unsubscribes', 'spam_complaints'],
  ...['conversions', 'conversion_value', 'segments', 'credits'],
] as const
export type Counter =
  | 'delivered'
  | 'bounced'
  | 'failed'
  | 'opens'
  | 'clicks'
  | 'unsubscribes'
  | 'spam_complaints'
  | 'conversions'
  | 'conversion_value'
  | 'segments'
  | 'credits'
export type Unique = 'opens' | 'clicks' | 'unsubscribes' | 'conversions'

/** Counts of one interval. */
export interface Tally {
  counts: Record<Counter, number>
  /** Profiles that are counted once each. */
  uniques: Record<Unique, Set<string>>
}

export const createTally = (): Tally => ({
  counts: Object.fromEntries(counters.map((name) => [name, 0])) as Record<Counter, number>,
  uniques: { opens: new Set(), clicks: new Set(), unsubscribes: new Set(), conversions: new Set() },
})

/** Statistics that need a conversion metric with values. */
export const valueStatistics: ReadonlySet<string> = new Set([
  ...['average_order_value', 'conversion_value', 'revenue_per_recipient', 'text_message_roi'],
])

/** What a credit costs, in the currency of the account. Assumed: the plan says it, and no API does. */
const PRICE_OF_CREDIT = 0.01

const recipientsOf = ({ counts }: Tally): number => counts.delivered + counts.bounced + counts.failed

/** Without a denominator 0. Assumed: never recorded. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/**
 * Names Documented; formulas from Klaviyo's help where it gives one (average_order_value, revenue_per_recipient, which
 * divides by what was delivered), the rest Assumed by name and wording. Rates are fractions.
 */
const formulas: Readonly<Record<string, (tally: Tally) => number>> = {
  recipients: recipientsOf,
  delivered: ({ counts }) => counts.delivered,
  delivery_rate: (tally) => ratio(tally.counts.delivered, recipientsOf(tally)),
  bounced: ({ counts }) => counts.bounced,
  bounce_rate: (tally) => ratio(tally.counts.bounced, recipientsOf(tally)),
  failed: ({ counts }) => counts.failed,
  failed_rate: (tally) => ratio(tally.counts.failed, recipientsOf(tally)),
  bounced_or_failed: ({ counts }) => counts.bounced + counts.failed,
  bounced_or_failed_rate: (tally) => ratio(tally.counts.bounced + tally.counts.failed, recipientsOf(tally)),
  opens: ({ counts }) => counts.opens,
  opens_unique: ({ uniques }) => uniques.opens.size,
  open_rate: ({ counts, uniques }) => ratio(uniques.opens.size, counts.delivered),
  clicks: ({ counts }) => counts.clicks,
  clicks_unique: ({ uniques }) => uniques.clicks.size,
  click_rate: ({ counts, uniques }) => ratio(uniques.clicks.size, counts.delivered),
  click_to_open_rate: ({ uniques }) => ratio(uniques.clicks.size, uniques.opens.size),
  unsubscribes: ({ counts }) => counts.unsubscribes,
  unsubscribe_uniques: ({ uniques }) => uniques.unsubscribes.size,
  unsubscribe_rate: ({ counts, uniques }) => ratio(uniques.unsubscribes.size, counts.delivered),
  spam_complaints: ({ counts }) => counts.spam_complaints,
  spam_complaint_rate: ({ counts }) => ratio(counts.spam_complaints, counts.delivered),
  conversions: ({ counts }) => counts.conversions,
  conversion_uniques: ({ uniques }) => uniques.conversions.size,
  conversion_rate: ({ counts, uniques }) => ratio(uniques.conversions.size, counts.delivered),
  conversion_value: ({ counts }) => counts.conversion_value,
  average_order_value: ({ counts }) => ratio(counts.conversion_value, counts.conversions),
  revenue_per_recipient: ({ counts }) => ratio(counts.conversion_value, counts.delivered),
  message_segment_count_sum: ({ counts }) => counts.segments,
  text_message_credit_usage_amount: ({ counts }) => counts.credits,
  text_message_spend: ({ counts }) => counts.credits * PRICE_OF_CREDIT,
  text_message_roi: ({ counts }) => ratio(counts.conversion_value, counts.credits * PRICE_OF_CREDIT),
}

/** A statistic of an interval; without a tally, of one in which nothing was sent. */
export function statisticOf(name: string, tally: Tally = NOTHING): number {
  const formula = formulas[name]
  if (formula === undefined) throw new Error(`no statistic ${name}`)
  return formula(tally)
}

const NOTHING = createTally()
