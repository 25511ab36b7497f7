import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import { profileBehind } from './profiles.ts'
import { resourceColumns, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

// Codes of coupons: `<coupon>-<unique_code>`, each with its day of expiry and what has become of it. audience §11.

export type CodeStatus =
  'ASSIGNED_TO_PROFILE' | 'DELETING' | 'PROCESSING' | 'UNASSIGNED' | 'USED' | 'VERSION_NOT_ACTIVE'

/** A code as it is stored. */
export interface CouponCode {
  id: string
  couponId: string
  uniqueCode: string
  status: CodeStatus
  /** Microseconds. */
  expiresAt: number
  profileId?: string | null
}

/** All coupons, oldest first: Observed, recorded bodies of get_coupons. */
export const couponSelection = resourcesOf('coupon', {}, { field: 'created' })

/** All codes with their `coupon_id`, oldest first: Observed, recorded body of get_coupon_codes. */
export const couponCodeSelection: Selection = {
  from: 'coupon_code c',
  columns: 'c.id, c.attributes, c.coupon_id',
  id: 'c.id',
  fields: {
    id: { sql: 'c.id' },
    seq: { sql: 'c.seq', kind: 'number' },
    status: { sql: 'c.status' },
    expires_at: { sql: 'c.expires_at', kind: 'time' },
    'coupon.id': { sql: 'c.coupon_id' },
    'profile.id': { sql: 'c.profile_id' },
  },
  defaultSort: { field: 'seq' },
}

/** The codes of a coupon (its id is the parameter). */
export const codesOfCoupon: Selection = { ...couponCodeSelection, where: 'c.coupon_id = ?' }

/** The codes that a job made (its id is the parameter), in the order of the request. */
export const codesOfJob = (jobType: string): Selection => ({
  ...couponCodeSelection,
  from: 'linkage l JOIN coupon_code c ON c.id = l.to_id',
  where: `l.type = '${jobType}' AND l.id = ? AND l.relationship = 'coupon-codes' AND l.to_type = 'coupon-code'`,
  fields: { ...couponCodeSelection.fields, position: { sql: 'l.position', kind: 'number' } },
  defaultSort: { field: 'position' },
})

/** The coupon of a code (its id is the parameter). */
export const couponOfCode: Selection = {
  ...couponSelection,
  from: `coupon_code c JOIN resource r ON r.type = 'coupon' AND r.id = c.coupon_id`,
  where: 'c.id = ?',
  columns: resourceColumns,
}

/** Who was given a code (its id is the parameter). */
export const profileOfCode = profileBehind('coupon_code c JOIN profile p ON p.id = c.profile_id', 'c.id = ?')

function attributesText({ uniqueCode, expiresAt, status }: CouponCode): string {
  return JSON.stringify({ unique_code: uniqueCode, expires_at: formatSeconds(expiresAt), status })
}

/** Stores a new code; throws SQLite's error when its id is taken. */
export function insertCouponCode(db: Db, code: CouponCode): void {
  db.run(
    'INSERT INTO coupon_code (id, coupon_id, profile_id, status, expires_at, attributes) VALUES (?, ?, ?, ?, ?, ?)',
    ...[code.id, code.couponId, code.profileId ?? null, code.status, code.expiresAt, attributesText(code)],
  )
}

export function findCouponCode(db: Db, id: string): CouponCode | undefined {
  return db.get<CouponCode>(
    /* sql */ `
    SELECT id, coupon_id AS couponId, attributes ->> '$.unique_code' AS uniqueCode, status, expires_at AS expiresAt,
      profile_id AS profileId
    FROM coupon_code WHERE id = ?`,
    id,
  )
}

/** Writes what may change of a code: status, expiry, profile. */
export function updateCouponCode(db: Db, code: CouponCode): void {
  db.run(
    'UPDATE coupon_code SET status = ?, expires_at = ?, profile_id = ?, attributes = ? WHERE id = ?',
    ...[code.status, code.expiresAt, code.profileId ?? null, attributesText(code), code.id],
  )
}

/** Deletes a code, with the link from the job that made it. */
export function deleteCouponCode(db: Db, id: string): void {
  db.run("DELETE FROM linkage WHERE to_type = 'coupon-code' AND to_id = ?", id)
  db.run('DELETE FROM coupon_code WHERE id = ?', id)
}

/** Deletes all codes of a coupon. */
export function deleteCodesOf(db: Db, couponId: string): void {
  db.run(
    "DELETE FROM linkage WHERE to_type = 'coupon-code' AND to_id IN (SELECT id FROM coupon_code WHERE coupon_id = ?)",
    couponId,
  )
  db.run('DELETE FROM coupon_code WHERE coupon_id = ?', couponId)
}
