import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf } from '../src/cli/exec-environment.ts'
import { runCommand } from '../src/cli/run-command.ts'
import { writeTrustFiles } from '../src/cli/trust.ts'
import type { Json } from './client.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-exec-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs the command from its source; `whenSaid` is called with each piece of the output. */
function exec(args: readonly string[], whenSaid: (kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  const command = ['--import', 'tsx', 'src/cli.ts', 'exec', '--tls-dir', join(folder, 'tls'), ...args]
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise<Ended>((resolve) => {
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString()
      whenSaid((signal) => child.kill(signal))
    })
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** A script for Node, as words of a command. */
const node = (script: string): string[] => [process.execPath, '--input-type=module', '-e', script]

describe('exec', () => {
  it('runs a command that finds the sandbox in its variables, and ends with its status', async () => {
    const script = `
      const { KLAVIYO_API_KEY: key, KLAVIYO_BASE_URL: base, SANDBOX_URL, HTTPS_PROXY = 'none' } = process.env
      const answer = await fetch(base + '/api/profiles', { headers: { authorization: 'Klaviyo-API-Key ' + key } })
      const { data } = await answer.json()
      console.log(JSON.stringify({ key, same: base === SANDBOX_URL, profiles: data.length, proxy: HTTPS_PROXY }))
      process.exitCode = 7`
    const { status, stdout, stderr } = await exec(['--', ...node(script)])
    expect({ status, said: JSON.parse(stdout) as Json, stderr }).toEqual({
      status: 7,
      said: { key: 'pk_sandbox_exec', same: true, profiles: 0, proxy: 'none' },
      stderr: '',
    })
  })

  it('serves a program that knows only Klaviyo, refuses it the rest, and tells so once', async () => {
    const script = `
      const headers = { authorization: 'Klaviyo-API-Key ' + process.env.KLAVIYO_API_KEY }
      const answer = await fetch('https://a.klaviyo.com/api/profiles?page[size]=1', { headers })
      console.log((await answer.json()).links.self)
      const { request } = await import('node:http')
      const proxy = new URL(process.env.HTTPS_PROXY)
      for (const turn of [1, 2]) {
        await new Promise((done) =>
          request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'example.com:443' })
            .on('connect', (answer, socket) => (console.log(answer.statusCode), socket.destroy(), done()))
            .end(),
        )
      }`
    expect(await exec(['--proxy', '--key', 'pk_demo', '--', ...node(script)])).toEqual({
      status: 0,
      stdout: 'https://a.klaviyo.com/api/profiles?page[size]=1\n403\n403\n',
      stderr: 'klaviyo-sandbox: the proxy refused example.com (--proxy-others pass lets it through)\n',
    })
  })

  it('forwards a signal, and waits for what the command makes of it', async () => {
    const script = `
      process.on('SIGTERM', () => (console.log('told'), process.exit(3)))
      setInterval(() => {}, 1000)
      console.log('ready')`
    let isTold = false
    const ended = await exec(['--', ...node(script)], (kill) => {
      if (!isTold) kill('SIGTERM')
      isTold = true
    })
    expect(ended).toEqual({ status: 3, stdout: 'ready\ntold\n', stderr: '' })
  })

  it.each([
    [['echo', 'hello'], "Unexpected argument 'echo'; put -- before the command (see exec --help)"],
    [[], 'exec needs a command: klaviyo-sandbox exec -- npm test (see exec --help)'],
  ])('needs a command behind --: %j', async (args, message) => {
    expect(await exec(args)).toEqual({ status: 2, stdout: '', stderr: `klaviyo-sandbox: ${message}\n` })
  })
})

describe('a command', () => {
  it('that a signal ends has 128 and its number as status', async () => {
    expect(await runCommand(node('process.kill(process.pid, "SIGKILL")'), process.env)).toBe(137)
  })

  it('that is not there has status 127, one that cannot be run 126', async () => {
    const file = join(folder, 'not-to-run')
    writeFileSync(file, '', { mode: 0o600 })
    expect(await runCommand(['no-such-command'], process.env)).toBe(127)
    expect(await runCommand([file], process.env)).toBe(126)
  })
})

describe('the variables', () => {
  const url = 'http://127.0.0.1:1'
  const tls = { url: 'https://127.0.0.1:2', trust: { extra: '/ca.pem', all: '/all.pem' } }
  const proxy = { url: 'http://127.0.0.1:3' }

  it('tell where the sandbox is', () => {
    const env = { PATH: '/bin', KLAVIYO_API_KEY: 'pk_live' }
    expect(environmentOf({ url, key: 'pk_a', tls: undefined, proxy: undefined }, env)).toEqual({
      PATH: '/bin',
      SANDBOX_URL: url,
      KLAVIYO_BASE_URL: url,
      KLAVIYO_API_KEY: 'pk_a',
    })
  })

  it('make programs trust it, with TLS', () => {
    expect(environmentOf({ url, key: 'pk_a', tls, proxy: undefined }, {})).toEqual({
      SANDBOX_URL: url,
      SANDBOX_TLS_URL: 'https://127.0.0.1:2',
      KLAVIYO_BASE_URL: 'https://127.0.0.1:2',
      KLAVIYO_API_KEY: 'pk_a',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      REQUESTS_CA_BUNDLE: '/all.pem',
      SSL_CERT_FILE: '/all.pem',
      CURL_CA_BUNDLE: '/all.pem',
    })
  })

  it('lead programs to it, with a proxy, and keep what there was', () => {
    const env = { NO_PROXY: 'db', NODE_OPTIONS: '--no-warnings', PYTHONPATH: '/mine' }
    const made = environmentOf({ url, key: 'pk_a', tls, proxy, token: 'secret' }, env)
    expect(made).toMatchObject({
      KLAVIYO_BASE_URL: 'https://a.klaviyo.com',
      HTTPS_PROXY: 'http://127.0.0.1:3',
      https_proxy: 'http://127.0.0.1:3',
      HTTP_PROXY: 'http://127.0.0.1:3',
      http_proxy: 'http://127.0.0.1:3',
      NO_PROXY: 'db,localhost,127.0.0.1,::1',
      no_proxy: 'db,localhost,127.0.0.1,::1',
      NODE_USE_ENV_PROXY: '1',
      SANDBOX_CONTROL_TOKEN: 'secret',
      SANDBOX_HOSTS: 'a.klaviyo.com,www.klaviyo.com,klaviyo.com',
    })
    expect(made.NODE_OPTIONS).toBe(`--no-warnings --require ${JSON.stringify(join(root, 'src/preload/node.cjs'))}`)
    expect(made.PYTHONPATH).toBe(`${join(root, 'src/preload/python')}${delimiter}/mine`)
  })

  it('name files with the authority and all that was trusted before', () => {
    const dir = join(folder, 'trust')
    mkdirSync(dir)
    const file = (name: string) => {
      writeFileSync(join(dir, name), `${name}\n`)
      return join(dir, name)
    }
    const ca = file('ca')
    const own = writeTrustFiles(ca, dir, {})
    expect(own.extra).toBe(ca)
    expect(readFileSync(own.all, 'utf8')).toMatch(/^ca\n[\s\S]*-----BEGIN CERTIFICATE-----/)
    const env = { NODE_EXTRA_CA_CERTS: file('node'), SSL_CERT_FILE: file('ssl'), CURL_CA_BUNDLE: file('curl') }
    const both = writeTrustFiles(ca, dir, env)
    expect(readFileSync(both.extra, 'utf8')).toBe('ca\nnode\n')
    expect(readFileSync(both.all, 'utf8')).toMatch(/^ca\nssl\ncurl\n/)
  })
})
