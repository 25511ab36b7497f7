import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { codesOfCoupon, couponSelection, deleteCodesOf } from '../../../store/coupon-codes.ts'
import { findResource } from '../../../store/resources.ts'
import { conflict, invalid, mismatched } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'

// Coupons. audience §11.

/** Observed, audience §11: no hyphen, because one divides a code's id. */
const ID = /^[0-9_A-z]+$/

export const couponType: ResourceType = {
  type: 'coupon',
  collection: 'coupons',
  selection: couponSelection,
  attributes: ['external_id', 'description', 'monitor_configuration', 'assigner_configuration'],
  relationships: { 'coupon-codes': { type: 'coupon-code', many: true, related: codesOfCoupon } },
  // Observed: an id that none can have is a 400, protocol §3.3; its text and pointer Assumed.
  notFound: (id) => {
    if (!ID.test(id)) throw mismatched('id', ID, id, '/data/id')
    return `A coupon with id ${id} does not exist.`
  },
  create: ({ attributes }, { db }) => {
    const given = attributes as RequestBodies['create_coupon']['data']['attributes']
    const id = given.external_id
    // Observed pattern; text as of another name, pointer Assumed.
    if (!ID.test(id)) throw mismatched('external_id', ID, id, '/data/attributes/external_id')
    // Assumed: code and text.
    if (findResource(db, { type: 'coupon', id }) !== undefined) {
      throw conflict('conflict', `A coupon with external_id '${id}' already exists.`)
    }
    return {
      id,
      attributes: {
        external_id: id,
        description: given.description ?? '',
        monitor_configuration: monitored(given.monitor_configuration),
        ...(given.assigner_configuration && { assigner_configuration: given.assigner_configuration }),
      },
    }
  },
  // Assumed: null makes of an attribute what a create makes of one that is left out.
  update: ({ attributes: stored }, { attributes }) => {
    const given = attributes as RequestBodies['update_coupon']['data']['attributes']
    return {
      ...(JSON.parse(stored) as Record<string, unknown>),
      ...(given.description !== undefined && { description: given.description ?? '' }),
      ...(given.monitor_configuration !== undefined && {
        monitor_configuration: monitored(given.monitor_configuration),
      }),
      ...(given.assigner_configuration && { assigner_configuration: given.assigner_configuration }),
    }
  },
  // Assumed: its codes go with it.
  removed: ({ id }, { db }) => deleteCodesOf(db, id),
}

const LEAST_THRESHOLD = 100 // Observed, audience §11.
const DEFAULT_THRESHOLD = '500' // Observed, a text: recorded body of create_coupon.

/** The threshold as a text, whatever was given. Observed of numbers, audience §11; other members are left out: Assumed. */
function monitored(configuration: Readonly<Record<string, unknown>> | null | undefined): object {
  const given = configuration?.low_balance_threshold ?? DEFAULT_THRESHOLD
  const pointer = '/data/attributes/monitor_configuration/low_balance_threshold'
  const threshold = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given
  // Assumed text.
  if (!Number.isSafeInteger(threshold)) throw invalid(`'low_balance_threshold' must be of type integer.`, { pointer })
  if ((threshold as number) < LEAST_THRESHOLD) {
    // The end of the text is Observed, audience §1.
    throw invalid(`'low_balance_threshold' must be greater than or equal to ${LEAST_THRESHOLD}`, { pointer })
  }
  return { low_balance_threshold: String(threshold) }
}
