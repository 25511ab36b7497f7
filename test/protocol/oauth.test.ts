import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { SANDBOX_APP } from '../../src/store/declared-apps.ts'
import { testSandbox, type Json } from '../client.ts'
import { basic, CALLBACK, codeFor, decided, exchange, question, send, tokensFor } from '../oauth.ts'
import { ask, makeList } from './ask.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())

const key = (text: string) => ({ authorization: `Klaviyo-API-Key ${text}` })
const as = (token: string, url = '/api/lists') => ask(sandbox, { url, headers: { authorization: `Bearer ${token}` } })

describe('the page', () => {
  const page = (fields: Record<string, string>) =>
    sandbox.inject({ url: `/oauth/authorize?${new URLSearchParams(fields).toString()}` })

  it('asks a person, and holds whatever it is given in its place', async () => {
    const answer = await page(question({ state: `"><script>alert('1')</script>` }))
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    expect(answer.body).toContain('<h1>Connect Sandbox App</h1>')
    expect(answer.body).toContain('<code>lists:read</code>')
    expect(answer.body).toContain('<input name="private_key" value="pk_demo"')
    expect(answer.body).toContain('value="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"')
    expect(answer.body).not.toContain('<script')
  })

  it.each([
    [{ client_id: undefined }, 'No app has this client_id.'],
    [{ client_id: 'nobody' }, 'No app has this client_id.'],
    [{ redirect_uri: undefined }, 'The redirect_uri is none of those of the app.'],
    [{ redirect_uri: 'https://evil.example/callback' }, 'The redirect_uri is none of those of the app.'],
    [{ redirect_uri: 'http://localhost@evil.example/' }, 'The redirect_uri is none of those of the app.'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'The redirect_uri is none of those of the app.'],
    [{ redirect_uri: `${CALLBACK}#fragment` }, 'The redirect_uri is none of those of the app.'],
  ])('leads nobody to where it does not know: %j', async (more, problem) => {
    const answer = await page(question(more))
    expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined])
    expect(answer.body).toContain(problem)
  })

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type', undefined],
    [{ code_challenge: undefined }, 'invalid_request', 'Missing "code_challenge"'],
    [{ code_challenge: 'short' }, 'invalid_request', 'Invalid "code_challenge"'],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 'Unsupported "code_challenge_method"'],
    [{ code_challenge_method: undefined }, 'invalid_request', 'Unsupported "code_challenge_method"'],
    [{ scope: 'lists:read' }, 'invalid_scope', 'The scope accounts:read is always required'],
    [{ scope: undefined }, 'invalid_scope', 'The scope accounts:read is always required'],
    [{ scope: 'accounts:read moon:write' }, 'invalid_scope', 'The app may not ask for: moon:write'],
  ])('tells the app what is wrong with %j', async (more, error, description) => {
    const answer = await page(question(more))
    expect(answer.statusCode).toBe(302)
    const url = new URL(String(answer.headers.location))
    expect(url.origin + url.pathname).toBe(CALLBACK)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error,
      ...(description !== undefined && { error_description: description }),
      state: 'a state',
    })
  })

  it('refuses a question that says something twice', async () => {
    const answer = await sandbox.inject({ url: `/oauth/authorize?${new URLSearchParams(question())}&client_id=a` })
    expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined])
  })
})

describe('a decision', () => {
  it('leads back with a code, or with access_denied', async () => {
    const fields = { ...question(), private_key: 'pk_oauth' }
    expect(await decided(sandbox, { ...fields, decision: 'allow' })).toEqual({
      code: expect.stringMatching(/^\w{49}$/),
      state: 'a state',
    })
    expect(await decided(sandbox, fields)).toEqual({
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request',
      state: 'a state',
    })
  })

  it('is asked for again when no account has the key', async () => {
    const answer = await send(sandbox, 'authorize', { ...question(), private_key: 'nope', decision: 'allow' }, {})
    expect([answer.status, answer.headers.location]).toEqual([400, undefined])
    expect(answer.text).toContain('No account has this private key.')
    expect(answer.text).not.toContain('nope')
  })
})

