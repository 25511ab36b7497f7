import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type LogLine, type Sandbox, type SandboxOptions } from '../../src/index.ts'
import { testSandbox, type Json } from '../client.ts'
import { basic, codeFor, decided, exchange, question, send, tokensFor } from '../oauth.ts'
import { ask } from './ask.ts'

const ONE = '11111111-1111-4111-8111-111111111111'
const TWO = '22222222-2222-4222-8222-222222222222'
const callback = 'https://one.example/callback?from=klaviyo'

const declared: SandboxOptions = {
  accounts: [
    { id: 'AbC123', keys: { pk_abc: 'full' }, settings: { advanced_kdp: false } },
    { id: 'XyZ789', keys: { pk_xyz: 'read-only' } },
  ],
  apps: [
    {
      client_id: ONE,
      client_secret: 'first:secret',
      name: 'One',
      redirect_uris: [callback, 'one://callback'],
      scopes: ['accounts:read', 'webhooks:read', 'lists:read'],
    },
    { client_id: TWO, client_secret: 'second', redirect_uris: ['https://two.example/'] },
  ],
}
const one = { client_id: ONE, redirect_uri: callback, scope: 'accounts:read webhooks:read lists:read' }
const asOne = { authorization: basic(ONE, 'first:secret') }
const asTwo = { authorization: basic(TWO, 'second') }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('declared apps', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await testSandbox(declared)
  })
  afterAll(() => sandbox.close())

  const tokens = async (key = 'pk_abc'): Promise<Json> => {
    const code = await codeFor(sandbox, key, one)
    return (await send(sandbox, 'token', exchange(code, { redirect_uri: callback }), asOne)).body
  }

  it('send people back to what they declared, to the letter', async () => {
    const fields = { ...question(one), private_key: 'pk_abc', decision: 'allow' }
    expect(await decided(sandbox, fields)).toMatchObject({ from: 'klaviyo', code: expect.stringMatching(/^AbC123/) })
    const answer = await send(sandbox, 'authorize', { ...fields, redirect_uri: 'one://callback' }, {})
    expect(answer.headers.location).toMatch(/^one:\/\/callback\?code=AbC123\w+&state=a\+state$/)
    const elsewhere = await send(sandbox, 'authorize', { ...fields, redirect_uri: 'http://localhost:3000/' }, {})
    expect([elsewhere.status, elsewhere.headers.location]).toEqual([400, undefined])
  })

  it('may ask for no more than they declared, and nobody is known without a key', async () => {
    const fields = { ...question({ ...one, scope: 'accounts:read profiles:read' }), private_key: 'pk_abc' }
    expect(await decided(sandbox, { ...fields, decision: 'allow' })).toMatchObject({ error: 'invalid_scope' })
    const page = await sandbox.inject({ url: `/oauth/authorize?${new URLSearchParams(question(one)).toString()}` })
    expect(page.body).toContain('<input name="private_key" value=""')
    const stranger = { ...question(one), private_key: 'pk_stranger', decision: 'allow' }
    expect((await send(sandbox, 'authorize', stranger, {})).status).toBe(400)
  })

  it('are the only ones', async () => {
    const page = await sandbox.inject({ url: `/oauth/authorize?${new URLSearchParams(question()).toString()}` })
    expect(page.statusCode).toBe(400)
    const none = await testSandbox({ accounts: declared.accounts! })
    expect((await send(none, 'token', {})).body).toEqual({ error: 'invalid_client' })
    await none.close()
  })

  it('cannot use, refresh or revoke what another was given', async () => {
    const code = await codeFor(sandbox, 'pk_abc', one)
    const body = exchange(code, { redirect_uri: callback })
    expect((await send(sandbox, 'token', body, asTwo)).body.error).toBe('invalid_grant')
    const { access_token, refresh_token } = await tokens()
    const refresh = { grant_type: 'refresh_token', refresh_token }
    expect((await send(sandbox, 'token', refresh, asTwo)).body).toEqual({ error: 'invalid_grant' })
    for (const token of [access_token, refresh_token]) await send(sandbox, 'revoke', { token }, asTwo)
    expect((await send(sandbox, 'token', refresh, asOne)).status).toBe(200)
    expect((await ask(sandbox, { url: '/api/lists', headers: bearer(access_token) })).status).toBe(200)
  })

  it('are served webhooks where private keys of the account are not', async () => {
    const { access_token } = await tokens()
    const status = async (headers: Record<string, string>) =>
      (await ask(sandbox, { url: '/api/webhooks', headers })).status
    expect(await status({ authorization: 'Klaviyo-API-Key pk_abc' })).toBe(403)
    expect(await status(bearer(access_token))).toBe(200)
  })

  it('open one account each time, and cannot be led to another', async () => {
    const { access_token } = await tokens('pk_xyz')
    expect((await ask(sandbox, { url: '/api/accounts', headers: bearer(access_token) })).body.data[0].id).toBe('XyZ789')
    const forged = `AbC123${access_token.slice(6)}`
    expect((await ask(sandbox, { url: '/api/accounts', headers: bearer(forged) })).status).toBe(401)
  })
})

