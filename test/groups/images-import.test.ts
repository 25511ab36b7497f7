import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LogLine, Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer } from '../client.ts'
import { GIF, PNG } from './image-files.ts'

// Imports by URL: from a server of this test, whose host is allowed or is not.

let server: Server
let origin: string
let host: string
let asked: string[]
let sandbox: Sandbox
let lines: LogLine[]

const pages: Record<string, RequestListener> = {
  '/shop%20logo.png': (_request, reply) => void reply.setHeader('content-type', 'text/plain').end(PNG),
  '/': (_request, reply) => void reply.end(GIF),
  '/moved': (_request, reply) => void reply.writeHead(302, { location: '/shop%20logo.png' }).end(),
  '/away': (_request, reply) => void reply.writeHead(301, { location: 'http://192.0.2.1/a.png' }).end(),
  '/file': (_request, reply) => void reply.writeHead(307, { location: 'file:///etc/hostname' }).end(),
  '/loop': (_request, reply) => void reply.writeHead(302, { location: '/loop' }).end(),
  '/text': (_request, reply) => void reply.setHeader('content-type', 'image/png').end('no image'),
  '/half': (_request, reply) => void reply.setHeader('content-length', 1000).write(PNG, () => reply.destroy()),
  '/none': (_request, reply) => void reply.writeHead(404).end(PNG),
  '/endless': (_request, reply) => {
    const more = () => {
      while (reply.write(Buffer.alloc(64 * 1024)));
    }
    reply.on('drain', more)
    more()
  },
}

beforeEach(async () => {
  asked = []
  server = createServer((request, reply) => {
    asked.push(request.url!)
    pages[request.url!]!(request, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  origin = `http://${host}`
  await open([host])
})
afterEach(async () => {
  await sandbox.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function open(allowedHosts: readonly string[]): Promise<void> {
  lines = []
  sandbox = await testSandbox({ allowedHosts, log: (line) => lines.push(line) })
}

const importFrom = (url: string): Promise<Answer> =>
  clientOf(sandbox).post('/api/images', { data: { type: 'image', attributes: { import_from_url: url } } })

it.each([
  ['/shop%20logo.png', 'shop logo.png', 'png', PNG.length],
  ['/moved', 'shop logo.png', 'png', PNG.length],
  ['/', expect.stringMatching(/^image-/), 'gif', GIF.length],
])('%s is imported from an allowed host', async (path, name, format, size) => {
  const answer = await importFrom(origin + path)
  expect([answer.status, answer.body.data.attributes]).toMatchObject([201, { name, format, size, hidden: false }])
})

it.each([
  ['/away', '192.0.2.1 was not asked: allow it with --allow-host 192.0.2.1 (allowedHosts of createSandbox)'],
  ['/file', 'file: is neither http: nor https: nor data:'],
  ['/loop', 'more than 5 redirects'],
  ['/text', 'what came is no PNG, JPEG or GIF, or a broken one'],
  ['/half', expect.stringMatching(/^127\.0\.0\.1:\d+ could not be asked: /)],
  ['/none', expect.stringMatching(/^127\.0\.0\.1:\d+ answered 404$/)],
  ['/endless', expect.stringMatching(/^127\.0\.0\.1:\d+ sent more than 5242880 bytes$/)],
])('%s is refused, and the log says why', async (path, hint) => {
  const { status, body, headers } = await importFrom(origin + path)
  expect([status, body.errors[0].detail, body.errors[0].source]).toEqual([
    400,
    'Unable to fetch the URL you entered.',
    { pointer: '/data/attributes/import_from_url' },
  ])
  expect([headers['sandbox-hint'], lines.at(-1)!.hint]).toEqual([hint, hint])
  expect((await clientOf(sandbox).get('/api/images')).body.data).toEqual([])
})

it.each([
  [[], false],
  [['localhost'], false],
  [['127.0.0.1:1'], false],
  [['127.0.0.1'], true],
])('with %j allowed, the host is asked: %s', async (allowed, expected) => {
  await sandbox.close()
  await open(allowed)
  expect((await importFrom(`${origin}/moved`)).status).toBe(expected ? 201 : 400)
  expect(asked.length > 0).toBe(expected)
})

it('refuses a host that does not answer', async () => {
  await sandbox.close()
  await open(['127.0.0.1'])
  const { headers } = await importFrom('http://127.0.0.1:1/a.png')
  expect(headers['sandbox-hint']).toMatch(/^127\.0\.0\.1:1 could not be asked: /)
})

it.each(['*', 'https://example.com', 'example.com/a', ''])('refuses to allow %j', async (text) => {
  await expect(testSandbox({ allowedHosts: [text] })).rejects.toThrow(`'${text}' is no host`)
})
