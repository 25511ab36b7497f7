import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { UsageError } from '../src/cli/flags.ts'
import { readVerb, verbs } from '../src/cli/verbs.ts'
import type { Sandbox } from '../src/index.ts'
import { testSandbox, type Json } from './client.ts'

// What the verbs ask is the control plane's own; here is what they make of words, flags and answers.

let sandbox: Sandbox
let folder = ''
let ended = 0
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-control-'))
  sandbox = await testSandbox({ shutDown: () => ended++, jobDelayMs: 60_000 })
  await sandbox.listen()
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

/** The account of the key that the verbs below name. */
let id = ''
const key = 'pk_verbs'
const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  sandbox.inject({
    method,
    url,
    headers: { authorization: `Klaviyo-API-Key ${key}`, 'content-type': 'application/json' },
    ...(payload && { payload }),
  })
const countLists = async () => (await ask('GET', '/api/lists')).json<Json>().data.length as number
const addList = (name: string) => ask('POST', '/api/lists', { data: { type: 'list', attributes: { name } } })

beforeEach(async () => {
  await (await sandbox.account(key)).delete()
  id = (await ask('GET', '/api/accounts')).json<Json>().data[0].id as string
})

/** Does what a command line says; gives what it told. Throws what it refuses. */
async function run(...args: string[]): Promise<string> {
  const said: string[] = []
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    const asked = await readVerb(args)
    if (typeof asked !== 'object') throw new Error('no verb')
    expect(await asked.verb.invoke(asked.rest, { SANDBOX_URL: sandbox.url })).toBe(0)
  } finally {
    output.mockRestore()
  }
  return said.join('')
}
const runJson = async (...args: string[]): Promise<Json> => JSON.parse(await run(...args, '--json')) as Json

const FROZEN = '2026-11-02T10:00:00.250000+00:00'

it('readyz tells that a sandbox is ready', async () => {
  expect(await run('readyz')).toBe(`The sandbox at ${sandbox.url} is ready.\n`)
  expect(await runJson('readyz', '--wait', '10s')).toEqual({ status: 'ok' })
})

it('readyz tells that a sandbox is still loading', async () => {
  const loading = createServer((_, reply) => reply.writeHead(503).end('{"status":"loading"}'))
  await new Promise<void>((resolve) => loading.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(loading.address() as AddressInfo).port}`
  await expect(run('readyz', '--url', url)).rejects.toThrow(`the sandbox at ${url} is still loading`)
  loading.close()
})

it('readyz waits for a sandbox that is not there yet', async () => {
  const late = await testSandbox()
  const port = Number(new URL(await late.listen()).port)
  await late.close()
  const url = `http://127.0.0.1:${port}`
  await expect(run('readyz', '--url', url)).rejects.toThrow(
    `no sandbox answers at ${url} (ECONNREFUSED); start one, or name another with --url`,
  )
  const waiting = run('readyz', '--url', url, '--wait', 'PT1M')
  const begun = await testSandbox()
  await begun.listen({ port })
  expect(await waiting).toBe(`The sandbox at ${url} is ready.\n`)
  await begun.close()
})

describe('seed', () => {
  it('takes the name of a fixture, or a file', async () => {
    const file = join(folder, 'mine.json')
    writeFileSync(file, JSON.stringify({ lists: [{ name: 'Mine' }] }))
    expect(await run('seed', file, '--account', key)).toBe(`${id} has what ${file} holds: lists 1.\n`)
    expect(await countLists()).toBe(1)
    expect(await runJson('seed', 'empty', '--account', id)).toEqual({ account: id, made: {} })
  })

  it('sends a file together with those that it includes', async () => {
    writeFileSync(join(folder, 'base.json'), JSON.stringify({ seed: 'base', lists: [{ name: 'Included' }] }))
    const file = join(folder, 'whole.json')
    writeFileSync(file, JSON.stringify({ include: ['base.json'], lists: [{ name: 'Own' }] }))
    expect(await runJson('seed', file, '--account', key)).toEqual({ account: id, made: { lists: 2 } })
  })

  it('takes the sizes of a shop', async () => {
    expect(await run('seed', 'shop', '--profiles', '3', '--days', '2', '--seed', 'a b', '--account', key)).toMatch(
      new RegExp(`^${id} has what shop\\?profiles=3&days=2&seed=a\\+b holds: .*profiles 3, events \\d+`),
    )
    expect(
      (await runJson('seed', 'shop?days=2&profiles=9', '--profiles', '4', '--account', 'pk_sizes')).made,
    ).toMatchObject({ profiles: 4 })
  })

  it.each([
    [['seed'], UsageError, 'seed needs FIXTURE'],
    [['seed', 'demo'], UsageError, 'seed needs --account, the id or private key of an account'],
    [['seed', 'README.md', '--account', key], Error, 'README.md is not JSON'],
    [['seed', 'nothing.json', '--account', key], Error, 'cannot read nothing.json: ENOENT'],
    [['seed', 'shop', '--days', 'x', '--account', key], UsageError, "--days: 'x' is no whole number from 0 to 3650"],
    [
      ['seed', './mine.json', '--seed', '7', '--account', key],
      UsageError,
      '--seed is for a fixture with a name, such as shop; what ./mine.json holds is fixed',
    ],
    [
      ['seed', 'demo', '--data', 'data', '--account', 'AbC123'],
      UsageError,
      'with --data, --account is the private key of the account, which begins with pk_',
    ],
    [['seed', 'nothing', '--account', key], Error, "there is no fixture 'nothing'; known are "],
  ])('refuses %j', async (args, kind, message) => {
    const refused = run(...args)
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toBeInstanceOf(kind)
  })
})

