import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, SDK_REVISION, walkerOf, type Walker } from './session.ts'

// The walk through metrics, reports and reviews: every operation that the SDK has, in an order in which a program would
// call them.

let sandbox: Sandbox
let k: Walker
let metric: string
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node_reporting')
})
afterAll(() => sandbox.close())

const send = (email: string, name: string, more: { value?: number; service?: string; properties?: object } = {}) =>
  k.events.createEvent({
    data: {
      type: 'event',
      attributes: {
        properties: { Color: 'blue', ...more.properties },
        metric: { data: { type: 'metric', attributes: { name, ...(more.service && { service: more.service }) } } },
        profile: { data: { type: 'profile', attributes: { email } } },
        ...(more.value !== undefined && { value: more.value }),
      },
    },
  })

const idOf = async (name: string): Promise<string> =>
  (await k.metrics.getMetrics()).body.data.find(({ attributes }) => attributes.name === name)!.id!

describe('metrics', () => {
  it('come into being with events, and have properties', async () => {
    for (const [index, name] of ['ada', 'bea', 'cleo'].entries()) {
      await send(`${name}@example.com`, 'Viewed Page', { value: 10 + index })
    }
    metric = await idOf('Viewed Page')
    expect((await k.metrics.getMetric(metric)).body.data.attributes.name).toBe('Viewed Page')
    expect((await k.metrics.getFlowsTriggeredByMetric(metric)).body.data).toEqual([])
    expect((await k.metrics.getIdsForFlowsTriggeredByMetric(metric)).body.data).toEqual([])
    const { body } = await k.metrics.getPropertiesForMetric(metric, {
      additionalFieldsMetricProperty: ['sample_values'],
    })
    expect(body.data.map(({ attributes }) => attributes.property)).toContain('Color')
    const id = body.data[0]!.id!
    expect((await k.metrics.getPropertyIdsForMetric(metric)).body.data.map((row) => row.id)).toContain(id)
    expect((await k.metrics.getMetricProperty(id)).body.data.id).toBe(id)
    expect((await k.metrics.getMetricForMetricProperty(id)).body.data?.id).toBe(metric)
    expect((await k.metrics.getMetricIdForMetricProperty(id)).body.data?.id).toBe(metric)
  })

  it('are added up', async () => {
    const day = 86_400_000
    const at = (offset: number) => new Date(Math.floor(Date.now() / day) * day + offset).toISOString().slice(0, 19)
    const { response, body } = await k.metrics.queryMetricAggregates({
      data: {
        type: 'metric-aggregate',
        attributes: {
          metricId: metric,
          measurements: ['count', 'sum_value', 'unique'],
          interval: 'day',
          filter: [`greater-or-equal(datetime,${at(-day)})`, `less-than(datetime,${at(day)})`],
          timezone: 'UTC',
        },
      },
    })
    expect(response.status).toBe(200)
    const { measurements } = body.data.attributes.data[0] as { measurements: Record<string, number[]> }
    const total = (name: string) => measurements[name]!.reduce((sum, value) => sum + value, 0)
    expect([total('count'), total('sum_value'), total('unique')]).toEqual([3, 33, 3])
  })
})

describe('custom and mapped metrics', () => {
  let custom: string

  it('count what they are defined by', async () => {
    const filter = { type: 'string' as const, operator: 'equals' as const, value: 'blue' }
    const group = { metricId: metric, metricFilters: [{ property: 'Color', filter }], valueProperty: '$value' }
    const definition = { aggregationMethod: 'value' as const, metricGroups: [group] }
    const made = await k.metrics.createCustomMetric({
      data: { type: 'custom-metric', attributes: { name: 'Blue pages', definition } },
    })
    custom = made.body.data.id!
    expect((await k.metrics.getCustomMetrics({ include: ['metrics'] })).body.included?.[0]?.id).toBe(metric)
    const renamed = await k.metrics.updateCustomMetric(custom, {
      data: { type: 'custom-metric', id: custom, attributes: { name: 'Blue' } },
    })
    expect(renamed.body.data.attributes.name).toBe('Blue')
    expect((await k.metrics.getCustomMetric(custom)).body.data.attributes.definition.metricGroups).toHaveLength(1)
    expect((await k.metrics.getMetricsForCustomMetric(custom)).body.data.map(({ id }) => id)).toEqual([metric])
    expect((await k.metrics.getMetricIdsForCustomMetric(custom)).body.data.map(({ id }) => id)).toEqual([metric])
  })

  it('play a part', async () => {
    await k.metrics.updateMappedMetric('viewed_product', {
      data: {
        type: 'mapped-metric',
        id: 'viewed_product',
        relationships: { metric: { data: { type: 'metric', id: metric } } },
      },
    })
    await k.metrics.updateMappedMetric('revenue', {
      data: {
        type: 'mapped-metric',
        id: 'revenue',
        relationships: { customMetric: { data: { type: 'custom-metric', id: custom } } },
      },
    })
    expect((await k.metrics.getMappedMetrics({ include: ['metric'] })).body.data).toHaveLength(7)
    expect((await k.metrics.getMappedMetric('revenue')).body.data.id).toBe('revenue')
    expect((await k.metrics.getMetricForMappedMetric('viewed_product')).body.data?.id).toBe(metric)
    expect((await k.metrics.getMetricIdForMappedMetric('viewed_product')).body.data?.id).toBe(metric)
    expect((await k.metrics.getCustomMetricForMappedMetric('revenue')).body.data?.id).toBe(custom)
    expect((await k.metrics.getCustomMetricIdForMappedMetric('revenue')).body.data?.id).toBe(custom)
    await k.metrics.deleteCustomMetric(custom)
    expect((await errorOf(k.metrics.getCustomMetric(custom))).status).toBe(404)
  })
})

