import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { metric, profile, send } from './event-bodies.ts'

let sandbox: Sandbox
let client: Client
let metricId: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  let number = 0
  const event = (time: string, who: string, value: number | undefined, properties: object) =>
    send(client, {
      time,
      unique_id: String(number++),
      metric: metric('Clicked'),
      profile: profile({ email: `${who}@example.com` }),
      properties,
      ...(value !== undefined && { value }),
    })
  await event('2026-03-01T00:30:00Z', 'anna', 10, { URL: 'https://a.example', $message: 'm1', 'Client Name': 'Opera' })
  await event('2026-03-01T12:00:00Z', 'anna', 2.5, { URL: 'https://b.example', $message: 'm1' })
  await event('2026-03-02T23:30:00Z', 'bert', undefined, { URL: 'https://a.example', $message: 'm2' })
  await event('2026-03-04T00:00:00Z', 'anna', 100, {})
  const { data } = (await client.get('/api/metrics')).body
  metricId = data.find(({ attributes }: Json) => attributes.name === 'Clicked').id
})
afterEach(() => sandbox.close())

const bounds = (from: string, until: string) => [`greater-or-equal(datetime,${from})`, `less-than(datetime,${until})`]
const MARCH = bounds('2026-03-01', '2026-03-04')
const bodyOf = (attributes: object) => ({
  data: {
    type: 'metric-aggregate',
    attributes: { metric_id: metricId, measurements: ['count'], filter: MARCH, ...attributes },
  },
})
const ask = (attributes: object, query = '') => client.post(`/api/metric-aggregates${query}`, bodyOf(attributes))
/** Past the client, whose schema requires both attributes even when only one was asked for. */
const askBare = async (attributes: object, query = ''): Promise<Json> => {
  const response = await sandbox.inject({
    method: 'POST',
    url: `/api/metric-aggregates${query}`,
    headers: { authorization: 'Klaviyo-API-Key pk_test', 'content-type': 'application/json', revision: '2026-10-15' },
    payload: JSON.stringify(bodyOf(attributes)),
  })
  return JSON.parse(response.body)
}
const answerTo = async (attributes: object): Promise<Json> => {
  const { status, body } = await ask(attributes)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.attributes
}

