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

const self = (path: string) => `http://localhost:80${path}`

const couponBody = (external_id: string, attributes: Json = {}) => ({
  data: { type: 'coupon', attributes: { external_id, ...attributes } },
})
const updateBody = (type: string, id: string, attributes: Json) => ({ data: { type, id, attributes } })
const codeBody = (coupon: string, unique_code: string, attributes: Json = {}) => ({
  data: {
    type: 'coupon-code',
    attributes: { unique_code, ...attributes },
    relationships: { coupon: { data: { type: 'coupon', id: coupon } } },
  },
})
const newCoupon = (id: string) => client.post('/api/coupons', couponBody(id))
const newCode = (coupon: string, code: string, attributes: Json = {}) =>
  client.post('/api/coupon-codes', codeBody(coupon, code, attributes))
const setCode = (id: string, attributes: Json) =>
  client.patch(`/api/coupon-codes/${id}`, updateBody('coupon-code', id, attributes))

const couponOf = (id: string, attributes: Json = {}) => ({
  type: 'coupon',
  id,
  attributes: {
    external_id: id,
    description: '',
    monitor_configuration: { low_balance_threshold: '500' },
    ...attributes,
  },
  links: { self: self(`/api/coupons/${id}/`) },
})

const codeOf = (coupon: string, unique_code: string, expires_at: string, status = 'UNASSIGNED') => {
  const at = `/api/coupon-codes/${coupon}-${unique_code}`
  const links = (name: string) => ({ self: self(`${at}/relationships/${name}/`), related: self(`${at}/${name}/`) })
  return {
    type: 'coupon-code',
    id: `${coupon}-${unique_code}`,
    attributes: { unique_code, expires_at, status },
    relationships: {
      coupon: { data: { type: 'coupon', id: coupon }, links: links('coupon') },
      profile: { links: links('profile') },
    },
    links: { self: self(`${at}/`) },
  }
}

const errorsOf = ({ status, body }: { status: number; body: Json }) =>
  body.errors.map(({ code, detail, source }: Json) => [status, code, detail, source.pointer ?? source.parameter])
const idsAt = async (path: string) => (await client.get(path)).body.data.map(({ id }: Json) => id)

