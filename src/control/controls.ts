import type { FaultReport, FaultRule } from '../store/fault-rules.ts'
import type { InjectedAnswer, InjectedRequest } from '../injected.ts'
import type {
  Explanation,
  Happening,
  NewAccount,
  RequestExpectation,
  RequestFilter,
  ShownOptIn,
  ShownRequest,
  ShownWork,
} from './exchanged.ts'

/** A duration: milliseconds, or a text such as `PT10M`, `P30D`, `10s`. */
export type Duration = number | string

/** The time of an account, or of every account. */
export interface ClockControl {
  /** The time as an ISO text, with microseconds where it has some. */
  now(): Promise<string>
  /** Stops the clock, at this ISO time or where it is. */
  freeze(at?: string): Promise<void>
  /** Sets the clock to an ISO time; whether it stands or goes remains. Gives what fell due. */
  set(to: string): Promise<readonly Happening[]>
  /** Moves the clock ahead; what falls due is done in order, each at its time. Gives what happened. */
  advance(by: Duration): Promise<readonly Happening[]>
  /** Lets the clock show the time of the system. */
  real(): Promise<void>
}

/** The log of requests: of an account, or of every account. */
export interface RequestControl {
  /** The newest last, at most `limit` (100). */
  list(filter?: RequestFilter & { limit?: number }): Promise<readonly ShownRequest[]>
  /** Resolves when `count` (1) requests matched; rejects after `timeout` (5 s), saying what came instead. */
  wait(filter: RequestFilter & { count?: number; timeout?: Duration }): Promise<readonly ShownRequest[]>
  /** Rejects, saying what came instead, unless requests came as expected: once or more when no number is given. */
  verify(expectation: RequestExpectation): Promise<void>
  /** Why a request was answered as it was; its id is the answer's X-Klaviyo-Req-Id. */
  explain(id: string): Promise<Explanation>
  clear(): Promise<void>
}

/** What is to go wrong: rules of the whole sandbox, or those that speak of one account. */
export interface FaultControl {
  /** Takes the place of the rules that were set here before. */
  set(...rules: readonly FaultRule[]): Promise<void>
  list(): Promise<readonly FaultReport[]>
  clear(): Promise<void>
}

export interface RateLimitControl {
  /** Sets whether limits refuse, and the limits of single operations. */
  set(settings: {
    mode?: 'enforce' | 'headers' | 'off'
    limits?: Readonly<Record<string, { burst: number; steady: number; daily?: number }>>
  }): Promise<void>
  /** Empties the windows and drops what was set. */
  clear(): Promise<void>
}

export interface JobControl {
  /** Work that is under way, in the order in which it falls due. */
  list(): Promise<readonly ShownWork[]>
  /** Does a job now. */
  complete(id: string): Promise<readonly Happening[]>
  /** Has a job fail now: all of its rows, or it is cancelled. */
  fail(id: string, error?: { code?: string; detail?: string }): Promise<readonly Happening[]>
}

export interface OptInControl {
  /** Subscriptions that wait for their confirmation. */
  list(): Promise<readonly ShownOptIn[]>
  /** Confirms one, as the person would; gives the profile's id. */
  confirm(who: { email: string; list?: string } | { phone_number: string; list?: string }): Promise<string>
}

/** One account of a sandbox, by its key. */
export interface SandboxAccount {
  /** A private key that opens it. */
  readonly key: string
  /** Its id, which is also the company_id of the /client endpoints. */
  readonly id: string
  /** The sandbox's: `http://127.0.0.1:<port>`; throws before `listen`. */
  readonly url: string
  /** Sends a request with the account's key, without a socket. */
  inject(request: InjectedRequest | string): Promise<InjectedAnswer>
  /** A copy of the account under a key of its own: same content and time, nothing shared. */
  fork(options?: { key?: string; ttl?: Duration }): Promise<SandboxAccount>
  /** Puts it back to what it was after its seeding, or to a snapshot. */
  reset(to?: string): Promise<void>
  /** Keeps it as it is, under a name. */
  snapshot(name: string): Promise<void>
  /** Makes it what a snapshot says. */
  restore(name: string): Promise<void>
  /** Adds what a fixture holds, by name or as a document; a reset comes back to what the account is then. */
  seed(fixture: string | object): Promise<void>
  /** The account as a fixture document. */
  export(): Promise<object>
  /** Deletes it with its file. */
  delete(): Promise<void>
  readonly clock: ClockControl
  readonly requests: RequestControl
  readonly faults: FaultControl
  readonly rateLimits: RateLimitControl
  readonly jobs: JobControl
  readonly optIns: OptInControl
}

/** What a sandbox offers for all of its accounts. */
export interface Controls {
  /** The account of a key; it is opened when nobody has used the key yet. Rejects when the key opens none. */
  account(key: string): Promise<SandboxAccount>
  /** A new account: empty, or of a fixture or a snapshot. Rejects when the key has an account already. */
  createAccount(from?: Omit<NewAccount, 'fork'>): Promise<SandboxAccount>
  /** A copy of the account of a key (the demo account unless said), under a key of its own. */
  fork(from?: string, options?: { key?: string; ttl?: Duration }): Promise<SandboxAccount>
  /** Puts every account back to what it was after its seeding. */
  reset(): Promise<void>
  /** The time of every account, also of those that are opened later. */
  readonly clock: ClockControl
  /** The log of the requests to every account. */
  readonly requests: RequestControl
  readonly faults: FaultControl
  /** How limits are counted in every account that has no settings of its own. */
  readonly rateLimits: RateLimitControl
}
