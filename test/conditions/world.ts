import type { Account } from '../../src/store/accounts.ts'
import { createClock } from '../../src/store/clock.ts'
import { writeConsent, type Consent } from '../../src/store/consent.ts'
import { openDatabase, type Db } from '../../src/store/database.ts'
import { recordEvent } from '../../src/store/events.ts'
import { createIds } from '../../src/store/ids.ts'
import { addMembers } from '../../src/store/memberships.ts'
import { resolveMetric } from '../../src/store/metrics.ts'
import { apiIntegration } from '../../src/store/integrations.ts'
import { writePredictions } from '../../src/store/predictions.ts'
import { createProfile, type ProfileWrite } from '../../src/store/profiles.ts'
import { upsertPushToken } from '../../src/store/push-tokens.ts'
import { addSuppression, type SuppressionReason } from '../../src/store/suppressions.ts'
import type { Json } from '../client.ts'

/** What happened to somebody. Times are microseconds; `metric` and `group` are names of our own. */
export interface Somebody {
  write: ProfileWrite
  consent: Consent
  suppressions: readonly { reason: SuppressionReason; timestamp: number }[]
  events: readonly { metric: string; timestamp: number; value?: number; properties: Json }[]
  /** When each group was joined. */
  groups: Readonly<Record<string, number>>
  predictions?: Json
  /** When a push token that may notify changed last. */
  token?: number
}

export interface World {
  db: Db
  now: number
  metrics: Readonly<Record<string, string>>
  /** Stores somebody, with identifiers that nobody has yet, and gives the id of the profile. */
  add(somebody: Somebody): string
  close(): void
}

/** An account's store without a server. */
export function createWorld(now: number, metricNames: readonly string[]): World {
  const db = openDatabase()
  const account: Account = { id: 'World1', db, clock: createClock(), ids: createIds('world'), windows: new Map() }
  const store = { account, db, now }
  const metrics = Object.fromEntries(metricNames.map((name) => [name, resolveMetric(store, name, apiIntegration).id]))
  let count = 0
  return {
    db,
    now,
    metrics,
    add({ write, consent, suppressions, events, groups, predictions, token }) {
      const id = createProfile(store, identified(write, String(count++)))
      writeConsent(db, id, consent)
      for (const suppression of suppressions) addSuppression(db, id, { list_id: '', ...suppression })
      for (const { metric, timestamp, value, properties } of events) {
        const uniqueId = String(count++)
        const event = { metric, profileId: id, timestamp: Math.floor(timestamp / 1_000_000), properties, uniqueId }
        recordEvent(store, { ...event, ...(value !== undefined && { value }) })
      }
      for (const [group, joined] of Object.entries(groups)) addMembers(db, group, [id], joined)
      if (predictions !== undefined) writePredictions(db, id, predictions)
      if (token !== undefined) {
        const device = { platform: 'ios', vendor: 'apns', background: 'AVAILABLE', metadata: null }
        upsertPushToken(db, id, { token: `token-${count++}`, enablement_status: 'AUTHORIZED', ...device }, token)
      }
      return id
    },
    close: () => db.close(),
  }
}

/** The write with an e-mail address of its own where it has any, and with a phone number that begins as the given one. */
function identified({ email, phone_number, ...write }: ProfileWrite, number: string): ProfileWrite {
  return {
    ...write,
    external_id: number,
    ...(email && { email: `somebody-${number}@x.io` }),
    ...(phone_number && { phone_number: `${phone_number}${number.padStart(7, '0')}` }),
  }
}
