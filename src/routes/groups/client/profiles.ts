import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Handler } from '../../context.ts'
import { knownInput, upsertFromBody, type ProfileInput } from '../profiles/writes.ts'

// Profiles written by browsers and apps. audience §8.

/** Client take-overs of profiles: identifiers that a profile has are kept, silently. Documented. */
export const clientProfileTakeOvers = {
  create_client_profile: (context) => {
    const { data } = context.body as RequestBodies['create_client_profile']
    const input = knownInput(context, data as ProfileInput)
    if (input !== undefined) upsertFromBody(context, input, { keepIdentifiers: true, touch: true })
    return { kind: 'empty' }
  },
} satisfies Partial<Record<OperationId, Handler>>
