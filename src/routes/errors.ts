import jsonapi from 'jsonapi-serializer'
import type { Problem } from '../schemas/validate.ts'

/** Where in the request the error lies: a place in its body, or a parameter of its query. */
export interface ErrorSource {
  pointer?: string
  parameter?: string
}

/**
 * One entry of `errors[]`. Family A (validation) carries links and meta, family B (framework) neither, family C
 * (throttling) has an order and a link of its own. Observed, protocol §3.1.
 */
export interface ErrorEntry {
  family: 'A' | 'B' | 'C'
  status: number
  code: string
  title: string
  detail: string
  source: ErrorSource
  meta?: Readonly<Record<string, unknown>>
}

/** What a handler throws to refuse a request; the transaction rolls back and the entries become the answer. */
export class ApiError extends Error {
  readonly entries: readonly [ErrorEntry, ...ErrorEntry[]]
  readonly headers: Readonly<Record<string, string>>
  /** For the reader of the answer, in the header Sandbox-Hint; never part of Klaviyo's body. */
  readonly hint: string | undefined
  /** What stands in place of the document that the entries make. */
  readonly body: string | undefined

  constructor(
    entries: ErrorEntry | readonly [ErrorEntry, ...ErrorEntry[]],
    extra: { headers?: Readonly<Record<string, string>>; hint?: string; body?: string | undefined } = {},
  ) {
    const list = (Array.isArray(entries) ? entries : [entries]) as [ErrorEntry, ...ErrorEntry[]]
    super(list[0].detail)
    this.entries = list
    this.headers = extra.headers ?? {}
    this.hint = extra.hint
    this.body = extra.body
  }

  get status(): number {
    return this.entries[0].status
  }
}

/** Throws one answer with all that is wrong; without any entry, does nothing. */
export function refuse(entries: readonly ErrorEntry[]): void {
  const [first, ...rest] = entries
  if (first !== undefined) throw new ApiError([first, ...rest])
}

type Thrown = (detail: string, source?: ErrorSource, meta?: Record<string, unknown>) => ApiError

const DATA = { pointer: '/data/' }

/** An entry of family A: status 400, code `invalid`. Observed, protocol §3.2. */
export function invalidEntry(detail: string, source: ErrorSource = { pointer: '/data' }): ErrorEntry {
  return { family: 'A', status: 400, code: 'invalid', title: 'Invalid input.', detail, source }
}

/** The failure of one row of a job, as a fault rule words it. */
export const rowFailure = (failure: Pick<ErrorEntry, 'code' | 'title' | 'detail'>): ApiError =>
  new ApiError({ ...invalidEntry(''), ...failure })

/** 400 `invalid`, family A, for a pointer (default `/data`) or a parameter. */
export const invalid: Thrown = (detail, source) => new ApiError(invalidEntry(detail, source))

/** 400 for a text that does not match a pattern. Observed text, campaigns-content §1. */
export const mismatched = (field: string, pattern: RegExp, value: string, pointer: string): ApiError =>
  invalid(`'${field}' must match regex '${pattern.source}' ('${value}' doesn't)`, { pointer })

/** 400 `invalid`, family B (pointer `/data/`, no links or meta): cursors, ids of profiles to add to a list. */
export const invalidRequest: Thrown = (detail, source = DATA) =>
  new ApiError({ ...invalidEntry(detail, source), family: 'B' })

/** 400 for a query parameter. */
export const invalidParameter = (parameter: string, detail: string, hint?: string): ApiError =>
  new ApiError(invalidEntry(detail, { parameter }), hint === undefined ? {} : { hint })

/** 404 `not_found`, family B. Observed, protocol §3.2. */
export const notFound: Thrown = (detail) =>
  new ApiError({ family: 'B', status: 404, code: 'not_found', title: 'Not found.', detail, source: DATA })

/** 409, family A, by default at the attributes. Observed for duplicate_profile, protocol §3.2. */
export const conflict = (
  code: string,
  detail: string,
  meta?: Record<string, unknown>,
  source: ErrorSource = { pointer: '/data/attributes' },
): ApiError =>
  new ApiError({
    family: 'A',
    status: 409,
    code,
    title: 'Conflict.',
    detail,
    source,
    ...(meta && { meta }),
  })

/** What the tag service refuses, family B. Observed for 404 and 409, protocol §3.2; 400 Assumed. */
export const tagServiceError = (status: 400 | 404 | 409, detail: string): ApiError =>
  new ApiError({ family: 'B', status, code: 'tag_service_error', title: 'Tag Service Error', detail, source: DATA })

/** 403 `permission_denied`, family B: scopes, daily caps, entitlements. */
export const permissionDenied: Thrown = (detail) =>
  new ApiError({
    family: 'B',
    status: 403,
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail,
    source: DATA,
  })

/** 403 `forbidden`, family A: a feature that the account lacks. Observed, audience §1. */
export const forbidden: Thrown = (detail) =>
  new ApiError({
    family: 'A',
    status: 403,
    code: 'forbidden',
    title: 'Forbidden.',
    detail,
    source: { pointer: '/data' },
  })

const AUTHENTICATE = { 'WWW-Authenticate': 'Bearer, Klaviyo-API-Key' }

/** 401. Observed for both codes, protocol §1.2. */
export const unauthorized = (code: 'not_authenticated' | 'authentication_failed', detail: string): ApiError =>
  new ApiError(
    {
      family: 'B',
      status: 401,
      code,
      title:
        code === 'not_authenticated'
          ? 'Authentication credentials were not provided.'
          : 'Incorrect authentication credentials.',
      detail,
      source: DATA,
    },
    { headers: AUTHENTICATE },
  )

