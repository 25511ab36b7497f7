import { codesOfJob } from '../../../store/coupon-codes.ts'
import type { Group } from '../../resource.ts'
import { bulkJobType, bulkWork, requestBulkJob, type BulkJob } from '../bulk-jobs.ts'
import { couponCodeType, createCode, deleteCode, insertCode, listCodes, updateCode } from './codes.ts'
import { couponType } from './coupons.ts'

// Coupons, their codes, and the job that makes many codes. audience §11.

const codeJob: BulkJob = {
  type: 'coupon-code-bulk-create-job',
  rows: 'coupon-codes',
  of: 'coupon-code',
  related: codesOfJob('coupon-code-bulk-create-job'),
  mostRows: 1000,
  mostJobs: 100,
  work: insertCode,
}

export const coupons: Group = {
  name: 'Coupons',
  types: [couponType, couponCodeType, bulkJobType(codeJob)],
  takeOvers: {
    get_coupon_codes: listCodes,
    create_coupon_code: createCode,
    update_coupon_code: updateCode,
    delete_coupon_code: deleteCode,
    bulk_create_coupon_codes: requestBulkJob(codeJob),
  },
  jobs: bulkWork([codeJob]),
}
