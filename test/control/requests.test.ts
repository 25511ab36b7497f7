import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxAccount } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'
import { control } from './control-client.ts'

let sandbox: Sandbox
let account: SandboxAccount
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  account = await sandbox.account('pk_test')
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const profile = (email: string) => ({ data: { type: 'profile', attributes: { email, properties: { plan: 'gold' } } } })

describe('the log of requests', () => {
  it('shows what was asked and answered, without secrets', async () => {
    const answer = await client.post('/api/profiles?fields[profile]=email', profile('a@example.com'), { cookie: 'c=1' })
    const [logged] = await account.requests.list()
    expect(logged).toEqual({
      id: answer.headers['x-klaviyo-req-id'],
      seq: expect.any(Number),
      at: '2026-11-02T10:00:00.250000+00:00',
      account: account.id,
      method: 'POST',
      path: '/api/profiles',
      query: { 'fields[profile]': 'email' },
      operation: 'create_profile',
      revision: '2026-10-15',
      status: 201,
      ms: expect.any(Number),
      fault: null,
      hint: null,
      request: {
        headers: expect.objectContaining({ authorization: 'Klaviyo-API-Key …', cookie: '…', revision: '2026-10-15' }),
        body: profile('a@example.com'),
      },
      response: { headers: expect.objectContaining({ Cid: account.id }), body: answer.body },
    })
    expect(JSON.stringify(logged)).not.toContain('pk_test')
  })

  it('is filtered by account, operation, method, path and status, over HTTP too', async () => {
    await client.post('/api/profiles', profile('a@example.com'))
    await client.post('/api/profiles', profile('a@example.com'))
    await client.get('/api/lists')
    await clientOf(sandbox, { key: 'pk_other' }).get('/api/lists')
    const found = async (query: string) =>
      (await control(sandbox, 'GET', `/requests?${query}`)).body.requests.map(
        ({ operation, status }: { operation: string; status: number }) => `${operation} ${status}`,
      )
    expect(await found('account=pk_test&status=4xx')).toEqual(['create_profile 409'])
    expect(await found('method=post&limit=1')).toEqual(['create_profile 409'])
    expect(await found('operation=create_profile&status=201')).toEqual(['create_profile 201'])
    expect(await found('path=/api/li*')).toEqual(['get_lists 200', 'get_lists 200'])
    expect(await account.requests.list({ body: { data: { attributes: { email: 'b@example.com' } } } })).toEqual([])
    expect(await account.requests.list({ query: { sort: 'name' } })).toEqual([])
  })

  it('keeps requests that no account was found for', async () => {
    await sandbox.inject({ url: '/api/lists', headers: { authorization: 'nonsense' } })
    await sandbox.inject('/api/nonsense')
    const logged = await sandbox.requests.list()
    expect(logged.map(({ account: of, status, path }) => [of, status, path])).toEqual([
      [null, 401, '/api/lists'],
      [null, 404, '/api/nonsense'],
    ])
  })

  it('keeps the newest of each account, as many as it was told', async () => {
    await sandbox.close()
    sandbox = await testSandbox({ requestLog: 3 })
    client = clientOf(sandbox)
    await clientOf(sandbox, { key: 'pk_quiet' }).get('/api/segments')
    for (const name of ['lists', 'tags', 'forms', 'flows']) await client.get(`/api/${name}`)
    const paths = (await sandbox.requests.list()).map(({ path }) => path)
    expect(paths).toEqual(['/api/segments', '/api/tags', '/api/forms', '/api/flows'])
    await (await sandbox.account('pk_test')).requests.clear()
    expect((await sandbox.requests.list()).map(({ path }) => path)).toEqual(['/api/segments'])
  })

  it('is followed: requests behind a place, as soon as there are some', async () => {
    await client.get('/api/lists')
    const [{ seq }] = (await control(sandbox, 'GET', '/requests')).body.requests
    const following = control(sandbox, 'GET', `/requests?after=${seq}&wait=PT30S`)
    await client.get('/api/tags')
    expect((await following).body.requests.map(({ path }: { path: string }) => path)).toEqual(['/api/tags'])
    expect((await control(sandbox, 'GET', `/requests?after=${seq + 1}&wait=PT0S`)).body.requests).toEqual([])
  })
})

describe('wait', () => {
  it('resolves when so many requests matched', async () => {
    const waiting = account.requests.wait({ operation: 'create_profile', count: 2, timeout: 'PT30S' })
    await client.post('/api/profiles', profile('a@example.com'))
    await client.post('/api/profiles', profile('b@example.com'))
    expect((await waiting).map(({ status }) => status)).toEqual([201, 201])
  })

  it('rejects when they do not come in time, and says what came', async () => {
    await client.get('/api/lists')
    await expect(account.requests.wait({ operation: 'create_event', timeout: 0 })).rejects.toThrow(
      'waited 0 ms for 1 of create_event, 0 came; there were 1 × get_lists (200)',
    )
    const { status, body } = await control(sandbox, 'POST', '/requests/wait', { path: '/x', timeout: 'PT0S' })
    expect([status, body.title]).toEqual([408, 'Request Timeout'])
  })
})

