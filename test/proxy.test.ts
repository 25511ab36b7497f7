import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request as requestPlain, type IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { startProxy, type Proxy } from '../src/proxy/proxy.ts'
import { readTarget } from '../src/proxy/way.ts'
import { testSandbox, type Json } from './client.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-proxy-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

const refused: string[] = []

/** A sandbox behind a proxy. */
async function start(): Promise<Sandbox & { ca: string; address: Address }> {
  refused.length = 0
  const sandbox = await testSandbox()
  opened.push(sandbox)
  await sandbox.listen({ tls: { dir }, proxy: { refused: (host) => refused.push(host) } })
  return Object.assign(sandbox, {
    ca: readFileSync(sandbox.tls!.caFile, 'utf8'),
    address: addressOf(sandbox.proxy!.url),
  })
}

interface Address {
  host: string
  port: number
}
const addressOf = (url: string): Address => ({ host: new URL(url).hostname, port: Number(new URL(url).port) })

const headers = { authorization: 'Klaviyo-API-Key pk_test', revision: '2026-07-15' }

async function readAnswer(answer: IncomingMessage): Promise<{ status: number; reason: string; text: string }> {
  let text = ''
  for await (const data of answer) text += (data as Buffer).toString()
  return { status: answer.statusCode!, reason: answer.statusMessage!, text }
}

/** Asks for a tunnel: the socket, or the answer that refuses it. */
function openTunnel(
  proxy: Address,
  target: string,
): Promise<Socket | { status: number; reason: string; text: string }> {
  return new Promise((resolve, reject) => {
    requestPlain({ ...proxy, method: 'CONNECT', path: target })
      .on('connect', (answer, socket, head) => {
        socket.unshift(head)
        if (answer.statusCode === 200) return resolve(socket as Socket)
        let text = ''
        socket.on('data', (data: Buffer) => (text += data.toString()))
        socket.on('end', () => resolve({ status: answer.statusCode!, reason: answer.statusMessage!, text }))
      })
      .on('error', reject)
      .end()
  })
}

/** Asks a proxy for a URL without a tunnel. */
function askPlainly(proxy: Address, path: string, body?: string) {
  return new Promise<Awaited<ReturnType<typeof readAnswer>>>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const content = body === undefined ? {} : { 'content-type': 'application/json', 'proxy-connection': 'keep-alive' }
    requestPlain({ ...proxy, method, path, headers: { ...headers, ...content } }, (answer) => {
      readAnswer(answer).then(resolve, reject)
    })
      .on('error', reject)
      .end(body)
  })
}

/** A server that keeps what it was told. */
async function listening<Kind extends Server>(server: Kind): Promise<Kind & { port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(server)
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

describe('a tunnel', () => {
  it('to a host of Klaviyo ends at the sandbox', async () => {
    const { address, ca } = await start()
    const socket = (await openTunnel(address, 'a.klaviyo.com:443')) as Socket
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { socket, agent: false as const, host: 'a.klaviyo.com', servername: 'a.klaviyo.com', ca, headers }
      request({ ...options, path: '/api/accounts' }, resolve)
        .on('error', reject)
        .end()
    })
    const { status, text } = await readAnswer(answer)
    expect(status).toBe(200)
    expect((JSON.parse(text) as Json).links.self).toBe('https://a.klaviyo.com/api/accounts')
    expect(refused).toEqual([])
  })

  it('to another host is refused, with the reason in the status line and the body', async () => {
    const { address } = await start()
    const reason =
      'api.example.com is no host of Klaviyo; the proxy of klaviyo-sandbox refuses others (--proxy-others pass lets them through)'
    expect(await openTunnel(address, 'api.example.com:443')).toEqual({ status: 403, reason, text: `${reason}\n` })
    expect(refused).toEqual(['api.example.com'])
  })

  it('needs a host and a port', async () => {
    const { address } = await start()
    expect(await openTunnel(address, 'nonsense')).toMatchObject({
      status: 400,
      text: "'nonsense' is no host and port\n",
    })
  })

  it('to this machine is let through, and says when nothing listens there', async () => {
    const { address } = await start()
    const echo = await listening(createTcpServer((socket) => socket.pipe(socket)))
    const socket = (await openTunnel(address, `localhost:${echo.port}`)) as Socket
    socket.end('hello')
    let text = ''
    for await (const data of socket) text += (data as Buffer).toString()
    expect(text).toBe('hello')
    const silent = await listening(createTcpServer())
    await new Promise((resolve) => silent.close(resolve))
    expect(await openTunnel(address, `127.0.0.1:${silent.port}`)).toMatchObject({
      status: 502,
      text: `connect ECONNREFUSED 127.0.0.1:${silent.port}\n`,
    })
  })

  it('brings all that the other end said before it left', async () => {
    const { address } = await start()
    const long = 'x'.repeat(4 * 1024 * 1024)
    const server = await listening(createTcpServer((socket) => socket.end(long)))
    const socket = (await openTunnel(address, `127.0.0.1:${server.port}`)) as Socket
    let length = 0
    for await (const data of socket) length += (data as Buffer).length
    expect(length).toBe(long.length)
  })

  it.each(['reset', 'end'] as const)('ends at the far end when the client leaves it: %s', async (manner) => {
    const { address } = await start()
    const left = new Promise<void>((resolve) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {}).on('close', () => resolve())
        socket.resume()
      })
      void listening(server).then(async ({ port }) => {
        const socket = (await openTunnel(address, `127.0.0.1:${port}`)) as Socket
        if (manner === 'reset') socket.resetAndDestroy()
        else socket.end()
      })
    })
    await left
  })

  it('ends when the sandbox is closed', async () => {
    const { address, close } = await start()
    const socket = (await openTunnel(address, 'a.klaviyo.com:443')) as Socket
    const silent = connect(address)
    await new Promise((resolve) => silent.once('connect', resolve))
    const ended = [socket, silent].map(
      (each) => new Promise((resolve) => each.on('error', () => {}).once('close', () => resolve('closed'))),
    )
    await close()
    expect(await Promise.all(ended)).toEqual(['closed', 'closed'])
    await expect(openTunnel(address, 'a.klaviyo.com:443')).rejects.toThrow('ECONNREFUSED')
  })
})

