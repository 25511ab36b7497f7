import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'

const folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
const open: Sandbox[] = []
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await testSandbox(options)
  open.push(sandbox)
  return sandbox
}

const list = (name: string) => ({ data: { type: 'list', attributes: { name } } })
const namesOf = async (client: Client) =>
  ((await client.get('/api/lists?sort=name')).body.data as { attributes: { name: string } }[]).map(
    ({ attributes }) => attributes.name,
  )

describe.each<[string, SandboxOptions]>([
  ['in memory', {}],
  ['in a data folder', { dataDir: folder }],
])('an account %s', (_where, options) => {
  it('is copied as it stands, and from then on goes its own way', async () => {
    const sandbox = await start(options)
    const [one, two] = ['pk_one', 'pk_two'].map((key) => clientOf(sandbox, { key })) as [Client, Client]
    await one.post('/api/lists', list('A'))
    await sandbox.fork('pk_one', { key: 'pk_two' })
    await one.post('/api/lists', list('B'))
    await two.post('/api/lists', list('C'))
    expect([await namesOf(one), await namesOf(two)]).toEqual([
      ['A', 'B'],
      ['A', 'C'],
    ])
    const accounts = [(await one.get('/api/accounts')).body.data[0], (await two.get('/api/accounts')).body.data[0]]
    expect(accounts[0].id).not.toBe(accounts[1].id)
    for (const { id, attributes } of accounts) expect(attributes.public_api_key).toBe(id)
  })

  it('is deleted with its file, and the next use of its key opens an empty one', async () => {
    const sandbox = await start(options)
    const client = clientOf(sandbox, { key: 'pk_one' })
    await client.post('/api/lists', list('A'))
    const { id } = (await client.get('/api/accounts')).body.data[0]
    const file = join(folder, `${id}.sqlite`)
    expect(existsSync(file)).toBe(options.dataDir !== undefined)
    await (await sandbox.account('pk_one')).delete()
    expect(existsSync(file)).toBe(false)
    expect(await namesOf(client)).toEqual([])
  })
})

it('copies have the time of what they were copied from, and the ids that it would have given', async () => {
  const sandbox = await start()
  await sandbox.inject({ url: '/api/lists', headers: { authorization: 'Klaviyo-API-Key pk_one' } })
  await sandbox.clock.advance(60_000)
  const made: unknown[] = []
  for (const key of ['pk_two', 'pk_three']) {
    await sandbox.fork('pk_one', { key: key })
    made.push((await clientOf(sandbox, { key }).post('/api/lists', list('A'))).body.data)
  }
  expect(made[0]).toEqual(made[1])
  expect(made[0]).toMatchObject({ attributes: { created: '2026-11-02T10:01:00.250000+00:00' } })
})

it('no copy takes the place of an account or is made of none', async () => {
  const sandbox = await start()
  await sandbox.fork('pk_one', { key: 'pk_two' })
  await expect(sandbox.fork('pk_one', { key: 'pk_two' })).rejects.toThrow('the key pk_two has an account already')
  await expect(sandbox.fork('pk_one', { key: 'two' })).rejects.toThrow("'two' is no private key: it begins with pk_")
  await expect(sandbox.fork('one')).rejects.toThrow("there is no account 'one'")
})

it('where accounts are declared, a copy is the only one that can be added', async () => {
  const sandbox = await start({ accounts: [{ id: 'AbC123', keys: { pk_one: 'read-only' } }] })
  const copy = await sandbox.fork('pk_one')
  expect(copy.key).toMatch(/^pk_sandbox_\w{24}$/)
  expect((await copy.inject('/api/lists')).statusCode).toBe(200)
  await expect(sandbox.account('pk_two')).rejects.toThrow("the key 'pk_two' opens no account")
})
