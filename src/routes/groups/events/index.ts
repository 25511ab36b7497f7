import { attributionsOfEvent } from '../../../store/attributions.ts'
import { eventSelection, profileOfEvent } from '../../../store/events.ts'
import { metricOfEvent } from '../../../store/metrics.ts'
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
    attributions: { type: 'attribution', many: true, related: attributionsOfEvent },
  },
  cursor: 'event',
}

/** What an event is credited to: worked out when it is read, so each row has its links as columns. events §2.8. */
const attributionType: ResourceType = {
  type: 'attribution',
  collection: 'attributions',
  selection: attributionsOfEvent,
  attributes: [],
  relationships: Object.fromEntries(
    [
      ['event', 'event', 'event_id'],
      ['attributed-event', 'event', 'attributed_event_id'],
      ['campaign', 'campaign', 'campaign_id'],
      ['campaign-message', 'campaign-message', 'campaign_message_id'],
      ['flow', 'flow', 'flow_id'],
      ['flow-message', 'flow-message', 'flow_message_id'],
      ['flow-message-variation', 'flow-message', 'flow_variation_id'],
    ].map(([name, type, column]) => [
      name,
      // Assumed: what it is credited to is told, what it is not is not shown.
      { type, many: false, related: attributionsOfEvent, column, known: true, hiddenWhenEmpty: true },
    ]),
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
