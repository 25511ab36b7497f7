import { request as requestPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { request as requestSecure } from 'node:https'
import { pipeline } from 'node:stream'

/** Headers that are between two neighbours only: RFC 9110 section 7.6.1. Chunks stay: a body may need them. */
const BETWEEN_TWO = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate', 'te', 'trailer'],
  ...['upgrade', 'expect'],
])

/**
 * Sends a request on to a URL, and what it answers back; `asked` is the URL that the client wrote. A server that cannot be
 * reached is answered 502.
 */
export function forward(request: IncomingMessage, reply: ServerResponse, to: URL, asked: URL): void {
  const headers = Object.entries(request.headers).filter(([name]) => !BETWEEN_TWO.has(name))
  const options = {
    method: request.method,
    agent: false as const,
    headers: {
      ...Object.fromEntries(headers),
      host: asked.host,
      ...(asked.protocol !== to.protocol && { 'x-forwarded-proto': asked.protocol.slice(0, -1) }),
    },
  }
  const far = (to.protocol === 'https:' ? requestSecure : requestPlain)(to, options, (answer) => {
    // As they were written: some clients mind the case.
    const pairs = answer.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [[name, all[at + 1]!] as const] : []))
    const kept = pairs.filter(([name]) => !BETWEEN_TWO.has(name.toLowerCase()))
    reply.writeHead(answer.statusCode!, answer.statusMessage, kept.flat())
    pipeline(answer, reply, () => {})
  })
  far.on('error', ({ message }) => {
    if (reply.headersSent) reply.destroy()
    else say(reply, 502, `${asked.host}: ${message}`)
  })
  reply.on('close', () => far.destroy())
  request.pipe(far)
}

/** Answers with a line of text. */
export function say(reply: ServerResponse, status: number, text: string): void {
  reply.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${text}\n`)
}
