import type { Identifiers } from '../../../store/identities.ts'
import { isPhoneNumber } from '../../../store/phone-numbers.ts'
import { ApiError, invalidEntry, type ErrorEntry } from '../../errors.ts'

// The formats of identifiers. audience §1 (texts), §2.2.

const EMAIL_LENGTH = 100 // Documented, audience §2.2.
const EMAIL =
  /^[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}-]{2,}$/u

/** Whether a text is an e-mail address. Assumed: the grammar; Observed: an address without a domain is none. */
export function isEmail(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= EMAIL_LENGTH && EMAIL.test(trimmed)
}

/** What is wrong with the identifiers among a profile's attributes; `path` is the pointer of `attributes`. Observed texts. */
export function identifierProblems(attributes: Identifiers, path = '/data/attributes'): ErrorEntry[] {
  const entries: ErrorEntry[] = []
  const { email, phone_number } = attributes
  if (typeof email === 'string' && !isEmail(email)) {
    entries.push(invalidEntry('Invalid email address', { pointer: `${path}/email` }))
  }
  if (typeof phone_number === 'string' && !isPhoneNumber(phone_number)) {
    const detail = 'Invalid phone number format (Example of a valid format: +12345678901)'
    entries.push(invalidEntry(detail, { pointer: `${path}/phone_number` }))
  }
  return entries
}

/** Whether anything names a profile. */
export function namesProfile({ id, email, phone_number, external_id, anonymous_id, _kx }: Identifiers): boolean {
  return [id, email, phone_number, external_id, anonymous_id, _kx].some(
    (value) => value !== undefined && value !== null && value !== '',
  )
}

/** An identifier is required. Documented rule, audience §2.2; text Assumed: no recording shows it. */
export const NO_IDENTIFIER = 'At least one identifier is required: email, phone_number or external_id.'

/** Throws what is wrong with identifiers: their formats, all at once, or that there are none. */
export function checkIdentifiers(identifiers: Identifiers, path = '/data/attributes'): void {
  const entries = identifierProblems(identifiers, path)
  if (entries.length === 0 && !namesProfile(identifiers)) entries.push(invalidEntry(NO_IDENTIFIER, { pointer: path }))
  throwAll(entries)
}

/** Refuses with these entries, if there are any. */
export function throwAll([first, ...rest]: readonly ErrorEntry[]): void {
  if (first !== undefined) throw new ApiError([first, ...rest])
}
