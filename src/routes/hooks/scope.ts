import type { FastifyRequest } from 'fastify'
import { permissionDenied } from '../errors.ts'
import { splitList } from '../query.ts'

/** Scopes that an included resource needs beside the operation's own. Documented, protocol §1.3. */
const includeScopes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    lists: 'lists:read',
    segments: 'segments:read',
    tags: 'tags:read',
    metric: 'metrics:read',
    profile: 'profiles:read',
    profiles: 'profiles:read',
    'push-tokens': 'push-tokens:read',
    'flow-triggers': 'flows:read',
    conversation: 'conversations:read',
    conversations: 'conversations:read',
  }),
)

/** 403 when the key lacks a scope of the operation or of what it includes. Text Observed second-hand, protocol §1.3. */
export function checkScopes({ call }: FastifyRequest): void {
  const scopes = call.access?.scopes
  if (scopes === undefined || scopes === 'all') return
  const included = splitList(call.parameters.get('include')).flatMap((name) => includeScopes.get(name) ?? [])
  const missing = [...new Set([...call.operation!.scopes, ...included])].filter((scope) => !scopes.has(scope))
  if (missing.length > 0) {
    throw permissionDenied(`Your API key is missing required scopes: ${missing.join(', ')}`)
  }
}
