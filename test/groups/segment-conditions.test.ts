import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  alltime,
  date,
  days,
  did,
  existence,
  group,
  list,
  makeProfile,
  makeSegment,
  membersOf,
  metricId,
  number,
  property,
  recordEvent,
  text,
} from './segment-bodies.ts'

// Conditions through the API, asked of the same few people. That SQL reads each as it is meant: properties/conditions.

let sandbox: Sandbox
let client: Client
let ordered: string
let viewed: string

const people: Json[] = [
  {
    first_name: 'Ada',
    email: 'ada@x.io',
    phone_number: '+4915112345678',
    location: { city: 'Hamburg', country: 'Germany' },
    properties: { plan: 'Gold', age: 36, vip: true, tags: ['red', 'blue'], born: '1990-11-04', 'odd "name"': 'x' },
  },
  {
    first_name: 'Bob',
    email: 'bob@x.io',
    phone_number: '+12025550123',
    location: { city: 'New York', country: 'US', zip: '10001' },
    properties: { plan: 'gold', age: 17, vip: false, tags: [], born: '1985-06-01' },
  },
  {
    first_name: 'Cyd',
    email: 'cyd@x.io',
    location: { latitude: 34.05, longitude: -118.24, country: 'United States' },
    properties: { plan: null, age: '36' },
  },
  { first_name: 'Dan', external_id: 'dan' },
]

const subscribe = (email: string) => ({
  data: {
    type: 'profile-subscription-bulk-create-job',
    attributes: {
      custom_source: 'Fair',
      profiles: {
        data: [
          {
            type: 'profile',
            attributes: { email, subscriptions: { email: { marketing: { consent: 'SUBSCRIBED' } } } },
          },
        ],
      },
    },
  },
})

beforeAll(async () => {
  sandbox = await testSandbox({
    accounts: [{ id: 'SEGMNT', keys: { pk_test: 'full' }, settings: { default_opt_in: 'single_opt_in' } }],
  })
  client = clientOf(sandbox)
  for (const attributes of people) await makeProfile(client, attributes)
  const at = (metric: string, email: string, time: string, more: object = {}) =>
    recordEvent(client, metric, email, { time, unique_id: time, ...more })
  await at('Ordered', 'ada@x.io', '2026-10-01T12:00:00Z', { value: 10, properties: { Brand: 'Acme' } })
  await at('Ordered', 'ada@x.io', '2026-11-01T12:00:00Z', { value: 5.5, properties: { Brand: 'Other' } })
  await at('Viewed', 'ada@x.io', '2026-11-01T11:00:00Z')
  await at('Ordered', 'bob@x.io', '2026-10-30T00:00:00Z', { value: 3, properties: { Brand: 'Acme' } })
  await at('Viewed', 'bob@x.io', '2026-10-31T00:00:00Z')
  ordered = await metricId(client, 'Ordered')
  viewed = await metricId(client, 'Viewed')
  await client.post('/api/profile-subscription-bulk-create-jobs', subscribe('ada@x.io'))
  const attributes = { profiles: { data: [{ type: 'profile', attributes: { email: 'bob@x.io' } }] } }
  await client.post('/api/profile-suppression-bulk-create-jobs', {
    data: { type: 'profile-suppression-bulk-create-job', attributes },
  })
})
afterAll(() => sandbox.close())

const consent = (channel: string, can_receive_marketing: boolean, subscription: string, filters?: Json[]) => ({
  type: 'profile-marketing-consent',
  consent: { channel, can_receive_marketing, consent_status: { subscription, ...(filters && { filters }) } },
})
const custom = (name: string) => `properties['${name}']`
const region = (name: string, in_region: boolean) => ({ type: 'profile-region', region: name, in_region })
const near = (postal_code: string, operator: string, value: number, unit = 'kilometers') => ({
  type: 'profile-postal-code-distance',
  country_code: 'US',
  postal_code,
  unit,
  filter: number(operator, value),
})

describe('a property', () => {
  it.each<[string, Json, string[]]>([
    ['a text, with case', property(custom('plan'), text('equals', 'Gold')), ['Ada']],
    ['another text, not without one', property(custom('plan'), text('not-equals', 'Gold')), ['Bob']],
    ['a pattern', property(custom('plan'), text('regex', '^[Gg]old$')), ['Ada', 'Bob']],
    ['a number, not a text', property(custom('age'), number('greater-than', 17)), ['Ada']],
    ['a boolean', property(custom('vip'), { type: 'boolean', operator: 'equals', value: false }), ['Bob']],
    ['something, null is nothing', property(custom('plan'), existence('is-set')), ['Ada', 'Bob']],
    ['an item of a list', property(custom('tags'), list('contains', 'red')), ['Ada']],
    ['an empty list', property(custom('tags'), list('length-equals', 0)), ['Bob']],
    ['a name of any kind', property(custom('odd "name"'), existence('is-set')), ['Ada']],
    ['a birthday soon', property(custom('born'), days('anniversary-next', 3)), ['Ada']],
    ['a birthday in a month', property(custom('born'), date('calendar-month', { value: 6 })), ['Bob']],
    ['a part of the address', property('city', text('starts-with', 'New')), ['Bob']],
    ['the country of a number', property('phone_number', text('phone-country-code-in', ['DE'])), ['Ada']],
    ['no address', property('email', existence('not-set')), ['Dan']],
  ])('is %s', async (_, condition, names) => {
    expect(await membersOf(client, await makeSegment(client, group(condition)))).toEqual(names)
  })
})

