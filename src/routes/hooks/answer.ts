import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, payloadTooLarge, parseError, renderErrors, serverError } from '../errors.ts'
import type { Call } from './call.ts'
import { spoilAnswer } from './fault.ts'

type Headers = Record<string, string | number>

/**
 * Sends an answer. It is written to the raw response, because Fastify would add a charset to the content type and
 * lower-case the names of headers, of which one client reads `Retry-After` only in this spelling (clients.md §1.4).
 */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, status: number, body: string): void {
  const headers = commonHeaders(request.call)
  // No Content-Type where there is no body. Observed, protocol §8.2.
  if (body !== '') headers['Content-Type'] = 'application/vnd.api+json'
  send(request, reply, status, Object.assign(headers, request.call.rateHeaders), body)
}

/** Sends an error: an ApiError as it is, anything else as a 500 without internals, its stack to the log. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  warn: (text: string) => void,
): void {
  const { call } = request
  const apiError = error instanceof ApiError ? error : fromFramework(error, () => warn(faultOf(request, error)))
  const headers: Headers = { ...commonHeaders(call), ...apiError.headers }
  // A 429 has no Content-Type and no RateLimit headers. Observed, protocol §7.4.
  if (apiError.status !== 429) {
    Object.assign(headers, { 'Content-Type': 'application/vnd.api+json' }, call.rateHeaders, apiError.headers)
  }
  if (apiError.hint !== undefined) {
    call.hint = apiError.hint
    headers['Sandbox-Hint'] = headerText(apiError.hint)
  }
  send(request, reply, apiError.status, headers, apiError.body ?? renderErrors(apiError, call.requestId))
}

/** A text as a header can carry it: percent-encoded but for spaces; half of a surrogate pair cannot be. */
function headerText(text: string): string {
  return encodeURI(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%20/g, ' ')
}

/** OPTIONS: what the path allows, and under /client the answer to a browser's preflight. Body Assumed: none. */
export function sendOptions(request: FastifyRequest, reply: FastifyReply): void {
  const headers = commonHeaders(request.call)
  if (request.call.entry?.surface === 'client') {
    headers['Access-Control-Allow-Methods'] = request.call.entry.allow
    headers['Access-Control-Allow-Headers'] = String(request.headers['access-control-request-headers'] ?? '*')
    headers['Access-Control-Max-Age'] = 86_400
  }
  send(request, reply, 200, headers, '')
}

function send({ call }: FastifyRequest, reply: FastifyReply, status: number, headers: Headers, body: string): void {
  if (status !== 204) headers['Content-Length'] = Buffer.byteLength(body)
  call.answered?.({ status, headers, body })
  if (call.fault !== undefined && spoilAnswer(call.fault.then, reply, { status, headers, body })) return
  reply.raw.writeHead(status, headers)
  // Only now: a header that cannot be written must still be able to become an error answer.
  reply.hijack()
  reply.raw.end(body)
}

/** The headers of every answer. Names Observed, protocol §0.1. */
function commonHeaders({ requestId, path, entry, access, account, revisionShown, retires }: Call): Headers {
  const headers: Headers = {
    'Content-Language': 'en-us',
    Vary: 'Accept, Accept-Language, Cookie, Origin',
    'X-Klaviyo-Req-Id': requestId,
  }
  if (entry !== undefined) headers.Allow = entry.allow
  if (account !== undefined) headers.Cid = account.id
  if (access?.clientId !== undefined) headers['X-Klaviyo-Oauth-Client-Id'] = access.clientId
  if (revisionShown !== undefined) headers['X-Klaviyo-Api-Revision'] = revisionShown
  if (retires !== undefined) headers['X-Klaviyo-Api-Retirement-Date'] = retires
  // Browsers may read every answer under /client, errors of any kind too. Assumed, protocol §8.4.
  if (path.startsWith('/client/')) headers['Access-Control-Allow-Origin'] = '*'
  return headers
}

/** What Fastify refuses before a hook of ours sees it; anything else is our fault. */
function fromFramework(error: unknown, report: () => void): ApiError {
  const { statusCode, message } = error as { statusCode?: number; message: string }
  if (statusCode === 413) return payloadTooLarge('5 MB')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return parseError(message)
  report()
  return serverError()
}

function faultOf({ method, call }: FastifyRequest, error: unknown): string {
  return `${method} ${call.path}: ${(error as Error).stack ?? String(error)}`
}
