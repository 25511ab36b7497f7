import type { Db } from './database.ts'
import { noteChange } from './profile-changes.ts'

/** What a profile can consent to, as requests name it: `subscriptions.<medium>.<kind>`. */
export type Channel =
  | 'email.marketing'
  | 'email.open_tracking'
  | 'email.click_tracking'
  | 'sms.marketing'
  | 'sms.transactional'
  | 'whatsapp.marketing'
  | 'whatsapp.transactional'
  | 'whatsapp.conversational'
  | 'push.marketing'

/** What a profile said of one channel, and how. Times are microseconds. */
export interface ConsentRecord {
  consent: 'SUBSCRIBED' | 'UNSUBSCRIBED'
  /** When it was given or taken back; the backdated time of a historical import. */
  timestamp: number
  /** When the channel was first spoken of, and last. */
  created: number
  updated: number
  method: string
  method_detail: string | null
  custom_method_detail: string | null
  double_optin: boolean | null
  /** The number that the consent was given for, where the channel has one. */
  phone_number: string | null
}

/** Consent of a profile; a channel that is missing was never subscribed. */
export type Consent = Partial<Record<Channel, ConsentRecord>>

/** The consent in a profile's row. */
export function parseConsent(text: string): Consent {
  return JSON.parse(text) as Consent
}

/** Consent of a profile; empty when there is no such profile. */
export function findConsent(db: Db, profileId: string): Consent {
  return parseConsent(db.value<string>('SELECT consent FROM profile WHERE id = ?', profileId) ?? '{}')
}

/** Keeps the consent of a profile. `updated` of the profile stays as it is: the caller decides whether it moves. */
export function writeConsent(db: Db, profileId: string, consent: Consent): void {
  db.run('UPDATE profile SET consent = ? WHERE id = ?', JSON.stringify(consent), profileId)
  noteChange(db, profileId)
}

/** A setting of one channel: what the record becomes. `undefined` = it says so already, and stays as it is. */
export function changedRecord(
  known: ConsentRecord | undefined,
  change: Pick<ConsentRecord, 'consent' | 'timestamp'> & Partial<ConsentRecord>,
  now: number,
): ConsentRecord | undefined {
  if (known?.consent === change.consent) return undefined
  return {
    method: 'API',
    method_detail: null,
    custom_method_detail: null,
    double_optin: known?.double_optin ?? null,
    phone_number: known?.phone_number ?? null,
    ...change,
    created: known?.created ?? now,
    updated: now,
  }
}

/**
 * Consent of two profiles that become one: for each channel, an unsubscription wins, then the destination's word.
 * Assumed, after the documented rule that a merge with a suppressed profile stays suppressed (audience §2.9).
 */
export function mergedConsent(source: Consent, destination: Consent): Consent {
  const merged: Consent = { ...source, ...destination }
  for (const [channel, record] of Object.entries(source) as [Channel, ConsentRecord][]) {
    if (record.consent === 'UNSUBSCRIBED') merged[channel] = record
  }
  return merged
}

/** Whether any push token of a profile may notify, and when one of them changed last; undefined without tokens. */
export function pushStatusOf(db: Db, profileId: string): { enabled: boolean; updated: number } | undefined {
  const row = db.get<{ enabled: number | null; updated: number }>(
    `SELECT max(enablement_status IN ('AUTHORIZED', 'PROVISIONAL')) AS enabled, max(updated) AS updated
     FROM push_token WHERE profile_id = ?`,
    profileId,
  )
  return row === undefined || row.enabled === null ? undefined : { enabled: row.enabled === 1, updated: row.updated }
}
