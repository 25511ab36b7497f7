import { findResource, resourcesOf } from '../../store/resources.ts'
import type { Context } from '../context.ts'
import type { Group } from '../resource.ts'

// Accounts: one record, the account of the key. audience §10.

export const accounts: Group = {
  name: 'Accounts',
  types: [
    {
      type: 'account',
      collection: 'accounts',
      selection: resourcesOf('account'),
      attributes: [
        ...['test_account', 'contact_information', 'industry', 'timezone', 'preferred_currency'],
        ...['public_api_key', 'locale'],
      ],
      whole: ['contact_information'],
      relationships: {},
      // Assumed: no recording shows another account's id.
      notFound: (id) => `An account with id ${id} does not exist.`,
    },
  ],
}

/** Who sends an account's e-mails where nothing else is said. */
export function senderOf({ db, account }: Pick<Context, 'db' | 'account'>): { email: string; name: string } {
  const row = findResource(db, { type: 'account', id: account.id })
  const { contact_information: sender } = JSON.parse(row?.attributes ?? '{}') as {
    contact_information?: { default_sender_email: string; default_sender_name: string }
  }
  return { email: sender?.default_sender_email ?? '', name: sender?.default_sender_name ?? '' }
}
