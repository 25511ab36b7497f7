import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'
import { eventBody, eventsOf, metric, pointersOf, profile, send } from './event-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const refusal = (attributes: object, revision?: string) =>
  (revision === undefined ? client : clientOf(sandbox, { revision })).post('/api/events', eventBody(attributes))

describe('create_event', () => {
  it('answers 202 without a body; the event can be read at once', async () => {
    await send(client, {
      properties: { $extra: { html: '<b>' }, Brand: 'Kayden', $value_currency: 'EUR', Items: [{ sku: 1 }] },
      time: '2026-07-01T14:00:00.900Z',
      value: 42.5,
      value_currency: 'USD',
      unique_id: 'order-1',
    })
    const [event] = await eventsOf(client)
    const self = `http://localhost:80/api/events/${event.id}/`
    const link = (name: string) => ({ self: `${self}relationships/${name}/`, related: `${self}${name}/` })
    expect(event).toEqual({
      type: 'event',
      id: expect.stringMatching(/^7[1-9A-HJ-NP-Za-km-z]{10}$/),
      attributes: {
        timestamp: 1782914400,
        event_properties: {
          Brand: 'Kayden',
          Items: [{ sku: 1 }],
          $event_id: 'order-1',
          $value: 42.5,
          $value_currency: 'EUR',
          $extra: { html: '<b>' },
        },
        datetime: '2026-07-01T14:00:00+00:00',
        uuid: expect.stringMatching(/^26463000-7555-11f1-8001-[0-9a-f]{12}$/),
      },
      relationships: {
        profile: { data: { type: 'profile', id: expect.any(String) }, links: link('profile') },
        metric: { data: { type: 'metric', id: expect.any(String) }, links: link('metric') },
      },
      links: { self },
    })
    const { event_properties } = event.attributes
    expect(Object.keys(event.attributes)).toEqual(['timestamp', 'event_properties', 'datetime', 'uuid'])
    expect(Object.keys(event_properties)).toEqual([
      'Brand',
      'Items',
      '$event_id',
      '$value',
      '$value_currency',
      '$extra',
    ])
    expect(Object.keys(event.relationships)).toEqual(['profile', 'metric'])
  })

  it('takes now and the second as defaults of time and unique_id', async () => {
    await send(client)
    const [{ attributes }] = await eventsOf(client)
    expect(attributes.datetime).toBe('2026-11-02T10:00:00+00:00')
    expect(attributes.event_properties).toEqual({ $event_id: '1793613600' })
  })

  it('takes null for what may be left out, as recorded', async () => {
    const nothing = { time: null, value: null, value_currency: null, unique_id: null, backfill: null }
    await send(client, { ...nothing, profile: profile({ anonymous_id: null, email: 'anna@example.com' }) })
    expect((await eventsOf(client))[0].attributes.event_properties).toEqual({ $event_id: '1793613600' })
  })

  it('shows a value of 0 once the metric has had a valued event', async () => {
    await send(client, { unique_id: 'a' })
    await send(client, { unique_id: 'b', value: 3 })
    await send(client, { unique_id: 'c' })
    const values = (await eventsOf(client)).map(({ attributes }) => attributes.event_properties.$value)
    expect(values).toEqual([0, 3, undefined])
  })

  it.each([
    [
      { $event_id: 'e1', $value: 2.5 },
      { $event_id: 'e1', $value: 2.5 },
    ],
    [
      { $event_id: 17, $value: '2.5' },
      { $event_id: '17', $value: '2.5' },
    ],
    [{ $event_id: null, $value: null }, { $event_id: '1793613600' }],
  ])('takes what the older API gave in the properties: %j', async (given, shown) => {
    await send(client, { properties: given })
    expect((await eventsOf(client))[0].attributes.event_properties).toEqual(shown)
  })

  it.each([
    ['the same unique_id', [{ unique_id: 'a' }, { unique_id: 'a', value: 2 }], 1],
    ['the same second', [{ time: '2026-01-01T00:00:00.1Z' }, { time: '2026-01-01T00:00:00.9Z' }], 1],
    ['another unique_id', [{ unique_id: 'a' }, { unique_id: 'b' }], 2],
    ['another metric', [{ unique_id: 'a' }, { unique_id: 'a', metric: metric('Viewed') }], 2],
    ['another profile', [{ unique_id: 'a' }, { unique_id: 'a', profile: profile({ email: 'b@example.com' }) }], 2],
  ])('keeps the first of events with %s', async (_name, events, count) => {
    for (const event of events) await send(client, event)
    const stored = await eventsOf(client)
    expect(stored).toHaveLength(count)
    expect(stored.at(-1).attributes.event_properties.$value).toBeUndefined()
  })

  it('makes the profile, or writes to the one that is there, and moves its last event date', async () => {
    await send(client, { profile: profile({ email: 'anna@example.com', first_name: 'Anna' }) })
    await send(client, {
      time: '2026-05-01T00:00:00Z',
      profile: profile({
        email: 'ANNA@example.com',
        last_name: 'Berg',
        first_name: null,
        properties: { plan: 'gold' },
      }),
    })
    const { data } = (await client.get('/api/profiles')).body
    expect(data).toHaveLength(1)
    expect(data[0].attributes).toMatchObject({
      email: 'anna@example.com',
      first_name: 'Anna',
      last_name: 'Berg',
      properties: { plan: 'gold' },
      last_event_date: '2026-11-02T10:00:00+00:00',
    })
  })

  it('leaves out an identifier that is another profile’s instead of refusing the event', async () => {
    await send(client, { profile: profile({ phone_number: '+12025550123' }) })
    await send(client, { profile: profile({ email: 'anna@example.com' }) })
    await send(client, {
      unique_id: 'both',
      profile: profile({ email: 'anna@example.com', phone_number: '+12025550123' }),
    })
    const { data } = (await client.get('/api/profiles?sort=created')).body
    expect(data.map(({ attributes }: { attributes: object }) => attributes)).toMatchObject([
      { email: null, phone_number: '+12025550123' },
      { email: 'anna@example.com', phone_number: null },
    ])
  })

  it.each([
    ['beside the attributes, from 2026-10-15', '2026-10-15', false],
    ['among the attributes, before it', '2026-07-15', true],
  ])('patches properties by meta %s', async (_name, revision, inside) => {
    await send(client, { profile: profile({ email: 'anna@example.com', properties: { tags: ['a'], plan: 1 } }) })
    const meta = { patch_properties: { append: { tags: 'b' }, unset: 'plan' } }
    const given = inside
      ? profile({ email: 'anna@example.com', meta })
      : profile({ email: 'anna@example.com' }, { meta })
    await send(clientOf(sandbox, { revision }), { unique_id: 'second', profile: given })
    expect((await client.get('/api/profiles')).body.data[0].attributes.properties).toEqual({ tags: ['a', 'b'] })
    const wrong = inside ? profile({ email: 'a@b.co' }, { meta }) : profile({ email: 'a@b.co', meta })
    expect((await refusal({ profile: wrong }, revision)).status).toBe(400)
  })

  it('answers 404 for the id of no profile', async () => {
    const { status, body } = await refusal({ profile: profile({}, { id: '01NOPE' }) })
    expect([status, body.errors[0].detail]).toEqual([404, 'A profile with id 01NOPE does not exist.'])
  })
})