describe('coupons', () => {
  it('create_coupon answers 201 with the defaults, whose id is the external_id', async () => {
    const { status, body } = await newCoupon('10OFF')
    expect([status, body]).toEqual([201, { data: couponOf('10OFF'), links: { self: self('/api/coupons') } }])
    expect((await client.get('/api/coupons/10OFF')).body.data).toEqual(couponOf('10OFF'))
  })

  it.each([
    [{ low_balance_threshold: 100 }, '100'],
    [{ low_balance_threshold: '250' }, '250'],
    [{}, '500'],
    [null, '500'],
  ])('a monitor_configuration of %j is shown as the text %j', async (monitor_configuration, low_balance_threshold) => {
    const { body } = await client.post('/api/coupons', couponBody('A', { monitor_configuration }))
    expect(body.data.attributes.monitor_configuration).toEqual({ low_balance_threshold })
  })

  it.each([
    [99, `'low_balance_threshold' must be greater than or equal to 100`],
    ['99', `'low_balance_threshold' must be greater than or equal to 100`],
    ['many', `'low_balance_threshold' must be of type integer.`],
    [100.5, `'low_balance_threshold' must be of type integer.`],
  ])('a threshold of %j is refused', async (low_balance_threshold, detail) => {
    const refused = await client.post(
      '/api/coupons',
      couponBody('A', { monitor_configuration: { low_balance_threshold } }),
    )
    const pointer = '/data/attributes/monitor_configuration/low_balance_threshold'
    expect(errorsOf(refused)).toEqual([[400, 'invalid', detail, pointer]])
    expect((await client.get('/api/coupons/A')).status).toBe(404)
  })

  it('a hyphen is refused in an external_id and in a path', async () => {
    const pattern = `must match regex '^[0-9_A-z]+$' ('10-OFF' doesn't)`
    expect(errorsOf(await newCoupon('10-OFF'))).toEqual([
      [400, 'invalid', `'external_id' ${pattern}`, '/data/attributes/external_id'],
    ])
    for (const path of ['/api/coupons/10-OFF', '/api/coupons/10-OFF/coupon-codes']) {
      expect(errorsOf(await client.get(path))).toEqual([[400, 'invalid', `'id' ${pattern}`, '/data/id']])
    }
    expect(errorsOf(await client.get('/api/coupons/NONE'))).toEqual([
      [404, 'not_found', 'A coupon with id NONE does not exist.', '/data/'],
    ])
  })

  it('a second one with the same external_id is a 409', async () => {
    await newCoupon('A')
    expect(errorsOf(await newCoupon('A'))).toEqual([
      [409, 'conflict', `A coupon with external_id 'A' already exists.`, '/data/attributes'],
    ])
  })

  it('update_coupon changes what it is given; null brings the default back', async () => {
    await newCoupon('A')
    const change = async (attributes: Json) =>
      (await client.patch('/api/coupons/A', updateBody('coupon', 'A', attributes))).body.data
    const monitor_configuration = { low_balance_threshold: '200' }
    const given = { description: 'Ten', monitor_configuration: { low_balance_threshold: 200 } }
    expect(await change(given)).toEqual(couponOf('A', { description: 'Ten', monitor_configuration }))
    expect(await change({ description: null })).toEqual(couponOf('A', { monitor_configuration }))
    expect(await change({ monitor_configuration: null })).toEqual(couponOf('A'))
  })

  it('each revision shows the members that it knows', async () => {
    const assigner_configuration = { used: 'NEVER_ASSIGN', unused_expired: 'ALWAYS_ASSIGN' }
    await client.post('/api/coupons', couponBody('A', { assigner_configuration }))
    const shown = async (revision: string) => {
      const { body } = await client.get('/api/coupons/A', { revision })
      return Object.keys(body.data.attributes)
    }
    expect(await shown('2025-04-15')).toEqual(['external_id', 'description'])
    expect(await shown('2026-07-15')).toEqual(['external_id', 'description', 'monitor_configuration'])
    expect((await client.get('/api/coupons/A')).body.data).toEqual(couponOf('A', { assigner_configuration }))
    const refused = await client.post('/api/coupons', couponBody('B', { assigner_configuration }), {
      revision: '2026-07-15',
    })
    expect(refused.status).toBe(400)
  })

  it('get_coupons pages in the order in which they were made', async () => {
    for (const id of ['C', 'A', 'B']) {
      await newCoupon(id)
      await sandbox.clock.advance(1)
    }
    const { body } = await client.get('/api/coupons?page[size]=2')
    expect(body.data.map(({ id }: Json) => id)).toEqual(['C', 'A'])
    expect(await idsAt(body.links.next)).toEqual(['B'])
  })

  it('delete_coupon takes its codes along', async () => {
    await newCoupon('A')
    await newCode('A', 'X')
    const { status, text } = await client.delete('/api/coupons/A')
    expect([status, text]).toEqual([204, ''])
    expect((await client.get('/api/coupon-codes/A-X')).status).toBe(404)
    expect((await newCoupon('A')).status).toBe(201)
    expect(await idsAt('/api/coupons/A/coupon-codes')).toEqual([])
  })
})

