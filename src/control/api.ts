import type { InjectedRequest, InjectedAnswer } from '../injected.ts'
import type {
  ClockControl,
  Controls,
  FaultControl,
  JobControl,
  OptInControl,
  RateLimitControl,
  RequestControl,
  SandboxAccount,
} from './controls.ts'
import type {
  ClockAnswer,
  Explanation,
  Happening,
  NewAccount,
  ShownAccount,
  ShownClock,
  ShownOptIn,
  ShownRequest,
  ShownWork,
} from './exchanged.ts'
import type { FaultReport } from '../store/fault-rules.ts'
import type { Input } from './input.ts'
import type { ControlOperation } from './routes.ts'

/** Where calls go. */
export interface Connection {
  /** Carries out a route of the control plane by its name. */
  call(operationId: ControlOperation, input: Partial<Input>): Promise<unknown>
  /** The id of the account that a key opens; rejects when it opens none. */
  open(key: string): Promise<string>
  inject(request: InjectedRequest | string): Promise<InjectedAnswer>
  /** Where it is listened to; throws when it is not. */
  url(): string
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

function faultsOf(connection: Connection, account?: string): FaultControl {
  const call = callsOf(connection, account)
  return {
    set: async (...rules) => void (await call('putFaults', { body: { rules } })),
    list: async () => (await call<{ rules: FaultReport[] }>('listFaults')).rules,
    clear: () => call('clearFaults'),
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
    get url() {
      return connection.url()
    },
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
