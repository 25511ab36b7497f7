import type { Client, Json } from '../client.ts'
import type { Recording } from './state.ts'

/** Makes the coupons and codes that a recording shows or names: their ids are the recorded ones. */
export async function makeCoupons(client: Client, { method, path, body, request_body: request }: Recording) {
  const coupons = new Set<string>()
  const makeCoupon = async (external_id: string, attributes: Json = {}) => {
    if (coupons.has(external_id)) return
    coupons.add(external_id)
    const { description } = attributes
    await client.post('/api/coupons', { data: { type: 'coupon', attributes: { external_id, description } } })
  }
  const makeCode = async (id: string, attributes: Json = {}) => {
    const [coupon, unique_code] = id.split('-') as [string, string]
    await makeCoupon(coupon)
    const relationships = { coupon: { data: { type: 'coupon', id: coupon } } }
    const { expires_at } = attributes
    await client.post('/api/coupon-codes', {
      data: { type: 'coupon-code', attributes: { unique_code, expires_at }, relationships },
    })
  }
  const [, collection, named] = /^\/api\/(coupons|coupon-codes)(?:\/([^/]+))?/.exec(path) ?? []
  if (named !== undefined) await (collection === 'coupons' ? makeCoupon(named) : makeCode(named))
  const shown = method === 'GET' ? ([body?.data ?? []].flat() as Json[]) : []
  for (const { type, id, attributes } of shown) await (type === 'coupon' ? makeCoupon : makeCode)(id, attributes)
  if (method === 'POST' && collection === 'coupon-codes') await makeCoupon(request.data.relationships.coupon.data.id)
}
