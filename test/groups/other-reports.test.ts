import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { readTimeframe } from '../../src/routes/groups/reporting/timeframe.ts'
import { parseTime } from '../../src/store/clock.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { refusal } from './campaign-bodies.ts'
import { ask, metricId, results, tell, type Told } from './report-account.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

describe('reports on flows', () => {
  const about = { $message: 'MSG001', $flow: 'FLOW01', 'Campaign Name': 'Email #1' }
  const text = { $message: 'MSG002', $flow: 'FLOW01', 'Campaign Name': 'Text #1', 'Message Format': 'MMS' }
  const told: Told[] = [
    ['anna@x.io', 'Received Email', '2026-10-30T23:00:00Z', about],
    ['anna@x.io', 'Opened Email', '2026-10-31T01:00:00Z', about],
    ['anna@x.io', 'Received Email', '2026-11-01T08:00:00Z', about],
    ['anna@x.io', 'Opened Email', '2026-11-02T09:00:00Z', about],
    ['ben@x.io', 'Received Text Message', '2026-11-01T08:00:00Z', { ...text, 'Segment Count': 2, $usage_amount: 3 }],
    ['ben@x.io', 'Failed to Deliver Text Message', '2026-11-02T08:00:00Z', text],
    ['ben@x.io', 'Placed Order', '2026-11-01T10:00:00Z', {}, { service: 'api', value: 6 }],
    ['ben@x.io', 'Placed Order', '2026-11-01T20:00:01Z', {}, { service: 'api', value: 6 }],
    ['cora@x.io', 'Received Email', '2026-11-01T08:00:00Z', { $message: 'A campaign that is gone' }],
  ]
  const series = async (attributes: Json) =>
    ask(client, 'flow-series-report', {
      conversion_metric_id: await metricId(client, 'Placed Order'),
      interval: 'daily',
      timeframe: { key: 'last_7_days' },
      ...attributes,
    })
  beforeEach(() => tell(client, told))

  it('count in the interval of the sending', async () => {
    const { status, body } = await series({
      statistics: ['delivered', 'opens'],
      filter: 'equals(send_channel,"email")',
    })
    expect(status).toBe(200)
    expect(body.data.attributes).toEqual({
      results: [
        {
          groupings: { flow_id: 'FLOW01', flow_message_id: 'MSG001', send_channel: 'email' },
          statistics: { delivered: [0, 0, 0, 0, 1, 0, 1, 0], opens: [0, 0, 0, 0, 1, 0, 1, 0] },
        },
      ],
      date_times: [26, 27, 28, 29, 30, 31, 32, 33].map(
        (day) => `2026-${day > 31 ? '11-0' : '10-'}${day > 31 ? day - 31 : day}T00:00:00+00:00`,
      ),
    })
  })

  it('know what only texts have', async () => {
    const statistics = ['recipients', 'failed', 'message_segment_count_sum', 'text_message_credit_usage_amount']
    const rows = await results(client, 'flow-values-report', {
      conversion_metric_id: await metricId(client, 'Placed Order'),
      statistics: [...statistics, 'text_message_spend', 'text_message_roi', 'conversion_value'],
      group_by: ['flow_id', 'flow_message_id', 'flow_message_name', 'text_message_format'],
      filter: 'equals(send_channel,"sms")',
    })
    // A text that was received counts for twelve hours: the second order comes a second late.
    expect(rows).toEqual([
      {
        groupings: {
          flow_id: 'FLOW01',
          flow_message_id: 'MSG002',
          flow_message_name: 'Text #1',
          text_message_format: 'MMS',
        },
        statistics: {
          recipients: 2,
          failed: 1,
          message_segment_count_sum: 2,
          text_message_credit_usage_amount: 3,
          text_message_spend: 0.03,
          text_message_roi: 6 / 0.03,
          conversion_value: 6,
        },
      },
    ])
  })

  it.each([
    ['hourly', 'last_30_days', 7],
    ['daily', 'last_90_days', 60],
    ['monthly', 'last_365_days', 364],
  ])('refuse %s of %s', async (interval, key, days) => {
    expect(refusal(await series({ interval, timeframe: { key } }))).toEqual([
      400,
      `/data/attributes/timeframe: With the interval ${interval} the timeframe must not be longer than ${days} days.`,
    ])
  })

  it('leave campaigns out, and say where the next page is', async () => {
    const { body } = await series({})
    expect(body.data.attributes.results).toHaveLength(2)
    expect(body.links).toEqual({ self: 'http://localhost:80/api/flow-series-reports', next: null, prev: null })
  })

  it('have pages of 500', async () => {
    await tell(
      client,
      Array.from({ length: 600 }, (_, index): Told => [
        'dan@x.io',
        'Received Email',
        `2026-11-01T08:${String(index % 60).padStart(2, '0')}:${String(Math.floor(index / 60)).padStart(2, '0')}Z`,
        { $message: `M${index}`, $flow: 'FLOW02' },
      ]),
    )
    const attributes = {
      conversion_metric_id: await metricId(client, 'Opened Email'),
      filter: 'equals(flow_id,"FLOW02")',
    }
    const first = (await ask(client, 'flow-values-report', attributes)).body
    expect(first.data.attributes.results).toHaveLength(500)
    const next = new URL(first.links.next).search
    const second = (await ask(client, 'flow-values-report', attributes, next)).body
    expect([second.data.attributes.results.length, second.links.next]).toEqual([100, null])
    expect(next).toMatch(/^\?page_cursor=/)
  })
})