describe('a code', () => {
  it('is exchanged for tokens, once', async () => {
    const code = await codeFor(sandbox, 'pk_oauth')
    const { status, headers, body } = await send(sandbox, 'token', exchange(code))
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(body).toEqual({
      access_token: expect.stringMatching(/^\w{49}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^\w{49}$/),
      scope: 'accounts:read lists:read',
    })
    const again = await send(sandbox, 'token', exchange(code))
    expect([again.status, again.body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Invalid "code" in request.' },
    ])
  })

  it('lives five minutes', async () => {
    const code = await codeFor(sandbox, 'pk_oauth')
    await sandbox.clock.advance(299_000)
    const [early, late] = [code, await codeFor(sandbox, 'pk_oauth')]
    expect((await send(sandbox, 'token', exchange(early))).status).toBe(200)
    await sandbox.clock.advance(300_000)
    expect((await send(sandbox, 'token', exchange(late))).body.error).toBe('invalid_grant')
  })

  it.each([
    [{ code: 'nothing' }, 'invalid_grant', 'Invalid "code" in request.'],
    [{ code: '../../' }, 'invalid_grant', 'Invalid "code" in request.'],
    [{ code: '' }, 'invalid_request', 'Missing "code" in request.'],
    [{ redirect_uri: 'http://localhost:3000/other' }, 'invalid_grant', 'Invalid "redirect_uri" in request.'],
    [{ code_verifier: '' }, 'invalid_request', 'Missing "code_verifier"'],
    [{ code_verifier: 'short' }, 'invalid_request', 'Invalid "code_verifier"'],
    [{ code_verifier: 'w'.repeat(43) }, 'invalid_grant', 'Code challenge failed.'],
    [{ grant_type: 'password' }, 'invalid_grant_type', undefined],
  ])('is refused with %j, and stays', async (more, error, description) => {
    const code = await codeFor(sandbox, 'pk_oauth')
    const refused = await send(sandbox, 'token', exchange(code, more))
    expect([refused.status, refused.body]).toEqual([
      400,
      { error, ...(description !== undefined && { error_description: description }) },
    ])
    expect((await send(sandbox, 'token', exchange(code))).status).toBe(200)
  })
})

describe('an app', () => {
  it.each([
    ['no header', undefined],
    ['another scheme', 'Klaviyo-API-Key pk_oauth'],
    ['a wrong secret', basic(undefined, 'guess')],
    ['an unknown id', basic('nobody')],
    ['no secret', `Basic ${Buffer.from(SANDBOX_APP.client_id).toString('base64')}`],
    ['nonsense', 'Basic !!!'],
  ])('is not known by %s', async (_, authorization) => {
    for (const path of ['token', 'revoke']) {
      const answer = await send(sandbox, path, { token: 'a' }, authorization === undefined ? {} : { authorization })
      expect([answer.status, answer.body]).toEqual([401, { error: 'invalid_client' }])
      expect(answer.headers['www-authenticate']).toBe('Basic error="invalid_client"')
    }
  })

  it.each([
    ['JSON', { 'content-type': 'application/json' }, JSON.stringify(exchange('a'))],
    ['no form', { 'content-type': 'text/plain' }, 'grant_type=refresh_token'],
    ['nothing', {}, ''],
    ['bytes', { 'content-type': 'application/x-www-form-urlencoded' }, '\u0000%ff%zz&&=a'],
  ])('that sends %s is told so', async (_, type, payload) => {
    const headers = { authorization: basic(), ...type }
    const answer = await sandbox.inject({ method: 'POST', url: '/oauth/token', headers, payload })
    expect([answer.statusCode, answer.body]).toEqual([400, '{"error":"invalid_grant_type"}'])
  })

  it('may not send what has no end, or the same twice', async () => {
    const large = await send(sandbox, 'token', { grant_type: 'a'.repeat(70_000) })
    expect(large.status).toBe(413)
    const headers = { authorization: basic(), 'content-type': 'application/x-www-form-urlencoded' }
    const send2 = (payload: string) => sandbox.inject({ method: 'POST', url: '/oauth/token', headers, payload })
    expect((await send2('grant_type=a&grant_type=b')).json<Json>().error).toBe('invalid_request')
    expect((await send2(Array.from({ length: 99 }, (_, at) => `f${at}=`).join('&'))).statusCode).toBe(400)
  })
})

