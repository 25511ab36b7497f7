import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { forward, say } from './forward.ts'
import type { ProxyAddress, ProxyOptions } from './options.ts'
import { refuse, tunnel } from './tunnel.ts'
import { readTarget, refusalOf, targetOf, wayOf, type Destinations } from './way.ts'

/** A proxy, until it is closed. */
export interface Proxy extends ProxyAddress {
  /** Ends all tunnels. */
  close(): Promise<void>
}

interface Rules {
  plain: URL
  secure: URL
  others: 'refuse' | 'pass'
  refused: (host: string) => void
}

/**
 * Starts a proxy on this machine's own address. Klaviyo's hosts lead to the sandbox and this machine's own to themselves;
 * others are refused, so that nothing leaves the machine, unless `others` says `pass`. Throws EADDRINUSE when the port is
 * taken.
 */
export async function startProxy(
  { http, https }: Destinations,
  { port = 0, others = 'refuse', refused = () => {} }: ProxyOptions = {},
): Promise<Proxy> {
  const rules: Rules = { plain: new URL(http), secure: new URL(https), others, refused }
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer((request, reply) => answerRequest(request, reply, rules))
  server.on('connection', keep)
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const far = answerConnect(request.url ?? '', client, head, rules)
    if (far !== undefined) keep(far)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(void server.off('error', reject)))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** `CONNECT host:port`: how HTTPS goes through a proxy. Gives the other end of the tunnel, if there is one. */
function answerConnect(asked: string, client: Socket, head: Buffer, rules: Rules): Socket | undefined {
  const target = readTarget(asked)
  if (target === undefined) return void refuse(client, 400, `'${asked}' is no host and port`)
  const way = wayOf(target, target.port === 80 ? rules.plain : rules.secure, rules.others)
  if (way !== undefined) return tunnel(client, head, way)
  rules.refused(target.host)
  return void refuse(client, 403, refusalOf(target.host))
}

/**
 * `GET http://host/path`: how plain HTTP goes through a proxy. Older releases of axios send `GET https://host/path` as
 * well, without a tunnel, and leave the encryption to the proxy.
 */
function answerRequest(request: IncomingMessage, reply: ServerResponse, rules: Rules): void {
  const asked =
    /^https?:\/\//i.test(request.url ?? '') && URL.canParse(request.url!) ? new URL(request.url!) : undefined
  if (asked === undefined) {
    const text = `This is a proxy of klaviyo-sandbox; set HTTPS_PROXY to its address. The sandbox itself is ${rules.plain.origin}`
    return say(reply, 400, text)
  }
  const target = targetOf(asked)
  const way = wayOf(target, rules.plain, rules.others)
  if (way === undefined) {
    rules.refused(target.host)
    return say(reply, 403, refusalOf(target.host))
  }
  const to = way === target ? asked : new URL(`${asked.pathname}${asked.search}`, rules.plain)
  forward(request, reply, to, asked)
}
