import type { TollFreeRegistrationDetailsResourceObject } from '../../../schemas/contract/request-bodies.ts'
import { isPhoneNumber } from '../../../store/phone-numbers.ts'
import { invalid } from '../../errors.ts'
import { isEmail } from '../profiles/identifiers.ts'
import { refused } from './refusals.ts'

/** What is told of a business when a number is registered. */
export type RegistrationDetails = TollFreeRegistrationDetailsResourceObject['attributes']

const COUNTRY = /^[A-Z]{2}$/

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** What must hold of the details beyond their schema. Documented as to form; that it is checked and how, Assumed. */
const rules: readonly (readonly [problem: string, holds: (details: RegistrationDetails) => boolean])[] = [
  ["'phone_number' must be a valid phone number in E.164 format.", ({ phone_number }) => isPhoneNumber(phone_number)],
  ["'email' must be a valid email address.", ({ email }) => isEmail(email)],
  ["'country' of the address must be a two-letter country code.", ({ address }) => COUNTRY.test(address.country)],
  ["'business_website' must be a valid URL.", ({ business_website }) => isUrl(business_website)],
  ...(['privacy_policy_url', 'terms_of_service_url'] as const).map(
    (name) =>
      [
        `'${name}' must be a valid URL.`,
        (details: RegistrationDetails) => details[name] == null || isUrl(details[name]),
      ] as const,
  ),
  ...(['first_name', 'last_name', 'business_name'] as const).map(
    (name) => [`'${name}' may not be blank.`, (details: RegistrationDetails) => details[name].trim() !== ''] as const,
  ),
  [
    "'business_registration_country' must be a two-letter country code.",
    ({ business_registration_country: country }) => country == null || COUNTRY.test(country),
  ],
]

/**
 * Throws what is wrong with the details of a registration; `pointer` leads to them. Documented of a guide: all fields are
 * refused at their parent, but for what a business is registered as, which has a code of its own.
 */
export function checkRegistration(details: RegistrationDetails, pointer: string): void {
  const broken = rules.find(([, holds]) => !holds(details))
  if (broken !== undefined) throw invalid(broken[0], { pointer })
  const { business_type, business_registration_country: country } = details
  const { business_registration_authority: authority, business_registration_number: number } = details
  const isComplete = Boolean(country) && Boolean(authority) && Boolean(number)
  // Documented: a sole proprietor of the US needs neither authority nor number.
  const isExempt = business_type === 'SOLE_PROPRIETOR' && country === 'US' && !authority && !number
  if (isComplete || isExempt) return
  throw refused(
    'business_registration_required',
    "'business_registration_country', 'business_registration_authority' and 'business_registration_number' are required.",
    `${pointer}/business_registration_number`,
  )
}