describe('a request without a tunnel', () => {
  it.each(['http', 'https'])(
    'for %s://a.klaviyo.com is answered by the sandbox, links of that scheme',
    async (scheme) => {
      const { address } = await start()
      const { status, text } = await askPlainly(address, `${scheme}://a.klaviyo.com/api/accounts`)
      expect([status, (JSON.parse(text) as Json).links.self]).toEqual([200, `${scheme}://a.klaviyo.com/api/accounts`])
    },
  )

  it('brings a body', async () => {
    const { address } = await start()
    const body = JSON.stringify({ data: { type: 'profile', attributes: { email: 'a@example.com' } } })
    const { status, text } = await askPlainly(address, 'https://a.klaviyo.com/api/profiles', body)
    expect([status, (JSON.parse(text) as Json).data.attributes.email]).toEqual([201, 'a@example.com'])
  })

  it('for another host is refused', async () => {
    const { address } = await start()
    expect(await askPlainly(address, 'http://example.com/')).toMatchObject({
      status: 403,
      text: 'example.com is no host of Klaviyo; the proxy of klaviyo-sandbox refuses others (--proxy-others pass lets them through)\n',
    })
    expect(refused).toEqual(['example.com'])
  })

  it('that takes the proxy for the sandbox is told where that is', async () => {
    const { address, url } = await start()
    expect(await askPlainly(address, '/api/accounts')).toMatchObject({
      status: 400,
      text: `This is a proxy of klaviyo-sandbox; set HTTPS_PROXY to its address. The sandbox itself is ${url}\n`,
    })
  })

  it('says when nothing listens at the far end', async () => {
    const { address } = await start()
    const silent = await listening(createTcpServer())
    await new Promise((resolve) => silent.close(resolve))
    expect(await askPlainly(address, `http://127.0.0.1:${silent.port}/`)).toMatchObject({
      status: 502,
      text: `127.0.0.1:${silent.port}: connect ECONNREFUSED 127.0.0.1:${silent.port}\n`,
    })
  })
})

it('a proxy that passes others leads them to themselves, headers as they were written', async () => {
  const seen: IncomingMessage['headers'][] = []
  const server = await listening(
    createServer((request, reply) => {
      seen.push(request.headers)
      reply.writeHead(201, { 'X-Case': 'kept', 'Set-Cookie': ['a=1', 'b=2'] }).end('far away')
    }),
  )
  const proxy: Proxy = await startProxy(
    { http: 'http://127.0.0.1:1', https: 'https://127.0.0.1:1' },
    { others: 'pass' },
  )
  opened.push(proxy)
  // This machine, too, but none of the spellings that are always let through.
  const url = `http://[::ffff:127.0.0.1]:${server.port}/path?query`
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = { ...addressOf(proxy.url), path: url, headers: { 'proxy-authorization': 'secret', 'x-mine': 'yes' } }
    requestPlain(sent, resolve).on('error', reject).end()
  })
  const { status, text } = await readAnswer(answer)
  expect([status, text]).toEqual([201, 'far away'])
  expect(answer.rawHeaders).toEqual(expect.arrayContaining(['X-Case', 'kept', 'Set-Cookie', 'a=1', 'b=2']))
  expect(seen[0]).toMatchObject({ 'x-mine': 'yes' })
  expect(Object.keys(seen[0]!)).not.toContain('proxy-authorization')
})

it('a taken port is told', async () => {
  const taken = await listening(createTcpServer())
  const sandbox = await testSandbox()
  opened.push(sandbox)
  await expect(sandbox.listen({ tls: { dir }, proxy: { port: taken.port } })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port: taken.port,
  })
})

it.each([
  ['a.klaviyo.com:443', { host: 'a.klaviyo.com', port: 443 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['a.klaviyo.com', undefined],
  ['a b:80', undefined],
  ['http://a.klaviyo.com:443', undefined],
])('the target %s is read', (text, target) => {
  expect(readTarget(text)).toEqual(target)
})
