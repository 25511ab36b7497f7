import { createHash } from 'node:crypto'
import type { Account } from './accounts.ts'
import type { Db } from './database.ts'

// What OAuth apps were granted. Codes and tokens begin with the id of their account, by which they are found; kept are
// their hashes alone, so that no file opens an account. Protocol §10.

const SECOND = 1_000_000
const DAY = 86_400 * SECOND

/** Seconds that an access token lives. Documented, "subject to change". */
export const TOKEN_SECONDS = 3600
/** Assumed: five minutes. */
const CODE_LIFE = 300 * SECOND
/** A refresh token that is not used for so long ends. Documented. */
const UNUSED_LIFE = 90 * DAY

/** What a person allowed an app. */
export interface Grant {
  /** The hash of its refresh token. */
  id: string
  client_id: string
  scope: string
}

/** A code that waits to be exchanged. */
export interface Code {
  client_id: string
  redirect_uri: string
  /** The S256 challenge. */
  challenge: string
  scope: string
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** The id of the account that a code or token leads to. */
export const accountIdIn = (secret: string): string => secret.slice(0, 6)

const newSecret = ({ id, ids }: Account): string => id + ids.secret()

/** Makes a code. */
export function insertCode(account: Account, { client_id, redirect_uri, challenge, scope }: Code): string {
  const { db, clock } = account
  const code = newSecret(account)
  const now = clock.now()
  db.run('DELETE FROM oauth_code WHERE expires <= ?', now)
  db.run(
    'INSERT INTO oauth_code (hash, client_id, redirect_uri, challenge, scope, expires) VALUES (?, ?, ?, ?, ?, ?)',
    ...[hashOf(code), client_id, redirect_uri, challenge, scope, now + CODE_LIFE],
  )
  return code
}

/** A code that an app may still exchange. */
export function findCode({ db, clock }: Account, code: string, clientId: string): Code | undefined {
  return db.get<Code>(
    'SELECT client_id, redirect_uri, challenge, scope FROM oauth_code WHERE hash = ? AND client_id = ? AND expires > ?',
    ...[hashOf(code), clientId, clock.now()],
  )
}

/** Exchanges a code, which ends, for a grant; gives the refresh token with it. */
export function insertGrant(account: Account, code: string, { client_id, scope }: Code) {
  const { db, clock } = account
  const refreshToken = newSecret(account)
  const id = hashOf(refreshToken)
  db.run('DELETE FROM oauth_code WHERE hash = ?', hashOf(code))
  db.run(
    'INSERT INTO oauth_grant (id, client_id, scope, used) VALUES (?, ?, ?, ?)',
    ...[id, client_id, scope, clock.now()],
  )
  return { grant: { id, client_id, scope }, refreshToken }
}

/** The grant of an app's refresh token, unless it was left unused for too long. */
export function findGrant({ db, clock }: Account, refreshToken: string, clientId: string): Grant | undefined {
  return db.get<Grant>(
    'SELECT id, client_id, scope FROM oauth_grant WHERE id = ? AND client_id = ? AND used > ?',
    ...[hashOf(refreshToken), clientId, clock.now() - UNUSED_LIFE],
  )
}

/** Makes an access token of a grant. */
export function insertToken(account: Account, grant: Grant): string {
  const { db, clock } = account
  const token = newSecret(account)
  const now = clock.now()
  db.run('DELETE FROM oauth_token WHERE expires <= ?', now)
  db.run('UPDATE oauth_grant SET used = ? WHERE id = ?', now, grant.id)
  db.run(
    'INSERT INTO oauth_token (hash, grant_id, issued, expires) VALUES (?, ?, ?, ?)',
    ...[hashOf(token), grant.id, now, now + TOKEN_SECONDS * SECOND],
  )
  return token
}

/** Access tokens that a grant gave in the last minute. */
export function countRecentTokens({ db, clock }: Account, grant: Grant): number {
  return db.value<number>(
    'SELECT count(*) FROM oauth_token WHERE grant_id = ? AND issued > ?',
    grant.id,
    clock.now() - 60 * SECOND,
  )!
}

/** The grant of an access token that has not ended. */
export function findTokenGrant({ db, clock }: Account, token: string): Grant | undefined {
  return db.get<Grant>(
    `SELECT g.id, g.client_id, g.scope FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id
     WHERE t.hash = ? AND t.expires > ?`,
    hashOf(token),
    clock.now(),
  )
}

/** Ends an access token of an app, or a refresh token with all that it gave. Whether there was one makes no difference. */
export function deleteToken(db: Db, token: string, clientId: string): void {
  const hash = hashOf(token)
  db.run(
    `DELETE FROM oauth_token WHERE (hash = ? OR grant_id = ?)
     AND grant_id IN (SELECT id FROM oauth_grant WHERE client_id = ?)`,
    ...[hash, hash, clientId],
  )
  db.run('DELETE FROM oauth_grant WHERE id = ? AND client_id = ?', hash, clientId)
}