describe('reports on forms', () => {
  const told: Told[] = [
    ['anna@x.io', 'Viewed Form', '2026-11-01T08:00:00Z', { form_id: 'FORM01', form_version_id: '1' }],
    ['anna@x.io', 'Viewed Form', '2026-11-01T09:00:00Z', { form_id: 'FORM01', form_version_id: '2' }],
    ['ben@x.io', 'Viewed Form', '2026-10-31T08:00:00Z', { form_id: 'FORM01', form_version_id: '1' }],
    [
      'ben@x.io',
      'Submitted Form',
      '2026-11-01T08:00:00Z',
      { form_id: 'FORM01', form_version_id: '1' },
      { service: 'api' },
    ],
    ['ben@x.io', 'Closed Form', '2026-11-01T08:00:00Z', { form_id: 'FORM02' }],
  ]
  beforeEach(() => tell(client, told))

  it('count views, submits and people', async () => {
    const statistics = ['viewed_form', 'viewed_form_uniques', 'submits', 'submit_rate', 'closed_form']
    const { body } = await ask(client, 'form-values-report', { statistics })
    expect(body).toEqual({
      data: {
        type: 'form-values-report',
        id: expect.any(String),
        attributes: {
          results: [
            {
              groupings: { form_id: 'FORM01' },
              statistics: { viewed_form: 3, viewed_form_uniques: 2, submits: 1, submit_rate: 1 / 3, closed_form: 0 },
            },
            {
              groupings: { form_id: 'FORM02' },
              statistics: { viewed_form: 0, viewed_form_uniques: 0, submits: 0, submit_rate: 0, closed_form: 1 },
            },
          ],
        },
      },
      links: { self: 'http://localhost:80/api/form-values-reports' },
    })
  })

  it('are grouped by version, and filtered', async () => {
    const rows = await results(client, 'form-series-report', {
      statistics: ['viewed_form'],
      interval: 'weekly',
      timeframe: { start: '2026-10-30T00:00:00Z', end: '2026-11-02T23:59:59Z' },
      group_by: ['form_id', 'form_version_id'],
      filter: 'any(form_version_id,["1","2"])',
    })
    expect(rows.map(({ groupings, statistics }) => [groupings.form_version_id, statistics.viewed_form])).toEqual([
      ['1', [2, 0]],
      ['2', [1, 0]],
    ])
    const alone = { statistics: ['submits'], group_by: ['form_version_id'] }
    expect((await ask(client, 'form-values-report', alone)).status).toBe(400)
  })
})

describe('reports on segments', () => {
  it('has no rows without segments, and no page links', async () => {
    const { body } = await ask(client, 'segment-series-report', {
      statistics: ['total_members'],
      interval: 'daily',
      timeframe: { key: 'yesterday' },
    })
    expect([body.data.attributes, body.links]).toEqual([
      { results: [], date_times: ['2026-11-01T00:00:00+00:00'] },
      { self: 'http://localhost:80/api/segment-series-reports' },
    ])
  })
})

describe('timeframes', () => {
  // Monday, 10 o'clock in UTC: six in the morning in New York, where the summer ended the day before.
  const now = parseTime('2026-11-02T11:00:00Z')
  const read = (input: Parameters<typeof readTimeframe>[0], interval?: string, zone = 'America/New_York') => {
    const { from, until, dateTimes } = readTimeframe(input, interval, zone, now)
    return [from, until].map((time) => new Date(time * 1000).toISOString().slice(0, 19)).concat(dateTimes)
  }

  it.each([
    ['today', '2026-11-02T05:00:00', '2026-11-03T05:00:00'],
    ['yesterday', '2026-11-01T04:00:00', '2026-11-02T05:00:00'],
    ['this_week', '2026-11-02T05:00:00', '2026-11-03T05:00:00'],
    ['last_week', '2026-10-26T04:00:00', '2026-11-02T05:00:00'],
    ['this_month', '2026-11-01T04:00:00', '2026-11-03T05:00:00'],
    ['last_month', '2026-10-01T04:00:00', '2026-11-01T04:00:00'],
    ['this_year', '2026-01-01T05:00:00', '2026-11-03T05:00:00'],
    ['last_year', '2025-01-01T05:00:00', '2026-01-01T05:00:00'],
    ['last_7_days', '2026-10-26T04:00:00', '2026-11-03T05:00:00'],
    ['last_30_days', '2026-10-03T04:00:00', '2026-11-03T05:00:00'],
    ['last_90_days', '2026-08-04T04:00:00', '2026-11-03T05:00:00'],
    ['last_365_days', '2025-11-02T04:00:00', '2026-11-03T05:00:00'],
    ['last_3_months', '2026-08-02T04:00:00', '2026-11-03T05:00:00'],
    ['last_12_months', '2025-11-02T04:00:00', '2026-11-03T05:00:00'],
  ])('%s', (key, from, until) => {
    expect(read({ key })).toEqual([from, until])
  })

  it('ignore the offset of a custom one, and count its last second', () => {
    expect(read({ start: '2026-10-01T00:00:00+09:00', end: '2026-10-01T23:59:59Z' })).toEqual([
      '2026-10-01T04:00:00',
      '2026-10-02T04:00:00',
    ])
  })

  it('label intervals by the clocks of the account', () => {
    const dates = read({ key: 'last_week' }, 'daily').slice(2)
    expect(dates).toEqual(
      [26, 27, 28, 29, 30, 31].map((day) => `2026-10-${day}T00:00:00+00:00`).concat('2026-11-01T00:00:00+00:00'),
    )
    expect(read({ key: 'yesterday' }, 'hourly').slice(2)).toHaveLength(25)
    expect(read({ key: 'last_3_months' }, 'monthly').slice(2)).toEqual(
      ['08', '09', '10', '11'].map((month) => `2026-${month}-01T00:00:00+00:00`),
    )
    expect(read({ key: 'last_30_days' }, 'daily').slice(2)).toHaveLength(31)
  })
})
