import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds, UPDATED_LATER } from '../../../store/clock.ts'
import { insertResource, link, type Identifier } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import { findRow } from '../../../store/selection.ts'
import {
  changeAttributes,
  newestRegistration,
  REGISTRATION,
  registerSenders,
  registrationSelection,
  SENDER,
  senderOfRegistration,
  sendersOf,
  senderSelection,
} from '../../../store/text-messaging.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { JobContext, ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { checkRegistration, type RegistrationDetails } from './registration-problems.ts'
import { denied } from './refusals.ts'

export const registrationType: ResourceType = {
  type: REGISTRATION,
  collection: 'text-messaging-sender-registrations',
  selection: registrationSelection,
  attributes: ['status', 'failures', 'created_at', 'updated_at', 'submitted_at', 'decided_at'],
  relationships: { [SENDER]: { type: SENDER, many: false, related: senderOfRegistration, known: true } },
}

/** POST /api/text-messaging-sender-registrations: another try after a rejection; older ones stay readable. */
export function createRegistration(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_text_messaging_sender_registration'])
    .data
  const pointer = `/data/relationships/${SENDER}`
  const sender = relationships[SENDER].data
  if (sender === undefined) {
    // Documented of a guide: status and place; text Assumed.
    throw invalid(`'${SENDER}' is a required field for the resource '${REGISTRATION}'.`, { pointer })
  }
  checkRegistration(attributes, '/data/attributes')
  const { db } = context
  if (findRow(db, senderSelection, sender.id) === undefined) {
    throw denied(404, 'sender_not_found', `A ${SENDER} with id ${sender.id} does not exist.`)
  }
  const newest = newestRegistration(db, sender.id)!
  requireRejected(findOrThrow(registrationType, newest, context).attributes)
  const id = submitRegistration(context, attributes, sender.id, sendersOf(db, newest))
  return {
    kind: 'one',
    type: REGISTRATION,
    row: findOrThrow(registrationType, id, context),
    fresh: freshTimes(context),
  }
}

/** Documented of a guide: the codes; texts Assumed. */
function requireRejected(registration: string): void {
  const { status } = JSON.parse(registration) as { status: string }
  if (status === 'approved') {
    throw denied(409, 'registration_not_resubmittable', 'The registration of this sender was approved.')
  }
  if (status !== 'rejected') {
    throw denied(409, 'registration_in_flight', 'The registration of this sender has not been decided yet.')
  }
}

export const freshTimes = ({ now }: Pick<Context, 'now'>) => ({
  created_at: now,
  updated_at: now + UPDATED_LATER,
  submitted_at: now,
})

/** Stores a registration of these senders and lets the carriers look at it. It is submitted at once (Assumed). */
export function submitRegistration(
  { account, db, now, jobDelay }: JobContext,
  { business_website }: RegistrationDetails,
  senderId: string,
  senders: readonly string[],
): string {
  const id = account.ids.ulid(now)
  const time = formatSeconds(now)
  insertResource(db, {
    type: REGISTRATION,
    id,
    created: now,
    updated: now + UPDATED_LATER,
    attributes: {
      status: 'in_review',
      failures: [],
      created_at: time,
      updated_at: time,
      submitted_at: time,
      decided_at: null,
    },
  })
  link(db, { type: REGISTRATION, id }, SENDER, [{ type: SENDER, id: senderId } satisfies Identifier])
  registerSenders(db, id, senders)
  scheduleWork(db, now + jobDelay, 'text-messaging-registration-decide', { id, business_website })
  return id
}

/** A website that cannot exist (RFC 2606). */
const isUnreachable = (website: string): boolean => /(^|\.)invalid\.?$/.test(new URL(website).hostname)

/**
 * The carriers decide. Approved, the senders are active and have their number; rejected, they stay as they are (Assumed),
 * and the registration says why (Documented that it does). Who is rejected is the sandbox's own choice: a business whose
 * website is in the domain `invalid`.
 */
export function decideRegistration(
  { id, business_website }: { id: string; business_website: string },
  { account, db, now }: JobContext,
): void {
  const rejected = isUnreachable(business_website)
  const status = rejected ? 'rejected' : 'approved'
  const failures = rejected ? [{ detail: 'The website of the business could not be reached.' }] : []
  const time = formatSeconds(now)
  changeAttributes(db, { type: REGISTRATION, id }, { status, failures, updated_at: time, decided_at: time }, now)
  if (rejected) return
  const sender_identifier = tollFreeNumber(account.ids.below)
  for (const senderId of sendersOf(db, id)) {
    changeAttributes(db, { type: SENDER, id: senderId }, { status: 'active', sender_identifier }, now)
  }
}

const PREFIXES = ['833', '844', '855', '866', '877', '888'] as const

/** A toll-free number of North America. */
function tollFreeNumber(below: (bound: number) => number): string {
  const prefix = PREFIXES[below(PREFIXES.length)]!
  return `+1${prefix}${2 + below(8)}${String(below(1_000_000)).padStart(6, '0')}`
}