describe('an access token', () => {
  it('opens the account that the person chose, and no other', async () => {
    const { access_token } = await tokensFor(sandbox, 'pk_one')
    const list = await makeList(sandbox, 'Mine', key('pk_one'))
    await makeList(sandbox, 'Theirs', key('pk_two'))
    const { status, body, headers } = await as(access_token)
    expect([status, body.data.map(({ id }: Json) => id)]).toEqual([200, [list]])
    expect(headers['x-klaviyo-oauth-client-id']).toBe(SANDBOX_APP.client_id)
    const own = await ask(sandbox, { url: '/api/lists', headers: { authorization: 'Klaviyo-API-Key pk_one' } })
    expect(own.headers).not.toHaveProperty('x-klaviyo-oauth-client-id')
    expect(headers.cid).toBe(own.headers.cid)
  })

  it('opens what its scopes allow', async () => {
    const { access_token } = await tokensFor(sandbox, 'pk_one')
    const refused = await as(access_token, '/api/profiles')
    expect([refused.status, refused.body.errors[0].detail]).toEqual([
      403,
      'Your API key is missing required scopes: profiles:read',
    ])
  })

  it('lives an hour, on the clock of the account', async () => {
    const { access_token } = await tokensFor(sandbox, 'pk_one')
    await sandbox.clock.advance(3_599_000)
    expect((await as(access_token)).status).toBe(200)
    await sandbox.clock.advance(1_000)
    const { status, body } = await as(access_token)
    expect([status, body.errors[0].code]).toEqual([401, 'authentication_failed'])
  })

  it('is no private key, and a private key no token', async () => {
    const { access_token } = await tokensFor(sandbox, 'pk_one')
    const swapped = { url: '/api/lists', headers: { authorization: `Klaviyo-API-Key ${access_token}` } }
    expect((await ask(sandbox, swapped)).status).toBe(401)
    expect((await as('pk_one')).status).toBe(401)
  })
})

describe('a refresh token', () => {
  const refresh = (refresh_token: string, headers?: Record<string, string>) =>
    send(sandbox, 'token', { grant_type: 'refresh_token', refresh_token }, headers)

  it('gives new access tokens and stays the same; the old ones stay, too', async () => {
    const first = await tokensFor(sandbox, 'pk_one')
    const { body } = await refresh(first.refresh_token)
    expect(body).toEqual({ ...first, access_token: expect.not.stringMatching(first.access_token) })
    expect([(await as(first.access_token)).status, (await as(body.access_token)).status]).toEqual([200, 200])
  })

  it('ends after 90 days without use', async () => {
    const { refresh_token } = await tokensFor(sandbox, 'pk_one')
    const days = 86_400_000
    await sandbox.clock.advance(89 * days)
    expect((await refresh(refresh_token)).status).toBe(200)
    await sandbox.clock.advance(89 * days)
    expect((await refresh(refresh_token)).status).toBe(200)
    await sandbox.clock.advance(90 * days)
    const late = await refresh(refresh_token)
    expect([late.status, late.text]).toEqual([400, '{"error":"invalid_grant"}'])
  })

  it('that is revoked ends with all it gave; an access token ends alone', async () => {
    const first = await tokensFor(sandbox, 'pk_one')
    const second = (await refresh(first.refresh_token)).body
    const revoke = (token: string) => send(sandbox, 'revoke', { token, token_type_hint: 'refresh_token' })
    expect(await revoke(first.access_token)).toMatchObject({ status: 200, body: {} })
    expect([(await as(first.access_token)).status, (await as(second.access_token)).status]).toEqual([401, 200])
    expect((await revoke(first.refresh_token)).status).toBe(200)
    expect((await as(second.access_token)).status).toBe(401)
    expect((await refresh(first.refresh_token)).body).toEqual({ error: 'invalid_grant' })
    expect((await revoke('unknown')).status).toBe(200)
    expect((await send(sandbox, 'revoke', {})).body.error_description).toBe('Missing "token" in request.')
  })
})
