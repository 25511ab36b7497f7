import type { FastifyReply } from 'fastify'

/**
 * What an OAuth endpoint refuses with: `error` and, where there is more to say, `error_description`. Documented are
 * `invalid_grant` alone for a failed refresh, `invalid_client`, `invalid_grant_type` and the two texts about PKCE, which
 * are Authlib's; that the rest is as Authlib has it, too, is Assumed. Protocol §10.
 */
export class OAuthError extends Error {
  readonly error: string
  readonly description: string | undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(error: string, description?: string, status = 400, headers: Record<string, string> = {}) {
    super(error)
    this.error = error
    this.description = description
    this.status = status
    this.headers = headers
  }
}

export const invalidRequest = (description: string) => new OAuthError('invalid_request', description)
export const invalidGrant = (description?: string) => new OAuthError('invalid_grant', description)

/** Sends a JSON document that no one may keep (RFC 6749 §5.1). */
export function sendJson(reply: FastifyReply, status: number, body: object, headers: object = {}): void {
  const text = JSON.stringify(body)
  reply.raw.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    ...headers,
  })
  reply.hijack()
  reply.raw.end(text)
}

/** Sends what is wrong. */
export function sendOAuthError(reply: FastifyReply, { error, description, status, headers }: OAuthError): void {
  const body = { error, ...(description !== undefined && { error_description: description }) }
  sendJson(reply, status, body, headers)
}
