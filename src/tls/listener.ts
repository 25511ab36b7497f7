import { X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createClock } from '../store/clock.ts'
import { openAuthority, type Authority } from './authority.ts'
import { DAY_MS, issueCertificate, SERVER_DAYS } from './certificates.ts'
import { defaultFolder } from './folder.ts'
import type { TlsAddress, TlsOptions } from './options.ts'

/** A listener for HTTPS, until it is closed. */
export interface TlsListener extends TlsAddress {
  close(): Promise<void>
}

/** A certificate is replaced when this many days are left. */
const RENEWAL_DAYS = SERVER_DAYS / 3

/** As Fastify's own server keeps a connection that is idle. */
const KEEP_ALIVE_MS = 72_000

/**
 * Serves HTTPS with what answers HTTP, under Klaviyo's names and this machine's. `now` is the machine's time in milliseconds
 * since 1970. Throws EADDRINUSE when the port is taken, and, in one line, when the authority's folder cannot be used.
 */
export async function listenTls(
  answer: RequestListener,
  { port = 0, host = '127.0.0.1', dir = defaultFolder() }: TlsOptions & { host?: string },
  now: () => number = machineTime,
): Promise<TlsListener> {
  const authority = await openAuthority(dir, now())
  let current = await certificateOf(authority, now())
  const server = createServer(current.pair, answer)
  server.requestTimeout = 0
  server.keepAliveTimeout = KEEP_ALIVE_MS
  // A server may run longer than its certificate is good for.
  server.on('connection', () => {
    if (now() < current.renewal) return
    current.renewal = Number.POSITIVE_INFINITY // by one connection, not by each
    openAuthority(dir, now())
      .then((renewed) => certificateOf(renewed, now()))
      .then((next) => server.setSecureContext((current = next).pair))
      .catch(() => (current.renewal = now()))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve(void server.off('error', reject)))
  })
  return {
    url: `https://${addressOf(host)}:${(server.address() as AddressInfo).port}`,
    caFile: authority.caFile,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const machineTime = (): number => createClock().now() / 1000

/** A certificate, and when it is to be replaced. */
async function certificateOf(authority: Authority, now: number) {
  const pair = await issueCertificate(authority, now)
  return { pair, renewal: Date.parse(new X509Certificate(pair.cert).validTo) - RENEWAL_DAYS * DAY_MS }
}

/** How a client of this machine calls what listens on an address. */
function addressOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