describe('coupon codes', () => {
  beforeEach(() => newCoupon('A'))

  it('create_coupon_code answers 200; the code lasts a year, which the answer spells with Z and reads with +00:00', async () => {
    const { status, body } = await newCode('A', 'X')
    const data = codeOf('A', 'X', '2027-11-02T10:00:00Z')
    expect([status, body]).toEqual([200, { data, links: { self: self('/api/coupon-codes') } }])
    expect((await client.get('/api/coupon-codes/A-X?include=coupon')).body).toEqual({
      data: codeOf('A', 'X', '2027-11-02T10:00:00+00:00'),
      included: [couponOf('A')],
      links: { self: self('/api/coupon-codes/A-X?include=coupon') },
    })
    expect((await client.get('/api/coupon-codes/A-X/coupon')).body.data).toEqual(couponOf('A'))
    expect((await client.get('/api/coupon-codes/A-X/relationships/coupon')).body.data).toEqual({
      type: 'coupon',
      id: 'A',
    })
  })

  it('a time of its own is kept, in UTC; null is a year of the account’s clock', async () => {
    const given = await newCode('A', 'X', { expires_at: '2026-12-24T18:00:00+02:00' })
    expect(given.body.data.attributes.expires_at).toBe('2026-12-24T16:00:00Z')
    await sandbox.clock.advance(24 * 60 * 60 * 1000)
    const year = await newCode('A', 'Y', { expires_at: null })
    expect(year.body.data.attributes.expires_at).toBe('2027-11-03T10:00:00Z')
    expect((await setCode('A-X', { expires_at: null })).body.data.attributes.expires_at).toBe('2027-11-03T10:00:00Z')
  })

  it('an unknown coupon is a 404, a code that is there a 409, of another coupon none', async () => {
    await newCoupon('B')
    await newCode('A', 'X')
    expect(errorsOf(await newCode('NONE', 'X'))).toEqual([
      [404, 'not_found', 'A coupon with id NONE does not exist.', '/data/'],
    ])
    expect(errorsOf(await newCode('A', 'X'))).toEqual([
      [409, 'conflict', `A coupon code with unique_code 'X' already exists for this coupon.`, '/data/attributes'],
    ])
    expect((await newCode('B', 'X')).status).toBe(200)
  })

  it('at 2024-10-15 the coupon may be left out of the schema, not of the request', async () => {
    const { type, attributes } = codeBody('A', 'X').data
    const refused = await client.post('/api/coupon-codes', { data: { type, attributes } }, { revision: '2024-10-15' })
    expect(errorsOf(refused)).toEqual([[400, 'invalid', `'coupon' is required.`, '/data/relationships']])
  })

  it('update_coupon_code writes status and expiry, and leaves what it is not given', async () => {
    await newCode('A', 'X')
    const used = await setCode('A-X', { status: 'USED', expires_at: '2026-12-01T00:00:00Z' })
    expect([used.status, used.body.data]).toEqual([200, codeOf('A', 'X', '2026-12-01T00:00:00Z', 'USED')])
    expect((await setCode('A-X', { status: null })).body.data.attributes.status).toBe('USED')
    expect((await setCode('A-X', {})).body.data).toEqual(codeOf('A', 'X', '2026-12-01T00:00:00Z', 'USED'))
    expect((await setCode('A-X', { status: 'GONE' })).status).toBe(400)
    expect((await setCode('A-X', { unique_code: 'Y' })).status).toBe(400)
  })

  it('delete_coupon_code refuses a code that is assigned', async () => {
    await newCode('A', 'X')
    await setCode('A-X', { status: 'ASSIGNED_TO_PROFILE' })
    expect(errorsOf(await client.delete('/api/coupon-codes/A-X'))).toEqual([
      [409, 'conflict', 'A coupon code that is assigned to a profile cannot be deleted.', '/data'],
    ])
    await setCode('A-X', { status: 'UNASSIGNED' })
    expect((await client.delete('/api/coupon-codes/A-X')).status).toBe(204)
    expect(errorsOf(await client.get('/api/coupon-codes/A-X'))).toEqual([
      [404, 'not_found', `A coupon code with given identifier 'A-X' does not exist.`, '/data/'],
    ])
  })

  it.each(['', '?filter=equals(status,"USED")', '?filter=less-than(expires_at,2027-01-01)'])(
    'get_coupon_codes%s names neither a coupon nor a profile: 400',
    async (query) => {
      for (const revision of ['2024-10-15', '2026-10-15']) {
        const { status, body } = await client.get(`/api/coupon-codes${query}`, { revision })
        expect([status, body.errors[0].source]).toEqual([400, { parameter: 'filter' }])
      }
    },
  )

  it.each([
    ['equals(coupon.id,"A")', ['A-X', 'A-B', 'A-C']],
    ['any(coupon.id,["A","B"])', ['A-X', 'A-B', 'A-C', 'B-X']],
    ['and(equals(coupon.id,"A"),equals(status,"USED"))', ['A-B']],
    ['and(equals(coupon.id,"A"),less-than(expires_at,2027-01-01))', ['A-C']],
    ['and(equals(coupon.id,"A"),greater-or-equal(expires_at,2027-01-01))', ['A-X', 'A-B']],
    ['equals(profile.id,"NOBODY")', []],
  ])('get_coupon_codes filtered by %s, in the order in which they were made', async (filter, ids) => {
    await newCoupon('B')
    await newCode('A', 'X')
    await newCode('A', 'B')
    await newCode('A', 'C', { expires_at: '2026-12-01' + 'T00:00:00Z' })
    await newCode('B', 'X')
    await setCode('A-B', { status: 'USED' })
    expect(await idsAt(`/api/coupon-codes?filter=${filter}`)).toEqual(ids)
  })

  it('the codes of a coupon are paged and filtered; by coupon.id no more since 2026-10-15', async () => {
    for (const code of ['Z', 'Y', 'X']) await newCode('A', code)
    const first = await client.get('/api/coupons/A/coupon-codes?page[size]=2')
    expect(first.body.data.map(({ id }: Json) => id)).toEqual(['A-Z', 'A-Y'])
    expect(await idsAt(first.body.links.next)).toEqual(['A-X'])
    const identifiers = await client.get('/api/coupons/A/relationships/coupon-codes?filter=equals(status,"UNASSIGNED")')
    expect(identifiers.body.data).toEqual(['A-Z', 'A-Y', 'A-X'].map((id) => ({ type: 'coupon-code', id })))
    const byCoupon = '/api/coupons/A/coupon-codes?filter=equals(coupon.id,"A")'
    expect((await client.get(byCoupon, { revision: '2026-07-15' })).body.data).toHaveLength(3)
    expect((await client.get(byCoupon)).status).toBe(400)
  })
})
