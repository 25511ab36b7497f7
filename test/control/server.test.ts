import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlRoutes } from '../../src/control/routes.ts'
import type { Sandbox, SandboxAccount } from '../../src/index.ts'
import { clientOf, testSandbox } from '../client.ts'
import { control } from './control-client.ts'

let sandbox: Sandbox
let account: SandboxAccount
const warnings: string[] = []
let shutDowns = 0
beforeEach(async () => {
  warnings.length = 0
  shutDowns = 0
  sandbox = await testSandbox({
    jobDelayMs: 60_000,
    warn: (text) => warnings.push(text),
    shutDown: () => void shutDowns++,
  })
  account = await sandbox.account('pk_test')
})
afterEach(() => sandbox.close())

describe('jobs', () => {
  const importOf = (email: string) => ({
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: [{ type: 'profile', attributes: { email } }] } },
    },
  })

  it('are listed, and one is done at once', async () => {
    const client = clientOf(sandbox)
    const { id } = (await client.post('/api/profile-bulk-import-jobs', importOf('a@example.com'))).body.data
    expect((await account.jobs.list()).map(({ kind, due }) => [kind, due])).toEqual([
      ['profile-bulk-import-job-start', '2026-11-02T10:00:30.250000+00:00'],
      ['profile-bulk-import-job', '2026-11-02T10:01:00.250000+00:00'],
      ['profile-bulk-import-job-expiry', '2026-11-09T10:00:00.250000+00:00'],
    ])
    expect((await account.jobs.complete(id)).map(({ what }) => what)).toEqual([
      'profile-bulk-import-job-start',
      'profile-bulk-import-job',
    ])
    const { attributes } = (await client.get(`/api/profile-bulk-import-jobs/${id}`)).body.data
    expect(attributes).toMatchObject({ status: 'complete', completed_at: '2026-11-02T10:00:00+00:00' })
    await expect(account.jobs.complete(id)).rejects.toThrow(`no job '${id}' is under way; nothing is under way`)
  })

  it('fail: all rows of one that has rows', async () => {
    const client = clientOf(sandbox)
    const { id } = (await client.post('/api/profile-bulk-import-jobs', importOf('a@example.com'))).body.data
    await account.jobs.fail(id, { detail: 'Out of luck.' })
    const { attributes } = (await client.get(`/api/profile-bulk-import-jobs/${id}`)).body.data
    expect(attributes).toMatchObject({ status: 'complete', completed_count: 0, failed_count: 1 })
    const errors = (await client.get(`/api/profile-bulk-import-jobs/${id}/import-errors`)).body.data
    expect(errors[0].attributes.detail).toBe('Out of luck.')
  })

  it('fail alone: others that are due, and held back by a rule, stay as they are', async () => {
    const client = clientOf(sandbox)
    await account.faults.set({ match: { job: 'profile-bulk-import-job' }, then: { jobs: 'stall' } })
    const ids: string[] = []
    for (const email of ['a@example.com', 'b@example.com']) {
      ids.push((await client.post('/api/profile-bulk-import-jobs', importOf(email))).body.data.id)
    }
    await account.clock.advance('PT2M')
    expect((await account.jobs.fail(ids[0]!)).map(({ id }) => id)).toEqual([ids[0]])
    const statuses = await Promise.all(
      ids.map(async (id) => {
        const { status, failed_count } = (await client.get(`/api/profile-bulk-import-jobs/${id}`)).body.data.attributes
        return [status, failed_count]
      }),
    )
    expect(statuses).toEqual([
      ['complete', 1],
      ['processing', 0],
    ])
  })
})

