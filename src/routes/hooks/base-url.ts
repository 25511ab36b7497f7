import type { FastifyRequest } from 'fastify'

/**
 * Scheme and host that links begin with: `--public-url` when given, else what the caller used, through any proxy
 * (X-Forwarded-Proto, X-Forwarded-Host). clients.md, requirement 2.
 */
export function baseUrlOf({ headers, raw }: FastifyRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl
  const host = first(headers['x-forwarded-host'], HOST) ?? first(headers.host, HOST) ?? 'localhost'
  const encrypted = (raw.socket as { encrypted?: boolean } | null)?.encrypted === true
  const scheme = first(headers['x-forwarded-proto'], SCHEME) ?? (encrypted ? 'https' : 'http')
  return `${scheme}://${host}`
}

/** A name or an address, and a port: nothing that could end the host of a link. */
const HOST = /^[\w.:[\]-]+$/
const SCHEME = /^https?$/

/** The first of the values that a chain of proxies left, if it has the form. */
function first(header: string | string[] | undefined, form: RegExp): string | undefined {
  const text = Array.isArray(header) ? header[0] : header
  const value = text?.split(',')[0]?.trim()
  return value !== undefined && form.test(value) ? value : undefined
}