describe('reports', () => {
  const timeframe = { key: 'last_7_days' as const }

  it('on messages', async () => {
    const properties = { $message: 'MSG001', $flow: 'FLOW01', 'Campaign Name': 'Email #1' }
    for (const name of ['Received Email', 'Opened Email']) {
      await send('ada@example.com', name, { service: 'klaviyo', properties })
    }
    await send('ada@example.com', 'Placed Order', { value: 30 })
    const conversionMetricId = await idOf('Placed Order')
    const values = await k.reporting.queryFlowValues({
      data: {
        type: 'flow-values-report',
        attributes: { statistics: ['delivered', 'open_rate', 'conversion_value'], timeframe, conversionMetricId },
      },
    })
    expect(values.body.data.attributes.results[0]!.statistics).toEqual({
      delivered: 1,
      open_rate: 1,
      conversion_value: 30,
    })
    const series = await k.reporting.queryFlowSeries({
      data: {
        type: 'flow-series-report',
        attributes: { statistics: ['opens'], timeframe, interval: 'daily', conversionMetricId },
      },
    })
    const { results } = series.body.data.attributes
    expect(results[0]!.statistics).toEqual({ opens: [0, 0, 0, 0, 0, 0, 0, 1] })
    const campaigns = await k.reporting.queryCampaignValues({
      data: { type: 'campaign-values-report', attributes: { statistics: ['opens'], timeframe, conversionMetricId } },
    })
    expect(campaigns.body.data.attributes.results).toEqual([])
  })

  it('on forms and segments', async () => {
    await send('ada@example.com', 'Viewed Form', { properties: { form_id: 'FORM01' } })
    const forms = await k.reporting.queryFormValues({
      data: { type: 'form-values-report', attributes: { statistics: ['viewed_form'], timeframe } },
    })
    expect(forms.body.data.attributes.results[0]!.statistics).toEqual({ viewed_form: 1 })
    const weeks = await k.reporting.queryFormSeries({
      data: { type: 'form-series-report', attributes: { statistics: ['viewed_form'], timeframe, interval: 'weekly' } },
    })
    expect(weeks.body.data.attributes.results).toHaveLength(1)
    const segments = await k.reporting.querySegmentValues({
      data: { type: 'segment-values-report', attributes: { statistics: ['total_members'], timeframe } },
    })
    expect(segments.body.data.attributes.results).toEqual([])
    const days = await k.reporting.querySegmentSeries({
      data: {
        type: 'segment-series-report',
        attributes: { statistics: ['total_members'], timeframe, interval: 'daily' },
      },
    })
    expect(days.body.data.attributes.results).toEqual([])
  })
})

it('reviews are written by browsers, without the SDK, judged and read', async () => {
  const company = (await k.accounts.getAccounts()).body.data[0]!.id!
  const attributes = {
    ...{ review_type: 'review', email: 'ada@example.com', author: 'Ada', content: 'A fine mug', rating: 5 },
    product: { external_id: 'MUG-1', integration_key: 'shopify' },
  }
  const written = await fetch(`${sandbox.url}/client/reviews?company_id=${company}`, {
    method: 'POST',
    headers: { revision: SDK_REVISION, 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'review', attributes } }),
  })
  expect(written.status).toBe(202)
  const { body } = await k.reviews.getReviews({ filter: 'equals(status,"pending")', sort: '-rating' })
  const id = body.data[0]!.id!
  expect((await k.reviews.getReview(id, { include: ['events'] })).body.data.attributes.rating).toBe(5)
  const judged = await k.reviews.updateReview(id, {
    data: { type: 'review', id, attributes: { status: { value: 'published' } } },
  })
  expect(judged.body.data.attributes.status).toMatchObject({ value: 'published' })
})

it('every operation was walked', () => {
  expect(forgotten('reporting', k)).toEqual([])
})
