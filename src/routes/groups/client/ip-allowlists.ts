import { createHash } from 'node:crypto'
import type { OperationId } from '../../../schemas/contract.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { notFound } from '../../errors.ts'

// From where Klaviyo calls integrations. audience §8.

export const clientIpAllowlistTakeOvers = { get_client_ip_allowlist: getAllowlist } satisfies Partial<
  Record<OperationId, Handler>
>

/** The one list that there is. Documented. */
const ID = 'integration-egress'

/** Networks that nobody has (RFC 5737): the sandbox stands for no network of Klaviyo's. */
const prefixes = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24']

/** Documented: the token changes when the ranges do. */
const attributes = {
  prefixes,
  sync_token: createHash('sha256').update(prefixes.join()).digest('hex').slice(0, 16),
  created: '2026-07-15T00:00:00+00:00',
}

/** GET /client/ip-allowlists/{id}; no company is needed. Text of the 404 Assumed. */
function getAllowlist({ id, query, baseUrl }: Context): Answer {
  if (id !== ID) throw notFound(`An IP allowlist with id ${id} does not exist.`)
  const fields = query.fields.get('ip-allowlist') ?? Object.keys(attributes)
  const shown = Object.entries(attributes).filter(([name]) => fields.includes(name))
  const links = { self: `${baseUrl}/client/ip-allowlists/${ID}/` }
  return { kind: 'document', data: { type: 'ip-allowlist', id, attributes: Object.fromEntries(shown), links } }
}
