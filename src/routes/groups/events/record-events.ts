import { openConversation, type Channel } from '../../../store/conversations.ts'
import { parseTime } from '../../../store/clock.ts'
import { recordEvent } from '../../../store/events.ts'
import { integrationOf } from '../../../store/integrations.ts'
import { upsertProfile } from '../../../store/profile-upsert.ts'
import { IdentifierTaken, resolveProfile, type ProfileWrite } from '../../../store/profiles.ts'
import type { Context } from '../../context.ts'
import { invalid, invalidEntry, type ErrorEntry } from '../../errors.ts'
import { identifierProblems, namesProfile, throwAll } from '../profiles/identifiers.ts'
import { patchProblems, profileWriteOf, requireProfile, type ProfileInput } from '../profiles/writes.ts'
import { eventProblems, type EventInput } from './event-problems.ts'

/** Events of one profile, as all four operations give them, with the pointers of their errors. */
export interface EventGroup {
  profile: ProfileInput
  /** Pointer of the profile, and of its attributes. */
  profileAt: string
  attributesAt: string
  events: readonly { event: EventInput; at: string }[]
}

export interface RecordOptions {
  /** Client endpoints: identifiers that a profile has are kept, and an id that no profile has is passed over. */
  client?: boolean
}

/**
 * Checks all groups, then stores all: profile, metric, event. Throws one 400 with everything that is wrong. What was
 * stored can be read at once; the live API needs seconds. Observed delay, events §2.6.
 */
export function recordGroups(context: Context, groups: readonly EventGroup[], options: RecordOptions = {}): void {
  throwAll(groups.flatMap((group) => problemsOf(group, context)))
  const seen = new Set<string>()
  for (const group of groups) {
    const profileId = writeProfile(context, group, options)
    if (profileId === undefined) continue
    for (const { event, at } of group.events) {
      refuseRepetition(seen, profileId, event, at)
      storeEvent(context, profileId, event)
    }
  }
}

function problemsOf({ profile, profileAt, attributesAt, events }: EventGroup, context: Context): ErrorEntry[] {
  const { write, patch } = profileWriteOf(profile)
  const entries = [...identifierProblems(write, attributesAt), ...patchProblems(patch, profileAt)]
  if (!namesProfile(write)) {
    // Documented rule, events §2.1; text Assumed.
    entries.push(invalidEntry('The profile must have at least one identifier.', { pointer: profileAt }))
  }
  return [...entries, ...events.flatMap(({ event, at }) => eventProblems(event, at, context))]
}

/**
 * The profile of an event, made or updated. An event is taken in whatever happens (events §2.1), so identifiers that
 * are another profile's are left out instead of refused: Assumed. An unknown id is a 404 as on import: Assumed.
 */
function writeProfile(context: Context, group: EventGroup, { client = false }: RecordOptions): string | undefined {
  const { write, patch } = profileWriteOf(withoutNulls(group.profile))
  if (write.id) {
    if (!client) requireProfile(context, write.id)
    else if (resolveProfile(context.db, { id: write.id }) === undefined) delete write.id
    if (!namesProfile(write)) return undefined
  }
  try {
    return upsertProfile(context, write, patch, { keepIdentifiers: client }).id
  } catch (error) {
    if (!(error instanceof IdentifierTaken)) throw error
    return upsertProfile(context, write, patch, { keepIdentifiers: true }).id
  }
}

/** An attribute that is null tells nothing of the profile: it clears nothing. Observed for anonymous_id; rest Assumed. */
function withoutNulls(profile: ProfileInput): ProfileInput {
  const given = Object.entries(profile.attributes).filter(([, value]) => value !== null)
  return { ...profile, attributes: Object.fromEntries(given) as ProfileWrite }
}

/** Documented: a unique_id given twice for a profile and metric fails the whole request, events §2.4. Text Assumed. */
function refuseRepetition(seen: Set<string>, profileId: string, { metric, unique_id }: EventInput, at: string): void {
  if (!unique_id) return
  const { name, service } = metric.data.attributes
  const key = JSON.stringify([profileId, name, integrationOf(service).key, unique_id])
  if (seen.has(key)) {
    throw invalid(`The unique_id '${unique_id}' is given more than once for the same profile and metric.`, {
      pointer: `${at}/unique_id`,
    })
  }
  seen.add(key)
}

function storeEvent(context: Context, profileId: string, event: EventInput): void {
  const { name: given, service } = event.metric.data.attributes
  const name = SHOWN_NAMES.get(given) ?? given
  const id = recordEvent(context, {
    metric: name,
    integration: integrationOf(service),
    profileId,
    properties: event.properties,
    // Parts of a second are dropped. Documented, events §2.1.
    ...(event.time && { timestamp: Math.floor(parseTime(event.time) / 1_000_000) }),
    ...(event.unique_id && { uniqueId: event.unique_id }),
    ...(typeof event.value === 'number' && { value: event.value }),
    ...(event.value_currency && { valueCurrency: event.value_currency }),
  })
  const channel = INBOUND.get(name)
  if (id !== undefined && channel !== undefined) openConversation(context, profileId, channel)
}

/** What the mobile SDKs send, and the name of its metric. Observed, events §2.10. */
const SHOWN_NAMES: ReadonlyMap<string, string> = new Map([['$opened_push', 'Opened Push']])

/**
 * Metrics of what a profile writes to the account: such an event begins the conversation that can then be answered.
 * Assumed, campaigns-content §8; the name of the text one is Observed (events §8), the others follow it.
 */
const INBOUND: ReadonlyMap<string, Channel> = new Map([
  ['Sent Text Message', 'sms'],
  ['Sent SMS', 'sms'],
  ['Sent WhatsApp', 'whatsapp'],
])
