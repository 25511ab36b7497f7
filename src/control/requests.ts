import { formatMicroseconds } from '../store/clock.ts'
import { millisecondsOf } from '../store/durations.ts'
import { accountNamed, asked, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import { patternOf } from '../store/faults.ts'
import type { RequestExpectation, RequestFilter, ShownRequest, Verdict } from './exchanged.ts'
import type { Input } from './input.ts'
import type { LoggedRequest } from '../store/request-log.ts'

const LONGEST_WAIT_MS = 60_000

/** Requests of an account or of all, newest last. With `wait`, not before there is one. */
export async function listRequests({ query }: Input, control: Control): Promise<{ requests: ShownRequest[] }> {
  const { after = '0', limit = '100', wait } = query
  const matches = matcher(query.account, filterOf(query), control)
  const found = () => control.log.list((request) => request.seq > Number(after) && matches(request))
  if (wait !== undefined) await control.log.waitUntil(() => found().length > 0, waitMs(wait))
  // Those that follow `after` are read from the first on; otherwise the newest are wanted.
  const most = Number(limit)
  const requests = query.after === undefined ? found().slice(-most) : found().slice(0, most)
  return { requests: requests.map(shownRequest) }
}

const filterOf = ({ operation, method, path, status }: Input['query']): RequestFilter => ({
  ...(operation !== undefined && { operation }),
  ...(method !== undefined && { method }),
  ...(path !== undefined && { path }),
  ...(status !== undefined && { status }),
})

const waitMs = (text: string | number): number =>
  Math.min(
    LONGEST_WAIT_MS,
    asked(() => millisecondsOf(text)),
  )

export function clearRequests({ query }: Input, control: Control): undefined {
  if (query.account === undefined) control.log.clear()
  else control.log.clear(accountNamed(control, query.account).account.id)
}

export const getRequest = ({ id }: Input, control: Control): ShownRequest => shownRequest(loggedRequest(id, control))

/** The request of an id, which is the answer's X-Klaviyo-Req-Id; 404 when the log has none. */
export function loggedRequest(id: string, { log }: Control): LoggedRequest {
  const found = log.find(id)
  if (found !== undefined) return found
  throw new ControlError(404, `the log has no request '${id}'; it keeps the newest ones, see GET /_sandbox/v1/requests`)
}

/** Waits until so many requests matched; 408 when they do not come in time. */
export async function waitForRequests({ query, body }: Input, control: Control): Promise<{ requests: ShownRequest[] }> {
  const { count = 1, timeout = 5000, ...filter } = body as RequestFilter & { count?: number; timeout?: string | number }
  const matches = matcher(query.account, filter, control)
  const found = () => control.log.list(matches)
  const timeoutMs = waitMs(timeout)
  if (!(await control.log.waitUntil(() => found().length >= count, timeoutMs))) {
    const message = `waited ${timeoutMs} ms for ${count} of ${described(filter)}, ${found().length} came`
    throw new ControlError(408, `${message}; ${instead(query.account, control)}`)
  }
  return { requests: found().map(shownRequest) }
}

/** Whether requests came as expected. */
export function verifyRequests({ query, body }: Input, control: Control): Verdict {
  const { count, atLeast, atMost, ...filter } = body as RequestExpectation
  const found = control.log.list(matcher(query.account, filter, control))
  const least = count ?? atLeast ?? (atMost === undefined ? 1 : 0)
  const most = count ?? atMost ?? Number.POSITIVE_INFINITY
  const verified = found.length >= least && found.length <= most
  const wanted =
    least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`
  const message = `expected ${wanted} of ${described(filter)}, found ${found.length}`
  return {
    verified,
    count: found.length,
    message: verified ? message : `${message}; ${instead(query.account, control)}`,
    requests: found.map(({ id }) => id),
  }
}

function matcher(
  name: string | undefined,
  filter: RequestFilter,
  control: Control,
): (request: LoggedRequest) => boolean {
  const account = name === undefined ? undefined : accountNamed(control, name).account.id
  const path = filter.path === undefined ? undefined : patternOf(filter.path)
  const parameters = Object.entries(filter.query ?? {})
  return (request) =>
    (account === undefined || request.account === account) &&
    (filter.operation === undefined || request.operation === filter.operation) &&
    (filter.method === undefined || request.method === filter.method.toUpperCase()) &&
    (path === undefined || path.test(request.path)) &&
    (filter.status === undefined || hasStatus(request, String(filter.status))) &&
    parameters.every(([parameter, value]) => request.parameters.get(parameter) === value) &&
    (filter.body === undefined || includesValue(parsed(request.requestBody), filter.body))
}

const hasStatus = ({ status }: LoggedRequest, wanted: string): boolean =>
  wanted.endsWith('xx') ? String(status)[0] === wanted[0] : String(status) === wanted

/** Whether a value has all that is expected: members of objects, all items of arrays, anything else as it is. */
export function includesValue(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(expected)) return false
  if (Array.isArray(expected) && (value as unknown[]).length !== expected.length) return false
  return Object.entries(expected).every(([member, part]) =>
    includesValue((value as Record<string, unknown>)[member], part),
  )
}

const described = (filter: RequestFilter): string => {
  const { operation, ...rest } = filter
  const others = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`
  return `${operation ?? 'any request'}${others}`
}

function instead(name: string | undefined, control: Control): string {
  const all = control.log.list(matcher(name, {}, control))
  if (all.length === 0) return 'no request came at all'
  const counts = new Map<string, number>()
  for (const { operation, method, path, status } of all) {
    const what = `${operation ?? `${method} ${path}`} (${status})`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  const texts = [...counts].slice(-8).map(([what, count]) => `${count} × ${what}`)
  return `there were ${texts.join(', ')}`
}

/** A request for people and programs, without secrets. */
export function shownRequest(request: LoggedRequest): ShownRequest {
  const { id, seq, at, account, method, path, parameters, operation, revision, status, ms, fault, hint } = request
  return {
    id,
    seq,
    at: at === 0 ? null : formatMicroseconds(at),
    account: account ?? null,
    method,
    path,
    query: Object.fromEntries(parameters),
    operation: operation ?? null,
    revision: revision ?? null,
    status,
    ms: Number(ms.toFixed(2)),
    fault: fault ?? null,
    hint: hint ?? null,
    request: { headers: withoutSecrets(request.requestHeaders), body: parsed(request.requestBody) },
    response: { headers: withoutSecrets(request.responseHeaders), body: parsed(request.responseBody) },
  }
}

const SECRET = /^(authorization|proxy-authorization|cookie|set-cookie)$/i

function withoutSecrets(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET.test(name) ? redacted(String(value)) : String(value)]),
  )
}

/** The scheme remains, which is what people get wrong. */
const redacted = (value: string): string => value.replace(/^(\S+ +)?.*$/s, (_all, scheme = '') => `${scheme}…`)

function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
