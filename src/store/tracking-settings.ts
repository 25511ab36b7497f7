import type { Db } from './database.ts'
import type { Selection } from './selection.ts'

export const TRACKING_SETTING = 'tracking-setting'

const klaviyo = { type: 'static', value: 'Klaviyo' }
const messageType = { type: 'dynamic', value: 'message_type' }

/** What an account begins with. Observed, campaigns-content §5.4. */
export const defaultTrackingSetting = {
  auto_add_parameters: false,
  utm_source: { flow: klaviyo, campaign: klaviyo },
  utm_medium: { flow: messageType, campaign: messageType },
  utm_campaign: null,
  utm_id: null,
  utm_term: null,
  custom_parameters: [],
}

/** The one record of an account, whose id it has; stored once it was changed. */
export const trackingSettingSelection: Selection = {
  from: `resource a LEFT JOIN resource t ON t.type = '${TRACKING_SETTING}' AND t.id = a.id`,
  where: `a.type = 'account'`,
  columns: `a.id, ifnull(t.attributes, '${JSON.stringify(defaultTrackingSetting)}') AS attributes`,
  id: 'a.id',
  fields: { id: { sql: 'a.id' } },
  defaultSort: { field: 'id' },
}

/** Replaces the record of the account. */
export function saveTrackingSetting(db: Db, id: string, attributes: object, now: number): void {
  db.run(
    `INSERT INTO resource (type, id, created, updated, attributes) VALUES ('${TRACKING_SETTING}', ?, ?, ?, ?)
     ON CONFLICT (type, id) DO UPDATE SET attributes = excluded.attributes, updated = excluded.updated`,
    id,
    now,
    now,
    JSON.stringify(attributes),
  )
}
