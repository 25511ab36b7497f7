import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { contractFor, NEWEST, routes, type Operation } from '../src/schemas/contract.ts'
import { clientOf, testSandbox, type Client, type Json } from './client.ts'

/** What no demo account has: kinds of resources whose groups are not alive, and jobs, which only requests make. */
const ABSENT = /triggered_by_segment|tag(s|_ids)_for_(campaign_message|flow|segment)|(flow|segment)_ids_for_tag|_job/

const reads = routes()
  .filter((route) => route.method === 'GET' && route.surface === 'api' && !ABSENT.test(route.operationId))
  .flatMap(({ operationId }) => contractFor(NEWEST).operation(operationId) ?? [])

let sandbox: Sandbox
let client: Client
/** Everything that tests look at: profiles with all fields, events with the name of their metric, oldest first. */
let profiles: Json[]
let events: Json[]
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox, { key: 'pk_demo' })
  profiles = await all(
    client,
    '/api/profiles?page[size]=100&additional-fields[profile]=subscriptions,predictive_analytics',
  )
  const metrics = await all(client, '/api/metrics')
  const names = new Map(metrics.map(({ id, attributes }) => [id, attributes.name]))
  events = (await all(client, '/api/events?page[size]=1000&sort=datetime')).map((event) => ({
    metric: names.get(event.relationships.metric.data.id),
    profile: event.relationships.profile.data.id,
    time: event.attributes.datetime,
    ...event.attributes.event_properties,
  }))
})
afterAll(() => sandbox.close())

async function all(of: Client, url: string): Promise<Json[]> {
  const found: Json[] = []
  for (let next: string | null = url; next !== null;) {
    const { status, body } = await of.get(next)
    expect(status, next).toBe(200)
    found.push(...body.data)
    next = body.links?.next ?? null
  }
  return found
}

const named = (metric: string) => events.filter((event) => event.metric === metric)
const emailOf = ({ attributes }: Json) => attributes.subscriptions.email.marketing
const smsOf = ({ attributes }: Json) => attributes.subscriptions.sms.marketing
const having = (list: readonly Json[], test: (one: Json) => boolean) => list.filter(test).length

