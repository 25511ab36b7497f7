import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxAccount, SandboxOptions } from '../../src/index.ts'
import { NOW, testSandbox } from '../client.ts'
import { control } from './control-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
let sandbox: Sandbox
beforeEach(async () => void (sandbox = await testSandbox()))
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const addList = ({ inject }: SandboxAccount, name: string) =>
  inject({
    method: 'POST',
    url: '/api/lists',
    headers: { 'content-type': 'application/vnd.api+json' },
    payload: { data: { type: 'list', attributes: { name } } },
  })

const namesIn = async ({ inject }: SandboxAccount): Promise<string[]> => {
  const { data } = (await inject('/api/lists?sort=name')).json<{ data: { attributes: { name: string } }[] }>()
  return data.map(({ attributes }) => attributes.name)
}

describe('accounts', () => {
  it('are made empty, with a key that nobody takes for a live one', async () => {
    const { status, body } = await control(sandbox, 'POST', '/accounts')
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^\w{6}$/),
        key: expect.stringMatching(/^pk_sandbox_\w{24}$/),
        now: '2026-11-02T10:00:00+00:00',
        expires: null,
        profiles: 0,
        events: 0,
      },
    ])
    expect((await control(sandbox, 'GET', '/accounts')).body).toEqual({ accounts: [body], closed: [] })
  })

  it('are made with a key of one’s own, of a fixture, of a snapshot, or as a fork', async () => {
    const demo = await sandbox.createAccount({ key: 'pk_one', fixture: 'demo' })
    const fork = await demo.fork({ key: 'pk_two' })
    await demo.snapshot('before')
    await addList(demo, 'New')
    const copy = await sandbox.createAccount({ key: 'pk_three', snapshot: 'before' })
    expect(await namesIn(fork)).toEqual(['Newsletter', 'SMS Club', 'VIP Customers'])
    expect(await namesIn(demo)).toContain('New')
    expect(await namesIn(copy)).toEqual(await namesIn(fork))
  })

  it('end with their time to live, and their key opens nothing then', async () => {
    const account = await sandbox.createAccount({ ttl: 0 })
    const answer = await account.inject('/api/lists')
    expect([answer.statusCode, answer.json<{ errors: { code: string }[] }>().errors[0]!.code]).toEqual([
      401,
      'not_authenticated',
    ])
    expect((await control(sandbox, 'GET', '/accounts')).body.accounts).toEqual([])
  })

  it('are deleted', async () => {
    const account = await sandbox.account('pk_one')
    expect((await control(sandbox, 'DELETE', `/accounts/${account.id}`)).status).toBe(204)
    expect((await control(sandbox, 'DELETE', `/accounts/${account.id}`)).body).toEqual({
      title: 'Not Found',
      status: 404,
      detail: `there is no account '${account.id}'; none is open yet: the first request with a key opens its account`,
    })
  })

  it.each<[object, number, string]>([
    [{ fixture: 'demo', fork: 'pk_one' }, 400, 'begins with one of fixture, snapshot and fork, not with several'],
    [{ fixture: 'nope' }, 409, "there is no fixture 'nope'"],
    [{ fixture: '../package.json' }, 400, "'../package.json' is no name of a fixture; a file is sent as the document"],
    [{ snapshot: 'nope' }, 404, "there is no snapshot 'nope'; none was saved yet"],
    [{ key: 'one' }, 409, "'one' is no private key: it begins with pk_"],
    [{ ttl: 'soon' }, 400, "'soon' is no duration, such as PT10M, P30D or 10s"],
    [{ forks: 'pk_one' }, 400, "createAccount: the body has no member 'forks'"],
  ])('are not made of %j', async (body, status, detail) => {
    expect((await control(sandbox, 'POST', '/accounts', body)).body).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    })
  })
})

