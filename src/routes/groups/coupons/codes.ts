import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { parseTime } from '../../../store/clock.ts'
import {
  couponCodeSelection,
  couponOfCode,
  deleteCouponCode,
  findCouponCode,
  insertCouponCode,
  profileOfCode,
  updateCouponCode,
  type CouponCode,
} from '../../../store/coupon-codes.ts'
import type { Answer, Context } from '../../context.ts'
import { conflict, invalid, invalidParameter } from '../../errors.ts'
import type { JobContext, ResourceType } from '../../resource.ts'
import { findOrThrow, listShape } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import { couponType } from './coupons.ts'

// Codes of coupons. audience §11.

export const couponCodeType: ResourceType = {
  type: 'coupon-code',
  collection: 'coupon-codes',
  selection: couponCodeSelection,
  attributes: ['unique_code', 'expires_at', 'status'],
  relationships: {
    coupon: { type: 'coupon', many: false, related: couponOfCode, column: 'coupon_id', known: true },
    profile: { type: 'profile', many: false, related: profileOfCode },
  },
  // Observed text, audience §1.
  notFound: (id) => `A coupon code with given identifier '${id}' does not exist.`,
}

/** A code in the answer to a write, whose time ends in Z. Observed of creates, recorded body; of updates Assumed. */
const writtenCodeType: ResourceType = {
  ...couponCodeType,
  view: ({ attributes }) => JSON.parse(attributes.replace('+00:00"', 'Z"')) as Record<string, unknown>,
}

const written = (context: Context, id: string): Answer => ({
  kind: 'one',
  type: writtenCodeType,
  row: findOrThrow(couponCodeType, id, context),
})

/** GET /api/coupon-codes: of a coupon or of a profile. Documented, since 2025-01-15 as a required parameter. */
export function listCodes(context: Context): Answer {
  const narrowed = context.query.terms.some(({ field }) => field === 'coupon.id' || field === 'profile.id')
  // Assumed text.
  if (!narrowed) throw invalidParameter('filter', 'A filter on coupon.id or profile.id is required.')
  return listShape(couponCodeType, context)
}

export type CodeInput = Omit<RequestBodies['create_coupon_code']['data'], 'relationships'> &
  Partial<Pick<RequestBodies['create_coupon_code']['data'], 'relationships'>>

/** POST /api/coupon-codes: 200. Observed, protocol §8.5. */
export function createCode(context: Context): Answer {
  return written(context, insertCode((context.body as { data: CodeInput }).data, context))
}

/** Stores a code of a coupon, and gives its id. Throws 400, 404, 409. */
export function insertCode({ attributes, relationships }: CodeInput, context: JobContext): string {
  const { unique_code: uniqueCode, expires_at } = attributes
  const coupon = relationships?.coupon?.data
  // Optional at 2024-10-15. Assumed: that it is needed all the same, this text and the next.
  if (coupon === undefined) throw invalid(`'coupon' is required.`, { pointer: '/data/relationships' })
  if (uniqueCode === '') {
    throw invalid(`'unique_code' may not be empty.`, { pointer: '/data/attributes/unique_code' })
  }
  findOrThrow(couponType, coupon.id, context)
  const id = `${coupon.id}-${uniqueCode}`
  if (findCouponCode(context.db, id) !== undefined) {
    // Assumed: code and text.
    throw conflict('conflict', `A coupon code with unique_code '${uniqueCode}' already exists for this coupon.`)
  }
  const expiresAt = expiryOf(expires_at, context.now)
  insertCouponCode(context.db, { id, couponId: coupon.id, uniqueCode, status: 'UNASSIGNED', expiresAt })
  return id
}

/** A code without a time of its own lasts a year. Documented, audience §11. */
function expiryOf(given: string | null | undefined, now: number): number {
  if (given) return parseTime(given)
  const date = new Date(now / 1000)
  return date.setUTCFullYear(date.getUTCFullYear() + 1) * 1000 + (now % 1000)
}

/** PATCH /api/coupon-codes/{id}: status and expiry; null lets a code last another year (Documented). */
export function updateCode(context: Context): Answer {
  const code = codeOrThrow(context)
  const { id, attributes } = (context.body as RequestBodies['update_coupon_code']).data
  requireSameId(id, context.id)
  const { status, expires_at } = attributes
  updateCouponCode(context.db, {
    ...code,
    ...(expires_at !== undefined && { expiresAt: expiryOf(expires_at, context.now) }),
    // Assumed: any status may follow any other, and null leaves it.
    ...(status && { status }),
    // Assumed: a code that is free again is nobody's.
    ...(status === 'UNASSIGNED' && { profileId: null }),
  })
  return written(context, code.id)
}

/** DELETE /api/coupon-codes/{id}: not of one that somebody has. Documented rule; status and text Assumed. */
export function deleteCode(context: Context): Answer {
  const { id, status, profileId } = codeOrThrow(context)
  if (profileId || status === 'ASSIGNED_TO_PROFILE') {
    const detail = 'A coupon code that is assigned to a profile cannot be deleted.'
    throw conflict('conflict', detail, undefined, { pointer: '/data' })
  }
  deleteCouponCode(context.db, id)
  return { kind: 'empty' }
}

function codeOrThrow(context: Context): CouponCode {
  findOrThrow(couponCodeType, context.id, context)
  return findCouponCode(context.db, context.id)!
}
