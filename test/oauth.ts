import { createHash } from 'node:crypto'
import type { Sandbox } from '../src/index.ts'
import { SANDBOX_APP } from '../src/store/declared-apps.ts'
import type { Json } from './client.ts'

/** A proof that an app ends what it began, and its challenge. */
export const VERIFIER = 'v'.repeat(43)
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
export const CALLBACK = 'http://localhost:3000/callback'

/** What an app asks for, through the browser of a person. */
export const question = (more: Record<string, string | undefined> = {}): Record<string, string> =>
  JSON.parse(
    JSON.stringify({
      response_type: 'code',
      client_id: SANDBOX_APP.client_id,
      redirect_uri: CALLBACK,
      scope: 'accounts:read lists:read',
      state: 'a state',
      code_challenge_method: 'S256',
      code_challenge: CHALLENGE,
      ...more,
    }),
  ) as Record<string, string>

export const basic = (id: string = SANDBOX_APP.client_id, secret: string = SANDBOX_APP.client_secret) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

/** Sends a form to an endpoint of OAuth. */
export async function send(
  sandbox: Sandbox,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { authorization: basic() },
) {
  const answer = await sandbox.inject({
    method: 'POST',
    url: `/oauth/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  })
  const isJson = answer.headers['content-type'] === 'application/json'
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: (isJson ? JSON.parse(answer.body) : undefined) as Json,
  }
}

/** The query with which a person's browser comes back to the app, once the person decided. */
export async function decided(sandbox: Sandbox, fields: Record<string, string>): Promise<Record<string, string>> {
  const { status, headers, text } = await send(sandbox, 'authorize', fields, {})
  if (status !== 302) throw new Error(`${status} ${text}`)
  return Object.fromEntries(new URL(String(headers.location)).searchParams)
}

/** The code for an account that a person allows. */
export const codeFor = async (sandbox: Sandbox, private_key: string, more: Record<string, string> = {}) =>
  (await decided(sandbox, { ...question(more), private_key, decision: 'allow' })).code!

/** The body that exchanges a code. */
export const exchange = (code: string, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code,
  code_verifier: VERIFIER,
  redirect_uri: CALLBACK,
  ...more,
})

/** Tokens for an account. */
export const tokensFor = async (sandbox: Sandbox, key: string, more: Record<string, string> = {}): Promise<Json> =>
  (await send(sandbox, 'token', exchange(await codeFor(sandbox, key, more)))).body
