import type { PredictionCondition } from './definition.ts'
import { every, not, plain, sql, type Sql } from './sql.ts'
import { valueMeets } from './values.ts'

const predictions = plain('p.predictions')

/** How predictive_analytics of a profile calls what conditions call otherwise. */
const MEMBERS: Readonly<Record<string, string>> = { expected_date_of_next_purchase: 'expected_date_of_next_order' }

/** Whether what is predicted of a profile meets a condition; of whom nothing is predicted, nothing is met (Assumed). */
export function predictionMeets(
  { dimension, measurement, predicted_channel, filter }: PredictionCondition,
  now: number,
) {
  if (dimension === 'channel_affinity') return affinityMeets(measurement!, predicted_channel!, filter)
  return valueMeets({ document: predictions, path: `$.${MEMBERS[dimension] ?? dimension}` }, filter, now)
}

/** The first channel ranks high, the second medium, the others low. Assumed: only their order is known, audience §5.5. */
const RANKS = sql`CASE item.key WHEN 0 THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END`

function affinityMeets(measurement: string, channel: string, filter: PredictionCondition['filter']): Sql {
  const asked = filter as { operator: string; value: string | number }
  // Priorities count from 1. Assumed, audience §5.5.
  const place = measurement === 'priority' ? plain('item.key + 1') : RANKS
  const met = sql`${place} = ${asked.value}`
  return sql`EXISTS (SELECT 1 FROM json_each(${predictions}, '$.ranked_channel_affinity') item
    WHERE ${every([sql`item.value = ${channel}`, asked.operator === 'not-equals' ? not(met) : met])})`
}
