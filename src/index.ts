import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import { controlsOf, type Connection } from './control/api.ts'
import type { Controls } from './control/controls.ts'
import { isLoopback } from './control/guard.ts'
import { DEMO_KEY } from './demo-key.ts'
import type { Engine } from './engine.ts'
import type { InjectedAnswer, InjectedRequest } from './injected.ts'
import type { Doors } from './doors.ts'
import { checkOptions, type LogLine, type SandboxOptions } from './options.ts'
import type { ProxyAddress, ProxyOptions } from './proxy/options.ts'
import { NEWEST } from './schemas/contract.ts'
import { mintToken } from './store/ids.ts'
import type { DeclaredAccount, Settings } from './store/declared-accounts.ts'
import type { DeclaredApp } from './store/declared-apps.ts'
import type { TlsAddress, TlsOptions } from './tls/options.ts'

export type { DeclaredAccount, DeclaredApp, LogLine, ProxyAddress, ProxyOptions, SandboxOptions, Settings }
export type { InjectedAnswer, InjectedRequest, TlsAddress, TlsOptions }
export type {
  ClockControl,
  Duration,
  FaultControl,
  JobControl,
  OptInControl,
  RateLimitControl,
  RequestControl,
  SandboxAccount,
} from './control/controls.ts'
export type {
  Explanation,
  Happening,
  NewAccount,
  RequestExpectation,
  RequestFilter,
  ShownOptIn,
  ShownRequest,
  ShownWork,
} from './control/exchanged.ts'
export type { FaultEffect, FaultMatch, FaultReport, FaultRule } from './store/fault-rules.ts'

/** Where a sandbox listens. */
export interface ListenOptions {
  port?: number
  host?: string
  /** HTTPS beside HTTP, under Klaviyo's own names, too. */
  tls?: boolean | TlsOptions
  /** A proxy that leads Klaviyo's hosts here; with it there is HTTPS, too. */
  proxy?: boolean | ProxyOptions
}

/** A sandbox that was made, until it is closed. */
export interface Sandbox extends Controls {
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
  /** The token that the control plane asks for, where others than this machine can reach it. */
  readonly controlToken: string | undefined
  /** Ends connections and databases. */
  close(): Promise<void>
}

/** A sandbox, ready for `inject` and `listen`; throws when an option is wrong. Any number can live in one process. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkOptions(options)
  let engine: Engine | undefined
  let closed = false
  let token = options.controlToken
  const { server: app, prepare } = await createApp({
    load: async (server) => {
      const { createEngine } = await import('./engine.ts')
      if (closed) throw new Error('the sandbox was closed')
      engine = createEngine(server, { revision: NEWEST, ...options })
      return engine.pipeline
    },
    findAccount: (id) => engine?.accounts.findByCompany(id),
    serveControl: async (request, reply) =>
      (await import('./control/serve.ts')).serveControl(request, reply, engine!.control, token),
    ...(options.log && { log: options.log }),
  })
  const inject: Sandbox['inject'] = (request) => app.inject(request)
  let url: string | undefined
  let doors: Doors | undefined
  const knownUrl = (): string => {
    if (url === undefined) throw new Error('the sandbox does not listen yet: call listen() first')
    return url
  }
  const connection = connectionTo(inject, knownUrl, async () => {
    await prepare()
    return engine!
  })
  return {
    get url() {
      return knownUrl()
    },
    get tls() {
      return doors?.tls
    },
    get proxy() {
      return doors?.proxy
    },
    get controlToken() {
      return token
    },
    inject,
    async listen({ port = options.port ?? 0, host = options.host ?? '127.0.0.1', tls, proxy } = {}) {
      if (!isLoopback(host)) token ??= mintToken()
      await app.listen({ port, host })
      url = urlOf(app, host)
      if (tls || proxy) doors = await (await import('./doors.ts')).openDoors(app, url, { tls, proxy, host })
      // In the background, so that the first request does not wait for it; a failure comes up again with that request.
      prepare().catch(() => {})
      return url
    },
    ...controlsOf(connection, DEMO_KEY),
    async close() {
      closed = true // what is still being loaded must open nothing any more
      await doors?.close()
      await app.close()
      engine?.accounts.close()
    },
  }
}

/** How the controls reach the inside of a sandbox, which is loaded by then. */
const connectionTo = (inject: Sandbox['inject'], url: () => string, loaded: () => Promise<Engine>): Connection => ({
  inject,
  url,
  async call(operationId, input) {
    const [{ callOperation }, { control }] = await Promise.all([import('./control/call.ts'), loaded()])
    return callOperation(operationId, input, control)
  },
  async open(key) {
    const access = (await loaded()).accounts.findByKey(key)
    if (access === undefined) throw new Error(`the key '${key}' opens no account`)
    return access.account.id
  },
})

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
