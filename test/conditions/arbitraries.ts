import fc from 'fast-check'
import type { ConsentRecord } from '../../src/store/consent.ts'
import { parseTime } from '../../src/store/clock.ts'
import type { Json } from '../client.ts'
import type { Somebody } from './world.ts'

// Small worlds, in which conditions are met often: few names, few values, days around today.

export const NOW = parseTime('2026-03-01T10:30:00Z')
export const METRICS = ['Ordered', 'Viewed']
export const GROUPS = ['group1', 'group2']

const NAMES = ['x', 'a "b"', "it's", 'ü.y[0]', '', '$z']
const TEXTS = ['', 'a', 'ab', 'ba', 'Ab', 'é💌', '5', 'true', '_%', "o'x"]
const DAYS = [
  '2026-03-01',
  '2026-02-28',
  '2026-02-22',
  '2026-03-02',
  '2024-02-29',
  '2025-12-31',
  '2026-03-08',
  '1990-03-01',
]
const TIMES = [
  '2026-03-01T10:30:00Z',
  '2026-03-01T10:29:59Z',
  '2026-03-01T08:30:00Z',
  '2026-02-26T00:00:00Z',
  '2026-03-01T23:59:59Z',
]

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values)
const text = pick([...TEXTS, ...DAYS])
const number = pick([0, 1, 5, -1, 1.5])
const scalar: fc.Arbitrary<Json> = fc.oneof(text, pick(TIMES), number, fc.boolean(), fc.constant(null))
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(fc.oneof(text, number, fc.boolean()), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant({ a: 'a' }) },
)
const properties = fc.dictionary(pick(NAMES), value, { maxKeys: 4 })
const moment = fc.oneof(
  pick([...DAYS, ...TIMES]).map((date) => parseTime(date)),
  fc.integer({ min: -12 * 24, max: 12 * 24 }).map((hours) => NOW + hours * 3_600_000_000),
)

const record: fc.Arbitrary<ConsentRecord> = fc.record({
  consent: pick(['SUBSCRIBED', 'UNSUBSCRIBED'] as const),
  timestamp: moment,
  created: moment,
  updated: moment,
  method: pick(['API', 'FORM', 'PREFERENCE_PAGE', 'MANUAL_IMPORT']),
  method_detail: pick([null, 'form1', 'form2']),
  custom_method_detail: pick([null, 'a', 'ab']),
  double_optin: pick([null, true, false]),
  phone_number: fc.constant(null),
})

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** Somebody to whom anything may have happened. */
export const somebody: fc.Arbitrary<Somebody> = fc
  .record({
    hasEmail: fc.boolean(),
    phone_number: pick([undefined, '+49151', '+1202']),
    first_name: pick([...TEXTS, null]),
    location: fc.record({ city: pick(['a', 'ab', null]), country: pick(['DE', 'Germany', 'france', 'US', '', null]) }),
    properties,
    consent: fc.dictionary(
      pick(['email.marketing', 'sms.marketing', 'whatsapp.marketing', 'whatsapp.transactional']),
      record,
    ),
    suppressions: fc.uniqueArray(
      fc.record({
        reason: pick(['HARD_BOUNCE', 'INVALID_EMAIL', 'USER_SUPPRESSED', 'UNSUBSCRIBE'] as const),
        timestamp: moment,
      }),
      { maxLength: 2, selector: ({ reason }) => reason },
    ),
    events: fc.array(
      fc.record(
        { metric: pick(METRICS), timestamp: moment, properties, value: number },
        { requiredKeys: ['metric', 'timestamp', 'properties'] },
      ),
      { maxLength: 4 },
    ),
    groups: fc.dictionary(pick(GROUPS), moment),
    predictions: optional(
      fc.record({
        historic_clv: pick([null, 0, 5]),
        expected_date_of_next_order: pick(['2026-03-02T00:00:00', '2026-02-27T00:00:00']).map((date) => `${date}Z`),
        ranked_channel_affinity: fc.shuffledSubarray(['email', 'sms', 'push', 'whatsapp']),
      }),
    ),
    token: optional(moment),
  })
  .map(({ hasEmail, phone_number, first_name, location, properties: given, events, token, predictions, ...rest }) => ({
    ...rest,
    events: events as Somebody['events'],
    write: {
      ...(hasEmail && { email: 'somebody@x.io' }),
      ...(phone_number !== undefined && { phone_number }),
      first_name,
      location,
      properties: given,
    },
    ...(predictions !== undefined && { predictions }),
    ...(token !== undefined && { token }),
  }))