describe('verify', () => {
  it('passes when requests came as expected', async () => {
    await client.post('/api/profiles', profile('a@example.com'))
    await account.requests.verify({ operation: 'create_profile' })
    await account.requests.verify({ operation: 'create_profile', count: 1, status: 201 })
    await account.requests.verify({ method: 'post', body: { data: { attributes: { properties: { plan: 'gold' } } } } })
    await account.requests.verify({ operation: 'create_event', count: 0 })
    await account.requests.verify({ path: '/api/*', atLeast: 1, atMost: 3 })
  })

  it.each<[object, string]>([
    [{ operation: 'create_profile', count: 2 }, 'expected 2 of create_profile, found 1; there were 1 × create_profile'],
    [
      { operation: 'create_profile', body: { data: { attributes: { email: 'b@example.com' } } } },
      'expected 1 or more of create_profile {"body":{"data":{"attributes":{"email":"b@example.com"}}}}, found 0',
    ],
    [{ atMost: 0 }, 'expected 0 of any request, found 1'],
    [{ atLeast: 2, atMost: 3 }, 'expected 2 to 3 of any request, found 1'],
  ])('fails for %j and says what came instead', async (expectation, message) => {
    await client.post('/api/profiles', profile('a@example.com'))
    await expect(account.requests.verify(expectation)).rejects.toThrow(message)
    const { status, body } = await control(sandbox, 'POST', '/requests/verify?account=pk_test', expectation)
    expect([status, body.verified, body.message]).toEqual([200, false, expect.stringContaining(message)])
  })
})

describe('explain', () => {
  const explained = async (answer: { headers: Record<string, string> }) =>
    account.requests.explain(answer.headers['x-klaviyo-req-id']!)

  it('tells the operation, the account, the filter, and what SQLite did', async () => {
    const answer = await client.get("/api/profiles?filter=equals(email,'a@example.com')&page[size]=5")
    const { request, ...rest } = await explained(answer)
    expect(request.status).toBe(200)
    expect(rest).toEqual({
      operation: {
        operationId: 'get_profiles',
        group: 'Profiles',
        path: '/api/profiles',
        introduced: expect.any(String),
        scopes: ['profiles:read'],
      },
      account: { id: account.id, found_by: 'private key' },
      filter: [{ operator: 'equals', field: 'email', values: [{ kind: 'string', text: 'a@example.com' }] }],
      statements: [
        {
          sql: expect.stringContaining('FROM profile'),
          values: expect.arrayContaining(['a@example.com']),
          rows: 0,
          plan: [
            'SEARCH p USING INDEX sqlite_autoindex_profile_1 (id=?)',
            'SCALAR SUBQUERY 1',
            'SEARCH i USING PRIMARY KEY (kind=? AND value=?)',
          ],
          walked: [],
        },
      ],
      rate_limits: [],
      errors: [],
    })
  })

  it('tells when a table is walked from one end to the other, and how long it is', async () => {
    await client.post('/api/profiles', profile('a@example.com'))
    const { statements } = await explained(await client.get('/api/profiles'))
    expect(statements[0]).toMatchObject({ rows: 1, walked: [{ table: 'profile', rows: 1 }] })
  })

  it('tells the windows before and after', async () => {
    await account.rateLimits.set({ mode: 'enforce', limits: { get_lists: { burst: 1, steady: 10 } } })
    const [first, second] = [await client.get('/api/lists'), await client.get('/api/lists')]
    const windows = async (answer: typeof first) => (await explained(answer)).rate_limits[0]!.windows
    expect([await windows(first), await windows(second)]).toEqual([
      [
        { window: 'burst', limit: 1, before: 0, after: 1 },
        { window: 'steady', limit: 10, before: 0, after: 1 },
      ],
      [
        { window: 'burst', limit: 1, before: 1, after: 2 },
        { window: 'steady', limit: 10, before: 1, after: 1 },
      ],
    ])
  })

  it('tells what the contract says of the place of an error', async () => {
    const refused = await client.post('/api/lists', {
      data: { type: 'list', attributes: { name: 5, opt_in_process: 'x' } },
    })
    const { errors } = await explained(refused)
    expect(errors.map(({ contract }) => contract)).toEqual([
      { pointer: '/data/attributes/name', schema: expect.objectContaining({ type: 'string' }) },
      {
        pointer: '/data/attributes/opt_in_process',
        schema: expect.objectContaining({ enum: ['double_opt_in', 'single_opt_in', null] }),
      },
    ])
    const unknown = await explained(await client.get('/api/lists?filter=equals(nope,"x")'))
    expect(unknown.errors[0]!.contract).toMatchObject({ parameter: 'filter', filters: { name: expect.any(Object) } })
  })

  it('knows no request that the log does not have', async () => {
    expect((await control(sandbox, 'GET', '/requests/nope/explain')).body).toMatchObject({
      status: 404,
      detail: "the log has no request 'nope'; it keeps the newest ones, see GET /_sandbox/v1/requests",
    })
  })
})

it('the log keeps large bodies and values in short', async () => {
  const data = Array.from({ length: 2000 }, (_, index) => ({
    type: 'profile',
    attributes: { email: `${index}@example.com`, properties: { note: 'x'.repeat(200) } },
  }))
  const answer = await client.post('/api/profile-bulk-import-jobs', {
    data: { type: 'profile-bulk-import-job', attributes: { profiles: { data } } },
  })
  const { request, statements } = await account.requests.explain(answer.headers['x-klaviyo-req-id']!)
  expect(String(request.request.body)).toMatch(/^.{262144}… \(cut from \d{6} characters\)$/s)
  const longest = Math.max(...statements.flatMap(({ values }) => values.map((value) => String(value).length)))
  expect(longest).toBe(201)
})
