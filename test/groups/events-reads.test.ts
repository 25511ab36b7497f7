import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { eventsOf, metric, profile, send } from './event-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const START = 1_790_000_000
const at = (second: number) => new Date((START + second) * 1000).toISOString()

/** Events named a, b, c … at these seconds, sent in this order. */
async function sendAt(...seconds: number[]): Promise<void> {
  for (const [index, second] of seconds.entries()) {
    const name = String.fromCharCode(97 + index)
    const [who, what] = index % 2 === 0 ? ['anna', 'Placed Order'] : ['bert', 'Viewed Product']
    const attributes = { properties: { name }, time: at(second), unique_id: name, metric: metric(what) }
    await send(client, { ...attributes, profile: profile({ email: `${who}@example.com` }) })
  }
}
const namesOf = (events: readonly Json[]): string =>
  events.map(({ attributes }) => attributes.event_properties.name).join('')
const namesAt = async (query: string) => namesOf(await eventsOf(client, query))
const metricId = async (name: string) =>
  (await client.get('/api/metrics')).body.data.find(({ attributes }: Json) => attributes.name === name).id

describe('get_events', () => {
  it.each([
    ['', 'dbeca'],
    ['?sort=-datetime', 'dbeca'],
    ['?sort=datetime', 'acebd'],
    ['?sort=timestamp', 'acebd'],
    ['?sort=-timestamp', 'dbeca'],
  ])('orders by time, then by ingestion: %s', async (query, expected) => {
    await sendAt(1, 4, 2, 5, 2)
    expect(await namesAt(query)).toBe(expected)
  })

  it.each([
    [`greater-than(timestamp,${START + 2})`, 'dc'],
    [`greater-or-equal(timestamp,${START + 2}),less-or-equal(timestamp,${START + 3})`, 'cb'],
    [`less-than(datetime,${at(3)})`, 'ba'],
    [`and(greater-than(datetime,${at(1)}),less-than(datetime,${at(4)}))`, 'cb'],
    ['has(profile),has(metric)', 'dcba'],
  ])('filters by %s', async (filter, expected) => {
    await sendAt(1, 2, 3, 4)
    expect(await namesAt(`?filter=${encodeURIComponent(filter)}`)).toBe(expected)
  })

  it('filters by profile, by metric, and by several metrics', async () => {
    await sendAt(1, 2, 3, 4)
    const [placed, viewed] = [await metricId('Placed Order'), await metricId('Viewed Product')]
    const [{ relationships }] = await eventsOf(client)
    expect(await namesAt(`?filter=equals(profile_id,"${relationships.profile.data.id}")`)).toBe('db')
    expect(await namesAt('?filter=equals(profile_id,"nobody")')).toBe('')
    expect(await namesAt(`?filter=equals(metric_id,"${placed}")`)).toBe('ca')
    expect(await namesAt(`?filter=equals(metric_id,["${placed}","${viewed}"])`)).toBe('dcba')
  })

  it('pages forth and back through several metrics', async () => {
    await sendAt(1, 2, 2, 4, 5)
    const both = `["${await metricId('Placed Order')}","${await metricId('Viewed Product')}"]`
    const first = (await client.get(`/api/events?filter=equals(metric_id,${both})&page[size]=2`)).body
    const second = (await client.get(first.links.next)).body
    const third = (await client.get(second.links.next)).body
    const back = (await client.get(third.links.prev)).body
    expect([first, second, third, back].map(({ data }) => namesOf(data))).toEqual(['ed', 'cb', 'a', 'cb'])
    expect([first.links.prev, third.links.next]).toEqual([null, null])
  })

  it.each([
    'greater-or-equal(datetime,2026-09-21T14:13:21Z)',
    'greater-or-equal(datetime,2026-09-21T14:13:21.000+00:00)',
    'greater-or-equal(datetime,2026-09-21T16:13:21+02:00)',
    'greater-or-equal(datetime,2026-09-21T14:13:21)',
    'greater-than(datetime,2026-09-21T14:13:20.5Z)',
    'greater-or-equal(datetime,1790000001)',
    'greater-than(timestamp,1790000000.5)',
    'greater-or-equal(timestamp,2026-09-21T14:13:21Z)',
  ])('reads every spelling of a time: %s', async (filter) => {
    await sendAt(0, 1)
    expect(await namesAt(`?filter=${encodeURIComponent(filter)}`)).toBe('b')
  })

  it('finds nothing for a list of no metrics', async () => {
    await sendAt(1)
    expect(await namesAt('?filter=equals(metric_id,[])')).toBe('')
  })

  it('answers 400 for a metric that does not exist', async () => {
    const { status, body } = await client.get('/api/events?filter=equals(metric_id,"NOPE01")')
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({
      code: 'invalid',
      detail: "Metric IDs ['NOPE01'] do not exist.",
      source: { parameter: 'filter' },
    })
  })

  it('pages by cursors that name time, event and direction, last in the link', async () => {
    await sendAt(1, 2, 2, 2, 5)
    const first = (await client.get('/api/events?sort=datetime&page%5Bsize%5D=2')).body
    const cursorOf = (link: string) => Buffer.from(new URL(link).searchParams.get('page[cursor]')!, 'base64').toString()
    expect(namesOf(first.data)).toBe('ab')
    expect(first.links.prev).toBeNull()
    expect(first.links.next).toMatch(/\?sort=datetime&page%5Bsize%5D=2&page%5Bcursor%5D=[\w%]+$/)
    expect(cursorOf(first.links.next)).toBe(`[${START + 2}, "${first.data[1].id}", true]`)
    const second = (await client.get(first.links.next)).body
    expect(namesOf(second.data)).toBe('cd')
    expect(cursorOf(second.links.prev)).toBe(`[${START + 2}, "${second.data[0].id}", false]`)
    const third = (await client.get(second.links.next)).body
    expect([namesOf(third.data), third.links.next]).toEqual(['e', null])
    const back = (await client.get(second.links.prev)).body
    expect([namesOf(back.data), back.links.prev]).toEqual(['ab', null])
  })

  it.each([
    ['2025-10-15', '/api/events', 200],
    ['2026-10-15', '/api/events', 200],
    ['2026-10-15', '/api/events?page[size]=1000', 205],
  ])('pages by 200, or by what is asked for: %s %s', async (revision, url, count) => {
    for (let index = 0; index < 205; index++) await send(client, { unique_id: `u${index}` })
    expect((await clientOf(sandbox, { revision }).get(url)).body.data).toHaveLength(count)
  })

  it.each([
    ['2025-10-15', 'page[size]=5'],
    ['2026-01-15', 'page[size]=1001'],
    ['2026-10-15', 'page[cursor]=bm9uZQ=='],
    ['2026-01-15', 'filter=has(metric)'],
  ])('answers 400 at %s for %s', async (revision, query) => {
    expect((await clientOf(sandbox, { revision }).get(`/api/events?${query}`)).status).toBe(400)
  })

  it('includes each metric once, before the profiles; attributions are empty', async () => {
    await sendAt(1, 2, 3)
    const { data, included } = (await client.get('/api/events?include=metric,profile,attributions')).body
    expect(data[0].relationships.attributions.data).toEqual([])
    expect(included.map(({ type }: Json) => type)).toEqual(['metric', 'metric', 'profile', 'profile'])
    expect(included[0].attributes.name).toBe('Placed Order')
    expect(Object.keys(included[0].relationships)).toEqual(['flow-triggers'])
    expect(Object.keys(included[2].relationships)).toEqual(['lists', 'segments', 'push-tokens', 'conversation'])
  })

  it('shows sparse fields with relationships', async () => {
    await sendAt(1)
    const [event] = await eventsOf(client, '?fields[event]=datetime')
    expect(Object.keys(event.attributes)).toEqual(['datetime'])
    expect(Object.keys(event.relationships)).toEqual(['profile', 'metric'])
  })
})