it('a double opt-in waits, and is confirmed as the person would', async () => {
  const client = clientOf(sandbox)
  const body = { data: { type: 'list', attributes: { name: 'A', opt_in_process: 'double_opt_in' } } }
  const list = (await client.post('/api/lists', body)).body.data.id as string
  await client.post('/api/profile-subscription-bulk-create-jobs', {
    data: {
      type: 'profile-subscription-bulk-create-job',
      attributes: {
        profiles: {
          data: [
            {
              type: 'profile',
              attributes: {
                email: 'a@example.com',
                subscriptions: { email: { marketing: { consent: 'SUBSCRIBED' } } },
              },
            },
          ],
        },
      },
      relationships: { list: { data: { type: 'list', id: list } } },
    },
  })
  await account.clock.advance('PT1M')
  expect(await account.optIns.list()).toEqual([{ who: 'a@example.com', list }])
  const profile = await account.optIns.confirm({ email: 'A@example.com' })
  expect((await client.get(`/api/lists/${list}/profiles`)).body.data).toMatchObject([{ id: profile }])
  await expect(account.optIns.confirm({ email: 'a@example.com' })).rejects.toThrow(
    'no opt-in of a@example.com waits; none does',
  )
})

describe('rate limits', () => {
  const ask = async () => (await account.inject('/api/lists')).statusCode

  it('are set for all accounts or one, read, and cleared', async () => {
    await sandbox.rateLimits.set({ mode: 'enforce', limits: { get_lists: { burst: 2, steady: 2 } } })
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429])
    const { body } = await control(sandbox, 'GET', '/ratelimits?account=pk_test')
    expect(body).toEqual({
      mode: 'enforce',
      limits: { get_lists: { burst: 2, steady: 2 } },
      accounts: [
        {
          account: account.id,
          mode: 'enforce',
          limits: {},
          windows: [{ name: 'get_lists', burst: 3, steady: 2, daily: 0 }],
        },
      ],
    })
    await account.rateLimits.set({ mode: 'off' })
    expect(await ask()).toBe(200)
    await account.rateLimits.clear()
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429])
    await sandbox.rateLimits.clear()
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200])
  })

  it('are set by operations that there are', async () => {
    const limits = { get_list_s: { burst: 1, steady: 1 } }
    expect((await control(sandbox, 'PUT', '/ratelimits', { limits })).body.detail).toContain(
      "limits: there is no operation 'get_list_s'",
    )
  })
})

