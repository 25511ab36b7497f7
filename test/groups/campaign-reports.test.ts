import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { campaign, list, make, oneMessage, refusal, type Made } from './campaign-bodies.ts'
import { ask, metricId, results, tell, type Told } from './report-account.ts'

const TYPE = 'campaign-values-report'

let sandbox: Sandbox
let client: Client
let made: Made
let message: string
let ordered: string
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  made = await make(client, campaign({ name: 'Autumn' }, oneMessage({ name: 'Hello' })))
  message = made.messages[0]!
  await tell(client, year())
  ordered = await metricId(client, 'Placed Order')
})
afterAll(() => sandbox.close())

const SHOP = { service: 'api' }

/** Four are written to in October, one in September; what they do comes days later. */
function year(): Told[] {
  const about = { $message: message, 'Campaign Name': 'Autumn' }
  return [
    ['anna@x.io', 'Received Email', '2026-10-10T08:00:00Z', about],
    ['ben@x.io', 'Received Email', '2026-10-10T08:00:00Z', about],
    ['cora@x.io', 'Received Email', '2026-10-10T08:00:00Z', about],
    ['dan@x.io', 'Bounced Email', '2026-10-10T08:00:00Z', about],
    ['anna@x.io', 'Opened Email', '2026-10-10T09:00:00Z', about],
    ['anna@x.io', 'Opened Email', '2026-10-11T09:00:00Z', about],
    ['ben@x.io', 'Opened Email', '2026-10-12T09:00:00Z', about],
    ['anna@x.io', 'Clicked Email', '2026-10-12T10:00:00Z', about],
    ['cora@x.io', 'Clicked email to unsubscribe', '2026-10-12T10:00:00Z', about],
    ['ben@x.io', 'Marked Email as Spam', '2026-10-12T10:00:00Z', about],
    ['anna@x.io', 'Placed Order', '2026-10-17T10:00:00Z', {}, { ...SHOP, value: 40 }],
    ['anna@x.io', 'Placed Order', '2026-10-13T10:00:00Z', { Colour: 'red', Price: 7 }, { ...SHOP, value: 10 }],
    ['anna@x.io', 'Placed Order', '2026-10-17T10:00:01Z', {}, { ...SHOP, value: 1000 }],
    ['ben@x.io', 'Placed Order', '2026-10-11T10:00:00Z', {}, { ...SHOP, value: 500 }],
    ['eve@x.io', 'Received Email', '2026-09-01T08:00:00Z', about],
    ['eve@x.io', 'Opened Email', '2026-10-20T08:00:00Z', about],
    ['eve@x.io', 'Placed Order', '2026-10-20T09:00:00Z', {}, { ...SHOP, value: 77 }],
  ]
}

const report = (attributes: Json = {}) => results(client, TYPE, { conversion_metric_id: ordered, ...attributes })

