import type { PushTokenEntry, RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { withKnownId } from '../../../store/identities.ts'
import { resolveProfile, type ProfileStore } from '../../../store/profiles.ts'
import { pushTokenSelection } from '../../../store/push-tokens.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import { findRow } from '../../../store/selection.ts'
import { readSetting } from '../../../store/settings.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid, invalidEntry, type ErrorEntry } from '../../errors.ts'
import { namesProfile, throwAll } from '../profiles/identifiers.ts'
import { registerToken, requirePush } from '../profiles/push-tokens.ts'
import { findList, subscribeRow, type OptInList, type SubscribedRow } from './apply.ts'
import { channelsOf, defaultChannels } from './channels.ts'
import { awaitOptIn, isConfirmed, needsConfirmation } from './opt-in.ts'
import { ageProblem, reachProblem, subscriptionProblem, type CheckedRow } from './row-problems.ts'

// bulk_subscribe_profiles: checked at once, carried out by the schedule. audience §3.2.

type Body = RequestBodies['bulk_subscribe_profiles']
/** Before 2025-01-15 `subscriptions` may be left out. */
type BodyRow = Omit<Body['data']['attributes']['profiles']['data'][number], 'attributes'> & {
  attributes: Partial<Body['data']['attributes']['profiles']['data'][number]['attributes']>
}

/** What the schedule keeps of a subscription. */
export interface SubscribeWork {
  list_id: string | null
  custom_source: string | null
  historical: boolean
  rows: (SubscribedRow & { tokens: readonly PushTokenEntry[] })[]
}

/** Documented, audience §3.2; status and text of the refusal Assumed. */
const PROFILES_PER_JOB = 1000

/** POST /api/profile-subscription-bulk-create-jobs: 202 without a body. One bad row refuses the whole. Observed. */
export function bulkSubscribe(context: Context): Answer {
  const { attributes, relationships } = (context.body as Body).data
  const historical = attributes.historical_import === true
  const bodies: readonly BodyRow[] = attributes.profiles.data
  requireAtMost(PROFILES_PER_JOB, bodies)
  const rows = bodies.map(checkedRowOf)
  throwAll(
    rows.flatMap((row, index) => {
      const at = `/data/attributes/profiles/data/${index}`
      const own = reachProblem(row, at, context) ?? subscriptionProblem(row, at, historical, context)
      return own ?? ageProblem(row, at, context) ?? []
    }),
  )
  if (rows.some(({ channels }) => channels.some(({ channel }) => channel === 'push.marketing'))) requirePush(context)
  const list = requireList(context, relationships?.list?.data?.id)
  scheduleSubscription(context, {
    list_id: list?.id ?? null,
    custom_source: attributes.custom_source ?? null,
    historical,
    rows: bodies.map((body, index) => rowOf(body, rows[index]!)),
  })
  return { kind: 'empty' }
}

/** Throws when a job names more profiles than it may. */
export function requireAtMost(limit: number, rows: readonly unknown[]): void {
  if (rows.length <= limit) return
  throw invalid(`A maximum of ${limit} profiles can be submitted per request.`, {
    pointer: '/data/attributes/profiles/data',
  })
}

/** The list that a job names; throws the recorded 400 (not a 404) when there is none of this id. */
export function requireList({ db }: Context, id: string | undefined, type = 'list'): OptInList | undefined {
  const list = findList(db, id)
  if (id !== undefined && list === undefined) throwAll([noList(id, type)])
  return list
}

/** Observed at 2025-04-15 for lists; Assumed for segments. */
export function noList(id: string, type: string): ErrorEntry {
  const noun = type === 'list' ? 'List' : 'Segment'
  return invalidEntry(`${noun} not found with id ${id}.`, { pointer: `/data/relationships/${type}/data/id` })
}

function checkedRowOf({ id, attributes }: BodyRow): CheckedRow {
  const { subscriptions, ...rest } = attributes
  const push = subscriptions?.push
  return {
    ...rest,
    id,
    anonymous_id: push?.anonymous_id,
    channels: subscriptions ? channelsOf(subscriptions) : defaultChannels(attributes),
    hasTokens: (push?.tokens ?? []).length > 0,
  }
}

function rowOf({ id, attributes }: BodyRow, { channels }: CheckedRow): SubscribeWork['rows'][number] {
  const { email, phone_number, subscriptions } = attributes
  const anonymous_id = subscriptions?.push?.anonymous_id
  const write = {
    ...(id && { id }),
    ...(email && { email }),
    ...(phone_number && { phone_number }),
    ...(anonymous_id && { anonymous_id }),
  }
  return { write, channels, tokens: subscriptions?.push?.tokens ?? [] }
}

/** Puts a checked subscription on the schedule. */
export function scheduleSubscription({ db, now, jobDelay }: Context, work: SubscribeWork): void {
  scheduleWork(db, now + jobDelay, 'subscribe-profiles', work)
}

/** Carries a subscription out. */
export function runSubscription(work: SubscribeWork, store: ProfileStore): void {
  const list = findList(store.db, work.list_id)
  for (const row of work.rows) {
    const write = namedWrite(store, row)
    if (write !== undefined) runRow(store, { ...row, write }, work, list)
  }
}

/**
 * What names the profile of a row: its identifiers, else the push tokens that a profile has, or that a new one is to
 * have. undefined when there is nothing but an id that no profile has: such a row comes to nothing. Assumed.
 */
function namedWrite(store: ProfileStore, { write: given, tokens }: SubscribeWork['rows'][number]) {
  const write = withKnownId(store.db, given)
  if (namesProfile(write)) return write
  const id = findTokenOwner(store.db, tokens)
  if (id !== undefined) return { ...write, id }
  return tokens.length > 0 ? write : undefined
}

/** The first profile that has one of these push tokens. */
export function findTokenOwner(db: ProfileStore['db'], tokens: readonly { token: string }[]): string | undefined {
  for (const { token } of tokens) {
    const owner = findRow(db, pushTokenSelection, token)?.profile_id
    if (typeof owner === 'string') return owner
  }
  return undefined
}

/** Until it is confirmed, a profile stays as it was, and one that is not there is not made. Observed, audience §3.2. */
function runRow(
  store: ProfileStore,
  row: SubscribeWork['rows'][number],
  { list_id, custom_source, historical }: SubscribeWork,
  list: OptInList | undefined,
): void {
  const { db } = store
  const isKnown = resolveProfile(db, withKnownId(db, row.write)) !== undefined
  const waits = !historical && needsConfirmation(list, readSetting(db, 'default_opt_in'), isKnown)
  const waiting = waits ? row.channels.filter(isConfirmed) : []
  const { write } = row
  const who = write.email ?? write.phone_number ?? write.id
  if (waiting.length > 0 && who != null) {
    const { tokens: _, ...pending } = row
    awaitOptIn(store, { who, list_id: list_id, custom_source, row: { ...pending, channels: waiting } })
  }
  const channels = row.channels.filter((given) => !waiting.includes(given))
  if (waiting.length > 0 && channels.length === 0) return
  const [profileId] = subscribeRow(store, { ...row, channels }, { list, custom_source, double_optin: false })
  // Tokens are registered when push is consented to. Documented, audience §3.2.
  if (profileId !== undefined && channels.some(({ channel }) => channel === 'push.marketing')) {
    for (const token of row.tokens) registerToken(store, profileId, token)
  }
}