describe('the control plane', () => {
  it('tells that it lives, and is ready once everything is loaded', async () => {
    const fresh = await testSandbox()
    expect((await control(fresh, 'GET', '/livez')).body).toEqual({ status: 'ok' })
    expect(await control(fresh, 'GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'loading' } })
    await fresh.account('pk_test')
    expect(await control(fresh, 'GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    await fresh.close()
  })

  it('gives figures for Prometheus', async () => {
    await account.inject('/api/lists')
    await account.inject('/api/nope')
    const { body, type } = await control(sandbox, 'GET', '/metrics')
    expect(type).toBe('text/plain; version=0.0.4')
    expect(body).toContain('klaviyo_sandbox_requests_total{status="2xx"} 1\n')
    expect(body).toContain('klaviyo_sandbox_requests_total{status="4xx"} 1\n')
    expect(body).toContain('klaviyo_sandbox_accounts 1\n')
    for (const line of body.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="\w+"\})? [\d.]+)$/)
  })

  it('describes itself: every route, with schemas that can be compiled', async () => {
    const { body } = await control(sandbox, 'GET', '/openapi.json')
    const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(controlRoutes.map(({ method, path }) => `${method} /_sandbox/v1${path}`).sort())
    const ajv = new Ajv({ allowUnionTypes: true })
    for (const { body: schema, answer } of controlRoutes) {
      for (const each of [schema, answer]) if (each !== undefined) ajv.compile(each)
    }
  })

  it('has a page for people, on which nothing of theirs is markup', async () => {
    await account.inject('/api/lists/a&b')
    const { statusCode, headers, body } = await sandbox.inject({ url: '/_sandbox', headers: { host: 'localhost' } })
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toContain(account.id)
    expect(body).toContain('/api/lists/a&#38;b')
    expect(body).not.toContain('a&b')
  })

  it('ends the process when it may, and says so when not', async () => {
    expect(await control(sandbox, 'POST', '/shutdown')).toMatchObject({ status: 202 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(shutDowns).toBe(1)
    const other = await testSandbox()
    expect((await control(other, 'POST', '/shutdown')).body.detail).toContain('--allow-shutdown')
    await other.close()
  })

  it.each<['GET' | 'POST' | 'DELETE', string, number, string]>([
    ['GET', '/nope', 404, 'there is no /nope here; GET /_sandbox/v1/openapi.json lists what there is'],
    ['DELETE', '/clock', 405, '/clock takes GET, not DELETE'],
    ['GET', '/clock?acount=pk_test', 400, "readClock has no parameter 'acount'; it takes account"],
    ['GET', '/export', 400, 'which account? Add ?account= with an id or a private key; open are '],
  ])('answers %s %s with %i', async (method, path, status, detail) => {
    const { type, body } = await control(sandbox, method, path)
    expect([type, body.status, body.detail]).toEqual([
      expect.stringContaining('application/problem+json'),
      status,
      expect.stringContaining(detail),
    ])
  })

  it('refuses a body that is no JSON', async () => {
    const answer = await sandbox.inject({
      method: 'PUT',
      url: '/_sandbox/v1/faults',
      headers: { host: 'localhost' },
      payload: '{',
    })
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      400,
      expect.stringContaining('the body is no JSON'),
    ])
  })
})

describe('who may ask the control plane', () => {
  it('is this machine, and no page that a browser shows', async () => {
    const asked = async (headers: Record<string, string>) =>
      (await control(sandbox, 'GET', '/accounts', undefined, headers)).status
    expect(await asked({ host: 'localhost:5528' })).toBe(200)
    expect(await asked({ host: '[::1]:5528' })).toBe(200)
    expect(await asked({ host: '127.0.0.1:5528', origin: 'http://127.0.0.1:5528' })).toBe(200)
    expect(await asked({ origin: 'https://evil.example' })).toBe(403)
    expect(await asked({ origin: 'null' })).toBe(403)
    expect(await asked({ host: 'evil.example:5528' })).toBe(403)
    const { headers } = await sandbox.inject({ url: '/_sandbox/v1/accounts', headers: { host: 'localhost' } })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('needs the token where others can reach it; health and the API do not', async () => {
    const open = await testSandbox()
    await open.listen({ host: '0.0.0.0' })
    expect(open.controlToken).toMatch(/^\w{43}$/)
    const asked = async (path: string, authorization?: string) =>
      (await control(open, 'GET', path, undefined, { host: 'sandbox:5528', ...(authorization && { authorization }) }))
        .status
    expect(await asked('/accounts')).toBe(401)
    expect(await asked('/accounts', 'Bearer nope')).toBe(401)
    expect(await asked('/accounts', `Bearer ${open.controlToken}`)).toBe(200)
    expect(await asked('/livez')).toBe(200)
    expect((await open.inject({ url: '/_sandbox', headers: { host: 'sandbox' } })).statusCode).toBe(401)
    expect((await clientOf(open).get('/api/lists')).status).toBe(200)
    await open.close()
  })

  it('may set the token', async () => {
    const own = await testSandbox({ controlToken: 'secret' })
    expect((await control(own, 'GET', '/accounts')).status).toBe(401)
    expect((await control(own, 'GET', '/accounts', undefined, { authorization: 'Bearer secret' })).status).toBe(200)
    await own.close()
  })
})

it('a key that looks live is warned of once, and not told', async () => {
  const key = 'pk_0123456789abcdef0123456789abcdef01'
  const live = await sandbox.account(key)
  await live.inject('/api/lists')
  expect(warnings).toEqual([
    'the key …ef01 looks like one of a live Klaviyo account; use one of your own making here, such as pk_test',
  ])
})
