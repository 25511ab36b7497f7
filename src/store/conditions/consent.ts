import type { Channel } from '../consent.ts'
import type {
  ConsentFilter,
  MarketingConsent,
  PermissionsCondition,
  ReachableStatus,
  ValueFilter,
} from './definition.ts'
import { every, NEVER, not, plain, some, sql, type Sql } from './sql.ts'
import { timeMeets } from './time.ts'
import { valueMeets } from './values.ts'

// Who may be spoken to, and how that came. The table of what belongs together: audience §5.6.

const record = (channel: Channel) => ({
  member: (name: string): Sql => plain(`(p.consent ->> '$."${channel}".${name}')`),
  path: (name: string): string => `$."${channel}".${name}`,
})

const says = (channel: Channel, consent: 'SUBSCRIBED' | 'UNSUBSCRIBED'): Sql =>
  plain(`${record(channel).member('consent').text} IS '${consent}'`)

const neverSpoken = (channel: Channel): Sql => plain(`${record(channel).member('consent').text} IS NULL`)

/** Suppressed everywhere; what one list suppresses does not count. Documented, audience §5.6. */
const isSuppressed = plain(`EXISTS (SELECT 1 FROM suppression s WHERE s.profile_id = p.id AND s.list_id = '')`)

/** Never subscribed is enough, where an address is known. Documented, audience §5.6. */
const receivesEmail = every([plain(`p.email <> ''`), not(isSuppressed), not(says('email.marketing', 'UNSUBSCRIBED'))])

const receivesPush = plain(`EXISTS (
  SELECT 1 FROM push_token t WHERE t.profile_id = p.id AND t.enablement_status IN ('AUTHORIZED', 'PROVISIONAL'))`)

/** Whether a profile may, or may not, be spoken to by a channel; several filters are ANDed (Assumed, audience §5.6). */
export function marketingMeets(consent: MarketingConsent, now: number): Sql {
  const { channel, consent_status: status } = consent
  const filters = (status.filters ?? []).map((filter) => filterMeets(channel, filter, now))
  if (channel === 'push') return every([consent.can_receive_marketing ? receivesPush : not(receivesPush), ...filters])
  return every([isReachable(consent), ...saysOf(consent), ...filters])
}

function isReachable({ channel, can_receive_marketing, consent_status }: MarketingConsent): Sql {
  if (channel === 'sms') {
    const receives = says('sms.marketing', 'SUBSCRIBED')
    return can_receive_marketing ? receives : not(receives)
  }
  if (can_receive_marketing) return receivesEmail
  // Who unsubscribed cannot receive; of the others, those who are suppressed. Assumed, audience §5.6.
  if (consent_status.subscription === 'unsubscribed') return says('email.marketing', 'UNSUBSCRIBED')
  if (consent_status.subscription !== 'any') return isSuppressed
  return some([isSuppressed, says('email.marketing', 'UNSUBSCRIBED')])
}

function saysOf({ channel, consent_status }: MarketingConsent): Sql[] {
  const kind: Channel = channel === 'sms' ? 'sms.marketing' : 'email.marketing'
  switch (consent_status.subscription) {
    case 'any':
      return []
    case 'never_subscribed':
      return [neverSpoken(kind)]
    case 'subscribed':
      return [says(kind, 'SUBSCRIBED')]
    case 'unsubscribed':
      return [says(kind, 'UNSUBSCRIBED')]
  }
}

/** Suppressions by the filter that asks when they came. Documented names, audience §5.6; what they mean follows them. */
const REASONS: Readonly<Record<string, string>> = {
  bounce_date: 'HARD_BOUNCE',
  invalid_email_date: 'INVALID_EMAIL',
  manual_suppression_date: 'USER_SUPPRESSED',
}

function filterMeets(medium: MarketingConsent['channel'], filter: ConsentFilter, now: number): Sql {
  const reason = REASONS[filter.field]
  if (reason !== undefined) return suppressionMeets(reason, filter.filter!, now)
  if (medium === 'push') return pushMeets(filter.filter!, now)
  const channel: Channel = medium === 'sms' ? 'sms.marketing' : 'email.marketing'
  return recordMeets(channel, filter, now)
}

function suppressionMeets(reason: string, filter: ValueFilter, now: number): Sql {
  const met = [
    plain(`s.profile_id = p.id AND s.list_id = '' AND s.reason = '${reason}'`),
    ...(filter.type === 'date' ? [timeMeets(plain('s.timestamp'), filter, now)] : []),
  ]
  return sql`EXISTS (SELECT 1 FROM suppression s WHERE ${every(met)})`
}

/** When push was consented to: what the profile said, or when its tokens last changed, as `subscriptions` tells it. */
function pushMeets(filter: ValueFilter, now: number): Sql {
  if (filter.type !== 'date') return NEVER
  const { member } = record('push.marketing')
  const said = sql`CASE WHEN ${says('push.marketing', 'SUBSCRIBED')} THEN ${member('timestamp')} END`
  const changed = plain('(SELECT max(t.updated) FROM push_token t WHERE t.profile_id = p.id)')
  return timeMeets(sql`ifnull(${said}, ${changed})`, filter, now)
}

/** What a filter asks of the record of a consent. */
function recordMeets(channel: Channel, { field, method, filter }: ConsentFilter, now: number): Sql {
  const { member, path } = record(channel)
  const at = (name: string) => ({ document: plain('p.consent'), path: path(name) })
  switch (field) {
    case 'status_date':
    case 'effective_date':
      return filter?.type === 'date' ? timeMeets(member('timestamp'), filter, now) : NEVER
    case 'recorded_date':
      return filter?.type === 'date' ? timeMeets(member('updated'), filter, now) : NEVER
    case 'is_double_opt_in':
      return filter?.type === 'boolean' ? valueMeets(at('double_optin'), filter, now) : NEVER
    case 'custom_source':
      return filter === undefined ? NEVER : valueMeets(at('custom_method_detail'), filter, now)
    case 'is_rcs_capable':
      // No number is known to take RCS. Assumed.
      return filter?.type === 'boolean' && !filter.value ? plain('1') : NEVER
    default: {
      // Which form, page, key or integration it was stands in the detail. Assumed, audience Appendix C.
      const cameBy = sql`lower(${member('method')}) = ${method ?? ''}`
      return filter === undefined ? cameBy : every([cameBy, valueMeets(at('method_detail'), filter, now)])
    }
  }
}

/**
 * Permissions of WhatsApp. Explicit is what the profile said itself; what it never spoke of cannot be received, so that
 * nobody is reachable implicitly. Assumed, audience §5.5.
 */
export function permissionsMeet({ channel, permission }: PermissionsCondition, now: number): Sql {
  const kind: Channel = channel === 'whatsapp_marketing' ? 'whatsapp.marketing' : 'whatsapp.transactional'
  const filters = (permission.filters ?? []).map((filter) => recordMeets(kind, filter, now))
  return every([reachability(kind)[permission.reachable_status], ...filters])
}

const reachability = (kind: Channel): Readonly<Record<ReachableStatus, Sql>> => ({
  explicitly_reachable: says(kind, 'SUBSCRIBED'),
  implicitly_reachable: NEVER,
  implicitly_or_explicitly_reachable: says(kind, 'SUBSCRIBED'),
  explicitly_unreachable: says(kind, 'UNSUBSCRIBED'),
  implicitly_unreachable: neverSpoken(kind),
  implicitly_or_explicitly_unreachable: not(says(kind, 'SUBSCRIBED')),
})
