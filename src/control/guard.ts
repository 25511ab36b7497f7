import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ControlError } from './control-error.ts'

/** Addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/**
 * Refuses who may not: with a token set, everybody without it (401); and a browser that was led here by a page of another
 * site (403), since a page may send a request to this machine although it may not read the answer.
 */
export function checkAdmission(headers: IncomingHttpHeaders, token: string | undefined): void {
  if (token !== undefined && !isSame(headers.authorization ?? '', `Bearer ${token}`)) {
    throw new ControlError(
      401,
      'the control plane needs its token here: Authorization: Bearer …, as printed at the start or set in SANDBOX_CONTROL_TOKEN',
    )
  }
  const { origin, host = '' } = headers
  if (origin !== undefined && hostOf(origin) !== host) {
    throw new ControlError(403, `the control plane takes nothing from pages of other sites, such as ${origin}`)
  }
  // A name that leads to this machine only because its owner says so could be any page's.
  if (token === undefined && !isLoopback(host.replace(/:\d+$/, ''))) {
    throw new ControlError(403, `without a token the control plane is asked by localhost or 127.0.0.1, not as ${host}`)
  }
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(one), digest(other))
}
