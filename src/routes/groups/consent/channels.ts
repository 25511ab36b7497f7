import type { Channel } from '../../../store/consent.ts'

/** A channel that a request speaks of, with the time that it claims for the consent. */
export interface NamedChannel {
  channel: Channel
  consented_at?: string
}

type Loose = Readonly<Record<string, unknown>>

/** The channels of a `subscriptions` object, in the order in which it names them; null and missing ones are left out. */
export function channelsOf(subscriptions: unknown): NamedChannel[] {
  return Object.entries((subscriptions ?? {}) as Loose).flatMap(([medium, kinds]) =>
    Object.entries((kinds ?? {}) as Loose).flatMap(([kind, parameters]) => namedChannel(medium, kind, parameters)),
  )
}

function namedChannel(medium: string, kind: string, parameters: unknown): NamedChannel[] {
  if (typeof parameters !== 'object' || parameters === null || !('consent' in parameters)) return []
  const { consented_at } = parameters as { consented_at?: string | null }
  const channel = `${medium}.${kind}` as Channel
  return [consented_at == null ? { channel } : { channel, consented_at }]
}

/**
 * The channels of a row that has no `subscriptions`: marketing for each identifier given. Documented for
 * /client/subscriptions (audience §8); Assumed for the jobs before 2025-01-15, whose schema alone lets it be left out.
 */
export function defaultChannels(row: { email?: string | null; phone_number?: string | null }): NamedChannel[] {
  return [
    ...(row.email ? [{ channel: 'email.marketing' as const }] : []),
    ...(row.phone_number ? [{ channel: 'sms.marketing' as const }] : []),
  ]
}

/** `email`, `sms`, `whatsapp` or `push`. */
export function mediumOf(channel: Channel): string {
  return channel.slice(0, channel.indexOf('.'))
}

/** The identifier that a medium reaches a profile by; push reaches it by its tokens. */
export function identifierOf(channel: Channel): 'email' | 'phone_number' | undefined {
  const medium = mediumOf(channel)
  if (medium === 'push') return undefined
  return medium === 'email' ? 'email' : 'phone_number'
}

/** Tracking consent is recorded on the profile only. Documented for open_tracking, audience §3.2. */
export function joinsList(channel: Channel): boolean {
  return channel !== 'email.open_tracking' && channel !== 'email.click_tracking'
}
