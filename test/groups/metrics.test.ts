import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const send = (name: string, attributes: object = {}, service?: string) =>
  client.post('/api/events', {
    data: {
      type: 'event',
      attributes: {
        properties: {},
        metric: { data: { type: 'metric', attributes: { name, ...(service && { service }) } } },
        profile: { data: { type: 'profile', attributes: { email: 'anna@example.com' } } },
        ...attributes,
      },
    },
  })

const metricsNamed = async (name: string): Promise<Json[]> =>
  (await client.get('/api/metrics')).body.data.filter((metric: Json) => metric.attributes.name === name)

describe('get_metrics', () => {
  it('shows the metrics that an account is born with, by id', async () => {
    const { data, links } = (await client.get('/api/metrics')).body
    expect(data).toHaveLength(19)
    expect(data.map(({ id }: Json) => id)).toEqual(data.map(({ id }: Json) => id).toSorted())
    expect(links).toEqual({ self: 'http://localhost:80/api/metrics', next: null, prev: null })
    const { id, ...bounced } = data.find(({ attributes }: Json) => attributes.name === 'Bounced Email')
    const self = `http://localhost:80/api/metrics/${id}/`
    expect(bounced).toEqual({
      type: 'metric',
      attributes: {
        name: 'Bounced Email',
        created: '2026-11-02T10:00:00+00:00',
        updated: '2026-11-02T10:00:00+00:00',
        integration: { object: 'integration', id: '0rG4eQ', key: 'klaviyo', name: 'Klaviyo', category: 'Internal' },
      },
      relationships: {
        'flow-triggers': { links: { self: `${self}relationships/flow-triggers/`, related: `${self}flow-triggers/` } },
      },
      links: { self },
    })
  })

  it.each([
    ['equals(integration.name,"Klaviyo")', 18],
    ['equals(integration.category,"API")', 1],
    ['equals(integration.name,"Nobody")', 0],
  ])('filters by %s', async (filter, count) => {
    expect((await client.get(`/api/metrics?filter=${encodeURIComponent(filter)}`)).body.data).toHaveLength(count)
  })

  it('pages by 200 and takes no page size', async () => {
    for (let i = 0; i < 190; i++) await send(`Metric ${i}`)
    const first = (await client.get('/api/metrics')).body
    expect(first.data).toHaveLength(200)
    const second = (await client.get(first.links.next)).body
    expect([second.data.length, second.links.next]).toEqual([9, null])
    expect((await client.get('/api/metrics?page[size]=10')).status).toBe(400)
  })
})

describe('get_metric', () => {
  it('answers 404 for an unknown id', async () => {
    const { status, body } = await client.get('/api/metrics/NOPE01')
    expect([status, body.errors[0].detail]).toEqual([404, 'Metric with id NOPE01 does not exist.'])
  })

  it('includes no flows while none is triggered by it', async () => {
    await send('Placed Order')
    const [{ id }] = await metricsNamed('Placed Order')
    const { body } = await client.get(`/api/metrics/${id}?include=flow-triggers`)
    expect([body.data.relationships['flow-triggers'].data, body.included]).toEqual([[], []])
    expect((await client.get(`/api/metrics/${id}/flow-triggers`)).body.data).toEqual([])
    expect((await client.get(`/api/metrics/${id}/relationships/flow-triggers`)).body.data).toEqual([])
  })
})

describe('a metric', () => {
  it('comes into being with its first event, stamped with the time of ingestion', async () => {
    await send('Placed Order', { time: '2026-01-01T00:00:00Z' })
    await send('Placed Order')
    const found = await metricsNamed('Placed Order')
    expect(found).toHaveLength(1)
    expect(found[0].attributes).toEqual({
      name: 'Placed Order',
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:00:00+00:00',
      integration: { object: 'integration', id: '7FtS4J', key: 'api', name: 'API', category: 'API' },
    })
  })

  it.each([
    ['shopify', ['API', 'Shopify']],
    ['sdk-smoke', ['API']],
  ])('is another one under another integration: service %s', async (service, integrations) => {
    await send('Placed Order')
    await send('Placed Order', {}, service)
    const found = await metricsNamed('Placed Order')
    expect(found.map(({ attributes }) => attributes.integration.name).toSorted()).toEqual(integrations)
  })
})