const textFilter = fc.oneof(
  fc.record({
    type: fc.constant('string'),
    operator: pick([
      ...['equals', 'not-equals', 'contains', 'not-contains', 'starts-with', 'not-starts-with', 'ends-with'],
      'not-ends-with',
    ]),
    value: fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constant(null) }),
  }),
  fc.record({
    type: fc.constant('string'),
    operator: pick(['regex', 'nregex']),
    value: pick(['^a', 'b$', 'a|5', '[A-Z]', '.', 'a*']),
  }),
  fc.record({ type: fc.constant('string'), operator: pick(['in', 'not-in']), value: fc.array(text, { maxLength: 3 }) }),
)
const comparison = pick([
  'equals',
  'not-equals',
  'greater-than',
  'greater-than-or-equal',
  'less-than',
  'less-than-or-equal',
])
const numericFilter = fc.record({ type: fc.constant('numeric'), operator: comparison, value: number })
const booleanFilter = fc.record({ type: fc.constant('boolean'), operator: fc.constant('equals'), value: fc.boolean() })
const existenceFilter = fc.record({ type: fc.constant('existence'), operator: pick(['is-set', 'not-set']) })
const listFilter = fc.oneof(
  fc.record({
    type: fc.constant('list'),
    operator: pick(['contains', 'not-contains']),
    value: fc.oneof(text, pick([0, 1, 5])),
  }),
  fc.record({
    type: fc.constant('list'),
    operator: pick(['contains-substring', 'not-contains-substring']),
    value: text,
  }),
  fc.record({
    type: fc.constant('list'),
    operator: pick([
      'length-equals',
      'length-greater-than',
      'length-greater-than-or-equal',
      'length-less-than',
      'length-less-than-or-equal',
    ]),
    value: pick([0, 1, 2]),
  }),
)
const setFilter = fc.record({
  type: fc.constant('list'),
  operator: pick(['contains-any', 'contains-all', 'not-contains-any', 'not-contains-all']),
  value: fc.array(text, { maxLength: 3 }),
})

const unit = pick(['hour', 'day', 'week'])
const date = fc.constant('date')
const relative = (operators: readonly string[]) =>
  fc.record({ type: date, operator: pick(operators), unit, quantity: fc.nat(5) })
const spanFilter = fc.oneof(
  fc.record({
    type: date,
    operator: pick(['before', 'after']),
    date: pick(['2026-02-28', '2026-03-01', '2026-03-01T08:30:00Z']),
  }),
  fc.record({ type: date, operator: fc.constant('between-static'), start: pick(DAYS), end: pick(DAYS) }),
  relative(['in-the-last', 'in-the-next', 'at-least']),
  fc.record({ type: date, operator: fc.constant('between'), unit, start: fc.nat(5), end: fc.nat(5) }),
)
const yearlyFilter = relative(['anniversary-last', 'anniversary-next'])
const dateFilter = fc.oneof(
  { weight: 3, arbitrary: spanFilter },
  { weight: 1, arbitrary: yearlyFilter },
  { weight: 1, arbitrary: fc.record({ type: date, operator: pick(['anniversary', 'anniversary-month']) }) },
  { weight: 1, arbitrary: fc.record({ type: date, operator: fc.constant('calendar-month'), value: pick([2, 3, 12]) }) },
)
const alltime = fc.constant({ type: 'date', operator: 'alltime' })

const propertyFilter: fc.Arbitrary<Json> = fc.oneof(
  textFilter,
  numericFilter,
  booleanFilter,
  existenceFilter,
  listFilter,
  dateFilter,
)
const eventFilter: fc.Arbitrary<Json> = fc.oneof(
  textFilter,
  numericFilter,
  booleanFilter,
  existenceFilter,
  listFilter,
  setFilter,
)

const dated = (fields: readonly string[]) => fc.record({ field: pick(fields), filter: dateFilter })
const suppressionDates = fc.array(
  fc.record({
    field: pick(['bounce_date', 'manual_suppression_date', 'invalid_email_date']),
    filter: fc.oneof(dateFilter, fc.constant({ type: 'existence', operator: 'is-set' })),
  }),
  { maxLength: 1 },
)
const methods = fc.oneof(
  dated(['status_date']),
  fc.record({ field: fc.constant('method'), method: pick(['api', 'form', 'preference_page', 'manual_import']) }),
  fc.record({
    field: fc.constant('method'),
    method: fc.constant('form'),
    filter: fc.record({
      type: fc.constant('string'),
      operator: fc.constant('in'),
      value: fc.subarray(['form1', 'form2']),
    }),
  }),
)
const howSubscribed = fc.oneof(
  methods,
  fc.record({ field: fc.constant('is_double_opt_in'), filter: booleanFilter }),
  fc.record({
    field: fc.constant('custom_source'),
    filter: fc.constant({ type: 'string', operator: 'equals', value: 'a' }),
  }),
)
const status = (subscription: string, filters: fc.Arbitrary<Json> = fc.constant(null)) =>
  fc.record({ subscription: fc.constant(subscription), filters })
