import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, familyA, familyB, makeList } from './ask.ts'

const TITLE = 'Authentication credentials were not provided.'
const SCHEME = 'Missing or invalid authorization scheme. Please use Klaviyo-API-Key.'
const WRONG = 'Incorrect authentication credentials.'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox({ rateLimits: 'enforce' })
})
afterAll(() => sandbox.close())

describe('a 401', () => {
  it.each([
    ['no header', undefined, 'not_authenticated', TITLE, SCHEME],
    ['an empty header', '', 'not_authenticated', TITLE, SCHEME],
    ['a bare key', 'pk_test', 'not_authenticated', TITLE, SCHEME],
    ['a foreign scheme', 'Basic cGtfdGVzdDo=', 'not_authenticated', TITLE, SCHEME],
    ['an unknown key', 'Klaviyo-API-Key invalid', 'not_authenticated', TITLE, 'Missing or invalid private key.'],
    ['an empty key', 'Klaviyo-API-Key  ', 'not_authenticated', TITLE, 'Missing or invalid private key.'],
    ['a bad token', 'Bearer abc', 'authentication_failed', WRONG, WRONG],
  ])('answers %s byte for byte as recorded', async (_, authorization, code, title, detail) => {
    const answer = await ask(sandbox, { url: '/api/lists', headers: { authorization } })
    const { headers } = answer
    expect(answer.status).toBe(401)
    expect(answer.text).toBe(familyB(headers['x-klaviyo-req-id']!, 401, code, title, detail))
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.api+json',
      'www-authenticate': 'Bearer, Klaviyo-API-Key',
      allow: 'GET, POST, HEAD, OPTIONS',
      'content-language': 'en-us',
      vary: 'Accept, Accept-Language, Cookie, Origin',
    })
    for (const absent of ['cid', 'x-klaviyo-api-revision', 'ratelimit-limit', 'ratelimit-remaining', 'retry-after']) {
      expect(headers).not.toHaveProperty(absent)
    }
  })

  it('comes before the revision, the body and the id are looked at', async () => {
    const answer = await ask(sandbox, {
      method: 'PATCH',
      url: '/api/lists/nope',
      headers: { authorization: undefined, revision: 'nonsense' },
      body: '{',
    })
    expect(answer.status).toBe(401)
  })
})

describe('an authenticated answer', () => {
  it('carries the recorded headers', async () => {
    const { headers, status } = await ask(sandbox, { url: '/api/accounts', headers: { revision: '2026-07-15' } })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.api+json',
      cid: expect.stringMatching(/^[A-Za-z0-9]{6}$/),
      'content-language': 'en-us',
      vary: 'Accept, Accept-Language, Cookie, Origin',
      'x-klaviyo-api-revision': '2026-07-15',
      'x-klaviyo-req-id': expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      'ratelimit-limit': '1, 1;w=1, 15;w=60',
    })
    expect(headers).not.toHaveProperty('www-authenticate')
  })

  it('names the account of the key in Cid, the same for the same key', async () => {
    const cid = async (key: string) =>
      (await ask(sandbox, { url: '/api/lists', headers: { authorization: `Klaviyo-API-Key ${key}` } })).headers.cid
    expect(await cid('pk_one')).toBe(await cid('pk_one'))
    expect(await cid('pk_one')).not.toBe(await cid('pk_two'))
  })

  it('shows nothing of another account', async () => {
    const id = await makeList(sandbox, 'Mine')
    const other = { authorization: 'Klaviyo-API-Key pk_other' }
    expect((await ask(sandbox, { url: `/api/lists/${id}`, headers: other })).status).toBe(404)
    expect((await ask(sandbox, { url: '/api/lists', headers: other })).body.data).toEqual([])
    expect((await ask(sandbox, { method: 'DELETE', url: `/api/lists/${id}`, headers: other })).status).toBe(404)
    expect((await ask(sandbox, { url: `/api/lists/${id}` })).status).toBe(200)
  })
})

describe('/client', () => {
  const body = { data: { type: 'profile', attributes: { email: 'a@example.com' } } }

  it.each(['', '?company_id=', '?company_id=Nobody', '?company_id=pk_test'])(
    'answers 400 for an unknown company (%s)',
    async (query) => {
      const answer = await ask(sandbox, {
        method: 'POST',
        url: `/client/profiles${query}`,
        headers: { authorization: undefined },
        body,
      })
      expect(answer.status).toBe(400)
      expect(answer.text).toBe(
        familyA(answer.headers['x-klaviyo-req-id']!, 400, 'invalid', 'Invalid input.', 'Invalid Company ID', {
          pointer: '/data',
        }),
      )
    },
  )

  it('does not open for a private key', async () => {
    expect((await ask(sandbox, { method: 'POST', url: '/client/profiles', body })).status).toBe(400)
  })
})

describe('declared accounts', () => {
  let declared: Sandbox
  beforeAll(async () => {
    declared = await testSandbox({
      accounts: [
        {
          id: 'AbCdE1',
          keys: { pk_full: 'full', pk_read: 'read-only', pk_lists: ['lists:read', 'lists:write'], pk_none: [] },
        },
        { id: 'AbCdE2', keys: { pk_second: 'full' } },
      ],
    })
  })
  afterAll(() => declared.close())
  const as = (key: string) => ({ authorization: `Klaviyo-API-Key ${key}` })
  const missing = (id: string, scopes: string) =>
    familyB(
      id,
      403,
      'permission_denied',
      'You do not have permission to perform this action.',
      `Your API key is missing required scopes: ${scopes}`,
    )

  it('are the only ones', async () => {
    expect((await ask(declared, { url: '/api/lists', headers: as('pk_unknown') })).status).toBe(401)
    const { body } = await ask(declared, { url: '/api/accounts', headers: as('pk_full') })
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['AbCdE1'])
  })

  it.each([
    ['pk_read', 'GET', '/api/lists', 200, ''],
    ['pk_read', 'POST', '/api/lists', 403, 'lists:write'],
    ['pk_lists', 'GET', '/api/lists', 200, ''],
    ['pk_lists', 'POST', '/api/lists', 201, ''],
    ['pk_lists', 'GET', '/api/accounts', 403, 'accounts:read'],
    ['pk_lists', 'GET', '/api/lists?include=tags', 403, 'tags:read'],
    ['pk_lists', 'GET', '/api/lists?include=%20tags', 403, 'tags:read'],
    ['pk_lists', 'GET', '/api/lists?include=constructor', 400, ''],
    ['pk_none', 'GET', '/api/lists', 403, 'lists:read'],
    ['pk_none', 'GET', '/api/lists/any', 403, 'lists:read'],
    ['pk_full', 'GET', '/api/lists?include=tags', 200, ''],
  ])('%s %s %s answers %i', async (key, method, url, status, scopes) => {
    const answer = await ask(declared, {
      method,
      url,
      headers: as(key),
      ...(method === 'POST' && { body: { data: { type: 'list', attributes: { name: 'A' } } } }),
    })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.text).toBe(missing(answer.headers['x-klaviyo-req-id']!, scopes))
    expect(answer.headers.cid).toBe('AbCdE1')
  })

  it('share what the keys of one account write', async () => {
    const id = await makeList(declared, 'Shared', as('pk_full'))
    expect((await ask(declared, { url: `/api/lists/${id}`, headers: as('pk_lists') })).status).toBe(200)
    expect((await ask(declared, { url: `/api/lists/${id}`, headers: as('pk_second') })).status).toBe(404)
  })
})
