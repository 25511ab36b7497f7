import { eventSelection, profileOfEvent } from '../../../store/events.ts'
import { metricOfEvent } from '../../../store/metrics.ts'
import { linkedFrom, resourcesOf } from '../../../store/resources.ts'
import type { Context, Handler } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { Group, Relationship, ResourceType } from '../../resource.ts'
import { getShape, relatedShape, relationshipShape } from '../../shapes/read.ts'
import { createEvent, createEvents } from './create-events.ts'
import { listEvents } from './list-events.ts'

// Events. events §2. Nothing changes or deletes an event.

const profile: Relationship = {
  type: 'profile',
  many: false,
  related: profileOfEvent,
  column: 'profile_id',
  known: true,
}

const metric: Relationship = { type: 'metric', many: false, related: metricOfEvent, column: 'metric_id', known: true }

const eventType: ResourceType = {
  type: 'event',
  collection: 'events',
  selection: eventSelection,
  attributes: ['timestamp', 'event_properties', 'datetime', 'uuid'],
  relationships: {
    profile,
    metric,
    // Shown when included only: observed.ts.
    attributions: { type: 'attribution', many: true, related: linkedFrom('event', 'attributions', 'attribution') },
  },
  cursor: 'event',
}

/** What an event is credited to. Documented, events §2.8; none comes into being before messages are sent. */
const attributionType: ResourceType = {
  type: 'attribution',
  collection: 'attributions',
  selection: resourcesOf('attribution'),
  attributes: [],
  relationships: Object.fromEntries(
    [
      ['event', 'event'],
      ['attributed-event', 'event'],
      ['campaign', 'campaign'],
      ['campaign-message', 'campaign-message'],
      ['flow', 'flow'],
      ['flow-message', 'flow-message'],
      ['flow-message-variation', 'flow-message'],
    ].map(([name, type]) => [name, { type, many: false, related: linkedFrom('attribution', name!, type!) }]),
  ) as Record<string, Relationship>,
}

export const events: Group = {
  name: 'Events',
  types: [eventType, attributionType],
  takeOvers: {
    create_event: (context) => createEvent(context),
    bulk_create_events: createEvents,
    get_events: listEvents,
    get_event: checked((context) => getShape(eventType, context)),
    get_metric_for_event: checked((context) => relatedShape(eventType, metric, context)),
    get_metric_id_for_event: checked((context) => relationshipShape(eventType, metric, context)),
    get_profile_for_event: checked((context) => relatedShape(eventType, profile, context)),
    get_profile_id_for_event: checked((context) => relationshipShape(eventType, profile, context)),
  },
}

/** Base 58, some eleven characters: events §2.5. */
const EVENT_ID = /^[1-9A-HJ-NP-Za-km-z]{8,11}$/

/** What is no event's id is refused with 400, an unknown one with 404. Observed on get_event, Assumed on the rest. */
function checked(handler: Handler): Handler {
  return (context: Context) => {
    if (!EVENT_ID.test(context.id)) throw invalid(`Invalid Event ID: '${context.id}'`, { pointer: '/data/id' })
    return handler(context)
  }
}
