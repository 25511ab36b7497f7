import type { Db } from './database.ts'
import { linkedTopicIds } from './webhook-topics.ts'
import { resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

export const WEBHOOK = 'webhook'

/** All webhooks, the oldest first. Attributes hold the masked URL; the true one and the secret are in `internal`. */
export const webhookSelection = resourcesOf(WEBHOOK, {}, { field: 'created_at' })

/** What is never shown of a webhook. */
export interface WebhookSecrets {
  endpoint_url: string
  secret_key: string
}

/** The topics of a webhook (its id is the parameter), in order of their ids. */
export const topicsOfWebhook: Selection = linkedTopicIds(WEBHOOK)

export const countWebhooks = (db: Db): number =>
  db.value<number>(`SELECT count(*) FROM resource WHERE type = '${WEBHOOK}'`)!

/** Replaces those secrets that are given. */
export function changeSecrets(db: Db, id: string, changed: Partial<WebhookSecrets>): void {
  db.run(
    `UPDATE resource SET internal = json_patch(internal, ?) WHERE type = '${WEBHOOK}' AND id = ?`,
    JSON.stringify(changed),
    id,
  )
}