describe('ids of events', () => {
  it('go on growing after a restart, although the clock stands still and the seed is the same', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'events-'))
    for (const run of ['first', 'second']) {
      const restarted = await testSandbox({ dataDir })
      for (const part of ['a', 'b']) await send(clientOf(restarted), { unique_id: run + part })
      await restarted.close()
    }
    const last = await testSandbox({ dataDir })
    const events = await eventsOf(clientOf(last))
    await last.close()
    rmSync(dataDir, { recursive: true })
    expect(events.map(({ attributes }) => attributes.event_properties.$event_id)).toEqual([
      'secondb',
      'seconda',
      'firstb',
      'firsta',
    ])
    expect(new Set(events.map(({ id }) => id)).size).toBe(4)
  })
})

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })
const properties = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]))

describe('create_event refuses', () => {
  it.each<[string, object, string[]]>([
    ['an empty metric name', { metric: metric(' ') }, ['/metric/data/attributes/name']],
    ['a metric name of 128 characters', { metric: metric('x'.repeat(128)) }, ['/metric/data/attributes/name']],
    ['a profile without identifier', { profile: profile({ first_name: 'A' }) }, ['/profile/data']],
    ['an e-mail address that is none', { profile: profile({ email: 'anna' }) }, ['/profile/data/attributes/email']],
    [
      'a phone number that is none',
      { profile: profile({ phone_number: '1' }) },
      ['/profile/data/attributes/phone_number'],
    ],
    ['a time before 1990', { time: '1989-12-31T23:59:59Z' }, ['/time']],
    ['a time over a year ahead', { time: '2027-11-02T10:00:01Z' }, ['/time']],
    ['a day that is none', { time: '2026-02-30T00:00:00Z' }, ['/time']],
    ['401 properties', { properties: properties(401) }, ['/properties']],
    ['a field over 100 kB', { properties: { a: 'x'.repeat(102_401) } }, ['/properties/a']],
    ['a nested field over 100 kB', { properties: { a: { b: 'é'.repeat(60_000) } } }, ['/properties/a']],
    ['an array of 4001 items', { properties: { a: { b: Array(4001).fill(1) } } }, ['/properties/a']],
    ['11 levels of nesting', { properties: { a: nested(11) } }, ['/properties/a']],
    [
      'all of it at once',
      { metric: metric(''), time: '1980-01-01', profile: profile({ email: '@' }) },
      ['/profile/data/attributes/email', '/metric/data/attributes/name', '/time'],
    ],
  ])('%s', async (_name, attributes, pointers) => {
    const answer = await refusal(attributes)
    expect(answer.status).toBe(400)
    expect(pointersOf(answer)).toEqual(pointers.map((pointer) => `/data/attributes${pointer}`))
    expect(await eventsOf(client)).toEqual([])
    expect((await client.get('/api/profiles')).body.data).toEqual([])
  })

  it.each<[string, object]>([
    ['a metric name of 127 characters', { metric: metric('x'.repeat(127)) }],
    ['a time of 1990', { time: '1990-01-01T00:00:00Z' }],
    ['a time of one year ahead', { time: '2027-11-02T10:00:00Z' }],
    ['400 properties', { properties: properties(400) }],
    ['a field of 100 kB', { properties: { a: 'x'.repeat(102_000) } }],
    ['4000 items, 10 levels', { properties: { a: Array(4000).fill(1), b: nested(10) } }],
  ])('not %s', async (_name, attributes) => {
    await send(client, attributes)
    expect(await eventsOf(client)).toHaveLength(1)
  })

  it.each<[string, string, object, number]>([
    ['a time of 1999', '2026-04-15', { time: '1999-12-31T00:00:00Z' }, 400],
    ['a time of 1999', '2026-07-15', { time: '1999-12-31T00:00:00Z' }, 202],
    ['301 properties', '2025-01-15', { properties: properties(301) }, 400],
    ['301 properties', '2025-04-15', { properties: properties(301) }, 202],
    ['backfill', '2026-01-15', { backfill: true }, 400],
    ['backfill', '2026-04-15', { backfill: true }, 202],
  ])('or takes, by revision: %s at %s', async (_name, revision, attributes, status) => {
    expect((await refusal(attributes, revision)).status).toBe(status)
  })
})
