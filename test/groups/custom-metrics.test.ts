import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
let metric: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  metric = (await client.get('/api/metrics?filter=equals(integration.name,"API")')).body.data[0].id
})
afterEach(() => sandbox.close())

const body = (attributes: object, id?: string) => ({ data: { type: 'custom-metric', ...(id && { id }), attributes } })
const counting = (groups: object[] = [{ metric_id: metric }]) => ({
  aggregation_method: 'count',
  metric_groups: groups,
})
const create = (name = 'Visits', definition: object = counting()) =>
  client.post('/api/custom-metrics', body({ name, definition }))
const detail = ({ status, body: { errors } }: Answer) => [status, errors[0].detail, errors[0].source.pointer]

describe('create_custom_metric', () => {
  it('answers with the whole definition and with the metrics that it counts', async () => {
    const { status, body: answer } = await create()
    const { id } = answer.data
    expect(id).toMatch(/^[0-9A-Z]{26}$/)
    const self = `http://localhost:80/api/custom-metrics/${id}/`
    expect([status, answer]).toEqual([
      201,
      {
        data: {
          type: 'custom-metric',
          id,
          attributes: {
            name: 'Visits',
            created: '2026-11-02T10:00:00.250000+00:00',
            updated: '2026-11-02T10:00:00.250024+00:00',
            definition: {
              aggregation_method: 'count',
              metric_groups: [{ metric_id: metric, metric_filters: null, value_property: null }],
            },
          },
          relationships: {
            metrics: {
              data: [{ type: 'metric', id: metric }],
              links: { self: `${self}relationships/metrics/`, related: `${self}metrics/` },
            },
          },
          links: { self },
        },
        links: { self: 'http://localhost:80/api/custom-metrics' },
      },
    ])
  })

  it.each([
    { type: 'string', operator: 'starts-with', value: 'a' },
    { type: 'string', operator: 'in', value: ['a', 'b'] },
    { type: 'numeric', operator: 'greater-than', value: 1 },
    { type: 'boolean', operator: 'equals', value: true },
    { type: 'list', operator: 'contains', value: 'a' },
    { type: 'list', operator: 'contains-starts-with', value: 'a' },
    { type: 'list', operator: 'contains-substring', value: 'a' },
    { type: 'existence', operator: 'is-set' },
  ])('takes a filter %j', async (filter) => {
    const groups = [{ metric_id: metric, metric_filters: [{ property: 'page', filter }], value_property: 'price' }]
    const { status, body: answer } = await create('Filtered', counting(groups))
    expect(status).toBe(201)
    expect(answer.data.attributes.definition.metric_groups).toEqual(groups)
  })

  it('refuses a name that is taken', async () => {
    await create()
    expect(detail(await create())).toEqual([
      400,
      "A custom metric named 'Visits' already exists.",
      '/data/attributes/name',
    ])
  })

  it('refuses all unknown metrics at once, and a definition without groups', async () => {
    const answer = await create(
      'Nothing',
      counting([{ metric_id: 'NOPE01' }, { metric_id: metric }, { metric_id: 'NOPE02' }]),
    )
    expect(answer.body.errors.map(({ detail, source }: Json) => [detail, source.pointer])).toEqual([
      ['Metric with id NOPE01 does not exist.', '/data/attributes/definition/metric_groups/0/metric_id'],
      ['Metric with id NOPE02 does not exist.', '/data/attributes/definition/metric_groups/2/metric_id'],
    ])
    expect((await create('Nothing', counting([]))).status).toBe(400)
    expect((await client.get('/api/custom-metrics')).body.data).toEqual([])
  })

  it('refuses relationships, and a filter that is none', async () => {
    const given = body({ name: 'A', definition: counting() })
    const relationships = { metrics: { data: [{ type: 'metric', id: metric }] } }
    const { status } = await client.post('/api/custom-metrics', { data: { ...given.data, relationships } })
    const metric_filters = [{ property: 'page', filter: { type: 'string', operator: 'like', value: 'a' } }]
    const other = await create('B', counting([{ metric_id: metric, metric_filters }]))
    expect([status, other.status]).toEqual([400, 400])
  })

  it('allows as many as the plan does', async () => {
    const limited = await testSandbox({
      accounts: [{ id: 'Small1', keys: { pk_small: 'full' }, settings: { custom_metric_limit: 1 } }],
    })
    const small = clientOf(limited, { key: 'pk_small' })
    const { id } = (await small.get('/api/metrics')).body.data[0]
    const definition = counting([{ metric_id: id }])
    const make = (name: string) => small.post('/api/custom-metrics', body({ name, definition }))
    expect((await make('One')).status).toBe(201)
    expect(detail(await make('Two'))).toEqual([
      403,
      'The maximum number of custom metrics (1) has been reached for this account.',
      '/data/',
    ])
    await limited.close()
  })
})