const consent = (channel: string, can: boolean, statuses: readonly fc.Arbitrary<Json>[]) =>
  fc.record({
    channel: fc.constant(channel),
    can_receive_marketing: fc.constant(can),
    consent_status: fc.oneof(...statuses),
  })

const marketing = fc.oneof(
  consent('email', true, [
    status('any'),
    status('never_subscribed'),
    status('subscribed', fc.array(howSubscribed, { maxLength: 2 })),
  ]),
  consent('email', false, [
    status('any', suppressionDates),
    status('unsubscribed', fc.oneof(suppressionDates, fc.array(methods, { maxLength: 1 }))),
    status('never_subscribed', suppressionDates),
    status('subscribed', suppressionDates),
  ]),
  consent('sms', true, [status('subscribed', fc.array(methods, { maxLength: 1 }))]),
  consent('sms', false, [
    status('any'),
    status('never_subscribed'),
    status('unsubscribed', fc.array(methods, { maxLength: 1 })),
  ]),
  consent('push', true, [status('any', fc.array(dated(['status_date']), { maxLength: 1 }))]),
  consent('push', false, [status('any')]),
)

const named = pick(['first_name', 'city', ...NAMES.map((name) => `properties['${name}']`)])
const type = (name: string) => fc.constant(name)

/** One condition of any kind; metrics by name. */
const condition: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: type('profile-property'), property: named, filter: propertyFilter }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('profile-group-membership'),
      is_member: fc.constant(true),
      group_ids: fc.subarray(GROUPS, { minLength: 1 }),
      timeframe_filter: fc.option(spanFilter),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('profile-group-membership'),
      is_member: fc.constant(false),
      group_ids: fc.subarray(GROUPS, { minLength: 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: type('profile-metric'),
      metric_id: pick(METRICS),
      measurement: pick(['count', 'sum']),
      measurement_filter: numericFilter,
      timeframe_filter: fc.oneof(alltime, spanFilter, yearlyFilter),
      metric_filters: fc.option(fc.array(fc.record({ property: pick(NAMES), filter: eventFilter }), { maxLength: 2 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: type('profile-marketing-consent'), consent: marketing }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('profile-permissions'),
      channel: pick(['whatsapp_marketing', 'whatsapp_transactional']),
      permission: fc.oneof(
        fc.record({
          reachable_status: pick(['explicitly_reachable', 'explicitly_unreachable']),
          filters: fc.array(dated(['effective_date']), { maxLength: 1 }),
        }),
        fc.record({
          reachable_status: pick([
            'implicitly_reachable',
            'implicitly_or_explicitly_reachable',
            'implicitly_unreachable',
            'implicitly_or_explicitly_unreachable',
          ]),
        }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('profile-region'),
      region: fc.constant('european_union'),
      in_region: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        type: type('profile-predictive-analytics'),
        dimension: fc.constant('historic_clv'),
        filter: numericFilter,
      }),
      fc.record({
        type: type('profile-predictive-analytics'),
        dimension: fc.constant('expected_date_of_next_purchase'),
        filter: dateFilter,
      }),
      fc.record({
        type: type('profile-predictive-analytics'),
        dimension: fc.constant('channel_affinity'),
        measurement: fc.constant('priority'),
        predicted_channel: pick(['email', 'sms']),
        filter: fc.record({ type: type('numeric'), operator: type('equals'), value: pick([1, 2]) }),
      }),
      fc.record({
        type: type('profile-predictive-analytics'),
        dimension: fc.constant('channel_affinity'),
        measurement: fc.constant('rank'),
        predicted_channel: pick(['email', 'sms']),
        filter: fc.record({
          type: type('string'),
          operator: pick(['equals', 'not-equals']),
          value: pick(['high', 'medium', 'low']),
        }),
      }),
    ),
  },
)

/** Up to three groups of up to three conditions. */
export const definition: fc.Arbitrary<Json> = fc.record({
  condition_groups: fc.array(fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
})
