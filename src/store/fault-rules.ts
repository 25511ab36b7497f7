/** When a rule applies. What is left out matches everything. */
export interface FaultMatch {
  /** An operationId, or several. */
  operation?: string | readonly string[]
  method?: string
  /** A path; `*` stands for any characters. */
  path?: string
  /** Id of an account; see also `account` of the routes. */
  account?: string
  /** Only the nth request that matches, or these; counted from 1. */
  nth?: number | readonly number[]
  /** From 0 to 1; the dice are the same after each PUT, and repeatable with the sandbox's seed. */
  probability?: number
  /** Kinds of work, such as profile-import; for `jobs` only. */
  job?: string | readonly string[]
}

/** One error of an answer, in Klaviyo's shape. */
export interface FaultError {
  code?: string
  title?: string
  detail?: string
  source?: { pointer?: string; parameter?: string }
}

/** What happens then. `delay` goes with any other. */
export interface FaultEffect {
  /** The answer's status, with Klaviyo's own error unless `errors` or `body` say another. */
  status?: number
  errors?: readonly FaultError[]
  /** In place of a JSON:API document: a text as it is, anything else as JSON. */
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** 429 with this many seconds in Retry-After. */
  retryAfter?: number
  /** How long the answer takes longer: PT2S, or milliseconds. */
  delay?: string | number
  /** Resets the connection: `before` the request has any effect, or `after`, when only the answer is lost. */
  reset?: 'before' | 'after'
  /** Ends the connection after this many bytes of the answer's body. */
  truncate?: number
  /** Refuses the page cursor of the request, if it has one. */
  expireCursors?: boolean
  /** Work that stays in progress, or fails rows: these (counted from 0), or that share of them. */
  jobs?: 'stall' | { failRows: readonly number[] | number; code?: string; detail?: string }
  /** How much later profiles join lists than they were told to. */
  lateMembership?: string | number
}

export interface FaultRule {
  name?: string
  match?: FaultMatch
  /** At most this many times. */
  count?: number
  then: FaultEffect
}

/** A rule and what it did: how many requests (or rows, or pieces of work) it matched, and to how many it was applied. */
export interface FaultReport extends FaultRule {
  matched: number
  applied: number
}