describe('a custom metric', () => {
  it('is updated in part, and follows its new metrics', async () => {
    const { id, attributes } = (await create()).body.data
    const other = (await client.get('/api/metrics')).body.data.find((row: Json) => row.id !== metric).id
    await sandbox.clock.advance(60_000)
    const renamed = await client.patch(`/api/custom-metrics/${id}`, body({ name: 'Calls' }, id))
    expect(renamed.body.data.attributes).toEqual({
      ...attributes,
      created: '2026-11-02T10:00:00+00:00',
      name: 'Calls',
      updated: '2026-11-02T10:01:00.250000+00:00',
    })
    const definition = counting([{ metric_id: other }])
    const changed = await client.patch(`/api/custom-metrics/${id}`, body({ definition }, id))
    expect(changed.body.data.relationships.metrics.data).toEqual([{ type: 'metric', id: other }])
    const related = await client.get(`/api/custom-metrics/${id}/metrics`)
    expect(related.body.data.map((row: Json) => row.id)).toEqual([other])
    const identifiers = await client.get(`/api/custom-metrics/${id}/relationships/metrics`)
    expect(identifiers.body.data).toEqual([{ type: 'metric', id: other }])
  })

  it('keeps its own name, but takes no other one that is taken', async () => {
    const { id } = (await create()).body.data
    await create('Calls')
    const rename = (name: string) => client.patch(`/api/custom-metrics/${id}`, body({ name }, id))
    expect([(await rename('Visits')).status, (await rename('Calls')).status]).toEqual([200, 400])
  })

  it('is listed, included with its metrics, and deleted', async () => {
    const { id } = (await create()).body.data
    const { body: list } = await client.get('/api/custom-metrics?include=metrics&fields[metric]=name')
    expect([list.data.length, list.included]).toEqual([
      1,
      [expect.objectContaining({ id: metric, attributes: { name: 'Active on Site' } })],
    ])
    expect(list.links).toEqual({ self: expect.any(String), next: null, prev: null })
    expect((await client.delete(`/api/custom-metrics/${id}`)).status).toBe(204)
    expect(detail(await client.get(`/api/custom-metrics/${id}`))).toEqual([
      404,
      `Custom metric with id \`${id}\` does not exist.`,
      '/data/',
    ])
  })
})

