import type { OperationId } from '../../../schemas/contract.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { resolveProfile } from '../../../store/profiles.ts'
import { unregisterPushToken } from '../../../store/push-tokens.ts'
import type { Handler } from '../../context.ts'
import { checkIdentifiers } from '../profiles/identifiers.ts'
import { createPushToken, requirePush } from '../profiles/push-tokens.ts'
import { profileWriteOf, type ProfileInput } from '../profiles/writes.ts'

// Push tokens of mobile apps. audience §8.

/** Client take-overs of push tokens. */
export const clientPushTokenTakeOvers = {
  create_client_push_token: (context) => createPushToken(context, { keepIdentifiers: true }),
  // Documented: the token goes. Assumed: only from the profile that is named, whose attributes are not written.
  unregister_client_push_token: (context) => {
    requirePush(context)
    const { token, platform, profile } = (context.body as RequestBodies['unregister_client_push_token']).data.attributes
    const { write } = profileWriteOf(profile.data as ProfileInput)
    checkIdentifiers(write, '/data/attributes/profile/data/attributes')
    const id = resolveProfile(context.db, write)
    if (id !== undefined) unregisterPushToken(context.db, token, platform, id)
    return { kind: 'empty' }
  },
} satisfies Partial<Record<OperationId, Handler>>
