import type { InjectedRequest, InjectedAnswer } from '../injected.ts'
import type { NewAccount, ShownAccount } from './accounts.ts'
import type { ClockAnswer, Happening, ShownClock } from './clocks.ts'
import type { Explanation } from './explain.ts'
import type { FaultReport, FaultRule } from '../store/faults.ts'
import type { Input } from './input.ts'
import type { ShownOptIn } from './opt-ins.ts'
import type { RequestExpectation, RequestFilter, ShownRequest } from './requests.ts'
import type { ControlOperation } from './routes.ts'
import type { ShownWork } from './work.ts'

/** A duration: milliseconds, or a text such as `PT10M`, `P30D`, `10s`. */
export type Duration = number | string

/** The time of an account, or of every account. */
export interface ClockControl {
  /** The time as an ISO text with microseconds. */
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

/** Where calls go. */
export interface Connection {
  /** Carries out a route of the control plane by its name. */
  call(operationId: ControlOperation, input: Partial<Input>): Promise<unknown>
  /** The id of the account that a key opens; rejects when it opens none. */
  open(key: string): Promise<string>
  inject(request: InjectedRequest | string): Promise<InjectedAnswer>
}

type Call = <Answer>(operationId: ControlOperation, input?: Partial<Input>) => Promise<Answer>

/** Calls of the control plane that all speak of one account, or of every account. */
const callsOf =
  (connection: Connection, account?: string): Call =>
  async <Answer>(operationId: ControlOperation, input: Partial<Input> = {}) => {
    const query = { ...(account !== undefined && { account }), ...input.query }
    return (await connection.call(operationId, { ...input, query })) as Answer
  }

function clockOf(connection: Connection, account?: string): ClockControl {
  const call = callsOf(connection, account)
  const move = async (operationId: ControlOperation, body?: object) =>
    (await call<ClockAnswer>(operationId, { body })).happened
  return {
    now: async () => (await call<{ clocks: ShownClock[] }>('readClock')).clocks[0]!.now,
    freeze: async (at) => void (await move('freezeClock', at === undefined ? {} : { at })),
    set: (to) => move('setClock', { to }),
    advance: (by) => move('advanceClock', { by }),
    real: async () => void (await move('realClock')),
  }
}

function requestsOf(connection: Connection, account?: string): RequestControl {
  const call = callsOf(connection, account)
  return {
    async list({ limit = 100, ...filter } = {}) {
      // With a timeout of 0, waiting is asking.
      const found = await call<{ requests: ShownRequest[] }>('waitForRequests', {
        body: { ...filter, count: 0, timeout: 0 },
      })
      return found.requests.slice(-limit)
    },
    wait: async (filter) => (await call<{ requests: ShownRequest[] }>('waitForRequests', { body: filter })).requests,
    async verify(expectation) {
      const { verified, message } = await call<{ verified: boolean; message: string }>('verifyRequests', {
        body: expectation,
      })
      if (!verified) throw new Error(message)
    },
    explain: async (id) => callsOf(connection)<Explanation>('explainRequest', { id }),
    clear: () => call('clearRequests'),
  }
}

/** Rules that an account sets speak of it alone, and leave those of others as they are (with their counters begun anew). */
function faultsOf(connection: Connection, account?: string): FaultControl {
  const call = callsOf(connection)
  const list = async () => (await call<{ rules: FaultReport[] }>('listFaults')).rules
  const isMine = ({ match }: FaultRule): boolean => account === undefined || match?.account === account
  const put = async (rules: readonly FaultRule[]) => {
    const others = (await list()).filter((rule) => !isMine(rule)).map(({ matched: _, applied: __, ...rule }) => rule)
    await call('putFaults', { body: { rules: [...others, ...rules] } })
  }
  return {
    set: (...rules) =>
      put(rules.map((rule) => (account === undefined ? rule : { ...rule, match: { ...rule.match, account } }))),
    list: async () => (await list()).filter(isMine),
    clear: () => put([]),
  }
}

function rateLimitsOf(connection: Connection, account?: string): RateLimitControl {
  const call = callsOf(connection, account)
  return {
    set: async (settings) => void (await call('putRateLimits', { body: settings })),
    clear: () => call('clearRateLimits'),
  }
}

function jobsOf(connection: Connection, account: string): JobControl {
  const call = callsOf(connection, account)
  return {
    list: async () => (await call<{ jobs: ShownWork[] }>('listJobs')).jobs,
    complete: async (id) => (await call<{ happened: Happening[] }>('completeJob', { id })).happened,
    fail: async (id, error) =>
      (await call<{ happened: Happening[] }>('failJob', { id, ...(error && { body: error }) })).happened,
  }
}

function optInsOf(connection: Connection, account: string): OptInControl {
  const call = callsOf(connection, account)
  return {
    list: async () => (await call<{ opt_ins: ShownOptIn[] }>('listOptIns')).opt_ins,
    confirm: async (who) => (await call<{ profile: string }>('confirmOptIn', { body: who })).profile,
  }
}

/** An account by its key and id, as tests hold it. */
function accountOf(connection: Connection, key: string, id: string): SandboxAccount {
  const call = callsOf(connection, id)
  return {
    key,
    id,
    inject(request) {
      const given = typeof request === 'string' ? { url: request } : request
      const headers = { authorization: `Klaviyo-API-Key ${key}`, ...given.headers }
      return connection.inject({ ...given, headers })
    },
    fork: (options) => newAccount(connection, { ...options, fork: id }),
    reset: async (to) => void (await call('reset', { body: to === undefined ? {} : { to } })),
    snapshot: async (name) => void (await call('saveSnapshot', { id: name })),
    restore: async (name) => void (await call('restoreSnapshot', { id: name })),
    seed: async (fixture) => void (await call('seed', { body: typeof fixture === 'string' ? { fixture } : fixture })),
    export: () => call<object>('exportAccount'),
    delete: () => callsOf(connection)('deleteAccount', { id }),
    clock: clockOf(connection, id),
    requests: requestsOf(connection, id),
    faults: faultsOf(connection, id),
    rateLimits: rateLimitsOf(connection, id),
    jobs: jobsOf(connection, id),
    optIns: optInsOf(connection, id),
  }
}

/** Makes an account, and gives it as tests hold it. */
async function newAccount(connection: Connection, from: NewAccount): Promise<SandboxAccount> {
  const { key, id } = await callsOf(connection)<ShownAccount>('createAccount', { body: from })
  return accountOf(connection, key!, id)
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

/** The controls of a sandbox. */
export function controlsOf(connection: Connection, demoKey: string): Controls {
  return {
    account: async (key) => accountOf(connection, key, await connection.open(key)),
    createAccount: (from = {}) => newAccount(connection, from),
    fork: (from = demoKey, options = {}) => newAccount(connection, { ...options, fork: from }),
    reset: async () => void (await connection.call('reset', {})),
    clock: clockOf(connection),
    requests: requestsOf(connection),
    faults: faultsOf(connection),
    rateLimits: rateLimitsOf(connection),
  }
}
