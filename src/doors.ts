import type { FastifyInstance } from 'fastify'
import { startProxy, type Proxy } from './proxy/proxy.ts'
import type { ProxyAddress, ProxyOptions } from './proxy/options.ts'
import { listenTls, type TlsListener } from './tls/listener.ts'
import type { TlsAddress, TlsOptions } from './tls/options.ts'

/** Ways in besides plain HTTP, for programs that only know Klaviyo's own addresses. A proxy needs HTTPS, too. */
export interface DoorOptions {
  tls?: boolean | TlsOptions | undefined
  proxy?: boolean | ProxyOptions | undefined
}

/** The ways in that were opened, until they are closed. */
export interface Doors {
  tls: TlsAddress
  proxy?: ProxyAddress
  close(): Promise<void>
}

/**
 * Opens the ways in of a server that listens at `url`; HTTPS on the same `host`, the proxy on this machine's own address.
 * Throws EADDRINUSE when a port is taken, and, in one line, when the folder of the authority cannot be used.
 */
export async function openDoors(
  app: FastifyInstance,
  url: string,
  { tls, proxy, host }: DoorOptions & { host: string },
): Promise<Doors> {
  const secure: TlsListener = await listenTls((request, reply) => app.routing(request, reply), {
    host,
    ...(typeof tls === 'object' && tls),
  })
  const address: TlsAddress = { url: secure.url, caFile: secure.caFile }
  if (proxy === undefined || proxy === false) return { tls: address, close: () => secure.close() }
  let front: Proxy
  try {
    front = await startProxy({ http: url, https: secure.url }, typeof proxy === 'object' ? proxy : {})
  } catch (error) {
    await secure.close()
    throw error
  }
  return {
    tls: address,
    proxy: { url: front.url },
    close: async () => void (await Promise.all([front.close(), secure.close()])),
  }
}
