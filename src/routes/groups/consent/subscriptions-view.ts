import { formatMicroseconds } from '../../../store/clock.ts'
import { findConsent, pushStatusOf, type Channel, type Consent, type ConsentRecord } from '../../../store/consent.ts'
import type { Row } from '../../../store/selection.ts'
import { listSuppressions, type Suppression } from '../../../store/suppressions.ts'
import type { Context } from '../../context.ts'

// The attribute `subscriptions` of a profile, in the newest shape; older revisions get what their schema lists.
// Shape and defaults Observed at 2026-07-15, audience §3.1.

/** The value of additional-fields[profile]=subscriptions. */
export function renderSubscriptions(row: Row, { db }: Pick<Context, 'db'>): Record<string, unknown> {
  const consent = findConsent(db, row.id)
  return {
    email: {
      marketing: emailMarketing(consent['email.marketing'], listSuppressions(db, row.id)),
      open_tracking: permission(consent['email.open_tracking']),
      click_tracking: permission(consent['email.click_tracking']),
    },
    sms: {
      marketing: sms('can_receive_sms_marketing', consent['sms.marketing']),
      transactional: sms('can_receive_sms_transactional', consent['sms.transactional']),
    },
    mobile_push: { marketing: mobilePush(row.id, consent['push.marketing'], db) },
    whatsapp: whatsapp(consent),
  }
}

function emailMarketing(record: ConsentRecord | undefined, all: readonly Suppression[]) {
  const suppression = all.filter(({ list_id }) => list_id === '')
  const dates = [...all.map(({ timestamp }) => timestamp), ...(record ? [record.timestamp] : [])]
  return {
    // A profile that never subscribed can receive; a list suppression does not count. Documented, audience §3.1.
    can_receive_email_marketing: suppression.length === 0,
    consent: record?.consent ?? 'NEVER_SUBSCRIBED',
    consent_timestamp: time(record?.timestamp),
    // The most recent date anywhere on the object. Documented, audience §3.1.
    last_updated: time(dates.length === 0 ? undefined : Math.max(...dates)),
    method: record?.method ?? null,
    method_detail: record?.method_detail ?? null,
    custom_method_detail: record?.custom_method_detail ?? null,
    double_optin: record?.double_optin ?? null,
    suppression: suppression.map(({ reason, timestamp }) => ({ reason, timestamp: time(timestamp) })),
    list_suppressions: all
      .filter(({ list_id }) => list_id !== '')
      .map(({ list_id, reason, timestamp }) => ({ list_id, reason, timestamp: time(timestamp) })),
  }
}

function sms(canReceive: string, record: ConsentRecord | undefined) {
  return {
    [canReceive]: record?.consent === 'SUBSCRIBED',
    consent: record?.consent ?? 'NEVER_SUBSCRIBED',
    consent_timestamp: time(record?.timestamp),
    method: record?.method ?? null,
    method_detail: record?.method_detail ?? null,
    // Mirrors consent_timestamp. Documented, audience §3.1.
    last_updated: time(record?.timestamp),
  }
}

function permission(record: ConsentRecord | undefined) {
  return {
    consent: record?.consent ?? 'NEVER_SUBSCRIBED',
    consent_timestamp: time(record?.timestamp),
    last_updated: time(record?.updated),
    created_timestamp: time(record?.created),
    metadata: null,
    can_receive: record?.consent === 'SUBSCRIBED',
    valid_until: null,
  }
}

/**
 * Tokens speak first: one that may notify means subscribed, others alone unsubscribed. Without tokens, the last word
 * counts, and nothing can be received. Assumed, audience §2.11.
 */
function mobilePush(profileId: string, record: ConsentRecord | undefined, db: Context['db']) {
  const status = pushStatusOf(db, profileId)
  const consent =
    status === undefined ? (record?.consent ?? 'NEVER_SUBSCRIBED') : status.enabled ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
  return {
    can_receive_push_marketing: status?.enabled === true,
    consent,
    consent_timestamp: time(record?.consent === consent ? record.timestamp : status?.updated),
  }
}

const WHATSAPP = ['marketing', 'transactional', 'conversational'] as const

/** null until a profile says something of it (Observed); the other kinds are then never subscribed (Assumed). */
function whatsapp(consent: Consent) {
  const records = WHATSAPP.map((kind) => consent[`whatsapp.${kind}` satisfies Channel])
  if (records.every((record) => record === undefined)) return null
  const phone_number = records.find((record) => record?.phone_number != null)?.phone_number ?? ''
  return Object.fromEntries(
    WHATSAPP.map((kind, index) => {
      const record = records[index]
      return [kind, { ...permission(record), phone_number: record?.phone_number ?? phone_number }]
    }),
  )
}

function time(microseconds: number | undefined): string | null {
  return microseconds === undefined ? null : formatMicroseconds(microseconds)
}
