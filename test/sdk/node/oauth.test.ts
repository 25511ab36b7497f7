import {
  AccountsApi,
  ListsApi,
  OAuthApi,
  OAuthBasicSession,
  OAuthSession,
  Pkce,
  RetryWithExponentialBackoff,
  type CreatedTokens,
  type RetrievedTokens,
  type TokenStorage,
} from 'klaviyo-api'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { SANDBOX_APP } from '../../../src/store/declared-apps.ts'
import { decided } from '../../oauth.ts'
import { errorOf } from './session.ts'

// The SDK's own way through OAuth: page, code, tokens, a session that refreshes. Its endpoints are protected members,
// which a subclass may set; everything else is as it comes.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

class SandboxOAuth extends OAuthApi {
  protected override authorizeUrl = `${sandbox.url}/oauth/authorize`
  protected override tokenUrl = `${sandbox.url}/oauth/token`
}

class Storage implements TokenStorage {
  readonly kept = new Map<string, CreatedTokens>()
  retrieve(customer: string): RetrievedTokens {
    const tokens = this.kept.get(customer)
    if (tokens === undefined) throw new Error(`${customer} has no tokens`)
    return tokens
  }
  save(customer: string, tokens: CreatedTokens): void {
    this.kept.set(customer, tokens)
  }
}

const CALLBACK = 'http://localhost:3000/callback'
let storage: Storage
let oauth: OAuthApi
beforeEach(() => {
  storage = new Storage()
  oauth = new SandboxOAuth(SANDBOX_APP.client_id, SANDBOX_APP.client_secret, storage)
})

/** A customer who allows the app what it asks for in the browser. */
async function connect(customer: string): Promise<CreatedTokens> {
  const { codeVerifier, codeChallenge } = Pkce.generateCodes()
  const url = oauth.generateAuthorizeUrl(customer, 'accounts:read lists:read lists:write', codeChallenge, CALLBACK)
  expect((await fetch(url)).status).toBe(200)
  const asked = Object.fromEntries(new URL(url).searchParams)
  const { code, state } = await decided(sandbox, { ...asked, private_key: `pk_${customer}`, decision: 'allow' })
  expect(state).toBe(customer)
  return oauth.createTokens(customer, codeVerifier, code!, CALLBACK)
}

function apiOf<Api extends { basePath: string }>(make: new (session: OAuthSession) => Api, session: unknown): Api {
  const api = new make(session as OAuthSession)
  api.basePath = sandbox.url
  return api
}

const once = new RetryWithExponentialBackoff({ numRetries: 1 })
const listsOf = (session: unknown) => apiOf(ListsApi, session)
const createList = (session: unknown, name: string) =>
  listsOf(session).createList({ data: { type: 'list', attributes: { name } } })

it('a customer connects, and the session acts for that customer alone', async () => {
  await connect('ada')
  await connect('bea')
  const [ada, bea] = ['ada', 'bea'].map((customer) => new OAuthSession(customer, oauth, once))
  expect((await createList(ada, 'Of Ada')).response.status).toBe(201)
  expect((await listsOf(ada).getLists()).body.data.map(({ attributes }) => attributes.name)).toEqual(['Of Ada'])
  expect((await listsOf(bea).getLists()).body.data).toEqual([])
  const { response } = await apiOf(AccountsApi, ada).getAccounts()
  expect(response.headers['x-klaviyo-oauth-client-id']).toBe(SANDBOX_APP.client_id)
})

it('an access token that ended is refreshed on the way, the refresh token stays', async () => {
  const first = await connect('ada')
  await sandbox.clock.advance(3_600_000) // the sandbox's time alone: the SDK learns of it by a 401
  const session = new OAuthSession('ada', oauth, once)
  expect((await listsOf(session).getLists()).response.status).toBe(200)
  const second = storage.kept.get('ada')!
  expect(second.refreshToken).toBe(first.refreshToken)
  expect(second.accessToken).not.toBe(first.accessToken)
})

it('an access token about to end is refreshed before it is used', async () => {
  const { refreshToken } = await connect('ada')
  storage.save('ada', { accessToken: 'old', refreshToken, expiresAt: new Date() })
  expect((await listsOf(new OAuthSession('ada', oauth, once)).getLists()).response.status).toBe(200)
  expect(storage.kept.get('ada')!.accessToken).not.toBe('old')
})

it('a session of a token alone is not refreshed', async () => {
  const { accessToken } = await connect('ada')
  const session = new OAuthBasicSession(accessToken, once)
  expect((await listsOf(session).getLists()).response.status).toBe(200)
  await sandbox.clock.advance(3_600_000)
  const { status, data } = await errorOf(listsOf(session).getLists())
  expect([status, data.errors[0]!.code]).toEqual([401, 'authentication_failed'])
})

it('scopes are enforced, and refusals are read by the SDK', async () => {
  await connect('ada')
  const { status, data } = await errorOf(
    apiOf(ListsApi, new OAuthSession('ada', oauth, once)).getLists({ include: ['tags'] } as never),
  )
  expect([status, data.errors[0]!.detail]).toEqual([403, 'Your API key is missing required scopes: tags:read'])
  await expect(oauth.createTokens('ada', 'v'.repeat(43), 'no code', CALLBACK)).rejects.toMatchObject({
    name: 'CREATE_TOKEN_ERROR',
    message: 'invalid_grant',
  })
  await expect(oauth.refreshTokens('ada', 'no token')).rejects.toMatchObject({
    name: 'REFRESH_TOKEN_ERROR',
    message: 'invalid_grant',
  })
  const stranger = new SandboxOAuth(SANDBOX_APP.client_id, 'a wrong secret', storage)
  await expect(stranger.refreshTokens('ada')).rejects.toMatchObject({ message: 'invalid_client' })
})