describe('query_metric_aggregates', () => {
  it.each(['hour', 'day', 'week', 'month'])(
    'counts each event of a range once, by %s, however it is split',
    async (interval) => {
      const filter = bounds('2026-03-01T00:30:00Z', '2026-03-04T00:00:01Z')
      const sum = (rows: Json[]) => rows.flatMap(({ measurements }) => measurements.count).reduce((a, b) => a + b, 0)
      for (const by of [undefined, ['URL'], ['$message', 'Client Name', 'URL']]) {
        const { dates, data } = await answerTo({ filter, interval, ...(by && { by }) })
        expect([sum(data), data[0].measurements.count.length]).toEqual([4, dates.length])
      }
    },
  )

  it('answers 200 with the recorded form', async () => {
    const { status, body } = await ask({ measurements: ['count', 'sum_value', 'unique'] })
    expect(status).toBe(200)
    expect(body).toEqual({
      data: {
        type: 'metric-aggregate',
        id: expect.stringMatching(/^-?\d+$/),
        attributes: {
          dates: ['2026-03-01T00:00:00+00:00', '2026-03-02T00:00:00+00:00', '2026-03-03T00:00:00+00:00'],
          data: [{ dimensions: [], measurements: { count: [2, 1, 0], sum_value: [12.5, 0, 0], unique: [1, 1, 0] } }],
        },
        links: { self: 'http://localhost:80/api/metric-aggregates/' },
      },
      links: { self: 'http://localhost:80/api/metric-aggregates', next: null, prev: null },
    })
  })

  it('answers zeros without dimensions and no row with them when nothing happened', async () => {
    const filter = bounds('2025-01-01', '2025-01-03')
    expect((await answerTo({ filter })).data).toEqual([{ dimensions: [], measurements: { count: [0, 0] } }])
    expect((await answerTo({ filter, by: ['URL'] })).data).toEqual([])
  })

  it('splits by dimensions in the order asked for; a missing one is empty', async () => {
    const { data } = await answerTo({ by: ['$message', 'Client Name'], interval: 'month' })
    expect(data).toEqual([
      { dimensions: ['m1', ''], measurements: { count: [1] } },
      { dimensions: ['m1', 'Opera'], measurements: { count: [1] } },
      { dimensions: ['m2', ''], measurements: { count: [1] } },
    ])
  })

  it.each([
    ['equals(URL,"https://a.example")', [1, 1, 0]],
    ['equals(Client Name,"Opera")', [1, 0, 0]],
    ['any($message,["m2","m3"])', [0, 1, 0]],
  ])('filters by a dimension: %s', async (filter, count) => {
    expect((await answerTo({ filter: [...MARCH, filter] })).data[0].measurements).toEqual({ count })
  })

  it.each([
    ['URL', ['https://a.example', 'https://b.example']],
    ['-URL', ['https://b.example', 'https://a.example']],
    ['count', ['https://b.example', 'https://a.example']],
    ['-count', ['https://a.example', 'https://b.example']],
  ])('sorts rows as documented: %s', async (sort, expected) => {
    const { data } = await answerTo({ by: ['URL'], sort })
    expect(data.map(({ dimensions }: Json) => dimensions[0])).toEqual(expected)
  })

  it('pages through rows by page_size and page_cursor', async () => {
    const by = { by: ['URL'], page_size: 1 }
    const first = (await ask(by)).body
    expect(first.data.attributes.data[0].dimensions).toEqual(['https://a.example'])
    const cursor = new URL(first.links.next).searchParams.get('page[cursor]')
    const second = (await ask({ ...by, page_cursor: cursor })).body
    expect(second.data.attributes.data[0].dimensions).toEqual(['https://b.example'])
    expect([second.links.next, typeof second.links.prev]).toEqual([null, 'string'])
  })

  it('clips the first and the last interval at the bounds', async () => {
    const filter = ['greater-than(datetime,2026-03-01T00:30:00Z)', 'less-or-equal(datetime,2026-03-04T00:00:00Z)']
    const { dates, data } = await answerTo({ filter, interval: 'week' })
    expect(dates).toEqual(['2026-02-23T00:00:00+00:00', '2026-03-02T00:00:00+00:00'])
    expect(data[0].measurements.count).toEqual([1, 2])
  })

  it.each([
    ['day', 'Europe/Copenhagen', ['2026-08-31T22:00:00', '2026-09-02T22:00:00'], ['2026-08-31T22', '2026-09-01T22']],
    [
      'month',
      'America/New_York',
      ['2026-02-01', '2026-05-01'],
      ['2026-01-01T05', '2026-02-01T05', '2026-03-01T05', '2026-04-01T04'],
    ],
    ['day', 'America/New_York', ['2026-11-01T04:00:00', '2026-11-02T06:00:00'], ['2026-11-01T04', '2026-11-02T05']],
    ['hour', 'Europe/Berlin', ['2026-03-29T00:00:00', '2026-03-29T02:00:00'], ['2026-03-29T00', '2026-03-29T01']],
    [
      'day',
      'America/Havana',
      ['2026-03-07T12:00:00', '2026-03-09T12:00:00'],
      ['2026-03-07T05', '2026-03-08T05', '2026-03-09T04'],
    ],
    [
      'day',
      'America/Havana',
      ['2026-10-31T12:00:00', '2026-11-02T12:00:00'],
      ['2026-10-31T04', '2026-11-01T04', '2026-11-02T05'],
    ],
    [
      'day',
      'Asia/Beirut',
      ['2026-03-28T12:00:00', '2026-03-29T22:00:00'],
      ['2026-03-27T22', '2026-03-28T22', '2026-03-29T21'],
    ],
    ['week', 'Asia/Tokyo', ['2026-03-04', '2026-03-09'], ['2026-03-01T15', '2026-03-08T15']],
  ])('begins a %s in %s when it begins there', async (interval, timezone, [from, until], expected) => {
    const { dates } = await answerTo({ interval, timezone, filter: bounds(from!, until!) })
    expect(dates).toEqual(expected.map((hour) => `${hour}:00:00+00:00`))
  })

  it('counts an event in the interval of the time zone', async () => {
    const { data } = await answerTo({
      timezone: 'Europe/Copenhagen',
      filter: bounds('2026-02-28T23:00:00', '2026-03-03T23:00:00'),
    })
    expect(data[0].measurements.count).toEqual([2, 0, 1])
  })

  it('shows only what return_fields or fields ask for', async () => {
    for (const name of ['dates', 'data']) {
      const { data } = await askBare({}, `?fields[metric-aggregate]=${name}`)
      expect(Object.keys(data.attributes)).toEqual([name])
      expect(Object.keys((await askBare({ return_fields: [name] })).data.attributes)).toEqual([name])
    }
    expect(Object.keys(await answerTo({ return_fields: ['dates', 'data'] }))).toEqual(['dates', 'data'])
  })

  it.each<[string, object, string]>([
    ['no bound', { filter: ['greater-or-equal(datetime,2026-03-01)'] }, 'filter'],
    ['bounds the wrong way round', { filter: bounds('2026-03-02', '2026-03-01') }, 'filter'],
    ['over a year', { filter: bounds('2025-01-01', '2026-03-01') }, 'filter'],
    ['a filter on no dimension', { filter: [...MARCH, 'equals(Brand,"x")'] }, 'filter'],
    ['a filter that cannot be read', { filter: [...MARCH, 'equals(URL'] }, 'filter'],
    ['a time zone in another case', { timezone: 'europe/berlin' }, 'timezone'],
    ['a time zone that is none', { timezone: 'Europe/Nowhere' }, 'timezone'],
    ['a time zone that is not listed', { timezone: 'Europe/Kyiv' }, 'timezone'],
    ['a sort by what is not asked for', { sort: 'URL' }, 'sort'],
    ['no measurement', { measurements: [] }, 'measurements'],
    ['times that are none', { filter: bounds('9000000000000000', '9000000000000100') }, 'filter'],
    ['an empty page', { page_size: 0 }, 'page_size'],
    ['a dimension that is none', { by: ['Brand'] }, 'by/0'],
  ])('answers 400 for %s', async (_name, attributes, field) => {
    const { status, body } = await ask(attributes)
    expect([status, body.errors[0].source.pointer]).toEqual([400, `/data/attributes/${field}`])
  })

  it('answers 404 for a metric that does not exist', async () => {
    const { status, body } = await ask({ metric_id: 'NOPE01' })
    expect([status, body.errors[0].detail]).toEqual([404, 'Metric with id NOPE01 does not exist.'])
  })
})
