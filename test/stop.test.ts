import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-stop-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

/** Starts the command from its source; resolves when it listens. */
async function start(args: readonly string[]) {
  const words = ['--import', 'tsx', 'src/cli.ts', '--port', '0', '--tls-port', '0', '--proxy-port', '0', ...args]
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const ended = new Promise<unknown>((resolve) => child.once('close', (status, signal) => resolve(status ?? signal)))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => (said += data.toString()).includes('Ctrl+C') && resolve())
    void ended.then(() => reject(new Error(`ended: ${said}`)))
  })
  const found = (pattern: RegExp) => pattern.exec(said)?.[1] ?? ''
  return {
    url: found(/listens on (\S+)/),
    secure: found(/HTTPS on (\S+?),/),
    caFile: found(/trust it by (.+)/),
    proxy: found(/proxy on (\S+)/),
    stop: () => (child.kill('SIGTERM'), ended),
  }
}

const KEY = { authorization: 'Klaviyo-API-Key pk_stop' }

async function ask(url: string, method = 'GET', body?: unknown) {
  const answer = await fetch(url, {
    method,
    headers: { ...KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as { data: { id: string } } }
}

/** Ends with the code of the error by which the connection broke, or with `answered`. */
const brokenBy = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve) => {
    request(url, { headers: KEY, agent }, () => resolve('answered'))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end()
  })

/** Waits until a rule was applied to so many requests. */
async function applied(url: string, count: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/_sandbox/v1/faults`)
    const { rules } = (await answer.json()) as { rules: { applied: number }[] }
    if (rules[0]!.applied === count) return
  }
}

it('SIGTERM ends it with 0, whatever is open and however late an answer is; what was acknowledged is kept', async () => {
  const data = join(folder, 'data')
  const { url, stop } = await start(['--data', data, '--rate-limits', 'off'])
  const rules = [{ match: { operation: 'get_tags' }, then: { delay: 'PT10H' } }]
  expect((await ask(`${url}/_sandbox/v1/faults`, 'PUT', { rules })).status).toBe(200)
  const agent = new Agent({ keepAlive: true })
  await new Promise<void>((resolve) => {
    request(`${url}/api/lists`, { headers: KEY, agent }, (answer) => answer.resume().once('end', resolve)).end()
  })
  const late = brokenBy(`${url}/api/tags`, new Agent({ keepAlive: true }))
  await applied(url, 1)
  const lists = Array.from({ length: 20 }, (_, at) => ({
    data: { type: 'list', attributes: { name: `List ${at}` } },
  }))
  const made = await Promise.all(lists.map((list) => ask(`${url}/api/lists?fields[list]=name`, 'POST', list)))
  expect(made.map(({ status }) => status)).toEqual(lists.map(() => 201))
  expect(await stop()).toBe(0)
  expect(await late).toBe('ECONNRESET')
  agent.destroy()

  const again = await start(['--data', data, '--rate-limits', 'off'])
  const found = await Promise.all(made.map(({ body }) => ask(`${again.url}/api/lists/${body.data.id}`)))
  expect(found.map(({ status }) => status)).toEqual(made.map(() => 200))
  expect(await again.stop()).toBe(0)
})

it('SIGTERM ends HTTPS and the proxy with what is open there', async () => {
  const { secure, caFile, proxy, stop } = await start(['--proxy', '--tls-dir', join(folder, 'tls')])
  const agent = new SecureAgent({ keepAlive: true, ca: readFileSync(caFile) })
  await new Promise<void>((resolve, reject) => {
    secureRequest(`${secure}/_sandbox/v1/readyz`, { agent }, (answer) => answer.resume().once('end', resolve))
      .once('error', reject)
      .end()
  })
  const { hostname, port } = new URL(proxy)
  const tunnel = connect(Number(port), hostname)
  tunnel.write('CONNECT a.klaviyo.com:443 HTTP/1.1\r\nHost: a.klaviyo.com\r\n\r\n')
  await new Promise((resolve) => tunnel.once('data', resolve))
  const closed = new Promise((resolve) => tunnel.once('close', resolve).on('error', () => {}))
  expect(await stop()).toBe(0)
  await closed
  agent.destroy()
})
