import { isKlaviyoHost } from '../tls/hosts.ts'

/** Where a request wants to go. */
export interface Target {
  /** A name or an address, without brackets. */
  host: string
  port: number
}

/** Where Klaviyo's hosts are led: URLs of the sandbox. */
export interface Destinations {
  http: string
  https: string
}

/** Reads `a.klaviyo.com:443`; undefined when it is no host and port. */
export function readTarget(text: string): Target | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text)
  return match === null ? undefined : { host: (match[1] ?? match[2])!, port: Number(match[3]) }
}

/** The host and port of a URL, the usual port of its scheme where it has none. */
export function targetOf({ hostname, port, protocol }: URL): Target {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  }
}

/**
 * Where a connection goes: Klaviyo's hosts to the sandbox, this machine's own to themselves, others nowhere (undefined)
 * unless they are passed.
 */
export function wayOf(target: Target, sandbox: URL, others: 'refuse' | 'pass'): Target | undefined {
  if (isKlaviyoHost(target.host)) return targetOf(sandbox)
  return others === 'pass' || isLoopback(target.host) ? target : undefined
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

/** Why a host is refused, and what can be done. */
export const refusalOf = (host: string): string =>
  `${host} is no host of Klaviyo; the proxy of klaviyo-sandbox refuses others (--proxy-others pass lets them through)`
