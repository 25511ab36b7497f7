import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { Group } from '../../resource.ts'
import { channelsOf, defaultChannels } from '../consent/channels.ts'
import { reachProblem, subscriptionProblem } from '../consent/row-problems.ts'
import { requireList, scheduleSubscription } from '../consent/subscribe.ts'
import { throwAll } from '../profiles/identifiers.ts'
import { requirePush } from '../profiles/push-tokens.ts'
import { patchProblems, profileWriteOf, type ProfileInput } from '../profiles/writes.ts'

// POST /client/subscriptions: what a sign-up form in a browser sends. audience §8.

type Subscription = RequestBodies['create_client_subscription']['data']
type Subscriptions = Subscription['attributes']['profile']['data']['attributes']['subscriptions']

export const clientSubscriptionTakeOvers = {
  create_client_subscription: createSubscription,
} satisfies Group['takeOvers']

const AT = '/data/attributes/profile/data'

/** 202 without a body. The list's opt-in is honoured; identifiers that a profile has stay. */
function createSubscription(context: Context): Answer {
  const { attributes, relationships } = (context.body as { data: Subscription }).data
  const { id, attributes: given, meta } = attributes.profile.data as ProfileInput
  const { subscriptions, ...plain } = given as typeof given & { subscriptions?: Subscriptions }
  const { write, patch } = profileWriteOf({ attributes: plain, ...(id && { id }), ...(meta && { meta }) })
  const channels = subscriptions ? channelsOf(subscriptions) : defaultChannels(plain as { email?: string })
  const tokens = subscriptions?.push?.tokens ?? []
  // Documented rule, audience §8; text Assumed.
  if (!write.email && !write.phone_number && !channels.some(({ channel }) => channel === 'push.marketing')) {
    throw invalid(`One of 'email' or 'phone_number' is required.`, { pointer: `${AT}/attributes` })
  }
  const row = { ...write, channels, hasTokens: tokens.length > 0 } as Parameters<typeof reachProblem>[0]
  const problem = reachProblem(row, AT, context) ?? subscriptionProblem(row, AT, false, context)
  throwAll([...(problem ? [problem] : []), ...patchProblems(patch, AT)])
  if (channels.some(({ channel }) => channel === 'push.marketing')) requirePush(context)
  const list = requireList(context, relationships?.list?.data?.id)
  scheduleSubscription(context, {
    list_id: list?.id ?? null,
    custom_source: attributes.custom_source ?? null,
    historical: false,
    rows: [{ write, ...(patch && { patch }), channels, tokens, keepIdentifiers: true }],
  })
  return { kind: 'empty' }
}
