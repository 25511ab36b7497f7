import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Coupons and their codes.

const couponBody = (external_id: string) => ({ data: { type: 'coupon', attributes: { external_id } } })

const codeOf = (coupon: unknown, unique_code: string) => ({
  type: 'coupon-code',
  attributes: { unique_code },
  relationships: { coupon: { data: { type: 'coupon', id: coupon } } },
})

const jobBody = (coupon: unknown, unique_code: string) => ({
  data: {
    type: 'coupon-code-bulk-create-job',
    attributes: { 'coupon-codes': { data: [codeOf(coupon, unique_code)] } },
  },
})

export const coupons: GroupRequests = {
  groups: ['Coupons'],
  idTypes: {
    coupons: 'coupon',
    'coupon-codes': 'coupon-code',
    'coupon-code-bulk-create-jobs': 'coupon-code-bulk-create-job',
  },
  bodies: {
    create_coupon: () => couponBody('NEW'),
    create_coupon_code: ({ coupon }) => ({ data: codeOf(coupon, 'NEW') }),
    update_coupon_code: ({ 'coupon-code': id }) => ({
      data: { type: 'coupon-code', id, attributes: { status: 'USED' } },
    }),
    bulk_create_coupon_codes: ({ coupon }) => jobBody(coupon, 'BULK'),
  },
  filters: { get_coupon_codes: 'equals(coupon.id,"SWEEP")' },
  seed: seedCoupons,
}

async function seedCoupons(client: Client): Promise<Ids> {
  const idOf = async (path: string, body: object) => (await client.post(path, body)).body.data.id as string
  const coupon = await idOf('/api/coupons', couponBody('SWEEP'))
  return {
    coupon,
    'coupon-code': await idOf('/api/coupon-codes', { data: codeOf(coupon, 'ONE') }),
    'coupon-code-bulk-create-job': await idOf('/api/coupon-code-bulk-create-jobs', jobBody(coupon, 'TWO')),
  }
}
