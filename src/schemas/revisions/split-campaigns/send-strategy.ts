import type { Pair } from './pairs.ts'

// How a campaign is sent, in the words of both models. Words Documented, pairing Assumed: revision-2026-10-15 §11.4.

/** A send strategy as the revisions from 2025-01-15 to 2026-07-15 write it. */
export interface SendStrategy {
  method: string
  datetime?: string
  date?: string
  throttle_percentage?: number
  options?: { is_local: boolean; send_past_recipients_immediately?: boolean } | null
}

/** The word of a message's send options and the method of the older campaign. */
export const strategies: readonly (readonly [newer: string, older: string])[] = [
  ['static', 'static, or immediate while no time is set'],
  ['local_timezone', 'static with options.is_local'],
  ['throttled', 'throttled; unsupported with the unit minute'],
  ['send_time_optimization', 'smart_send_time'],
  ['content_variation', 'ab_test_campaign'],
  ['content_variation_local_timezone', 'ab_test_campaign'],
  ['ab_send_time_test', 'ab_test_campaign'],
  ['personalized_send_time_optimization', 'unsupported'],
  ['variation_per_second_throttled', 'unsupported'],
]

const wordsFor = (method: string) => strategies.filter(([, older]) => older === method).map(([word]) => word)
const tests = wordsFor('ab_test_campaign')
const unknown = wordsFor('unsupported')

type Values = [
  kept: SendStrategy | null,
  word: string | null,
  time: string | null,
  percentage: number | null,
  unit: string | null,
  pastAtOnce: boolean | null,
  test: unknown,
  status: string,
]

/** What was stored by an older revision or by a schedule; without it, what the message itself says. */
function down([kept, word, time, percentage, unit, pastAtOnce, test, status]: Values): SendStrategy {
  if (test != null || tests.includes(word ?? '')) return { method: 'ab_test_campaign' }
  if (unknown.includes(word ?? '')) return { method: 'unsupported' }
  if (kept !== null) return kept
  // The time of what is no draft any more is the moment at which it was sent.
  if (word === 'static') {
    if (time === null || status !== 'draft') return { method: 'immediate' }
    return { method: 'static', datetime: time, options: { is_local: false } }
  }
  if (time === null) return { method: 'unsupported' }
  if (word === 'local_timezone') {
    const options = { is_local: true, send_past_recipients_immediately: pastAtOnce === true }
    return { method: 'static', datetime: time, options }
  }
  if (word !== 'throttled' || percentage === null || unit === 'minute') return { method: 'unsupported' }
  return { method: 'throttled', datetime: time, throttle_percentage: percentage }
}

function up(given: SendStrategy | null): readonly unknown[] {
  const strategy = given?.method === 'immediate' ? null : given
  const { method, options, throttle_percentage } = strategy ?? {}
  const throttled = method === 'throttled'
  const isLocal = method === 'static' && options?.is_local === true
  const words: Readonly<Record<string, string>> = { throttled: 'throttled', smart_send_time: 'send_time_optimization' }
  return [
    strategy,
    isLocal ? 'local_timezone' : (words[method ?? ''] ?? 'static'),
    null,
    throttled ? throttle_percentage : null,
    throttled ? 'hour' : null,
    isLocal ? options.send_past_recipients_immediately === true : undefined,
  ]
}

export const sendStrategyPair: Pair = {
  older: 'send_strategy',
  newer: [
    'kept.send_strategy',
    'campaign-message.definition.send_options.send_strategy',
    'campaign-message.definition.send_options.send_time',
    'campaign-message.definition.send_options.recipient_percentage',
    'campaign-message.definition.send_options.throttle_unit',
    'campaign.definition.send_settings.send_passed_rltz_immediately',
    'campaign-message.definition.ab_test',
    'campaign-message.definition.status',
  ],
  down,
  up,
  note: strategies.map(([newer, older]) => `${newer}: ${older}`).join('; '),
}