describe('mapped metrics', () => {
  const map = (slot: string, relationships: object) =>
    client.patch(`/api/mapped-metrics/${slot}`, { data: { type: 'mapped-metric', id: slot, relationships } })
  const to = (type: string, id: string | null) => ({ [type]: { data: id === null ? null : { type, id } } })

  it('are seven slots that a new account has not set', async () => {
    const { data, links } = (await client.get('/api/mapped-metrics')).body
    expect(data.map(({ id }: Json) => id)).toEqual([
      ...['added_to_cart', 'cancelled_sales', 'ordered_product', 'refunded_sales', 'revenue', 'started_checkout'],
      'viewed_product',
    ])
    expect(data[0]).toEqual({
      type: 'mapped-metric',
      id: 'added_to_cart',
      attributes: { updated: '2026-11-02T10:00:00+00:00' },
      links: { self: 'http://localhost:80/api/mapped-metrics/added_to_cart/' },
    })
    expect(links.self).toBe('http://localhost:80/api/mapped-metrics')
  })

  it('show what they are mapped to, and no other relationship', async () => {
    const { body: answer } = await map('revenue', to('metric', metric))
    const self = 'http://localhost:80/api/mapped-metrics/revenue/'
    expect(answer.data).toEqual({
      type: 'mapped-metric',
      id: 'revenue',
      attributes: { updated: '2026-11-02T10:00:00.250000+00:00' },
      relationships: { metric: { links: { self: `${self}relationships/metric/`, related: `${self}metric/` } } },
      links: { self },
    })
    expect((await client.get('/api/mapped-metrics/revenue/metric')).body.data.id).toBe(metric)
    expect((await client.get('/api/mapped-metrics/revenue/relationships/metric')).body.data).toEqual({
      type: 'metric',
      id: metric,
    })
    expect((await client.get('/api/mapped-metrics/revenue/custom-metric')).body.data).toBeNull()
    expect((await client.get('/api/mapped-metrics')).body.data[0].id).toBe('revenue')
  })

  it('are included from either relationship', async () => {
    const custom = (await create()).body.data.id
    await map('revenue', to('custom-metric', custom))
    await map('viewed_product', to('metric', metric))
    const { data, included } = (await client.get('/api/mapped-metrics?include=metric,custom-metric')).body
    expect(data.slice(0, 3).map(({ id, relationships }: Json) => [id, relationships])).toEqual([
      ['revenue', { 'custom-metric': expect.objectContaining({ data: { type: 'custom-metric', id: custom } }) }],
      ['viewed_product', { metric: expect.objectContaining({ data: { type: 'metric', id: metric } }) }],
      ['added_to_cart', undefined],
    ])
    expect(included.map(({ id }: Json) => id)).toEqual([metric, custom])
  })

  it('forget what they were mapped to: by another metric, by null, and when a custom metric is deleted', async () => {
    const custom = (await create()).body.data.id
    await map('revenue', to('metric', metric))
    const { relationships } = (await map('revenue', to('custom-metric', custom))).body.data
    expect(Object.keys(relationships)).toEqual(['custom-metric'])
    await client.delete(`/api/custom-metrics/${custom}`)
    expect((await client.get('/api/mapped-metrics/revenue')).body.data.relationships).toBeUndefined()
    await map('viewed_product', to('metric', metric))
    expect((await map('viewed_product', to('metric', null))).body.data.relationships).toBeUndefined()
  })

  it('take two updates a day each', async () => {
    for (let update = 0; update < 2; update++) expect((await map('revenue', to('metric', metric))).status).toBe(200)
    expect(detail(await map('revenue', to('metric', null)))).toEqual([
      403,
      'Mapped Metric `revenue` has reached the daily limit of updates (2).',
      '/data/',
    ])
    expect((await map('viewed_product', to('metric', metric))).status).toBe(200)
    await sandbox.clock.advance(86_400_000)
    expect((await map('revenue', to('metric', null))).status).toBe(200)
  })

  it.each([
    ['an unknown slot', () => client.get('/api/mapped-metrics/nope'), 400, "'nope' is not a valid choice for 'id'."],
    ['an unknown metric', () => map('revenue', to('metric', 'NOPE01')), 404, 'Metric with id NOPE01 does not exist.'],
    [
      'two at once',
      () => map('revenue', { ...to('metric', metric), ...to('custom-metric', 'a') }),
      400,
      'Only one of metric and custom-metric may be mapped.',
    ],
  ])('refuse %s', async (_, ask, status, text) => {
    expect(detail(await ask()).slice(0, 2)).toEqual([status, text])
  })

  it('refuse an identifier without an id', async () => {
    expect((await map('revenue', { metric: { data: { type: 'metric', id: null } } })).status).toBe(400)
  })
})
