import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { isPhoneNumber } from '../../../store/phone-numbers.ts'
import { findResource, insertResource } from '../../../store/resources.ts'
import {
  countSenders,
  REGISTRATION,
  registrationOfSender,
  SENDER,
  senderSelection,
} from '../../../store/text-messaging.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { Relationship, ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { CONFIGURATION } from './configurations.ts'
import { checkRegistration } from './registration-problems.ts'
import { submitRegistration } from './registrations.ts'
import { denied, refused } from './refusals.ts'

const newestRegistration: Relationship = { type: REGISTRATION, many: false, related: registrationOfSender }

export const senderType: ResourceType = {
  type: SENDER,
  collection: 'text-messaging-senders',
  selection: senderSelection,
  attributes: ['sender_type', 'sender_details', 'status', 'created_at', 'forwarding_number', 'sender_identifier'],
  relationships: { [REGISTRATION]: { ...newestRegistration, known: true } },
}

/** A sender that was just made: its registration is not shown unless included. Documented of a guide. */
const newSenderType: ResourceType = { ...senderType, relationships: { [REGISTRATION]: newestRegistration } }

const COUNTRIES = ['US', 'CA'] as const
/** Toll-free numbers of an account. Documented of a guide that there is a limit; the number Assumed. */
const MOST_NUMBERS = 10

const ATTRIBUTES = '/data/attributes'

/**
 * POST /api/text-messaging-senders: the number serves every country that there is, so that a sender is made for each; the
 * answer is the one of the country asked for (Documented). What is wrong is found before a number is taken (Documented of
 * a guide; the order of the checks among each other Assumed).
 */
export function createSender(context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['create_text_messaging_sender']).data
  const { sender_type, sender_details, forwarding_number = null } = attributes
  if (sender_type !== 'toll_free') {
    throw refused('not_yet_supported', `'${sender_type}' is not supported yet.`, `${ATTRIBUTES}/sender_type`)
  }
  if (forwarding_number !== null && !isPhoneNumber(forwarding_number)) {
    // Assumed: that it is checked, and the text.
    throw invalid("'forwarding_number' must be a valid phone number in E.164 format.", {
      pointer: `${ATTRIBUTES}/forwarding_number`,
    })
  }
  const details = attributes[REGISTRATION].data.attributes
  checkRegistration(details, `${ATTRIBUTES}/${REGISTRATION}/data/attributes`)
  const { account, db, now } = context
  if (findResource(db, { type: CONFIGURATION, id: account.id }) === undefined) {
    throw denied(403, 'sms_account_required', 'This account has no SMS account yet.')
  }
  if (countSenders(db, sender_details.country) >= MOST_NUMBERS) {
    throw denied(409, 'phone_number_limit_reached', `This account already has ${MOST_NUMBERS} toll-free numbers.`)
  }
  const made = COUNTRIES.map((country) => ({ country, id: account.ids.ulid(now) }))
  for (const { country, id } of made) {
    insertResource(db, {
      type: SENDER,
      id,
      created: now,
      updated: now,
      // The number is null until the registration is approved: Documented by the schema, though not by a guide.
      attributes: {
        sender_type,
        sender_details: { country },
        status: 'pending_registration',
        created_at: formatSeconds(now),
        forwarding_number,
        sender_identifier: null,
      },
    })
  }
  const asked = made.find(({ country }) => country === sender_details.country)!
  const ids = made.map(({ id }) => id)
  submitRegistration(context, details, asked.id, ids)
  return {
    kind: 'one',
    type: newSenderType,
    row: findOrThrow(senderType, asked.id, context),
    fresh: { created_at: now },
  }
}
