import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readFlags, UsageError } from '../src/cli/flags.ts'
import { helpText } from '../src/cli/help.ts'
import { serveDefaults, serveFlags } from '../src/cli/serve-flags.ts'
import { readVerb } from '../src/cli/verbs.ts'
import { version } from '../src/version.ts'
import type { Json } from './client.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

interface Command {
  /** Resolves with the match once the standard output has it. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  output(): { stdout: string; stderr: string }
  kill(signal: NodeJS.Signals): void
  ended: Promise<number | null>
}

/** Runs the command from its source. */
function run(args: readonly string[], env: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  running.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout)
          if (match !== null) resolve(match)
        }
        look()
        child.stdout.on('data', look)
        void ended.then(() => reject(new Error(`ended without ${String(pattern)}: ${stdout}${stderr}`)))
      }),
    output: () => ({ stdout, stderr }),
    kill: (signal) => child.kill(signal),
    ended,
  }
}

/** Starts the command on a free port and gives a way to ask it. */
async function start(args: readonly string[] = [], env: Record<string, string> = {}) {
  const command = run(['--port', '0', ...args], env)
  const url = (await command.said(/listens on (http:\S+)[\s\S]*Ctrl\+C/))[1]!
  const ask = async (path: string, key = 'pk_cli', body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Klaviyo-API-Key ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Json,
    }
  }
  return { ...command, url, ask }
}

function fileOf(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const listBody = { data: { type: 'list', attributes: { name: 'Kept' } } }

/** What a command line makes of the defaults. */
function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = serveDefaults()
  const words = readFlags(serveFlags, args, env, options)
  return typeof words === 'string' ? words : options
}

/** The one line that refuses a command line. */
function refusal(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    readOptions(args, env)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }
  throw new Error('it was not refused')
}

