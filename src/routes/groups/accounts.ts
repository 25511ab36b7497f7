import { resourcesOf } from '../../store/resources.ts'
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
