import type { FastifyRequest } from 'fastify'

/**
 * Scheme and host that links begin with: `--public-url` when given, else what the caller used, through any proxy
 * (X-Forwarded-Proto, X-Forwarded-Host). clients.md, requirement 2.
 */
export function baseUrlOf({ headers, raw }: FastifyRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl
  const host = first(headers['x-forwarded-host']) ?? headers.host
  const encrypted = (raw.socket as { encrypted?: boolean } | null)?.encrypted === true
  const scheme = first(headers['x-forwarded-proto']) ?? (encrypted ? 'https' : 'http')
  return `${scheme}://${host === undefined || /[\s"<>\\]/.test(host) ? 'localhost' : host}`
}

function first(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header
  const value = text?.split(',')[0]?.trim()
  return value === undefined || value === '' || /[\s"<>\\]/.test(value) ? undefined : value
}
