import type { OperationId } from '../../../schemas/contract.ts'
import type { Handler } from '../../context.ts'
import { createClientEvents, createEvent } from '../events/create-events.ts'

/** Client take-overs of events: they never change identifiers that a profile has. Documented, events §2.10. */
export const clientEventTakeOvers = {
  create_client_event: (context) => createEvent(context, { client: true }),
  bulk_create_client_events: createClientEvents,
} satisfies Partial<Record<OperationId, Handler>>