describe('snapshot', () => {
  it('keeps what an account is, and brings it back', async () => {
    await addList('One')
    const { size } = await runJson('snapshot', 'save', 'one', '--account', key)
    expect(await run('snapshot', 'list')).toBe(`one  ${size as number} bytes\n`)
    await addList('Two')
    expect(await run('snapshot', 'restore', 'one', '--account', key)).toBe(`${id} is what one holds.\n`)
    expect(await countLists()).toBe(1)
    const file = join(folder, 'one.sqlite3')
    expect(await run('snapshot', 'download', 'one', file)).toBe(`${file}  ${size as number} bytes\n`)
    expect(readFileSync(file, 'latin1').slice(0, 15)).toBe('SQLite format 3')
    expect(await run('snapshot', 'upload', 'other', file)).toBe(`other  ${size as number} bytes\n`)
    expect(await run('snapshot', 'delete', 'one')).toBe('one is deleted.\n')
    expect(await runJson('snapshot', 'delete', 'other')).toEqual({ deleted: 'other' })
    expect(await run('snapshot', 'list')).toBe('There are no snapshots.\n')
  })

  it.each([
    [[], 'snapshot needs one of list, save, restore, download, upload, delete'],
    [['sav', 'one'], 'there is no snapshot sav; did you mean save?'],
    [['nonsense'], 'there is no snapshot nonsense; it takes list, save, '],
    [['save'], 'snapshot save needs NAME'],
    [['save', 'one'], 'snapshot save needs --account, '],
    [['list', 'more'], "Unexpected argument 'more'"],
    [['restore', 'none', '--account', key], "there is no snapshot 'none'; "],
    [['toString'], 'there is no snapshot toString; it takes '],
  ])('refuses %j', async (args, message) => {
    await expect(run('snapshot', ...args)).rejects.toThrow(message)
  })
})

it('reset puts accounts back', async () => {
  await addList('One')
  await run('snapshot', 'save', 'listed', '--account', key)
  expect(await run('reset', '--account', key)).toBe(`Reset: ${id}\n`)
  expect(await countLists()).toBe(0)
  expect(await runJson('reset', '--to', 'listed', '--account', key)).toEqual({ accounts: [id] })
  expect(await countLists()).toBe(1)
  expect((await runJson('reset')).accounts).toContain(id)
  await run('snapshot', 'delete', 'listed')
})

