import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { refusal } from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
let company: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  company = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const PRODUCT = { external_id: 'MUG-1', integration_key: 'shopify' }

const write = (attributes: Json = {}, relationships?: Json) =>
  client.post(`/client/reviews?company_id=${company}`, {
    data: {
      type: 'review',
      attributes: {
        ...{ review_type: 'review', email: 'anna@x.io', author: 'Anna', content: 'A fine mug', rating: 4 },
        ...(attributes.review_type === 'store' ? {} : { product: PRODUCT }),
        ...attributes,
      },
      ...(relationships && { relationships }),
    },
  })

const list = async (query = '') => (await client.get(`/api/reviews${query}`)).body.data as Json[]
const publicly = async (query = '') =>
  (await client.get(`/client/reviews?company_id=${company}${query}`)).body.data as Json[]
const judge = (id: string, status: Json) =>
  client.patch(`/api/reviews/${id}`, { data: { type: 'review', id, attributes: { status } } })

describe('create_client_review', () => {
  it('takes a review, which waits to be published', async () => {
    const order = { order: { data: { type: 'order', id: '17' } } }
    const { status, text } = await write({ title: 'Mine', images: ['https://x.io/a.png'] }, order)
    expect([status, text]).toEqual([202, ''])
    const [review] = await list('?include=events')
    const self = `http://localhost:80/api/reviews/${review.id}/`
    expect(review).toEqual({
      type: 'review',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attributes: {
        email: 'anna@x.io',
        status: { value: 'pending' },
        verified: true,
        review_type: 'review',
        created: '2026-11-02T10:00:00+00:00',
        updated: '2026-11-02T10:00:00+00:00',
        images: ['https://x.io/a.png'],
        product: { url: '', name: 'MUG-1', image_url: null, external_id: 'MUG-1' },
        rating: 4,
        author: 'Anna',
        content: 'A fine mug',
        title: 'Mine',
        smart_quote: null,
        public_reply: null,
      },
      relationships: {
        events: {
          data: [{ type: 'event', id: expect.any(String) }],
          links: { self: `${self}relationships/events/`, related: `${self}events/` },
        },
        item: { links: { self: `${self}relationships/item/`, related: `${self}item/` } },
      },
      links: { self },
    })
  })

  it('tells of it in an event of its author, who becomes a profile', async () => {
    await write()
    const { included } = (await client.get('/api/reviews?include=events')).body
    expect(included[0].attributes.event_properties).toMatchObject({ rating: 4, product_external_id: 'MUG-1' })
    expect((await client.get('/api/profiles')).body.data[0].attributes.email).toBe('anna@x.io')
    const { data } = (await client.get('/api/metrics')).body
    expect(data.map(({ attributes }: Json) => attributes.name)).toContain('Submitted Review')
  })

  it.each<[string, Json, string[]]>([
    ['no address', { email: 'anna' }, ['/data/attributes/email: Invalid email address']],
    [
      'neither product nor stars',
      { product: null, rating: null },
      [
        "/data/attributes/product: 'product' is required for a review.",
        "/data/attributes/rating: 'rating' is required for a review.",
      ],
    ],
    ['six stars', { rating: 6 }, ["/data/attributes/rating: 'rating' must be one of: 1, 2, 3, 4, 5 (got 6)"]],
  ])('refuses %s', async (_, attributes, details) => {
    expect(refusal(await write(attributes))).toEqual([400, ...details])
    expect(await list()).toEqual([])
  })

  it('keeps no stars of a question, and needs no product for the store', async () => {
    await write({ review_type: 'question', rating: 3 })
    await write({ review_type: 'store', rating: 2 })
    const found = (await list()).map(({ attributes: { review_type, rating, product } }) => [
      review_type,
      rating,
      product === null,
    ])
    expect(found.toSorted()).toEqual([
      ['question', null, false],
      ['store', 2, true],
    ])
  })
})

