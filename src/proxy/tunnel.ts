import { STATUS_CODES } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Target } from './way.ts'

/** Joins a client's connection to another, which it makes; when one ends so does the other, with all that was said. */
export function tunnel(client: Socket, head: Buffer, to: Target): Socket {
  const far = connect({ host: to.host, port: to.port })
  let joined = false
  far.once('connect', () => {
    joined = true
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    far.write(head)
    far.pipe(client)
    client.pipe(far)
  })
  far.on('error', ({ message }) => (joined ? client.destroy() : refuse(client, 502, message)))
  far.on('close', () => client.destroySoon())
  client.on('error', () => far.destroy())
  client.on('close', () => far.destroySoon())
  return far
}

/** Answers in the place of a tunnel. The reason stands in the status line, too: many clients show nothing else. */
export function refuse(client: Socket, status: number, reason: string): void {
  const text = `${reason}\n`
  const phrase = reason.replace(/[^\x20-\x7e]/g, ' ') || STATUS_CODES[status]
  client.on('error', () => {}) // it has gone already
  client.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
}