describe('the demo account', () => {
  it('holds what its fixture says', async () => {
    expect(profiles).toHaveLength(400)
    const lists = await all(client, '/api/lists')
    expect(lists.map(({ attributes }) => attributes.name).toSorted()).toEqual([
      'Newsletter',
      'SMS Club',
      'VIP Customers',
    ])
    for (const { id } of lists) expect((await all(client, `/api/lists/${id}/profiles`)).length).toBeGreaterThan(20)
    expect(events.length).toBeGreaterThan(5000)
    const metrics = new Set(events.map(({ metric }) => metric))
    expect([...metrics].toSorted()).toEqual([
      'Active on Site',
      'Added to Cart',
      'Bounced Email',
      'Cancelled Order',
      'Clicked Email',
      'Clicked Text Message',
      'Clicked email to unsubscribe',
      'Fulfilled Order',
      'Marked Email as Spam',
      'Opened Email',
      'Ordered Product',
      'Placed Order',
      'Received Email',
      'Received Text Message',
      'Refunded Order',
      'Sent Text Message',
      'Started Checkout',
      'Submitted Rating',
      'Submitted Review',
      'Subscribed to Email Marketing',
      'Subscribed to List',
      'Subscribed to Text Messaging Marketing',
      'Unsubscribed from Email Marketing',
      'Unsubscribed from Text Messaging Marketing',
      'Viewed Product',
    ])
  })

  it('is a year that lies behind: nobody acts before they are known, nor in the future', () => {
    const created = new Map(profiles.map(({ id, attributes }) => [id, attributes.created]))
    expect(events.filter(({ profile, time }) => time < created.get(profile).slice(0, 19))).toEqual([])
    expect(events[0].time < '2025-11-20').toBe(true)
    expect([events.at(-1).time > '2026-10-25', events.at(-1).time < '2026-11-02']).toEqual([true, true])
    for (const { id, attributes } of profiles) {
      const own = events.filter(({ profile, metric }) => profile === id && !/ubscribed/.test(metric))
      expect(attributes.last_event_date).toBe(own.at(-1)?.time ?? null)
    }
  })

  it('has subscribers by e-mail and text, some who left, bounced or were suppressed', () => {
    const consents = (of: (profile: Json) => Json, consent: string) =>
      having(profiles, (one) => of(one).consent === consent)
    expect(consents(emailOf, 'SUBSCRIBED')).toBeGreaterThan(200)
    expect(consents(emailOf, 'UNSUBSCRIBED')).toBe(named('Unsubscribed from Email Marketing').length)
    expect(consents(emailOf, 'UNSUBSCRIBED')).toBeGreaterThan(10)
    expect(consents(smsOf, 'SUBSCRIBED')).toBeGreaterThan(50)
    const suppressed = (reason: string) =>
      having(profiles, (one) => emailOf(one).suppression.some((suppression: Json) => suppression.reason === reason))
    expect(suppressed('USER_SUPPRESSED')).toBe(16)
    expect(suppressed('HARD_BOUNCE')).toBe(named('Bounced Email').length)
    expect(suppressed('UNSUBSCRIBE')).toBe(consents(emailOf, 'UNSUBSCRIBED'))
  })

  it('texts only people whose number it knows, and only they write in', () => {
    const texted = profiles.filter((one) => smsOf(one).consent === 'SUBSCRIBED')
    expect(texted.filter(({ attributes }) => !/^\+\d{10,12}$/.test(attributes.phone_number))).toEqual([])
    const ids = new Set(texted.map(({ id }) => id))
    expect(having(named('Sent Text Message'), ({ profile }) => ids.has(profile))).toBe(12)
  })

  it('mails only subscribers, and none after they left; what is opened was received, what is clicked was opened', () => {
    const key = ({ profile, $message }: Json) => `${profile} ${$message}`
    const keys = (metric: string) => new Set(named(metric).map(key))
    expect([...keys('Opened Email')].filter((one) => !keys('Received Email').has(one))).toEqual([])
    expect([...keys('Clicked Email')].filter((one) => !keys('Opened Email').has(one))).toEqual([])
    expect(keys('Received Email').size).toBe(named('Received Email').length)
    const left = new Map(profiles.map((one) => [one.id, emailOf(one)]))
    const wrong = named('Received Email').filter(({ profile, time }) => {
      const { consent, suppression } = left.get(profile)
      return consent === 'NEVER_SUBSCRIBED' || suppression.some(({ timestamp }: Json) => timestamp < time)
    })
    expect(wrong).toEqual([])
  })

  it('sells orders whose totals agree with their items', () => {
    const orders = named('Placed Order')
    expect(orders.length).toBeGreaterThan(300)
    for (const { OrderId, Items, $value } of orders) {
      const lines = named('Ordered Product').filter((line) => line.OrderId === OrderId)
      const sum = (of: Json[], field: string) => of.reduce((total, one) => total + one[field], 0)
      expect([sum(Items, 'Price'), sum(lines, '$value'), lines.length]).toEqual([$value, $value, Items.length])
    }
  })

  it('predicts for those with three orders, in agreement with them', () => {
    for (const { id, attributes } of profiles) {
      const { predictive_analytics: shown } = attributes
      const orders = named('Placed Order').filter(({ profile }) => profile === id)
      const total = orders.reduce((sum, { $value }) => sum + $value, 0)
      const expected = orders.length < 3 ? [null, null] : [orders.length, total]
      expect([shown.historic_number_of_orders, shown.historic_clv]).toEqual(expected)
      if (orders.length >= 3) {
        expect(shown.expected_date_of_next_order >= '2026-11-02').toBe(true)
        expect(shown.total_clv).toBeCloseTo(shown.historic_clv + shown.predicted_clv, 1)
      }
    }
    expect(having(profiles, ({ attributes }) => attributes.predictive_analytics.historic_clv !== null)).toBeGreaterThan(
      20,
    )
  })

  it.each<[string, string | undefined]>([
    ['Placed Order', undefined],
    ['Opened Email', 'Subject'],
    ['Subscribed to List', 'List'],
  ])('counts in aggregates what its events are: %s by %s', async (metric, by) => {
    const { id } = (await all(client, '/api/metrics')).find(({ attributes }) => attributes.name === metric)
    const filter = ['greater-or-equal(datetime,2025-11-01)', 'less-than(datetime,2026-11-02)']
    const attributes = { metric_id: id, measurements: ['count', 'sum_value', 'unique'], filter, interval: 'month' }
    const { body } = await client.post('/api/metric-aggregates', {
      data: { type: 'metric-aggregate', attributes: { ...attributes, ...(by && { by: [by] }) } },
    })
    const { dates, data } = body.data.attributes
    expect(data).toHaveLength(by === undefined ? 1 : new Set(named(metric).map((event) => event[by])).size)
    for (const { dimensions, measurements } of data) {
      for (const [index, date] of dates.entries()) {
        const own = named(metric).filter(
          (event) => event.time.slice(0, 7) === date.slice(0, 7) && (by === undefined || event[by] === dimensions[0]),
        )
        expect([measurements.count[index], measurements.sum_value[index], measurements.unique[index]]).toEqual([
          own.length,
          own.reduce((sum, { $value = 0 }) => sum + $value, 0),
          new Set(own.map(({ profile }) => profile)).size,
        ])
      }
    }
  })
})