describe('what somebody did', () => {
  const acme = [{ property: 'Brand', filter: text('equals', 'Acme') }]
  const cases: [string, () => Json, string[]][] = [
    ['ever', () => did(ordered, number('greater-than', 0)), ['Ada', 'Bob']],
    ['never', () => did(ordered, number('equals', 0)), ['Cyd', 'Dan']],
    ['often', () => did(ordered, number('greater-than', 1)), ['Ada']],
    ['lately', () => did(ordered, number('greater-than', 0), { timeframe_filter: days('in-the-last', 2) }), ['Ada']],
    [
      'three days ago',
      () => did(ordered, number('equals', 1), { timeframe_filter: date('between', { start: 3, end: 3, unit: 'day' }) }),
      ['Bob'],
    ],
    ['by its value', () => did(ordered, number('greater-than', 15), { measurement: 'sum' }), ['Ada']],
    [
      'with a property',
      () => did(ordered, number('equals', 1), { metric_filters: acme, timeframe_filter: days('in-the-last', 7) }),
      ['Bob'],
    ],
  ]
  it.each(cases)('%s', async (_, condition, names) => {
    expect(await membersOf(client, await makeSegment(client, group(condition())))).toEqual(names)
  })

  it.each([
    ['in this order', [true, true], undefined, ['Ada']],
    ['in this order within an hour', [true, true], 'HOURS_1', ['Ada']],
    ['the first without the second after it', [true, false], 'DAYS_1', ['Bob']],
  ])('one after the other: %s', async (_, [first, second], completion_window_seconds, names) => {
    const steps = [
      { metric_id: viewed, metric_exists: first },
      { metric_id: ordered, metric_exists: second },
    ]
    const funnel = { type: 'profile-metric-funnel', timeframe_filter: days('in-the-last', 7), steps }
    const condition = { ...funnel, ...(completion_window_seconds && { completion_window_seconds }) }
    expect(await membersOf(client, await makeSegment(client, group(condition)))).toEqual(names)
  })
})

describe('whom one may write to', () => {
  const source = { field: 'custom_source', filter: text('equals', 'Fair') }
  const byHand = { field: 'manual_suppression_date', filter: days('in-the-last', 1) }
  it.each<[string, Json, string[]]>([
    ['all with an address who are not suppressed', consent('email', true, 'any'), ['Ada', 'Cyd']],
    ['subscribers by their source', consent('email', true, 'subscribed', [source]), ['Ada']],
    [
      'subscribers by how they came',
      consent('email', true, 'subscribed', [{ field: 'method', method: 'api' }]),
      ['Ada'],
    ],
    ['who never subscribed', consent('email', true, 'never_subscribed'), ['Cyd']],
    ['nobody who is suppressed', consent('email', false, 'any', [byHand]), ['Bob']],
    ['nobody by text', consent('sms', false, 'never_subscribed'), ['Ada', 'Bob', 'Cyd', 'Dan']],
    ['nobody by push', consent('push', true, 'any'), []],
  ])('%s', async (_, condition, names) => {
    expect(await membersOf(client, await makeSegment(client, group(condition)))).toEqual(names)
  })
})

describe('where somebody lives', () => {
  it.each<[string, Json, string[]]>([
    ['in the European Union', region('european_union', true), ['Ada']],
    ['in the United States', region('united_states', true), ['Bob', 'Cyd']],
    ['near a zip code', near('10011', 'less-than', 50), ['Bob']],
    ['far from it, by coordinates', near('10011', 'greater-than', 2000, 'miles'), ['Cyd']],
  ])('%s', async (_, condition, names) => {
    expect(await membersOf(client, await makeSegment(client, group(condition)))).toEqual(names)
  })
})

it('a campaign to a segment reaches its members', async () => {
  const segment = await makeSegment(
    client,
    group(did(ordered, number('greater-than', 0), { timeframe_filter: alltime })),
  )
  const at = clientOf(sandbox, { revision: '2026-07-15' })
  const attributes = {
    name: 'To buyers',
    audiences: { included: [segment] },
    'campaign-messages': {
      data: [
        { type: 'campaign-message', attributes: { definition: { channel: 'email', label: 'Hello', content: {} } } },
      ],
    },
  }
  const campaign = await at.post('/api/campaigns', { data: { type: 'campaign', attributes } })
  expect(campaign.status, campaign.text).toBe(201)
  const { id } = campaign.body.data
  await at.post('/api/campaign-recipient-estimation-jobs', { data: { type: 'campaign-recipient-estimation-job', id } })
  const { body } = await at.get(`/api/campaign-recipient-estimations/${id}`)
  // Ada; Bob ordered, too, and is suppressed.
  expect(body.data.attributes.estimated_recipient_count).toBe(1)
})
