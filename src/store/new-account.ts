import type { AccountFacts } from './account-facts.ts'
import type { Account } from './accounts.ts'
import { insertBrand } from './brands.ts'
import type { Db } from './database.ts'
import { insertResource } from './resources.ts'
import { insertDefaultTagGroup } from './tags.ts'

const sandboxFacts: AccountFacts = {
  organization_name: 'Sandbox Account',
  default_sender_name: 'Sandbox Account',
  default_sender_email: 'hello@sandbox.example',
  website_url: 'https://sandbox.example',
  timezone: 'UTC',
  preferred_currency: 'USD',
  locale: 'en-US',
  industry: 'Software / SaaS',
  // No null here: a strict reader refuses null in street_address (clients.md §1.3).
  street_address: {
    address1: '1 Sandbox Way',
    address2: '',
    city: 'Boston',
    region: 'MA',
    country: 'US',
    zip: '02111',
  },
}

/** Makes what a new account has: the record that GET /api/accounts shows, the default tag group, the brand library. */
export function insertAccount(account: Account, facts: Partial<AccountFacts> = {}): void {
  const now = account.clock.now()
  const attributes = { ...accountAttributes({ ...sandboxFacts, ...facts }), public_api_key: account.id }
  insertResource(account.db, { type: 'account', id: account.id, created: now, updated: now, attributes })
  insertDefaultTagGroup(account.db, account.id, now)
  insertBrand(account)
}

/** The attributes of an account in wire order; it fills in its own id. */
function accountAttributes(facts: AccountFacts) {
  const { organization_name, default_sender_name, default_sender_email, website_url, street_address, ...rest } = facts
  return {
    test_account: true,
    contact_information: {
      default_sender_name,
      default_sender_email,
      website_url,
      organization_name,
      street_address,
    },
    industry: rest.industry,
    timezone: rest.timezone,
    preferred_currency: rest.preferred_currency,
    public_api_key: '',
    locale: rest.locale,
  }
}

/** Some facts of an account that is there become others. */
export function updateAccountFacts({ db }: Pick<Account, 'db'>, changes: Partial<AccountFacts>): void {
  if (Object.keys(changes).length === 0) return
  const attributes = accountAttributes({ ...readAccountFacts(db), ...changes })
  db.run(
    `UPDATE resource SET attributes = json_set(?, '$.public_api_key', id) WHERE type = 'account'`,
    JSON.stringify(attributes),
  )
}

/** What an account tells of itself. */
export function readAccountFacts(db: Db): AccountFacts {
  const text = db.value<string>(`SELECT attributes FROM resource WHERE type = 'account'`)!
  const { contact_information, ...rest } = JSON.parse(text) as ReturnType<typeof accountAttributes>
  const { industry, timezone, preferred_currency, locale } = rest
  return { ...contact_information, ...{ industry, timezone, preferred_currency, locale } }
}

/** Types of the resources that have the id of their account. */
const NAMED_AS_ACCOUNT = "('account', 'brand-email-default', 'brand-voice', 'text-messaging-configuration')"

/** Gives what has the id of an account, in a copy of it, the id of the copy. */
export function renameAccount({ db, id }: Pick<Account, 'db' | 'id'>): void {
  const from = accountIdIn(db)
  if (from === id) return
  db.transaction(() => {
    db.run(`UPDATE resource SET id = ? WHERE type IN ${NAMED_AS_ACCOUNT} AND id = ?`, id, from)
    db.run("UPDATE resource SET attributes = json_set(attributes, '$.public_api_key', ?) WHERE type = 'account'", id)
    db.run(`UPDATE linkage SET id = ? WHERE type IN ${NAMED_AS_ACCOUNT} AND id = ?`, id, from)
    db.run(`UPDATE linkage SET to_id = ? WHERE to_type IN ${NAMED_AS_ACCOUNT} AND to_id = ?`, id, from)
  })
}

/** The id of the account that a database holds; throws when it holds none. */
export function accountIdIn(db: Account['db']): string {
  const id = db.value<string>("SELECT id FROM resource WHERE type = 'account'")
  if (id === undefined) throw new Error('the database holds no account')
  return id
}