describe('metric properties', () => {
  const propertyOf = (metricId: string, name: string) => Buffer.from(`${metricId}.${name}`).toString('base64url')

  beforeEach(async () => {
    await send('Placed Order', {
      properties: {
        Brand: 'Kayden',
        Total: 3,
        Gift: true,
        Items: ['a'],
        Address: { city: 'Boston' },
        $extra: { a: 1 },
      },
      value: 12.5,
    })
    await send('Placed Order', { properties: { Coupon: 'X' }, unique_id: 'second' })
  })

  it('are what the events were seen with, sorted, with inferred types', async () => {
    const [{ id }] = await metricsNamed('Placed Order')
    const { data, links } = (await client.get(`/api/metrics/${id}/metric-properties`)).body
    expect(data.map(({ attributes }: Json) => attributes)).toEqual([
      { label: 'Placed Order Value', property: '$value', inferred_type: 'numeric' },
      { label: 'Brand', property: 'Brand', inferred_type: 'string' },
      { label: 'Coupon', property: 'Coupon', inferred_type: 'string' },
      { label: 'Gift', property: 'Gift', inferred_type: 'numeric' },
      { label: 'Items', property: 'Items', inferred_type: 'List' },
      { label: 'Total', property: 'Total', inferred_type: 'numeric' },
    ])
    expect(links).toEqual({ self: `http://localhost:80/api/metrics/${id}/metric-properties` })
    const ids = (await client.get(`/api/metrics/${id}/relationships/metric-properties`)).body.data
    expect(ids[0]).toEqual({ type: 'metric-property', id: propertyOf(id, '$value') })
  })

  it('are read one by one, with the metric', async () => {
    const [metric] = await metricsNamed('Placed Order')
    const id = propertyOf(metric.id, 'Brand')
    const self = `http://localhost:80/api/metric-properties/${id}/`
    const url = `/api/metric-properties/${id}?include=metric&additional-fields[metric-property]=sample_values`
    const { body } = await client.get(url)
    expect(body).toEqual({
      data: {
        type: 'metric-property',
        id,
        attributes: { label: 'Brand', property: 'Brand', inferred_type: 'string', sample_values: null },
        relationships: {
          metric: {
            data: { type: 'metric', id: metric.id },
            links: { self: `${self}relationships/metric/`, related: `${self}metric/` },
          },
        },
        links: { self },
      },
      included: [metric],
      links: { self: `http://localhost:80${url}` },
    })
    expect((await client.get(`/api/metric-properties/${id}/metric`)).body.data).toEqual(metric)
    expect((await client.get(`/api/metric-properties/${id}/relationships/metric`)).body.data).toEqual({
      type: 'metric',
      id: metric.id,
    })
  })

  it('show their newest different values from the day after the metric came into being', async () => {
    const [{ id }] = await metricsNamed('Placed Order')
    const samples = async () => {
      const url = `/api/metrics/${id}/metric-properties?additional-fields[metric-property]=sample_values`
      const { data } = (await client.get(url)).body
      return data.map(({ attributes }: Json) => [attributes.property, attributes.sample_values])
    }
    expect((await samples()).every(([, values]: [string, unknown]) => values === null)).toBe(true)
    await sandbox.clock.advance(86_400_000)
    await send('Placed Order', { properties: { Brand: 'Oak', Items: ['b', 'a', 3] } })
    await send('Placed Order', { properties: { Brand: 'Oak', Total: null }, unique_id: 'fourth' })
    expect(await samples()).toEqual([
      ['$value', ['0', '12.5']],
      ['Brand', ['Oak', 'Kayden']],
      ['Coupon', ['X']],
      ['Gift', ['true']],
      ['Items', ['b', 'a', '3']],
      ['Total', ['3']],
    ])
  })

  it.each(['', '/metric', '/relationships/metric'])(
    'answer 404 for an unknown id: /metric-properties/x%s',
    async (end) => {
      const { status, body } = await client.get(`/api/metric-properties/NOPE01${end}`)
      expect([status, body.errors[0].detail]).toEqual([404, 'A metric property with id `NOPE01` does not exist.'])
    },
  )
})
