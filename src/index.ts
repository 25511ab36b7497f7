import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import type { Doors } from './doors.ts'
import { checkOptions, type LogLine, type SandboxOptions } from './options.ts'
import type { ProxyAddress, ProxyOptions } from './proxy/options.ts'
import { NEWEST } from './schemas/contract.ts'
import type { Accounts } from './store/accounts.ts'
import type { DeclaredAccount, Settings } from './store/declared-accounts.ts'
import type { DeclaredApp } from './store/declared-apps.ts'
import type { TlsAddress, TlsOptions } from './tls/options.ts'

export type { DeclaredAccount, DeclaredApp, LogLine, ProxyAddress, ProxyOptions, SandboxOptions, Settings }
export type { TlsAddress, TlsOptions }

/** Where a sandbox listens. */
export interface ListenOptions {
  port?: number
  host?: string
  /** HTTPS beside HTTP, under Klaviyo's own names, too. */
  tls?: boolean | TlsOptions
  /** A proxy that leads Klaviyo's hosts here; with it there is HTTPS, too. */
  proxy?: boolean | ProxyOptions
}

/** A request that needs no socket. */
export interface InjectedRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query. */
  url: string
  headers?: Record<string, string>
  /** A text or bytes as they are, anything else as JSON. */
  payload?: string | object
}

/** The answer to it. */
export interface InjectedAnswer {
  statusCode: number
  headers: Record<string, string | string[] | number | undefined>
  body: string
  /** The body, parsed. */
  json<Body>(): Body
}

/** A sandbox that was made, until it is closed. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`; throws before `listen`. */
  readonly url: string
  /** Where HTTPS is served, if it is. */
  readonly tls: TlsAddress | undefined
  /** Where the proxy is, if there is one. */
  readonly proxy: ProxyAddress | undefined
  /** Sends a request without a socket. */
  inject(request: InjectedRequest | string): Promise<InjectedAnswer>
  /** Starts to listen; gives the URL. Throws EADDRINUSE when a port is taken. */
  listen(options?: ListenOptions): Promise<string>
  /** Moves the clock of every account that was used ahead, by milliseconds. */
  advance(ms: number): void
  /**
   * Makes a copy of the account of `from`, under the key `to`: same content and time, nothing shared. Rejects when `to`
   * has an account already, or where accounts are declared.
   */
  fork(from: string, to: string): Promise<void>
  /** Deletes the account of a key; the next use of the key opens a new one. */
  deleteAccount(key: string): Promise<void>
  /** Ends connections and databases. */
  close(): Promise<void>
}

/** A sandbox, ready for `inject` and `listen`; throws when an option is wrong. Any number can live in one process. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkOptions(options)
  let accounts: Accounts | undefined
  let closed = false
  const { server: app, prepare } = await createApp({
    load: async (server) => {
      const engine = await import('./engine.ts')
      if (closed) throw new Error('the sandbox was closed')
      const loaded = engine.createEngine(server, { revision: NEWEST, ...options })
      accounts = loaded.accounts
      return loaded.pipeline
    },
    findAccount: (id) => accounts?.findByCompany(id),
    ...(options.log && { log: options.log }),
  })
  let url: string | undefined
  let doors: Doors | undefined
  return {
    get url() {
      if (url === undefined) throw new Error('the sandbox does not listen yet: call listen() first')
      return url
    },
    get tls() {
      return doors?.tls
    },
    get proxy() {
      return doors?.proxy
    },
    inject: (request) => app.inject(request),
    async listen({ port = options.port ?? 0, host = options.host ?? '127.0.0.1', tls, proxy } = {}) {
      await app.listen({ port, host })
      url = urlOf(app, host)
      if (tls || proxy) doors = await (await import('./doors.ts')).openDoors(app, url, { tls, proxy, host })
      // In the background, so that the first request does not wait for it; a failure comes up again with that request.
      prepare().catch(() => {})
      return url
    },
    advance: (ms) => accounts?.advance(ms),
    async fork(from, to) {
      await prepare()
      accounts!.fork(from, to)
    },
    async deleteAccount(key) {
      await prepare()
      accounts!.delete(key)
    },
    async close() {
      closed = true // what is still being loaded must open nothing any more
      await doors?.close()
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
