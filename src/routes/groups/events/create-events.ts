import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { ProfileInput } from '../profiles/writes.ts'
import { recordGroups, type EventGroup, type RecordOptions } from './record-events.ts'

// POST /api/events and /api/event-bulk-create-jobs, and their twins under /client. events §2.1–2.4, §2.10.

const ATTRIBUTES = '/data/attributes'

/** create_event and create_client_event: 202 without a body. */
export function createEvent(context: Context, options?: RecordOptions): Answer {
  const { attributes } = (context.body as RequestBodies['create_event']).data
  const profileAt = `${ATTRIBUTES}/profile/data`
  const group: EventGroup = {
    profile: attributes.profile.data as ProfileInput,
    profileAt,
    attributesAt: `${profileAt}/attributes`,
    events: [{ event: attributes, at: ATTRIBUTES }],
  }
  recordGroups(context, [group], options)
  return { kind: 'empty' }
}

/** bulk_create_events: 202 without a body; no job can be read back. Documented, events §2.4. */
export function createEvents(context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['bulk_create_events']).data
  const at = `${ATTRIBUTES}/events-bulk-create/data`
  recordBulk(
    context,
    attributes['events-bulk-create'].data.map((group, index) => groupOf(group.attributes, `${at}/${index}/attributes`)),
  )
  return { kind: 'empty' }
}

/** bulk_create_client_events: one profile. */
export function createClientEvents(context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['bulk_create_client_events']).data
  recordBulk(context, [groupOf(attributes, ATTRIBUTES)], { client: true })
  return { kind: 'empty' }
}

type BulkGroup = RequestBodies['bulk_create_client_events']['data']['attributes']

/** Pointers carry the positions. Assumed from the form that a client's tests expect, events §2.4. */
function groupOf({ profile, events }: BulkGroup, at: string): EventGroup {
  const profileAt = `${at}/profile/data`
  return {
    profile: profile.data as ProfileInput,
    profileAt,
    attributesAt: `${profileAt}/attributes`,
    events: events.data.map(({ attributes }, index) => ({
      event: attributes,
      at: `${at}/events/data/${index}/attributes`,
    })),
  }
}

/** Documented, events §2.4; text Assumed. */
const EVENTS_PER_REQUEST = 1000

function recordBulk(context: Context, groups: readonly EventGroup[], options?: RecordOptions): void {
  const count = groups.reduce((sum, { events }) => sum + events.length, 0)
  if (count > EVENTS_PER_REQUEST) {
    throw invalid(`A maximum of ${EVENTS_PER_REQUEST} events is allowed per request (got ${count}).`, {
      pointer: ATTRIBUTES,
    })
  }
  recordGroups(context, groups, options)
}
