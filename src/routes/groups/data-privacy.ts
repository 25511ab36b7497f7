import type { RequestBodies } from '../../schemas/contract/request-bodies.ts'
import { erasePerson } from '../../store/profile-deletion.ts'
import { resolveProfile } from '../../store/profiles.ts'
import { scheduleWork } from '../../store/schedule.ts'
import type { Answer, Context } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import type { Group, JobContext } from '../resource.ts'
import { reachOf } from './consent/apply.ts'
import { dropOptIns } from './consent/opt-in.ts'
import { identifierProblems, throwAll } from './profiles/identifiers.ts'

// Deletion of a person's data. audience §7.

export const dataPrivacy: Group = {
  name: 'Data Privacy',
  types: [],
  takeOvers: { request_profile_deletion: requestDeletion },
  jobs: { 'delete-profile': deletePerson },
}

const PROFILE = '/data/attributes/profile/data'

/** POST /api/data-privacy-deletion-jobs: 202 without a body; 404 when nobody is found. Observed at 2026-07-15. */
function requestDeletion(context: Context): Answer {
  const { db, now, jobDelay, body } = context
  const { id, attributes } = (body as RequestBodies['request_profile_deletion']).data.attributes.profile.data
  const given = Object.entries({ id, email: attributes.email, phone_number: attributes.phone_number }).filter(
    ([, value]) => value != null,
  )
  // Documented: exactly one; status and text Assumed.
  if (given.length !== 1) {
    throw invalid(`Exactly one of 'id', 'email' or 'phone_number' must be provided.`, { pointer: PROFILE })
  }
  throwAll(identifierProblems(attributes, `${PROFILE}/attributes`))
  const [name, value] = given[0]!
  const profileId = resolveProfile(db, { [name]: value })
  if (profileId === undefined) {
    // Two spaces. Observed for email; the name of the other identifiers is Assumed.
    throw notFound(`No profile with ${name} "${value}" found.  The profile may have already been deleted.`)
  }
  scheduleWork(db, now + jobDelay, 'delete-profile', { profileId })
  return { kind: 'empty' }
}

function deletePerson({ profileId }: { profileId: string }, { account, db }: JobContext): void {
  const { email, phone_number } = reachOf(db, profileId)
  dropOptIns(
    { db },
    [profileId, email, phone_number].filter((name) => name !== null),
  )
  erasePerson(account, profileId)
}
