import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Account, Accounts } from '../../store/accounts.ts'
import type { App, FindApp } from '../../store/declared-apps.ts'
import {
  accountIdIn,
  countRecentTokens,
  deleteToken,
  findCode,
  findGrant,
  insertGrant,
  insertToken,
  TOKEN_SECONDS,
  type Code,
  type Grant,
} from '../../store/oauth.ts'
import { bodyFields, type Fields } from './fields.ts'
import { invalidGrant, invalidRequest, OAuthError } from './oauth-error.ts'

/** What the endpoints for apps need. */
export interface Doors {
  accounts: Accounts
  findApp: FindApp
  /** Whether more refreshes than an app may make are refused. */
  limitsRefuse: () => boolean
}

/** Refreshes in a minute, by app and account. Documented as "about ten"; status and body of the refusal are Assumed. */
const REFRESHES_PER_MINUTE = 10

/** POST /oauth/token: gives tokens for a code or for a refresh token; throws OAuthError. */
export function answerToken(request: FastifyRequest, doors: Doors): object {
  const app = appOf(request, doors.findApp)
  const fields = bodyFields(request)
  switch (fields.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(request, app, fields, doors)
    case 'refresh_token':
      return refresh(request, app, fields, doors)
    default:
      throw new OAuthError('invalid_grant_type')
  }
}

/** POST /oauth/revoke: ends a token of the app; that there was none is no error (RFC 7009). */
export function revokeToken(request: FastifyRequest, { accounts, findApp }: Doors): object {
  const app = appOf(request, findApp)
  const token = required(bodyFields(request), 'token')
  const account = accountBehind(token, request, accounts)
  account?.db.transaction(() => deleteToken(account.db, token, app.clientId))
  return {}
}

/** The app whose id and secret the header Authorization has (HTTP Basic); throws 401 otherwise. */
function appOf({ headers }: FastifyRequest, findApp: FindApp): App {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(headers.authorization ?? '') ?? []
  const [id, secret] = splitAtColon(Buffer.from(encoded ?? '', 'base64').toString('utf8'))
  const app = findApp(id)
  if (app?.hasSecret(secret)) return app
  const challenge = { 'WWW-Authenticate': 'Basic error="invalid_client"' }
  throw new OAuthError('invalid_client', undefined, 401, challenge)
}

function splitAtColon(text: string): [string, string] {
  const at = text.indexOf(':')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function required(fields: Fields, name: string): string {
  const value = fields.get(name)
  if (value === undefined || value === '') throw invalidRequest(`Missing "${name}" in request.`)
  return value
}

/** The account that a code or token leads to, which the request is then about. */
function accountBehind(secret: string, { call }: FastifyRequest, accounts: Accounts): Account | undefined {
  const account = accounts.findByCompany(accountIdIn(secret))
  if (account !== undefined) call.account = account
  return account
}

function exchangeCode(request: FastifyRequest, app: App, fields: Fields, { accounts }: Doors): object {
  const text = required(fields, 'code')
  const account = accountBehind(text, request, accounts)
  const code = account && findCode(account, text, app.clientId)
  if (account === undefined || code === undefined) throw invalidGrant('Invalid "code" in request.')
  if (fields.get('redirect_uri') !== code.redirect_uri) throw invalidGrant('Invalid "redirect_uri" in request.')
  checkVerifier(fields.get('code_verifier'), code)
  return account.db.transaction(() => {
    const { grant, refreshToken } = insertGrant(account, text, code)
    return tokensOf(account, grant, refreshToken)
  })
}

/** PKCE: the app proves that it began what it ends. Texts and pattern Documented. */
function checkVerifier(verifier: string | undefined, { challenge }: Code): void {
  if (verifier === undefined || verifier === '') throw invalidRequest('Missing "code_verifier"')
  if (!/^[a-zA-Z0-9\-._~]{43,128}$/.test(verifier)) throw invalidRequest('Invalid "code_verifier"')
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge) {
    throw invalidGrant('Code challenge failed.')
  }
}

/** A refresh token stays the same, and so do the access tokens that it gave before. Observed. */
function refresh(request: FastifyRequest, app: App, fields: Fields, { accounts, limitsRefuse }: Doors): object {
  const refreshToken = required(fields, 'refresh_token')
  const account = accountBehind(refreshToken, request, accounts)
  const grant = account && findGrant(account, refreshToken, app.clientId)
  if (account === undefined || grant === undefined) throw invalidGrant()
  if (limitsRefuse() && countRecentTokens(account, grant) > REFRESHES_PER_MINUTE) {
    throw new OAuthError('rate_limit_exceeded', undefined, 429, { 'Retry-After': '60' })
  }
  return account.db.transaction(() => tokensOf(account, grant, refreshToken))
}

/** Members Documented; their order is Assumed. */
function tokensOf(account: Account, grant: Grant, refresh_token: string): object {
  const access_token = insertToken(account, grant)
  return { access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, refresh_token, scope: grant.scope }
}
