import type { PushTokenEntry, RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { deletePushToken, profileOfPushToken, pushTokenSelection, upsertPushToken } from '../../../store/push-tokens.ts'
import { readSetting } from '../../../store/settings.ts'
import type { WriteOptions } from '../../../store/profiles.ts'
import type { Answer, Context } from '../../context.ts'
import { forbidden } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { knownInput, upsertFromBody, type ProfileInput } from './writes.ts'

// Push tokens. audience §2.11.

export const pushTokenType: ResourceType = {
  type: 'push-token',
  collection: 'push-tokens',
  selection: pushTokenSelection,
  attributes: [
    'created',
    'token',
    'enablement_status',
    'platform',
    'vendor',
    'background',
    'recorded_date',
    'metadata',
  ],
  whole: ['metadata'],
  relationships: {
    profile: { type: 'profile', many: false, related: profileOfPushToken, column: 'profile_id' },
  },
}

/** How answers spell the vendors. Documented, audience §2.11. */
const VENDORS: Readonly<Record<string, string>> = { apns: 'APNs', fcm: 'FCM' }

/** POST /api/push-tokens: 202 without a body; 403 where the account has no push. Observed, audience §1. */
export function createPushToken(context: Context, options: WriteOptions = {}): Answer {
  requirePush(context)
  const { attributes } = (context.body as RequestBodies['create_push_token']).data
  const given = attributes.profile.data as ProfileInput
  const input = options.keepIdentifiers ? knownInput(context, given) : given
  if (input !== undefined) {
    const { id } = upsertFromBody(context, input, options, '/data/attributes/profile/data')
    registerToken(context, id, attributes)
  }
  return { kind: 'empty' }
}

/** Stores a push token as a body gives it. Documented defaults; Assumed: without device_metadata its members are null. */
export function registerToken(
  { db, now }: Pick<Context, 'db' | 'now'>,
  profileId: string,
  given: PushTokenEntry,
): void {
  const { token, platform, vendor, enablement_status, background, device_metadata } = given
  const device = {
    token,
    platform,
    vendor: VENDORS[vendor]!,
    enablement_status: enablement_status ?? 'AUTHORIZED',
    background: background ?? 'AVAILABLE',
    metadata: { ...device_metadata },
  }
  upsertPushToken(db, profileId, device, now)
}

/** DELETE /api/push-tokens/{id}. Documented. */
export function removePushToken(context: Context): Answer {
  deletePushToken(context.db, findOrThrow(pushTokenType, context.id, context).id)
  return { kind: 'empty' }
}

/** Throws the recorded 403 where the account has no push. */
export function requirePush({ db }: Context): void {
  if (!readSetting(db, 'push')) throw forbidden('Company is not able to process push tokens')
}