describe('get_event and what belongs to it', () => {
  it('shows the event, its metric and its profile', async () => {
    await sendAt(1)
    const [event] = await eventsOf(client)
    const read = await client.get(`/api/events/${event.id}?include=profile`)
    expect(read.body.data).toEqual(event)
    expect(read.body.included[0].attributes.email).toBe('anna@example.com')
    const { metric, profile } = event.relationships
    expect((await client.get(`/api/events/${event.id}/metric`)).body.data.attributes.name).toBe('Placed Order')
    expect((await client.get(`/api/events/${event.id}/profile`)).body.data.id).toBe(profile.data.id)
    for (const [name, { data }] of Object.entries({ metric, profile }) as [string, Json][]) {
      const url = `/api/events/${event.id}/relationships/${name}`
      expect((await client.get(url)).body).toEqual({ data, links: { self: `http://localhost:80${url}` } })
    }
  })

  it.each(['', '/metric', '/profile', '/relationships/metric', '/relationships/profile'])(
    'answers 400 for what is no id and 404 for an unknown one: /api/events/{id}%s',
    async (end) => {
      const malformed = await client.get(`/api/events/NOPE01${end}`)
      expect([malformed.status, malformed.body.errors[0].detail]).toEqual([400, "Invalid Event ID: 'NOPE01'"])
      expect(malformed.body.errors[0].source).toEqual({ pointer: '/data/id' })
      expect((await client.get(`/api/events/7fxkWWsHxXF${end}`)).status).toBe(404)
    },
  )
})
