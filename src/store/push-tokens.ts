import { formatSeconds } from './clock.ts'
import type { Db } from './database.ts'
import { noteChange, noteTokenOwner } from './profile-changes.ts'
import { profileBehind } from './profiles.ts'
import type { Selection } from './selection.ts'

// Push tokens: the id of a token is its value (Documented: the path takes the value). audience §2.11.

export const METADATA_FIELDS = [
  'device_id',
  'klaviyo_sdk',
  'sdk_version',
  'device_model',
  'os_name',
  'os_version',
  'manufacturer',
  'app_name',
  'app_version',
  'app_build',
  'app_id',
  'environment',
] as const

/** What a device tells of its token. */
export interface PushTokenWrite {
  token: string
  enablement_status: string
  platform: string
  vendor: string
  background: string
  metadata: Readonly<Record<string, unknown>> | null
}

const columns = 't.id, t.attributes, t.profile_id'

/** All push tokens. */
export const pushTokenSelection: Selection = {
  from: 'push_token t',
  columns,
  id: 't.id',
  fields: {
    id: { sql: 't.id' },
    'profile.id': { sql: 't.profile_id' },
    enablement_status: { sql: 't.enablement_status' },
    platform: { sql: 't.platform' },
  },
  defaultSort: { field: 'id' },
}

/** Push tokens of a profile (its id is the parameter). */
export const pushTokensOfProfile: Selection = { ...pushTokenSelection, where: 't.profile_id = ?' }

/** The profile of a push token (its id is the parameter). */
export const profileOfPushToken = profileBehind('push_token t JOIN profile p ON p.id = t.profile_id', 't.id = ?')

/** Stores a token, or hands a known one to this profile with what is new about it. */
export function upsertPushToken(db: Db, profileId: string, token: PushTokenWrite, now: number): void {
  const { metadata } = token
  const created = db.value<number>('SELECT created FROM push_token WHERE id = ?', token.token) ?? now
  const attributes = {
    created: formatSeconds(created),
    token: token.token,
    enablement_status: token.enablement_status,
    platform: token.platform,
    vendor: token.vendor,
    background: token.background,
    recorded_date: formatSeconds(now),
    metadata: metadata && Object.fromEntries(METADATA_FIELDS.map((name) => [name, metadata[name] ?? null])),
  }
  noteTokenOwner(db, token.token)
  noteChange(db, profileId)
  db.run(
    `INSERT INTO push_token (id, profile_id, enablement_status, platform, created, updated, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       profile_id = excluded.profile_id, enablement_status = excluded.enablement_status,
       platform = excluded.platform, updated = excluded.updated, attributes = excluded.attributes`,
    token.token,
    profileId,
    token.enablement_status,
    token.platform,
    created,
    now,
    JSON.stringify(attributes),
  )
}

/** Deletes a token; false when there was none. */
export function deletePushToken(db: Db, token: string): boolean {
  noteTokenOwner(db, token)
  return db.run('DELETE FROM push_token WHERE id = ?', token).changes > 0
}

/** Deletes a token of a profile on a platform; no other one. */
export function unregisterPushToken(db: Db, token: string, platform: string, profileId: string): void {
  noteTokenOwner(db, token)
  db.run('DELETE FROM push_token WHERE id = ? AND platform = ? AND profile_id = ?', token, platform, profileId)
}
