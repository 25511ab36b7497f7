import { formatSeconds, parseTime } from '../../../store/clock.ts'
import { findConsent } from '../../../store/consent.ts'
import { withKnownId } from '../../../store/identities.ts'
import { resolveProfile, type ProfileStore } from '../../../store/profiles.ts'
import { phoneCountry } from '../../../store/phone-numbers.ts'
import { readSetting } from '../../../store/settings.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'
import { identifierProblems, namesProfile } from '../profiles/identifiers.ts'
import { reachOf } from './apply.ts'
import { identifierOf, mediumOf, type NamedChannel } from './channels.ts'

// What is wrong with a row of a (un)subscribe job. Texts marked Observed are in audience §1; the others are Assumed.

/** A row as it is checked. */
export interface CheckedRow {
  id?: string | null | undefined
  email?: string | null | undefined
  phone_number?: string | null | undefined
  anonymous_id?: string | null | undefined
  age_gated_date_of_birth?: string | null | undefined
  channels: readonly NamedChannel[]
  /** Whether the row holds push tokens, by which a profile can be found as well. */
  hasTokens: boolean
}

type Found = ErrorEntry | undefined
type Store = Pick<ProfileStore, 'db' | 'now'>

/** The first problem of each row's identifiers: one entry per bad row. Observed, audience §1. `at` is the row's pointer. */
export function reachProblem(row: CheckedRow, at: string, store: Store): Found {
  const [wrong] = identifierProblems(row, `${at}/attributes`)
  if (wrong !== undefined) return wrong
  if (!namesProfile(row) && !row.hasTokens) {
    return invalidEntry(`One of 'email' or 'phone_number' is required.`, { pointer: `${at}/attributes` })
  }
  return channelProblem(row, at, store)
}

/**
 * A channel needs the identifier that it reaches the profile by. Observed for sms; the pointer, the other channels, and
 * that the profile of an `id` may have the identifier already, are Assumed.
 */
function channelProblem(row: CheckedRow, at: string, { db }: Store): Found {
  const known = row.id ? reachOf(db, row.id) : undefined
  for (const { channel } of row.channels) {
    const needed = identifierOf(channel)
    if (needed === undefined || row[needed] || known?.[needed]) continue
    return invalidEntry(
      `'${needed}' must not be empty when the ${mediumOf(channel)} channel is included in 'subscriptions'.`,
      { pointer: `${at}/attributes/${needed}` },
    )
  }
  return undefined
}

/** What only a subscription can get wrong: region, and the times that it claims. */
export function subscriptionProblem(row: CheckedRow, at: string, historical: boolean, store: Store): Found {
  return regionProblem(row, at, store) ?? timeProblem(row, at, historical, store)
}

/** Observed, audience §1: the account needs a number in the region. */
function regionProblem({ channels, phone_number }: CheckedRow, at: string, { db }: Store): Found {
  const regions = readSetting(db, 'sms_regions')
  if (regions === null || !phone_number || !channels.some(({ channel }) => mediumOf(channel) === 'sms'))
    return undefined
  if (regions.includes(phoneCountry(phone_number) ?? '')) return undefined
  return invalidEntry('Phone number is valid but is not in a supported region for this account.', {
    pointer: `${at}/attributes/phone_number`,
  })
}

/**
 * Marketing by text needs a date of birth where the account has an age gate. Documented of the job, audience §3.2; a
 * client's subscription has no place for one, so it is not held to it (Assumed).
 */
export function ageProblem(
  { channels, age_gated_date_of_birth: born }: CheckedRow,
  at: string,
  { db, now }: Store,
): Found {
  const minimum = readSetting(db, 'sms_minimum_age')
  if (minimum === null || !channels.some(({ channel }) => channel === 'sms.marketing')) return undefined
  const source = { pointer: `${at}/attributes/age_gated_date_of_birth` }
  if (!born) return invalidEntry(`'age_gated_date_of_birth' is required to subscribe to SMS for this account.`, source)
  const today = formatSeconds(now).slice(0, 10)
  const latest = `${String(Number(today.slice(0, 4)) - minimum).padStart(4, '0')}${today.slice(4)}`
  if (!Number.isNaN(parseTime(born)) && born.slice(0, 10) <= latest) return undefined
  return invalidEntry(`The profile does not meet the minimum age for SMS in its region.`, source)
}

/**
 * Times belong to historical imports, which need one for each channel that can carry it, in the past. Documented,
 * audience §3.2; so a time is refused under double opt-in, too, save in an import.
 */
function timeProblem(row: CheckedRow, at: string, historical: boolean, store: Store): Found {
  const consent = consentOf(row, store)
  for (const { channel, consented_at } of row.channels) {
    const pointer = `${at}/attributes/subscriptions/${channel.replace('.', '/')}/consented_at`
    const refuse = (detail: string) => invalidEntry(detail, { pointer })
    if (consented_at === undefined) {
      if (historical && canCarryTime(channel)) {
        return refuse(`'consented_at' is required when 'historical_import' is true.`)
      }
      continue
    }
    if (!historical) return refuse(`'consented_at' can only be set when 'historical_import' is true.`)
    const time = parseTime(consented_at)
    if (Number.isNaN(time)) return refuse(`'consented_at' must be a valid date-time.`)
    if (time > store.now) return refuse(`'consented_at' must be in the past.`)
    const known = consent[channel]
    if (known?.consent === 'UNSUBSCRIBED' && time < known.timestamp) {
      const unsubscribed = formatSeconds(known.timestamp)
      // Observed but for the form of the two dates.
      return refuse(
        `backdated consent date ${formatSeconds(time)} is before current unsubscription date ${unsubscribed}`,
      )
    }
  }
  return undefined
}

function canCarryTime(channel: string): boolean {
  return !channel.endsWith('_tracking')
}

function consentOf({ id, email, phone_number, anonymous_id }: CheckedRow, { db }: Store) {
  const profileId = resolveProfile(db, withKnownId(db, { id, email, phone_number, anonymous_id }))
  return profileId === undefined ? {} : findConsent(db, profileId)
}
