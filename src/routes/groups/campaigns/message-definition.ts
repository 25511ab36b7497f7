import type { MessageDefinition as Given, VariationInlineCreate } from '../../../schemas/contract/request-bodies.ts'
import type { Builder, MessageDefinition } from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import type { ErrorEntry } from '../../errors.ts'
import { completeDetails, detailsProblems, type Details } from './details.ts'
import { defaultSendOptions, defaultTracking, defaultVariation, messageDefaults, type NewVariation } from './parts.ts'
import { merged, problemIf } from './problems.ts'

// What a message says of itself, and which variations it may have. revision-2026-10-15 §3.8, §3.9.

/** How a test goes on unless said otherwise. Assumed: the app's pool of a fifth; texts are not opened. */
const abTestDefaults = (channel: string) => ({
  winner_metric: channel === 'email' ? 'opens_unique' : 'clicks_unique',
  winner_percentage: 80,
  winner_wait_hours: 4,
})

/** The definition as it will be: members left out stay, objects member by member; null means the default (Assumed). */
export function mergedMessage(given: Given, current = messageDefaults): MessageDefinition {
  const { tracking_options: tracking, send_options: options, ab_test: test } = given
  const testDefaults = abTestDefaults('email')
  return {
    name: given.name === undefined ? current.name : given.name,
    status: current.status,
    tracking_options: merged(tracking, current.tracking_options as typeof defaultTracking, defaultTracking),
    send_options: merged(options, current.send_options as typeof defaultSendOptions, defaultSendOptions),
    ab_test:
      test === undefined ? current.ab_test : { ...merged(test, { ...testDefaults, ...current.ab_test }, testDefaults) },
  }
}

/** What is wrong with a message's definition; `given` is what the body says. All Assumed. */
export function messageProblems(given: Given, current: MessageDefinition, pointer: string): ErrorEntry[] {
  const { status, send_options: options, ab_test: test } = given
  const send = (name: string) => `${pointer}/send_options/${name}`
  const sendTimes = options?.send_times ?? null
  const readOnly = (name: string) => `'${name}' is read only.`
  const share = options?.recipient_percentage
  const winner = test?.winner_percentage
  return [
    ...problemIf(status != null && status !== current.status, readOnly('status'), `${pointer}/status`),
    ...problemIf(
      sendTimes !== null && JSON.stringify(sendTimes) !== JSON.stringify(current.send_options.send_times),
      readOnly('send_times'),
      send('send_times'),
    ),
    ...problemIf(
      options?.is_ignoring_unsubscribes === true,
      'Only accounts that send transactional messages can ignore unsubscribes.',
      send('is_ignoring_unsubscribes'),
    ),
    ...problemIf(
      share != null && (share < 1 || share > 100),
      "'recipient_percentage' must be between 1 and 100.",
      send('recipient_percentage'),
    ),
    ...problemIf(
      winner != null && (winner < 0 || winner > 99),
      "'winner_percentage' must be between 0 and 99.",
      `${pointer}/ab_test/winner_percentage`,
    ),
    ...problemIf(
      test?.winner_wait_hours != null && test.winner_wait_hours < 1,
      "'winner_wait_hours' must be 1 or more.",
      `${pointer}/ab_test/winner_wait_hours`,
    ),
  ]
}

/** The variations that a body gives a new message; without any, the default one. */
export function givenVariations(
  given: VariationInlineCreate[] | null | undefined,
  name: string | null,
): NewVariation[] {
  if (!given || given.length === 0) return [defaultVariation(name)]
  return given.map(({ definition }) => newVariation(definition))
}

/** A variation as a body gives it. */
export function newVariation({ name, details }: VariationInlineCreate['definition']): NewVariation {
  return { name: name ?? null, details: (details as Readonly<Record<string, unknown>> | null | undefined) ?? null }
}

/** Messages of a campaign. Assumed: no limit was found. */
export const MOST_MESSAGES = 100

/** Assumed, from the app's former limit. */
const MOST_VARIATIONS = 7

/** Why a message cannot have these variations: too many, or more channels than a wizard campaign takes. Assumed. */
export function variationsProblems(
  details: readonly (Details | null)[],
  builder: Builder,
  pointer: string,
): ErrorEntry[] {
  const channels = new Set(details.flatMap((one) => one?.channel ?? []))
  return [
    ...problemIf(
      details.length > MOST_VARIATIONS,
      `A maximum of ${MOST_VARIATIONS} variations is allowed per message.`,
      pointer,
    ),
    ...problemIf(
      builder === 'wizard' && channels.size > 1,
      'A message of a wizard campaign can have only one channel.',
      pointer,
    ),
  ]
}

/** What is wrong with the variations that come with a new message; `pointer` leads to them. */
export function inlineVariationProblems(
  variations: readonly NewVariation[],
  builder: Builder,
  db: Db,
  pointer: string,
): ErrorEntry[] {
  const each = variations.flatMap(({ details }, index) =>
    details === null ? [] : detailsProblems(details, null, db, `${pointer}/${index}/definition/details`),
  )
  return [...variationsProblems(variations.map(completed), builder, pointer), ...each]
}

const completed = ({ details }: NewVariation) => (details === null ? null : completeDetails(details))

/** The channel that two or more variations share, which makes them an A/B test. Assumed, revision-2026-10-15 §2. */
function testedChannel(details: readonly (Details | null)[]): string | undefined {
  const channels = details.flatMap((one) => one?.channel ?? [])
  return channels.find((channel, index) => channels.indexOf(channel) < index)
}

const testStrategies: Readonly<Record<string, string>> = {
  static: 'content_variation',
  local_timezone: 'content_variation_local_timezone',
}

/** The definition with the settings of a test where the variations are one; others stay as they are. */
export function withAbTest(definition: MessageDefinition, details: readonly (Details | null)[]): MessageDefinition {
  const channel = testedChannel(details)
  if (channel === undefined) return definition
  const strategy = String(definition.send_options.send_strategy)
  return {
    ...definition,
    ab_test: definition.ab_test ?? abTestDefaults(channel),
    send_options: { ...definition.send_options, send_strategy: testStrategies[strategy] ?? strategy },
  }
}

/** The definition after its variations have changed: with a test that began, without one that ended. */
export function afterVariations(
  definition: MessageDefinition,
  before: readonly (Details | null)[],
  after: readonly (Details | null)[],
): MessageDefinition {
  if (testedChannel(before) === undefined || testedChannel(after) !== undefined) return withAbTest(definition, after)
  const strategy = definition.send_options.send_strategy
  const plain = Object.keys(testStrategies).find((name) => testStrategies[name] === strategy)
  return {
    ...definition,
    ab_test: null,
    send_options: { ...definition.send_options, send_strategy: plain ?? strategy },
  }
}