describe('two sandboxes of the same day', () => {
  it('answer with the same bytes, whatever their own seeds', async () => {
    const other = await testSandbox({ seed: 'another' })
    const twin = clientOf(other, { key: 'pk_demo' })
    const full = 'additional-fields[profile]=subscriptions,predictive_analytics'
    const listable = reads.filter(({ path, query }) => !path.includes('{') && query.filter?.required !== true)
    const collections = listable.map(({ path }) => path)
    for (const url of [
      ...collections,
      '/api/push-tokens?page[size]=100',
      '/api/coupons/WELCOME10/coupon-codes',
      `/api/profiles?page[size]=100&${full}`,
      '/api/events?page[size]=1000&include=metric',
      '/api/events?page[size]=100&sort=datetime&include=profile',
    ]) {
      const [one, same] = [await client.get(url), await twin.get(url)]
      expect(same.status).toBe(one.status)
      if (one.status === 200) expect(same.text).toBe(one.text) // errors have ids of their own
    }
    await other.close()
  })
})

/** Where the ids of a collection are found that cannot be listed: related resources of another one, and their relation. */
const FOUND_AT: Record<string, readonly [collection: string, relation: string]> = {
  'campaign-audiences': ['campaigns', 'campaign-audiences'],
  'campaign-messages': ['campaigns', 'campaign-messages'],
  'campaign-variations': ['campaign-messages', 'campaign-variations'],
  'flow-actions': ['flows', 'flow-actions'],
  'flow-messages': ['flow-actions', 'flow-messages'],
  'coupon-codes': ['coupons', 'coupon-codes'],
  'form-versions': ['forms', 'form-versions'],
  'text-messaging-sender-registrations': ['text-messaging-senders', 'text-messaging-sender-registration'],
  'object-schemas': ['object-types', 'current-schema'],
  'source-mappings': ['object-schemas', 'source-mapping'],
  'object-records': ['object-types', 'object-records'],
}

/** Collections of one resource, which has the account's id. */
const OF_ACCOUNT = new Set(['brand-voice', 'text-messaging-configurations'])

describe('every operation that reads', () => {
  it.each(reads.map((operation) => [operation.operationId, operation] as const))(
    'finds something: %s',
    async (_name, operation) => {
      const answers: unknown[] = []
      for (const url of await urlsOf(operation)) {
        const { status, body } = await client.get(url)
        if (status === 200 && body.data !== null && [body.data].flat().length > 0) return
        answers.push([url, body])
      }
      expect(answers, `nothing found by ${operation.path}`).toBe('a resource')
    },
  )

  async function urlsOf({ path, collection }: Operation): Promise<string[]> {
    // Codes are listed of a coupon or of a profile only.
    if (path === '/api/coupon-codes') return [`${path}?filter=any(coupon.id,${JSON.stringify(await idsOf('coupons'))})`]
    if (!path.includes('{')) return [path]
    return (await idsOf(collection)).map((id) => path.replace(/\{\w+\}/, encodeURIComponent(id)))
  }

  async function idsOf(collection: string): Promise<string[]> {
    const first = (url: string) =>
      client.get(url).then(({ body }) => [body.data].flat().map(({ id }: Json) => id) as string[])
    if (collection === 'profiles') return profiles.map(({ id }) => id)
    if (collection === 'conversations') return conversationIds()
    if (collection === 'campaign-recipient-estimations') return estimationIds()
    if (collection === 'metric-properties') {
      const used = (await client.get('/api/events')).body.data[0].relationships.metric.data.id
      return first(`/api/metrics/${used}/metric-properties`)
    }
    if (OF_ACCOUNT.has(collection)) return first('/api/accounts')
    const from = FOUND_AT[collection]
    if (from === undefined) return first(`/api/${collection}`)
    const parents = await idsOf(from[0])
    return (await Promise.all(parents.map((id) => first(`/api/${from[0]}/${id}/relationships/${from[1]}`)))).flat()
  }

  async function conversationIds(): Promise<string[]> {
    const [{ profile }] = named('Sent Text Message')
    return [(await client.get(`/api/profiles/${profile}/conversation`)).body.data.id]
  }

  /** What was counted is out of date an hour later: it has to be asked for. */
  async function estimationIds(): Promise<string[]> {
    const [id] = await idsOf('campaigns')
    await client.post('/api/campaign-recipient-estimation-jobs', {
      data: { type: 'campaign-recipient-estimation-job', id },
    })
    return [id!]
  }
})
