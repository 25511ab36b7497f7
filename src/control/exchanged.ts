// What the control plane takes and gives. Programs that use a sandbox see these types: nothing here needs the inside of it.

/** An account as the control plane shows it. */
export interface ShownAccount {
  id: string
  /** A private key that opens it; null when none was used yet. */
  key: string | null
  /** What its clock says. */
  now: string
  /** When it is deleted, on the system's clock; null for never. */
  expires: string | null
  profiles: number
  events: number
}

/** What an account is to be made of; at most one of fixture, snapshot and fork. */
export interface NewAccount {
  key?: string
  /** How long it lives: PT1H, or milliseconds. */
  ttl?: string | number
  fixture?: string
  snapshot?: string
  /** Id or private key of an account. */
  fork?: string
}

/** A clock as the control plane shows it. `account` is null for the clock that new accounts begin with. */
export interface ShownClock {
  account: string | null
  now: string
  mode: 'real' | 'shifted' | 'frozen'
}

/** Work that was done because time went by. */
export interface Happening {
  account: string
  /** When it was due, on the account's clock. */
  at: string
  /** The kind of work, such as campaign-send. */
  what: string
  /** What it was about, as far as it has an id. */
  id: string | null
  /** Why nothing came of it. */
  failure?: string
}

export interface ClockAnswer {
  clocks: ShownClock[]
  happened: Happening[]
}

/** Which requests; what is left out matches all. */
export interface RequestFilter {
  operation?: string
  method?: string
  /** `*` stands for any characters. */
  path?: string
  /** A status, or a class of them: 2xx, 4xx. */
  status?: number | string
  /** Members that the body has, at any depth: other members may be there, too. */
  body?: unknown
  /** Parameters of the query, decoded. */
  query?: Readonly<Record<string, string>>
}

/** What verify expects; `count` is exact, and 1 or more when nothing is said. */
export interface RequestExpectation extends RequestFilter {
  count?: number
  atLeast?: number
  atMost?: number
}

/** A request as the control plane shows it. */
export interface ShownRequest {
  id: string
  seq: number
  at: string | null
  account: string | null
  method: string
  path: string
  query: Readonly<Record<string, string>>
  operation: string | null
  revision: string | null
  status: number
  ms: number
  fault: string | null
  hint: string | null
  request: { headers: Readonly<Record<string, string>>; body: unknown }
  response: { headers: Readonly<Record<string, string>>; body: unknown }
}

export interface Verdict {
  verified: boolean
  /** How many requests matched. */
  count: number
  /** What was asked, found, and what came instead. */
  message: string
  requests: string[]
}

/** Why a request was answered as it was. */
export interface Explanation {
  request: ShownRequest
  /** The operation that the URL, the method and the revision came to; null where there is none. */
  operation: { operationId: string; group: string; path: string; introduced: string; scopes: readonly string[] } | null
  account: { id: string; found_by: string } | null
  /** The terms of the filter, read; null where there is none. */
  filter: readonly { field: string; operator: string; values: unknown }[] | null
  /** Statements of the handler in order, with what SQLite planned for them. */
  statements: readonly ExplainedStatement[]
  /** Limits that were counted, windows before and after. */
  rate_limits: readonly { name: string; windows: readonly ExplainedWindow[] }[]
  /** What the contract says about the place of each error. */
  errors: readonly { detail: string; source: unknown; contract: unknown }[]
}

export interface ExplainedStatement {
  sql: string
  values: readonly unknown[]
  rows: number
  plan: readonly string[]
  /** Tables that are walked from one end to the other, and how many rows they have now. */
  walked: readonly { table: string; rows: number }[]
}

export interface ExplainedWindow {
  window: 'burst' | 'steady' | 'daily'
  limit: number
  before: number
  after: number
}

/** A subscription that waits for its confirmation. */
export interface ShownOptIn {
  /** E-mail address, else phone number, else id of the profile. */
  who: string
  /** Id of the list; null for the account's own opt-in. */
  list: string | null
}

/** Work that an account has before it. */
export interface ShownWork {
  /** The id of the job that the API shows; of work that has none, a number. */
  id: string
  kind: string
  due: string
}
