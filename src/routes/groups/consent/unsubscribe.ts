import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Channel } from '../../../store/consent.ts'
import { createProfile, findProfileByIdentifier, type ProfileStore } from '../../../store/profiles.ts'
import { deletePushToken } from '../../../store/push-tokens.ts'
import type { Answer, Context } from '../../context.ts'
import { throwAll } from '../profiles/identifiers.ts'
import { unsubscribeProfile } from './apply.ts'
import { channelsOf, defaultChannels, identifierOf } from './channels.ts'
import type { NamedList } from './consent-events.ts'
import { reachProblem, type CheckedRow } from './row-problems.ts'
import { findTokenOwner, requireAtMost, requireList } from './subscribe.ts'

// bulk_unsubscribe_profiles: carried out at once. audience §3.3.

type Body = RequestBodies['bulk_unsubscribe_profiles']
type Attributes = Partial<Body['data']['attributes']['profiles']['data'][number]['attributes']>

/** Documented, audience §3.3; status and text of the refusal Assumed. */
const PROFILES_PER_JOB = 100

/** POST /api/profile-subscription-bulk-delete-jobs: 202 without a body; in effect at once. Observed, audience §3.3. */
export function bulkUnsubscribe(context: Context): Answer {
  const { attributes, relationships } = (context.body as Body).data
  const bodies: readonly Attributes[] = attributes.profiles.data.map((row) => row.attributes)
  requireAtMost(PROFILES_PER_JOB, bodies)
  const rows = bodies.map(checkedRowOf)
  throwAll(rows.flatMap((row, index) => reachProblem(row, `/data/attributes/profiles/data/${index}`, context) ?? []))
  const list = requireList(context, relationships?.list?.data?.id)
  for (const [index, body] of bodies.entries()) unsubscribeRow(context, body, rows[index]!, list)
  return { kind: 'empty' }
}

function checkedRowOf(attributes: Attributes): CheckedRow {
  const { subscriptions } = attributes
  return {
    ...attributes,
    channels: subscriptions ? channelsOf(subscriptions) : defaultChannels(attributes),
    hasTokens: (subscriptions?.push?.tokens ?? []).length > 0,
  }
}

function unsubscribeRow(store: ProfileStore, body: Attributes, row: CheckedRow, list: NamedList | undefined): void {
  const tokens = body.subscriptions?.push?.tokens ?? []
  for (const [profileId, channels] of targetsOf(store, row, tokens)) {
    for (const entry of tokens) {
      if (findTokenOwner(store.db, [entry]) === profileId) deletePushToken(store.db, entry.token)
    }
    unsubscribeProfile(store, profileId, channels, list)
  }
}

/**
 * Whose consent ends, and for what: each channel goes to the profile of its own identifier, else to that of another.
 * Someone unknown becomes a profile that is unsubscribed. Assumed, audience §3.3.
 */
function targetsOf(store: ProfileStore, row: CheckedRow, tokens: readonly { token: string }[]): Map<string, Channel[]> {
  const { email, phone_number, channels } = row
  const byEmail = email ? findProfileByIdentifier(store.db, 'email', email) : undefined
  const byPhone = phone_number ? findProfileByIdentifier(store.db, 'phone_number', phone_number) : undefined
  const byToken = findTokenOwner(store.db, tokens)
  let known = byEmail ?? byPhone ?? byToken
  if (known === undefined) {
    if (!email && !phone_number) return new Map()
    known = createProfile(store, { ...(email && { email }), ...(phone_number && { phone_number }) })
  }
  const targets = new Map<string, Channel[]>()
  for (const { channel } of channels) {
    const own =
      identifierOf(channel) === 'phone_number' ? byPhone : identifierOf(channel) === 'email' ? byEmail : byToken
    const profileId = own ?? known
    targets.set(profileId, [...(targets.get(profileId) ?? []), channel])
  }
  return targets.size === 0 ? new Map([[known, []]]) : targets
}