describe('reviews', () => {
  beforeEach(async () => {
    for (const rating of [5, 3, 1]) {
      await write({ rating, content: `Stars: ${rating}`, email: `a${rating}@x.io` })
      await sandbox.clock.advance(1000)
    }
  })
  const stars = (rows: Json[]) => rows.map(({ attributes }) => attributes.rating)

  it.each<[string, number[]]>([
    ['', [1, 3, 5]],
    ['?sort=rating', [1, 3, 5]],
    ['?sort=-rating', [5, 3, 1]],
    ['?sort=created', [5, 3, 1]],
    ['?filter=equals(rating,3)', [3]],
    ['?filter=any(rating,[1,5])', [1, 5]],
    ['?filter=greater-or-equal(rating,3)', [3, 5]],
    ['?filter=contains(content,"5")', [5]],
    ['?filter=equals(status,"pending")', [1, 3, 5]],
    ['?filter=equals(status,"published")', []],
    ['?filter=equals(status,"all")', [1, 3, 5]],
    ['?filter=equals(review_type,"question")', []],
    ['?filter=equals(verified,false)', [1, 3, 5]],
    ['?filter=equals(item.id,"$custom:::$default:::MUG-1")', []],
    ['?filter=greater-or-equal(created,2026-11-02T10:00:01Z)', [1, 3]],
  ])('are listed by %s', async (query, expected) => {
    expect(stars(await list(query))).toEqual(expected)
  })

  it('are paged by their stars', async () => {
    const first = (await client.get('/api/reviews?sort=rating&page[size]=2')).body
    const second = (await client.get(first.links.next)).body
    expect([stars(first.data), stars(second.data), second.links.next]).toEqual([[1, 3], [5], null])
  })

  it('are judged, and tell older revisions only the outcome', async () => {
    const [{ id }] = await list()
    const status = { value: 'rejected', rejection_reason: { reason: 'other', status_explanation: 'Rude' } }
    const answer = await judge(id, status)
    expect([answer.status, answer.body.data.attributes.status]).toEqual([200, status])
    expect(answer.body.data.attributes.updated).toBe('2026-11-02T10:00:03.250000+00:00')
    const older = clientOf(sandbox, { revision: '2024-10-15' })
    expect((await older.get(`/api/reviews/${id}`)).body.data.attributes.status).toBe('rejected')
    expect((await judge(id, { value: 'rejected' })).status).toBe(400)
    expect((await client.get('/api/reviews/nope')).status).toBe(404)
  })

  it('are shown to everybody once they are published or featured, without the address', async () => {
    const [one, three] = await list()
    expect(await publicly()).toEqual([])
    await judge(one.id, { value: 'published' })
    await judge(three.id, { value: 'featured' })
    const shown = await publicly('&sort=-rating')
    expect(stars(shown)).toEqual([3, 1])
    expect([shown[0].attributes.email, shown[0].relationships]).toEqual([undefined, undefined])
    expect(stars(await publicly('&filter=equals(status,"pending")'))).toEqual([5])
    expect(stars(await publicly('&filter=has(media)'))).toEqual([])
    expect(stars(await publicly('&filter=equals(incentivized,false),equals(edited,false)'))).toEqual([1, 3])
  })

  it('are summed up by product and for the shop', async () => {
    await write({ review_type: 'store', rating: 2 })
    await write({ review_type: 'question', product: { ...PRODUCT, external_id: 'CUP-1' } })
    for (const { id } of await list()) await judge(id, { value: 'published' })
    const report = async (query: string) =>
      (await client.get(`/client/review-values-reports?company_id=${company}&timeframe=all_time&${query}`)).body
    const all = 'average_rating,total_reviews,total_ratings,total_questions,total_store_reviews,average_store_rating'
    const { data } = await report(`group_by=company_id&statistics=${all}`)
    expect(data[0].attributes.results).toEqual([
      {
        groupings: { company_id: company },
        statistics: {
          average_rating: 3,
          total_reviews: 3,
          total_ratings: 3,
          total_questions: 1,
          total_store_reviews: 1,
          average_store_rating: 2,
        },
      },
    ])
    const first = await report('group_by=product_id&statistics=total_questions&page[size]=1')
    expect(first.data[0].attributes.results).toEqual([
      { groupings: { product_id: 'CUP-1' }, statistics: { total_questions: 1 } },
    ])
    const second = (await client.get(first.links.next)).body
    expect(second.data[0].attributes.results[0].groupings).toEqual({ product_id: 'MUG-1' })
    const mug = await report('group_by=product_id&statistics=average_rating&filter=any(product_external_ids,["MUG-1"])')
    expect(mug.data[0].attributes.results).toHaveLength(1)
  })

  it('have no statistic but those', async () => {
    const query = `company_id=${company}&timeframe=all_time&group_by=company_id&statistics=stars`
    const { status, body } = await client.get(`/client/review-values-reports?${query}`)
    expect([status, body.errors[0].source]).toEqual([400, { parameter: 'statistics' }])
  })
})

describe('what apps read', () => {
  it('shows the networks of Klaviyo, also without a company', async () => {
    const { status, body } = await client.get('/client/ip-allowlists/integration-egress')
    expect([status, body.data]).toEqual([
      200,
      {
        type: 'ip-allowlist',
        id: 'integration-egress',
        attributes: {
          prefixes: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
          sync_token: expect.stringMatching(/^[0-9a-f]{16}$/),
          created: '2026-07-15T00:00:00+00:00',
        },
        links: { self: 'http://localhost:80/client/ip-allowlists/integration-egress/' },
      },
    ])
    expect((await client.get(`/client/ip-allowlists/other?company_id=${company}`)).status).toBe(404)
  })

  it('has no geofences, and reads a place from the header', async () => {
    const url = `/client/geofences?company_id=${company}`
    const near = (place: string) => client.get(url, { 'x-klaviyo-api-filters': place })
    expect((await near('and(equals(lat,40.7128),equals(lng,-74.0060))')).body.data).toEqual([])
    expect((await near('equals(lat,40)')).status).toBe(200)
    const { status, body } = await near('equals(lat,"north")')
    expect([status, body.errors[0].source]).toEqual([400, { parameter: 'X-Klaviyo-API-Filters' }])
  })
})
