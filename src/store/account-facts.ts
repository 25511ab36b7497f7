import { must, objectOf, text, type Check } from './file-check.ts'

/** What an account tells about itself. */
export interface AccountFacts {
  organization_name: string
  default_sender_name: string
  default_sender_email: string
  website_url: string
  timezone: string
  preferred_currency: string
  locale: string
  industry: string
  street_address: Record<'address1' | 'address2' | 'city' | 'region' | 'country' | 'zip', string>
}

/** A time zone that the machine knows. */
export const timeZone = must('a time zone such as US/Eastern', (value) => {
  try {
    return typeof value === 'string' && Intl.DateTimeFormat('en', { timeZone: value }) !== undefined
  } catch {
    return false
  }
})

const facts: Record<keyof AccountFacts, Check> = {
  organization_name: text,
  default_sender_name: text,
  default_sender_email: text,
  website_url: text,
  timezone: timeZone,
  preferred_currency: must('three capital letters, such as USD', (value) => /^[A-Z]{3}$/.test(String(value))),
  locale: text,
  industry: text,
  street_address: objectOf(
    Object.fromEntries(
      ['address1', 'address2', 'city', 'region', 'country', 'zip'].map((name) => [
        name,
        must('a text', (value) => typeof value === 'string'),
      ]),
    ),
  ),
}

/** Some of the facts; what is left out is as the sandbox makes it. */
export const someFacts: Check = objectOf({}, facts)