describe('the command line', () => {
  it('has help and a version', async () => {
    expect(readOptions(['--help'])).toBe('help')
    expect(readOptions(['-h', '--port', 'x'])).toBe('help')
    expect(readOptions(['--version'])).toBe('version')
    expect(await readVerb(['help'])).toBe('help')
    expect(await readVerb(['--version'])).toBe('version')
    expect(await readVerb(['--help', 'more'])).toBe('help')
    expect(await helpText()).toMatch(
      /--rate-limits MODE +enforce, headers \(count and tell, never refuse\) or off \[enforce\]/,
    )
  })

  it('has defaults', () => {
    expect(readOptions([])).toEqual({
      sandbox: {},
      port: 5528,
      host: '127.0.0.1',
      log: 'requests',
      allowShutdown: false,
      tls: { on: false, port: 5543 },
      proxy: { on: false, port: 5580, others: 'refuse' },
    })
  })

  const given: [flag: string, value: string, read: object][] = [
    ['port', '0', { port: 0 }],
    ['host', '0.0.0.0', { host: '0.0.0.0' }],
    ['fixture', 'demo', { sandbox: { fixture: 'demo' } }],
    ['fixture', 'fixtures/demo.json', { sandbox: { fixture: 'fixtures/demo.json' } }],
    ['revision', '2025-04-15', { sandbox: { revision: '2025-04-15' } }],
    ['rate-limits', 'headers', { sandbox: { rateLimits: 'headers' } }],
    ['public-url', 'https://api.example.com/', { sandbox: { publicUrl: 'https://api.example.com' } }],
    ['job-delay', '250', { sandbox: { jobDelayMs: 250 } }],
    ['allow-host', 'Localhost:8080', { sandbox: { allowedHosts: ['localhost:8080'] } }],
    ['log', 'errors', { log: 'errors' }],
    ['control-token', 'secret', { sandbox: { controlToken: 'secret' } }],
    ['tls-port', '0', { tls: { on: false, port: 0 } }],
    ['tls-dir', '/keys', { tls: { dir: '/keys' } }],
    ['proxy-port', '0', { proxy: { on: false, port: 0 } }],
    ['proxy-others', 'pass', { proxy: { others: 'pass' } }],
  ]
  it.each(given)('reads --%s %s, and its variable', (flag, value, read) => {
    const variable = `SANDBOX_${flag.toUpperCase().replaceAll('-', '_')}`
    expect(readOptions([`--${flag}`, value], {})).toMatchObject(read)
    expect(readOptions([], { [variable]: value })).toMatchObject(read)
    expect(readOptions([`--${flag}`, value], { [variable]: 'nonsense' })).toMatchObject(read)
    expect(readOptions([], { [variable]: '' })).toEqual(readOptions([], {}))
  })

  it.each(['tls', 'proxy'])('reads the switch --%s, and its variable', (name) => {
    const variable = `SANDBOX_${name.toUpperCase()}`
    expect(readOptions([`--${name}`])).toMatchObject({ [name]: { on: true } })
    expect(readOptions([], { [variable]: '1' })).toMatchObject({ [name]: { on: true } })
    expect(readOptions([], { [variable]: 'false' })).toEqual(readOptions([]))
    expect(refusal([], { [variable]: 'yes' })).toBe(`${variable}: 'yes' is none of 1, true, 0, false`)
  })

  it.each([
    [['more'], "there is no verb 'more'; the verbs are serve"],
    [['serv'], "there is no verb 'serv'; did you mean serve?"],
    [['serve', 'more'], "Unexpected argument 'more'"],
    [['help', 'more'], "there is no verb 'more'; the verbs are "],
  ])('refuses %j', async (args, message) => {
    const refused = (async () => {
      const asked = await readVerb(args)
      if (typeof asked === 'object') await asked.verb.invoke(asked.rest, {})
    })()
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toBeInstanceOf(UsageError)
  })

  it.each([
    [['--nope'], "Unknown option '--nope'"],
    [['--prot', '80'], "Unknown option '--prot'; did you mean --port?"],
    [['--tls=1'], "Option '--tls' does not take an argument"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--port='], '--port: needs a value'],
    [['--port', 'x'], "--port: 'x' is no whole number from 0 to 65535"],
    [['--port', '65536'], "--port: '65536' is no whole number from 0 to 65535"],
    [['--rate-limits', 'on'], "--rate-limits: 'on' is none of enforce, headers, off"],
    [['--public-url', 'ftp://a.example'], "--public-url: 'ftp://a.example' is no http or https address"],
    [['--job-delay', '1.5'], "--job-delay: '1.5' is no whole number from 0 to 86400000"],
    [
      ['--allow-host', '*'],
      "--allow-host: '*' is no host, as example.com, or host and port, as localhost:8080; * is not supported",
    ],
    [['--log', 'all'], "--log: 'all' is none of requests, errors, off"],
    [['--fixture', 'x'], "--fixture: there is no fixture 'x'; known are empty, demo, shop, the path of a JSON file"],
    [['--fixture', 'README.md'], '--fixture: README.md is not JSON'],
    [['--fixture', 'src/'], '--fixture: cannot read src/: EISDIR: illegal operation on a directory, read'],
    [['--keys', 'README.md'], '--keys: README.md is not JSON'],
    [['--keys', 'package.json'], '--keys: package.json must be {"accounts": […]}, perhaps with "apps"'],
  ])('refuses %j', (args, message) => {
    expect(refusal(args)).toBe(message)
  })

  it('reads several hosts, from flags or between commas', () => {
    const allowedHosts = ['a.example', '[::1]:80']
    const flags = ['--allow-host', 'a.example', '--allow-host=[::1]:80']
    expect(readOptions(flags, {})).toMatchObject({ sandbox: { allowedHosts } })
    expect(readOptions([], { SANDBOX_ALLOW_HOST: 'a.example, [::1]:80' })).toMatchObject({ sandbox: { allowedHosts } })
  })

  it('names the variable that is wrong', () => {
    expect(refusal([], { SANDBOX_JOB_DELAY: 'soon' })).toMatch(/^SANDBOX_JOB_DELAY: 'soon' is no whole number/)
    expect(refusal([], { SANDBOX_REVISION: '2020-01-01' })).toMatch(/^SANDBOX_REVISION: '2020-01-01' is none of 2024-/)
  })
})

describe('a keys file', () => {
  const account = { id: 'AbC123', keys: { pk_a: 'full' } }
  it.each([
    [null, 'must be {"accounts": […]}, perhaps with "apps"'],
    [[], 'must be {"accounts": […]}, perhaps with "apps"'],
    [{ accounts: [account], more: 1 }, 'must be {"accounts": […]}, perhaps with "apps"'],
    [{ accounts: {} }, ': accounts must be a list that is not empty'],
    [{ accounts: [null] }, ': accounts[0] must be an object'],
    [{ accounts: [{ id: 'AbC123' }] }, ': accounts[0].keys is missing'],
    [{ accounts: [{ ...account, id: '../abc' }] }, ': accounts[0].id must be six letters or digits'],
    [{ accounts: [{ ...account, keys: [] }] }, ': accounts[0].keys must be an object of key and scopes'],
    [{ accounts: [{ ...account, keys: { secret: 'full' } }] }, ': accounts[0].keys: a private key begins with pk_'],
    [
      { accounts: [{ ...account, keys: { pk_a: 'full', pk_b: ['profiles'] } }] },
      ': accounts[0].keys: the scopes of key 2 must be "full", "read-only" or a list such as ["profiles:read"]',
    ],
    [
      { accounts: [{ ...account, settings: { opt_in: true } }] },
      ': accounts[0].settings.opt_in is unknown; default_opt_in, list_opt_in, sms_regions, sms_minimum_age, global_unsubscribe, push, conversations, custom_metric_limit, advanced_kdp, custom_objects, text_messaging, plan are known',
    ],
    [{ accounts: [{ ...account, settings: { push: 'no' } }] }, ': accounts[0].settings.push must be true or false'],
    [
      { accounts: [{ ...account, settings: { sms_regions: ['us'] } }] },
      ': accounts[0].settings.sms_regions[0] must be two capital letters, such as US',
    ],
    [
      { accounts: [{ ...account, fixtures: 'demo' }] },
      ': accounts[0].fixtures is unknown; id, keys, fixture, account, settings are known',
    ],
    [
      { accounts: [{ ...account, fixture: 'x' }] },
      ": there is no fixture 'x'; known are empty, demo, shop, the path of a JSON file",
    ],
    [{ accounts: [account, { ...account, keys: { pk_b: 'full' } }] }, ': accounts: the id AbC123 stands twice'],
    [{ accounts: [account, { ...account, id: 'AbC124' }] }, ': accounts: a key opens two accounts'],
  ])('that is wrong is refused: %j', (content, message) => {
    const path = fileOf('wrong-keys.json', content)
    expect(refusal(['--keys', path])).toBe(`--keys: ${path}${message.startsWith(':') ? '' : ' '}${message}`)
  })

  it('gives keys scopes and accounts settings, and its keys are never printed', async () => {
    const keys = { pk_secret_full: 'full', pk_secret_reader: 'read-only', pk_secret_events: ['events:write'] }
    const settings = { list_opt_in: 'double_opt_in' }
    const path = fileOf('keys.json', { accounts: [{ id: 'AbC123', keys, settings }] })
    const { ask, said, output } = await start(['--keys', path])
    expect((await ask('/api/accounts', 'pk_secret_full')).body.data[0].id).toBe('AbC123')
    expect((await ask('/api/lists', 'pk_secret_reader', listBody)).status).toBe(403)
    expect((await ask('/api/lists', 'pk_secret_events')).status).toBe(403)
    expect((await ask('/api/lists', 'pk_other')).status).toBe(401)
    const made = await ask('/api/lists', 'pk_secret_full', listBody)
    expect([made.status, made.body.data.attributes.opt_in_process]).toEqual([201, 'double_opt_in'])
    await ask('/api/lists?api_key=pk_secret_full', 'pk_secret_full')
    await said(/ GET \/api\/lists\?api_key=pk_… /)
    const { stdout, stderr } = output()
    expect(stdout + stderr).not.toContain('pk_secret')
  })
})

describe('a fixture file', () => {
  it('that is wrong is refused, with the place in it', () => {
    const path = fileOf('wrong-fixture.json', { profiles: 3 })
    expect(refusal(['--fixture', path])).toBe(`--fixture: ${path}#/profiles: must be a list, found 3`)
  })

  it('fills every new account', async () => {
    const profiles = [{ email: 'ada@example.com' }, { email: 'bea@example.com' }]
    const { ask } = await start(['--fixture', fileOf('fixture.json', { profiles, lists: [{ name: 'Mine' }] })])
    expect((await ask('/api/profiles', 'pk_one')).body.data).toHaveLength(2)
    expect((await ask('/api/lists', 'pk_two')).body.data[0].attributes.name).toBe('Mine')
  })
})

describe('the command', () => {
  it('prints its version', async () => {
    const command = run(['--version'])
    expect(await command.ended).toBe(0)
    expect(command.output()).toEqual({ stdout: `${version}\n`, stderr: '' })
  })

  it('refuses a wrong flag with one line and status 2', async () => {
    const command = run(['--port', 'x'])
    expect(await command.ended).toBe(2)
    expect(command.output()).toEqual({
      stdout: '',
      stderr: "klaviyo-sandbox: --port: 'x' is no whole number from 0 to 65535 (see --help)\n",
    })
  })

  it('says that a port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const command = run(['--port', String(port)])
    expect(await command.ended).toBe(1)
    expect(command.output()).toEqual({
      stdout: '',
      stderr: `klaviyo-sandbox: port ${port} on 127.0.0.1 is taken; choose another with --port, or 0 for a free one\n`,
    })
    server.close()
  })

  it('greets with calls that work, and ends at once with SIGINT', async () => {
    const { url, ask, output, kill, ended } = await start()
    expect(output().stdout).toContain(
      `curl -s -H 'Authorization: Klaviyo-API-Key pk_demo' '${url}/api/profiles?page\\[size\\]=2'`,
    )
    const { status, body } = await ask('/api/profiles?page[size]=2', 'pk_demo')
    expect([status, body.data.length]).toEqual([200, 2])
    kill('SIGINT')
    expect(await ended).toBe(0)
  })

  it('keeps accounts in a folder over kill -9, and refuses the folder of a newer release', async () => {
    const data = join(folder, 'new', 'data')
    const first = await start(['--data', data])
    const { id } = (await first.ask('/api/lists', 'pk_cli', listBody)).body.data
    const account = (await first.ask('/api/accounts')).body.data[0].id as string
    // Not even closed, the file says which schema it has.
    first.kill('SIGKILL')
    await first.ended
    const second = await start([], { SANDBOX_DATA: data })
    expect((await second.ask(`/api/lists/${id}`)).status).toBe(200)
    second.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    const database = new Database(join(data, `${account}.sqlite`))
    database.pragma('user_version = 99')
    database.close()
    expect(refusal(['--data', data])).toMatch(
      new RegExp(
        `^--data: ${account}\\.sqlite was written by a newer release \\(schema 99, this release knows \\d+\\)$`,
      ),
    )
    expect(refusal(['--data', 'README.md'])).toMatch(/^--data: the data folder README\.md cannot be used: EEXIST/)
  })

  it('follows revision, public URL, job delay and rate limits', async () => {
    const flags = ['--revision', '2025-04-15', '--public-url', 'https://api.example.com', '--rate-limits', 'headers']
    const { ask } = await start([...flags, '--job-delay', '60000'])
    const answers = await Promise.all([ask('/api/accounts'), ask('/api/accounts'), ask('/api/accounts')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers[0]!.headers.get('ratelimit-limit')).toMatch(/^1, 1;w=1, /)
    expect(answers[0]!.body.data[0].links.self).toMatch(/^https:\/\/api\.example\.com\/api\/accounts\//)
    const profiles = { data: [{ type: 'profile', attributes: { email: 'a@example.com' } }] }
    const job = { data: { type: 'profile-bulk-import-job', attributes: { profiles } } }
    const { id } = (await ask('/api/profile-bulk-import-jobs', 'pk_cli', job)).body.data
    expect((await ask(`/api/profile-bulk-import-jobs/${id}`)).body.data.attributes.status).not.toBe('complete')
  })

  it.each([
    ['requests', [200, 404]],
    ['errors', [404]],
    ['off', []],
  ] as const)('logs %s', async (level, statuses) => {
    const { ask, kill, ended, output } = await start(['--log', level])
    await ask('/api/accounts')
    await ask('/api/lists/nobody')
    kill('SIGTERM')
    await ended
    const lines = output().stdout.split('\n')
    const after = lines.slice(lines.indexOf('Stop with Ctrl+C.') + 1, -1)
    expect(after.map((line) => Number(line.split(' ')[0]))).toEqual(statuses)
    for (const line of after) expect(line).toMatch(/^\d{3} GET \/api\/\S+ \d+\.\d ms \w{6}$/)
  })
})
