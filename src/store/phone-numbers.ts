import { createRequire } from 'node:module'
import type * as Phones from 'libphonenumber-js/max'

let phones: typeof Phones | undefined

/** The metadata of all numbering plans takes some 20 ms to load: only when the first phone number comes. */
function loadPhones(): typeof Phones {
  return (phones ??= createRequire(import.meta.url)('libphonenumber-js/max') as typeof Phones)
}

/** Whether a text is a phone number in E.164 that its country's numbering plan knows. Documented, audience §2.2. */
export function isPhoneNumber(text: string): boolean {
  const trimmed = text.trim()
  return /^\+[1-9]\d{4,14}$/.test(trimmed) && loadPhones().isValidPhoneNumber(trimmed)
}

/** The country (ISO 3166, two letters) that a phone number belongs to; undefined when it is no one country's. */
export function phoneCountry(text: string): string | undefined {
  return loadPhones().parsePhoneNumberFromString(text.trim())?.country
}
