import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { createApp, type AppOptions } from './app.ts'
import type { RateLimitMode } from './routes/hooks/rate-limit.ts'
import { NEWEST } from './schemas/contract.ts'
import type { Accounts, DeclaredAccount } from './store/accounts.ts'
import type { ClockOptions } from './store/clock.ts'

export type { DeclaredAccount, RateLimitMode }

export interface SandboxOptions {
  /** Port to listen on; 0 (the default) takes a free one. */
  port?: number
  /** Address to listen on; default 127.0.0.1. */
  host?: string
  /** Folder for the accounts' databases; left out, they live in memory. */
  dataDir?: string
  /** What a new account is filled with: `empty` (default), `demo`, or the path of a JSON file. */
  fixture?: string
  /** Revision of a request that names none; default the newest. */
  revision?: string
  rateLimits?: RateLimitMode
  /** Only these accounts and keys exist; left out, every new `pk_…` key opens an account of its own. */
  accounts?: readonly DeclaredAccount[]
  /** What links begin with; default what the caller's Host and X-Forwarded-* headers say. */
  publicUrl?: string
  /** Milliseconds that jobs take; default 0: done with the next request. */
  jobDelayMs?: number
  /** The clock of every account; default the system's. */
  clock?: ClockOptions
  /** Makes ids repeatable. */
  seed?: string
  log?: AppOptions['log']
  /** Told of faults of the sandbox itself; default stderr. */
  warn?: (text: string) => void
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`; throws before `listen`. */
  readonly url: string
  /** Sends a request without a socket. */
  inject(options: InjectOptions | string): Promise<LightMyRequestResponse>
  /** Starts to listen; gives the URL. Throws EADDRINUSE when the port is taken. */
  listen(options?: { port?: number; host?: string }): Promise<string>
  /** Moves the clock of every account that was used ahead, by milliseconds. */
  advance(ms: number): void
  /** Ends connections and databases. */
  close(): Promise<void>
}

/** A sandbox, ready for `inject` and `listen`. Any number can live in one process. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  let accounts: Accounts | undefined
  const { server: app, prepare } = await createApp({
    load: async (server) => {
      const engine = await import('./engine.ts')
      const loaded = engine.createEngine(server, { revision: NEWEST, ...options })
      accounts = loaded.accounts
      return loaded.pipeline
    },
    findAccount: (id) => accounts?.findByCompany(id),
    ...(options.log && { log: options.log }),
  })
  let url: string | undefined
  return {
    get url() {
      if (url === undefined) throw new Error('the sandbox does not listen yet: call listen() first')
      return url
    },
    inject: (request) => app.inject(request),
    async listen({ port = options.port ?? 0, host = options.host ?? '127.0.0.1' } = {}) {
      await app.listen({ port, host })
      url = urlOf(app, host)
      // In the background, so that the first request does not wait for it; a failure comes up again with that request.
      prepare().catch(() => {})
      return url
    },
    advance: (ms) => accounts?.advance(ms),
    async close() {
      await app.close()
      accounts?.close()
    },
  }
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