describe('clock', () => {
  const account = ['--account', key]

  it('tells and moves what an account thinks the time is', async () => {
    expect(await run('clock', ...account)).toBe(`${id}  ${FROZEN}  frozen\n`)
    expect(await runJson('clock', 'now', ...account)).toEqual({
      clocks: [{ account: id, now: FROZEN, mode: 'frozen' }],
    })
    expect(await run('clock', 'advance', 'PT10M', ...account)).toBe(`${id}  2026-11-02T10:10:00.250000+00:00  frozen\n`)
    expect(await run('clock', 'set', '2026-12-01T00:00:00Z', ...account)).toContain(
      `${id}  2026-12-01T00:00:00+00:00  frozen\n`,
    )
    expect(await run('clock', 'freeze', '2026-12-02', ...account)).toContain(
      `${id}  2026-12-02T00:00:00+00:00  frozen\n`,
    )
    expect(await run('clock', 'real', ...account)).toMatch(new RegExp(`^${id}  \\S+  real\\n$`))
  })

  it('tells what happened in the meantime', async () => {
    const profiles = { data: [{ type: 'profile', attributes: { email: 'a@example.com' } }] }
    const made = await ask('POST', '/api/profile-bulk-import-jobs', {
      data: { type: 'profile-bulk-import-job', attributes: { profiles } },
    })
    const job = made.json<Json>().data.id as string
    expect(await run('clock', 'advance', 'PT10M', ...account)).toBe(
      [
        `${id}  2026-11-02T10:00:30.250000+00:00  profile-bulk-import-job-start ${job}`,
        `${id}  2026-11-02T10:01:00.250000+00:00  profile-bulk-import-job ${job}`,
        `${id}  2026-11-02T10:10:00.250000+00:00  frozen\n`,
      ].join('\n'),
    )
  })

  it('is that of every account unless one is named', async () => {
    expect(await run('clock')).toMatch(new RegExp(`^new accounts  ${FROZEN.replace(/\+/g, '\\+')}  frozen\\n`))
  })

  it.each([
    [['advance'], 'clock advance needs DURATION'],
    [['advance', 'P1M'], "'P1M' is no duration, such as PT10M, P30D or 10s"],
    [['real', 'now'], "Unexpected argument 'now'"],
    [['stop'], 'there is no clock stop; '],
  ])('refuses %j', async (args, message) => {
    await expect(run('clock', ...args, ...account)).rejects.toThrow(message)
  })
})

describe('logs', () => {
  it('tells requests in a line each, or as JSON', async () => {
    await ask('GET', '/api/profiles?page[size]=2&filter=equals(email,"a@example.com")')
    await ask('GET', '/api/lists/nothing')
    const lines = (await run('logs', '--account', key)).trimEnd().split('\n')
    expect(lines.slice(1).map((line) => line.replace(/ \d+\.\d ms /, ' … ms '))).toEqual([
      `${FROZEN}  200 GET /api/profiles?page[size]=2&filter=equals(email,"a@example.com") … ms ${id}`,
      expect.stringMatching(new RegExp(`^\\S+  404 GET /api/lists/nothing … ms ${id}`)),
    ])
    const last = JSON.parse(await run('logs', '--limit', '1', '--status', '4xx', '--json')) as Json
    expect([last.path, last.status, last.account]).toEqual(['/api/lists/nothing', 404, id])
  })

  it('follow goes on until the sandbox is gone', async () => {
    const other = await testSandbox()
    const url = await other.listen()
    const told: string[] = []
    let seen: (() => void) | undefined
    const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      told.push(
        String(text)
          .replace(/^\S+ +/, '')
          .split(' ')
          .slice(0, 3)
          .join(' '),
      )
      seen?.()
      return true
    })
    const asked = (await readVerb(['logs', '--follow', '--url', url])) as Exclude<
      Awaited<ReturnType<typeof readVerb>>,
      string
    >
    const following = asked.verb.invoke(asked.rest, {})
    for (const path of ['/api/lists', '/api/tags']) {
      const next = new Promise<void>((resolve) => (seen = resolve))
      await other.inject({ url: path, headers: { authorization: 'Klaviyo-API-Key pk_a' } })
      await next
    }
    await other.close()
    await expect(following).rejects.toThrow('no sandbox answers')
    output.mockRestore()
    expect(told).toEqual(['200 GET /api/lists', '200 GET /api/tags'])
  })
})

it('shutdown ends a sandbox that allows it', async () => {
  const before = ended
  expect(await run('shutdown')).toBe(`The sandbox at ${sandbox.url} shuts down.\n`)
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended).toBe(before + 1)
  const other = await testSandbox()
  const url = await other.listen()
  await expect(run('shutdown', '--url', url)).rejects.toThrow('--allow-shutdown')
  await other.close()
})

it('a token is sent where there is one', async () => {
  const other = await testSandbox({ controlToken: 'secret' })
  const url = await other.listen()
  await expect(run('clock', '--url', url)).rejects.toThrow('the control plane needs its token here')
  expect(await run('clock', '--url', url, '--token', 'secret')).toBe(`new accounts  ${FROZEN}  frozen\n`)
  await other.close()
})

it('says when something else answers', async () => {
  await expect(run('clock', '--url', `${sandbox.url}/api`)).rejects.toThrow(
    `${sandbox.url}/api answered 404, but not as the control plane of this release of klaviyo-sandbox does`,
  )
})

it.each(verbs.map(({ name }) => name))('%s has help', async (name) => {
  const text = await run(name, '--help')
  expect(text).toMatch(new RegExp(`^Usage: klaviyo-sandbox ${name} .+\\n\\n[A-Z]`))
  expect(await run('help', name)).toBe(text)
  expect(existsSync(new URL(`../src/cli/${name}.ts`, import.meta.url))).toBe(true)
})