it.each([
  [[{}], 'apps[0].client_id is missing'],
  [[{ client_id: 'a', client_secret: 'b', redirect_uris: ['https://a.example'] }], 'apps[0].client_id must be a UUID'],
  [
    [{ client_id: ONE, client_secret: 'b', redirect_uris: ['callback'] }],
    'apps[0].redirect_uris[0] must be an address such as https://example.com/callback',
  ],
  [
    [{ client_id: ONE, client_secret: 'b', redirect_uris: ['javascript:alert(1)'] }],
    'apps[0].redirect_uris[0] must be an address such as https://example.com/callback',
  ],
  [
    [{ client_id: ONE, client_secret: 'b', redirect_uris: [] }],
    'apps[0].redirect_uris must be a list that is not empty',
  ],
  [
    [{ client_id: ONE, client_secret: 'b', redirect_uris: ['https://a.example'], scopes: ['all'] }],
    'apps[0].scopes[0] must be a scope such as profiles:read',
  ],
  [[declared.apps![0], declared.apps![0]], 'apps: a client_id stands twice'],
])('apps that are wrong are refused: %j', async (apps, message) => {
  await expect(createSandbox({ apps: apps as never })).rejects.toThrow(message)
})

it('an app has a quota of its own beside that of the private keys', async () => {
  const sandbox = await testSandbox({ rateLimits: 'enforce' })
  const { access_token, refresh_token } = await tokensFor(sandbox, 'pk_test')
  const left = async (headers: Record<string, string> = {}) =>
    (await ask(sandbox, { url: '/api/accounts', headers })).headers['ratelimit-remaining']
  expect([await left(), await left(bearer(access_token))]).toEqual(['0', '0'])
  expect((await ask(sandbox, { url: '/api/accounts', headers: bearer(access_token) })).status).toBe(429)
  // Ten refreshes a minute.
  const refresh = { grant_type: 'refresh_token', refresh_token }
  const statuses: number[] = []
  for (let at = 0; at < 11; at++) statuses.push((await send(sandbox, 'token', refresh)).status)
  expect(statuses).toEqual([...Array<number>(10).fill(200), 429])
  await sandbox.clock.advance(60_000)
  expect((await send(sandbox, 'token', refresh)).status).toBe(200)
  await sandbox.close()
})

describe('what is kept and told', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('tokens outlive a restart, and stand neither in a file nor in the log', async () => {
    const lines: LogLine[] = []
    const told: string[] = []
    const options = {
      dataDir: folder,
      log: (line: LogLine) => lines.push(line),
      warn: (text: string) => told.push(text),
    }
    const before = await testSandbox(options)
    const page = `/oauth/authorize?${new URLSearchParams(question()).toString()}`
    expect((await before.inject({ url: page })).statusCode).toBe(200)
    const code = await codeFor(before, 'pk_kept')
    const { access_token, refresh_token } = (await send(before, 'token', exchange(code))).body
    await before.close()
    const after = await testSandbox(options)
    expect((await ask(after, { url: '/api/lists', headers: bearer(access_token) })).status).toBe(200)
    const refresh = { grant_type: 'refresh_token', refresh_token }
    expect((await send(after, 'token', refresh)).status).toBe(200)
    await after.close()
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
    const all = [...files, JSON.stringify(lines), ...told].join()
    for (const secret of [code, access_token, refresh_token, 'pk_kept', 'sandbox-secret'])
      expect(all).not.toContain(secret)
    expect(lines.map(({ url }) => url).filter((url) => url.startsWith('/oauth'))).toEqual([
      '/oauth/authorize',
      '/oauth/authorize',
      '/oauth/token',
      '/oauth/token',
    ])
    expect(lines.at(-1)!.account).toBe(access_token.slice(0, 6))
  })
})