describe.each<[string, SandboxOptions]>([
  ['in memory', {}],
  ['in a data folder', { dataDir: folder }],
])('an account %s', (_where, options) => {
  beforeEach(async () => {
    await sandbox.close()
    sandbox = await testSandbox(options)
  })

  it('is reset to what it was after its seeding: content, time and ids to come', async () => {
    const account = await sandbox.account('pk_one')
    const first = (await addList(account, 'A')).body
    await account.clock.advance('P1D')
    await account.reset()
    expect(await namesIn(account)).toEqual([])
    expect(await account.clock.now()).toBe(NOW.replace('Z', '+00:00').replace('.250000', '.250000'))
    expect((await addList(account, 'A')).body).toBe(first)
  })

  it('is reset to what it was when it was forked or seeded last', async () => {
    const base = await sandbox.account('pk_one')
    await addList(base, 'A')
    const fork = await base.fork()
    await addList(fork, 'B')
    await fork.reset()
    expect(await namesIn(fork)).toEqual(['A'])
    await fork.seed({ lists: [{ name: 'C' }] })
    await addList(fork, 'D')
    await fork.reset()
    expect(await namesIn(fork)).toEqual(['A', 'C'])
    expect(await namesIn(base)).toEqual(['A'])
  })

  it('is saved and restored by name, as often as one likes, and keeps its key', async () => {
    const account = await sandbox.account('pk_one')
    await addList(account, 'A')
    await account.snapshot('one-list')
    for (const name of ['B', 'C']) {
      await addList(account, name)
      expect(await namesIn(account)).toEqual(['A', name])
      await account.restore('one-list')
    }
    expect(await namesIn(account)).toEqual(['A'])
  })

  it('travels to another sandbox as one file', async () => {
    const account = await sandbox.account('pk_one')
    await addList(account, 'A')
    await account.snapshot('mine')
    const { bytes, type } = await control(sandbox, 'GET', '/snapshots/mine')
    expect([type, bytes.toString('latin1', 0, 15)]).toEqual(['application/vnd.sqlite3', 'SQLite format 3'])
    const other = await testSandbox()
    expect((await control(other, 'PUT', '/snapshots/theirs', bytes)).body).toEqual({
      name: 'theirs',
      size: bytes.length,
    })
    expect(await namesIn(await other.createAccount({ snapshot: 'theirs' }))).toEqual(['A'])
    await other.close()
  })
})

it('snapshots are listed, deleted, and none but whole ones are taken', async () => {
  const account = await sandbox.account('pk_one')
  await account.snapshot('b')
  await account.snapshot('a')
  const { body } = await control(sandbox, 'GET', '/snapshots')
  expect(body.snapshots.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
  expect((await control(sandbox, 'DELETE', '/snapshots/a')).status).toBe(204)
  expect((await control(sandbox, 'PUT', '/snapshots/x', Buffer.from('no file'))).body).toMatchObject({
    status: 400,
    detail: 'file is not a database',
  })
  expect((await control(sandbox, 'PUT', '/snapshots/..%2fx?account=pk_one')).body).toMatchObject({ status: 400 })
  expect((await control(sandbox, 'PUT', '/snapshots/x')).body.detail).toBe(
    `which account? Add ?account= with an id or a private key; open are ${account.id}`,
  )
})

it('all accounts are reset together, and those to come begin with the first time again', async () => {
  const [one, two] = [await sandbox.account('pk_one'), await sandbox.account('pk_two')]
  await addList(one, 'A')
  await addList(two, 'B')
  await sandbox.clock.advance('PT1H')
  await sandbox.reset()
  expect([await namesIn(one), await namesIn(two)]).toEqual([[], []])
  expect(await (await sandbox.account('pk_three')).clock.now()).toBe('2026-11-02T10:00:00.250000+00:00')
})

it('a data folder keeps the time that a clock was set to', async () => {
  await sandbox.close()
  sandbox = await testSandbox({ dataDir: folder })
  await (await sandbox.account('pk_one')).clock.advance('P30D')
  await sandbox.close()
  sandbox = await testSandbox({ dataDir: folder })
  expect(await (await sandbox.account('pk_one')).clock.now()).toBe('2026-12-02T10:00:00.250000+00:00')
})
