import type { FastifyRequest } from 'fastify'
import { invalidRequest } from './oauth-error.ts'

/** Fields of a form or a query, each of which stands once. */
export type Fields = ReadonlyMap<string, string>

/** More than any request has: OAuth has eight, the page two of its own. */
const MOST_FIELDS = 50

/** Reads fields; throws when one stands twice (RFC 6749 §3.1) or there are too many. */
export function readFields(text: string): Fields {
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw invalidRequest(`Multiple "${name.slice(0, 50)}" in request.`)
    if (fields.size === MOST_FIELDS) throw invalidRequest('Too many fields in request.')
    fields.set(name, value)
  }
  return fields
}

/** The fields of a request's body; none when it is no form. */
export function bodyFields({ body, headers }: FastifyRequest): Fields {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')
  return readFields(isForm && Buffer.isBuffer(body) ? body.toString('utf8') : '')
}
