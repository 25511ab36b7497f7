import { formatSeconds } from '../../../store/clock.ts'
import { findResource, resourcesOf } from '../../../store/resources.ts'
import { readSetting } from '../../../store/settings.ts'
import type { ResourceType } from '../../resource.ts'
import { invalid } from '../../errors.ts'
import { denied } from './refusals.ts'

export const CONFIGURATION = 'text-messaging-configuration'

const PREFIX_LENGTH = 50 // Documented; status and text of the refusal Assumed.

/** One for each account, under the account's id, once it was set up. */
export const configurationType: ResourceType = {
  type: CONFIGURATION,
  collection: 'text-messaging-configurations',
  selection: resourcesOf(CONFIGURATION),
  attributes: ['org_prefix', 'opt_out_language', 'status', 'created_at', 'updated_at'],
  relationships: {},
  create: ({ attributes }, { account, db, now }) => {
    const { org_prefix } = attributes as { org_prefix: string }
    if (org_prefix.trim() === '' || org_prefix.length > PREFIX_LENGTH) {
      throw invalid(`'org_prefix' must have between 1 and ${PREFIX_LENGTH} characters.`, {
        pointer: '/data/attributes/org_prefix',
      })
    }
    if (!readSetting(db, 'text_messaging')) {
      throw denied(403, 'not_eligible_for_sms', 'This account is not eligible for SMS.')
    }
    if (findResource(db, { type: CONFIGURATION, id: account.id }) !== undefined) {
      throw denied(409, 'sms_account_already_exists', 'This account already has an SMS account.')
    }
    const time = formatSeconds(now)
    // A guide for the beta says null, but the schema of opt_out_language has none: the empty text is Assumed.
    const attributesOfNew = { org_prefix, opt_out_language: '', status: 'active', created_at: time, updated_at: time }
    return { id: account.id, attributes: attributesOfNew }
  },
}