describe('query_campaign_values', () => {
  it('answers in the recorded form', async () => {
    const { status, body } = await ask(client, TYPE, {
      conversion_metric_id: ordered,
      statistics: ['opens', 'open_rate'],
    })
    expect([status, body]).toEqual([
      200,
      {
        data: {
          type: TYPE,
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
          attributes: {
            results: [
              {
                groupings: { campaign_id: made.id, campaign_message_id: message, send_channel: 'email' },
                statistics: { opens: 3, open_rate: 2 / 3 },
              },
            ],
          },
        },
        links: { self: 'http://localhost:80/api/campaign-values-reports', next: null, prev: null },
      },
    ])
  })

  it.each<[string, number]>([
    ['recipients', 4],
    ['delivered', 3],
    ['delivery_rate', 3 / 4],
    ['bounced', 1],
    ['bounce_rate', 1 / 4],
    ['failed', 0],
    ['failed_rate', 0],
    ['bounced_or_failed', 1],
    ['bounced_or_failed_rate', 1 / 4],
    ['opens', 3],
    ['opens_unique', 2],
    ['open_rate', 2 / 3],
    ['clicks', 1],
    ['clicks_unique', 1],
    ['click_rate', 1 / 3],
    ['click_to_open_rate', 1 / 2],
    ['unsubscribes', 1],
    ['unsubscribe_uniques', 1],
    ['unsubscribe_rate', 1 / 3],
    ['spam_complaints', 1],
    ['spam_complaint_rate', 1 / 3],
    // Within five days of the last touch: not the order a second later, nor the one before anything was opened.
    ['conversions', 2],
    ['conversion_uniques', 1],
    ['conversion_rate', 1 / 3],
    ['conversion_value', 50],
    ['average_order_value', 25],
    ['revenue_per_recipient', 50 / 3],
    ['message_segment_count_sum', 0],
    ['text_message_credit_usage_amount', 0],
    ['text_message_spend', 0],
    ['text_message_roi', 0],
  ])('%s is %d', async (name, value) => {
    expect((await report({ statistics: [name] }))[0].statistics).toEqual({ [name]: value })
  })

  it('counts by when a message was sent, whenever it is opened', async () => {
    const on = (start: string, end: string) =>
      report({ timeframe: { start, end }, statistics: ['delivered', 'opens', 'conversion_value'] })
    expect((await on('2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z'))[0].statistics).toEqual({
      delivered: 1,
      opens: 1,
      conversion_value: 77,
    })
    expect(await on('2026-10-11T00:00:00Z', '2026-10-30T00:00:00Z')).toEqual([])
  })

  it('groups by what is asked for', async () => {
    const audience = await list(client, 'Friends')
    await client.patch(`/api/campaign-audiences/${made.audiences[0]}`, {
      data: {
        type: 'campaign-audience',
        id: made.audiences[0],
        attributes: { definition: { included: [audience] } },
      },
    })
    const tags: string[] = []
    for (const name of ['red', 'green']) {
      const { id } = (await client.post('/api/tags', { data: { type: 'tag', attributes: { name } } })).body.data
      tags.push(id)
      await client.post(`/api/tags/${id}/relationships/campaigns`, { data: [{ type: 'campaign', id: made.id }] })
    }
    const names = ['campaign_id', 'campaign_message_id', 'campaign_message_name', 'group', 'group_name']
    const found = await report({ group_by: [...names, 'tag_id', 'tag_name', 'variation'] })
    const expected = { campaign_id: made.id, campaign_message_id: message, campaign_message_name: 'Hello' }
    expect(found.map(({ groupings }) => groupings)).toEqual(
      expect.arrayContaining(
        [0, 1].map((at) => ({
          ...expected,
          group: audience,
          group_name: 'Friends',
          tag_id: tags[at],
          tag_name: expect.stringMatching(/^(red|green)$/),
          variation: '',
        })),
      ),
    )
  })

  it.each<[string, number]>([
    [`equals(send_channel,"email")`, 1],
    [`equals(send_channel,"sms")`, 0],
    [`and(contains-any(send_channel,["sms","email"]),equals(campaign_message_name,"Hello"))`, 1],
    [`equals(campaign_message_name,'Bye')`, 0],
    [`contains-all(tag_name,["blue"])`, 0],
    // Observed: what is no attribute matches nothing.
    [`equals(campaign_channel,'email')`, 0],
    [`equals(group,'a')`, 0],
  ])('filters by %s', async (filter, count) => {
    expect(await report({ filter })).toHaveLength(count)
  })

  it.each<[string, Json, string]>([
    [
      'an operator',
      { filter: `contains(campaign_id,"a")` },
      "/data/attributes/filter: 'contains' is not an allowed filter operator for campaign_id.  Allowed operators are equals, contains-any",
    ],
    ['a list for equals', { filter: `equals(campaign_id,["a"])` }, '/data/attributes/filter: Invalid filter provided'],
    [
      'an attribute twice',
      { filter: `equals(variation,"a"),equals(variation,"b")` },
      '/data/attributes/filter: Only one filter is allowed for variation.',
    ],
    [
      'a channel',
      { filter: `equals(send_channel,"push")` },
      "/data/attributes/filter: 'send_channel' must be one of: email, sms, push-notification, whatsapp (got push)",
    ],
    [
      'a broken filter',
      { filter: 'equals(variation,"a"' },
      '/data/attributes/filter: Invalid filter provided. Verify your parentheses match.',
    ],
    [
      '101 values',
      { filter: `contains-any(variation,[${Array.from({ length: 101 }, () => '"a"').join()}])` },
      '/data/attributes/filter: A list filter takes at most 100 items.',
    ],
    ['no statistics', { statistics: [] }, '/data/attributes/statistics: At least one statistic is required.'],
    [
      'a grouping without the ids',
      { group_by: ['send_channel'] },
      '/data/attributes/group_by: The following group by attributes are required: campaign_id, campaign_message_id',
    ],
    [
      'more than a year',
      { timeframe: { start: '2025-01-01T00:00:00Z', end: '2026-01-03T00:00:00Z' } },
      '/data/attributes/timeframe: The timeframe must not be longer than 1 year.',
    ],
    [
      'an end before the start',
      { timeframe: { start: '2026-01-02T00:00:00Z', end: '2026-01-01T00:00:00Z' } },
      '/data/attributes/timeframe: The start of the timeframe must lie before its end.',
    ],
  ])('refuses %s', async (_, attributes, detail) => {
    expect(refusal(await ask(client, TYPE, { conversion_metric_id: ordered, ...attributes }))).toEqual([400, detail])
  })

  it('refuses an unknown conversion metric, and values of a metric without any', async () => {
    expect((await ask(client, TYPE, { conversion_metric_id: 'NOPE01' })).status).toBe(404)
    const opened = await metricId(client, 'Opened Email')
    const asked = { conversion_metric_id: opened, statistics: ['conversion_value'] }
    expect(refusal(await ask(client, TYPE, asked))).toEqual([
      400,
      '/data/attributes/conversion_metric_id: Passed in conversion metric does not support querying for values data',
    ])
    expect((await ask(client, TYPE, { ...asked, statistics: ['conversions'] })).status).toBe(200)
  })

  it.each<[string, Json, Json]>([
    ['all orders', {}, { conversions: 2, conversion_value: 50 }],
    [
      'red orders, by their price',
      {
        metric_filters: [{ property: 'Colour', filter: { type: 'string', operator: 'starts-with', value: 'r' } }],
        value_property: 'Price',
      },
      { conversions: 1, conversion_value: 7 },
    ],
  ])('counts a custom metric: %s', async (name, group, statistics) => {
    const definition = { aggregation_method: 'value', metric_groups: [{ metric_id: ordered, ...group }] }
    const body = { data: { type: 'custom-metric', attributes: { name, definition } } }
    const { id } = (await client.post('/api/custom-metrics', body)).body.data
    const found = await report({ conversion_metric_id: id, statistics: Object.keys(statistics) })
    expect(found[0].statistics).toEqual(statistics)
  })

  it('shows what fields ask for, at revisions that have them, and refuses group_by before 2025-10-15', async () => {
    const { body } = await ask(client, TYPE, { conversion_metric_id: ordered }, '?fields[campaign-values-report]=id')
    expect(body.data.attributes).toEqual({})
    const older = clientOf(sandbox, { revision: '2025-07-15' })
    const asked = { conversion_metric_id: ordered, group_by: ['campaign_id', 'campaign_message_id'] }
    expect([
      (await ask(older, TYPE, asked)).status,
      (await ask(older, TYPE, { conversion_metric_id: ordered })).status,
    ]).toEqual([400, 200])
  })

  it('agrees with the aggregates of the same events', async () => {
    const aggregate = async (name: string, by: string, measurement: string) => {
      const attributes = {
        metric_id: await metricId(client, name),
        measurements: [measurement],
        interval: 'month',
        by: [by],
        filter: [
          'greater-or-equal(datetime,2026-10-01)',
          'less-than(datetime,2026-11-01)',
          `equals(${by},"${message}")`,
        ],
      }
      const { body } = await client.post('/api/metric-aggregates', { data: { type: 'metric-aggregate', attributes } })
      return body.data.attributes.data[0].measurements[measurement][0]
    }
    // Eve was written to in September: the aggregates count what she did by its own date, reports by that of the sending.
    const both = async (statistic: string) => {
      const rows = await report({
        statistics: [statistic],
        timeframe: { start: '2026-09-01T00:00:00Z', end: '2026-10-31T23:59:59Z' },
      })
      return rows[0].statistics[statistic]
    }
    expect(await both('opens')).toBe(await aggregate('Opened Email', '$message', 'count'))
    expect(await both('opens_unique')).toBe(await aggregate('Opened Email', '$message', 'unique'))
    expect(await both('clicks')).toBe(await aggregate('Clicked Email', '$message', 'count'))
    expect(await both('bounced')).toBe(await aggregate('Bounced Email', '$message', 'count'))
    expect(await both('conversions')).toBe(await aggregate('Placed Order', '$attributed_message', 'count'))
    expect(await both('conversion_value')).toBe(await aggregate('Placed Order', '$attributed_message', 'sum_value'))
    expect(await both('conversion_uniques')).toBe(await aggregate('Placed Order', '$attributed_message', 'unique'))
  })
})

describe('attributions of an event', () => {
  it('name the last touch before it, and what that belongs to', async () => {
    const { body } = await client.get('/api/events?include=attributions&sort=datetime&page[size]=100')
    const order = body.data.find(({ attributes }: Json) => attributes.event_properties.$value === 10)
    const touch = body.data.find(({ attributes }: Json) => attributes.datetime === '2026-10-12T10:00:00+00:00')
    const [{ id }] = order.relationships.attributions.data
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    const { relationships } = body.included.find((row: Json) => row.id === id)
    expect(Object.fromEntries(Object.entries<Json>(relationships).map(([name, { data }]) => [name, data.id]))).toEqual({
      event: order.id,
      'attributed-event': touch.id,
      campaign: made.id,
      'campaign-message': message,
    })
    expect(body.included).toHaveLength(3)
  })
})
