import { someFacts, type AccountFacts } from './account-facts.ts'
import { flag, listOf, must, objectOf, oneOf, orNull, text, wholeNumber, type Check } from './file-check.ts'

/** What Klaviyo keeps per account outside the API; settings.ts has the defaults. */
export interface Settings {
  /** Opt-in that a subscription without a list falls under. Observed: double, audience §3.2. */
  default_opt_in: 'double_opt_in' | 'single_opt_in'
  /** `opt_in_process` of a list that is created without one. Observed: single, audience §3.5. */
  list_opt_in: 'double_opt_in' | 'single_opt_in'
  /** Countries (ISO 3166, two letters) that have a sending number; null = every country. */
  sms_regions: readonly string[] | null
  /** Whether an SMS subscriber must give a date of birth, and be this old; null = no age gate. */
  sms_minimum_age: number | null
  /** Whether an unsubscribe from one list is an unsubscribe from all. Documented default, audience §3.3. */
  global_unsubscribe: boolean
  /** Whether the account takes push tokens. */
  push: boolean
  /** Whether the account has conversations. */
  conversations: boolean
  /** How many custom metrics the plan allows. Documented: 1, and 50 with the plans for analytics, events §3.4. */
  custom_metric_limit: number
  /** Whether the account has Klaviyo's data platform, without which webhooks are refused. Observed, events §6. */
  advanced_kdp: boolean
  /** Whether object types may be made. Observed, campaigns-content §7. */
  custom_objects: boolean
  /** Whether the account may be set up for text messages. */
  text_messaging: boolean
  /** What the account may use in a month. */
  plan: Plan
}

/** Most of each usage type; null where the plan lacks it. */
export interface Plan {
  /** Active profiles. */
  profiles: number | null
  /** E-mails in a month. */
  email: number | null
  /** Credits for text messages in a month. */
  sms: number | null
  /** Orders in a month, of accounts with reviews. */
  reviews: number | null
}

/** An account as a keys file declares it. */
export interface DeclaredAccount {
  id: string
  keys: Readonly<Record<string, 'full' | 'read-only' | readonly string[]>>
  fixture?: string
  /** Stands above what the fixture says of the account; counts when the account is made. */
  account?: Partial<AccountFacts>
  /** Stand above those of the fixture. */
  settings?: Partial<Settings>
}

const optIn = oneOf('double_opt_in', 'single_opt_in')

const most = orNull(wholeNumber(0, 1_000_000_000))

const settingChecks: Readonly<Record<keyof Settings, Check>> = {
  default_opt_in: optIn,
  list_opt_in: optIn,
  sms_regions: orNull(listOf(must('two capital letters, such as US', (value) => /^[A-Z]{2}$/.test(String(value))))),
  sms_minimum_age: orNull(wholeNumber(0, 150)),
  global_unsubscribe: flag,
  push: flag,
  conversations: flag,
  custom_metric_limit: wholeNumber(0, 1000),
  advanced_kdp: flag,
  custom_objects: flag,
  text_messaging: flag,
  plan: objectOf({ profiles: most, email: most, sms: most, reviews: most } satisfies Record<keyof Plan, Check>),
}

/** Some of the settings; those left out have their defaults. */
export const someSettings: Check = objectOf({}, settingChecks)

/** A scope such as `profiles:read`. */
export const isScope = (value: unknown): boolean => typeof value === 'string' && /^[a-z-]+:(read|write)$/.test(value)

const scopes = must(
  '"full", "read-only" or a list such as ["profiles:read"]',
  (value) => value === 'full' || value === 'read-only' || (Array.isArray(value) && value.every(isScope)),
)

/** The key is a secret: a complaint counts it instead of showing it. */
const keys: Check = (value, at) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${at} must be an object of key and scopes`
  for (const [index, [key, given]] of Object.entries(value).entries()) {
    if (!/^pk_\S+$/.test(key)) return `${at}: a private key begins with pk_`
    const problem = scopes(given, `${at}: the scopes of key ${index + 1}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

const accounts: Check = listOf(
  objectOf(
    { id: must('six letters or digits', (value) => typeof value === 'string' && /^[A-Za-z0-9]{6}$/.test(value)), keys },
    { fixture: text, account: someFacts, settings: someSettings },
  ),
  1,
)

/** Reads declared accounts; throws with one line when a member is unknown or wrong, or an id or key stands twice. */
export function readDeclaredAccounts(given: unknown): readonly DeclaredAccount[] {
  const problem = accounts(given, 'accounts')
  if (problem !== undefined) throw new Error(problem)
  const declared = given as readonly DeclaredAccount[]
  const ids = declared.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) < index)
  if (twice !== undefined) throw new Error(`accounts: the id ${twice} stands twice`)
  const keysOfAll = declared.flatMap((account) => Object.keys(account.keys))
  if (new Set(keysOfAll).size < keysOfAll.length) throw new Error('accounts: a key opens two accounts')
  return declared
}
