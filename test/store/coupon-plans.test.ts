import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobsOf } from '../../src/store/bulk-jobs.ts'
import { codesOfCoupon, couponCodeSelection } from '../../src/store/coupon-codes.ts'
import { openDatabase, type Db } from '../../src/store/database.ts'
import type { FilterTerm } from '../../src/store/filter-sql.ts'
import { planOf } from './plans.ts'

let db: Db
beforeEach(() => (db = openDatabase()))
afterEach(() => db.close())

const equals = (field: string): FilterTerm => ({ operator: 'equals', field, values: [{ kind: 'string', text: 'a' }] })
const from = { value: 1, id: 'b' }

it.each<[FilterTerm[], string]>([
  [[equals('coupon.id')], 'coupon_code_coupon (coupon_id=? AND seq>?)'],
  [[equals('coupon.id'), equals('status')], 'coupon_code_status (coupon_id=? AND status=? AND seq>?)'],
  [
    [
      equals('coupon.id'),
      { operator: 'less-than', field: 'expires_at', values: [{ kind: 'datetime', text: '2027-01-01' }] },
    ],
    'coupon_code_coupon (coupon_id=? AND seq>?)',
  ],
  [[equals('profile.id')], 'coupon_code_profile (profile_id=? AND seq>?)'],
])('a page of codes by %j seeks in an index, its order included', (terms, index) => {
  const plan = planOf(db, couponCodeSelection, { terms, from })
  expect(plan).toContain(index)
  expect(plan).not.toContain('TEMP B-TREE')
})

it('a page of the codes of a coupon does, too', () => {
  const plan = planOf(db, codesOfCoupon, { parents: ['a'], from })
  expect(plan).toContain('coupon_code_coupon (coupon_id=? AND seq>?)')
})

it('jobs with a status come from the index in their order', () => {
  const plan = planOf(db, jobsOf('coupon-code-bulk-create-job'), { terms: [equals('status')], from })
  expect(plan).toMatch(/^SEARCH r USING INDEX resource_status \(type=\? AND <expr>=\? AND \(created,id\)</)
  expect(plan).not.toContain('TEMP B-TREE')
})