/** 405. Status Observed; body Assumed to be the framework's, protocol §3.1. */
export const methodNotAllowed = (method: string): ApiError =>
  framework(405, 'method_not_allowed', `Method "${method}" not allowed.`)

/** 406. Assumed, protocol §3.1. */
export const notAcceptable = (): ApiError =>
  framework(406, 'not_acceptable', 'Could not satisfy the request Accept header.')

/** 413. Documented status; body Assumed. */
export const payloadTooLarge = (limit: string): ApiError =>
  framework(413, 'payload_too_large', `The request payload exceeds the limit of ${limit}.`)

/** 415. Documented status; body Assumed, protocol §3.1. */
export const unsupportedMediaType = (what: string): ApiError =>
  framework(415, 'unsupported_media_type', `Unsupported media type "${what}" in request.`)

/** 400 for a body that is no JSON. Assumed, protocol §3.1. */
export const parseError = (detail: string): ApiError =>
  new ApiError({ family: 'B', status: 400, code: 'parse_error', title: 'Malformed request.', detail, source: DATA })

/** 410 for a retired revision whose sender opted out of fall-forward. Documented status; body Assumed. */
export const gone = (detail: string): ApiError => framework(410, 'gone', detail, 'Gone.')

/** 500 without internals. Observed, protocol §3.1. */
export const serverError = (): ApiError => framework(500, 'error', 'A server error occurred.')

/** 429. Observed, protocol §7.4; `Retry-After` repeats the seconds. */
export function throttled(seconds: number): ApiError {
  const unit = seconds === 1 ? 'second' : 'seconds'
  return new ApiError(
    {
      family: 'C',
      status: 429,
      code: 'throttled',
      title: 'Request was throttled.',
      detail: `Request was throttled. Expected available in ${seconds} ${unit}.`,
      source: { pointer: '/data' },
    },
    { headers: { 'Retry-After': String(seconds) } },
  )
}

function framework(status: number, code: string, detail: string, title = detail): ApiError {
  return new ApiError({ family: 'B', status, code, title, detail, source: DATA })
}

const STATUSES: ReadonlyMap<number, () => ApiError> = new Map([
  [400, () => invalid('Invalid input.')],
  [401, () => unauthorized('authentication_failed', 'Incorrect authentication credentials.')],
  [403, () => permissionDenied('You do not have permission to perform this action.')],
  [404, () => notFound('Not found.')],
  [409, () => conflict('conflict', 'The request conflicts with what there is.')],
  [429, () => throttled(1)],
  [500, serverError],
])

/** An error of a status as Klaviyo would word it; of one that it was not seen to answer, in the same form. */
export const errorOfStatus = (status: number): ApiError =>
  STATUSES.get(status)?.() ??
  framework(status, status < 500 ? 'invalid' : 'error', status < 500 ? 'Invalid input.' : 'A server error occurred.')

/** Problems of the request body as one error with one entry each. */
export function invalidBody(problems: readonly Problem[]): ApiError {
  const entries = problems.map((problem) => invalidEntry(detailOf(problem), { pointer: pointerOf(problem.path) }))
  return new ApiError(entries as [ErrorEntry, ...ErrorEntry[]])
}

/** `/data/attributes/email`, array positions as they stand. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${step}`).join('')
}

/** `unknown` is Observed (protocol §3.2); the other texts are Assumed: no recording shows one. */
function detailOf({ kind, field, resource, expected, value }: Problem): string {
  switch (kind) {
    case 'unknown':
      return `'${field}' is not a valid field for the resource '${resource ?? 'data'}'.`
    case 'required':
      return `'${field}' is a required field for the resource '${resource ?? 'data'}'.`
    case 'enum':
      return `'${field}' must be one of: ${listed(expected)} (got ${shown(value)})`
    case 'type':
      return mistyped(field, expected)
    case 'format':
      return `'${field}' must be a valid ${String(expected)}.`
    case 'range':
      return `'${field}' must be ${String(expected)}.`
    case 'size':
      return `'${field}' must have ${String(expected)}.`
    case 'union':
      return expected === undefined ? `'${field}' does not match any of the allowed shapes.` : mistyped(field, expected)
  }
}

const mistyped = (field: string, expected: Problem['expected']) =>
  `'${field}' must be of type ${[expected].flat().join(' or ')}.`

/** Values that a member may have; null is no value. */
const listed = (expected: Problem['expected']) =>
  [expected]
    .flat()
    .filter((value) => value !== null)
    .join(', ')

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The body of an error answer. `id` is the request id, repeated in X-Klaviyo-Req-Id. */
export function renderErrors(error: ApiError, requestId: string): string {
  const [first] = error.entries
  if (first.family === 'C') return JSON.stringify({ errors: [throttledEntry(first, requestId)] })
  const entries = error.entries.map(({ family, meta, ...entry }, index) => ({
    id: index === 0 ? requestId : nextId(requestId, index),
    ...entry,
    ...(family === 'A' && { links: {}, meta: meta ?? {} }),
  }))
  return JSON.stringify(new jsonapi.Error(entries as never))
}

function throttledEntry({ status, detail, source, code, title }: ErrorEntry, id: string) {
  const links = { type: 'https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling#rate-limits' }
  return { status, detail, meta: {}, source, code, id, links, title }
}

/** Ids of further errors: UUIDs of their own, derived from the first. */
function nextId(requestId: string, index: number): string {
  const tail = (Number.parseInt(requestId.slice(-6), 16) + index) % 0x1000000
  return requestId.slice(0, -6) + tail.toString(16).padStart(6, '0')
}
