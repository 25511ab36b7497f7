import { klaviyoIntegration } from './integrations.ts'
import type { Selection } from './selection.ts'

/** Topics of Klaviyo's own events. Observed, events §6. */
const KLAVIYO = [
  ...['bounced_email', 'bounced_push', 'clicked_email', 'clicked_email_to_unsubscribe', 'clicked_sms'],
  ...['clicked_text_message', 'dropped_email', 'failed_to_deliver_automated_response_sms'],
  ...['failed_to_deliver_automated_response_text_message', 'failed_to_deliver_sms', 'failed_to_deliver_text_message'],
  ...['manually_suppressed_from_email_marketing', 'manually_unsuppressed_from_email_marketing'],
  ...['marked_email_as_spam', 'merged_profile', 'opened_email', 'opened_push', 'opened_text', 'ready_to_review'],
  ...['received_automated_response_sms', 'received_automated_response_text_message', 'received_email'],
  ...['received_push', 'received_sms', 'received_text_message', 'relayed_text_message', 'sent_sms'],
  ...['sent_text_message', 'skipped_send', 'social_comment', 'social_dm', 'social_ugc', 'submitted_rating'],
  ...['submitted_review', 'subscribed_to_back_in_stock', 'subscribed_to_email_marketing', 'subscribed_to_list'],
  ...['subscribed_to_sms_marketing', 'subscribed_to_text_messaging_marketing', 'unsubscribed_from_email_marketing'],
  ...['unsubscribed_from_list', 'unsubscribed_from_sms_marketing', 'unsubscribed_from_text_messaging_marketing'],
  ...['unsubscribed_from_text_messaging_transactional', 'updated_email_preferences'],
]

const always = [...KLAVIYO.map((slug) => `event:${klaviyoIntegration.key}.${slug}`), 'event:api.active_on_site']

/**
 * Topics that webhooks can subscribe to: Klaviyo's own, and one for each metric that an integration brought. Observed
 * (events §6): those of Stripe, and of the metrics of the API only Active on Site; that this holds for every integration
 * is Assumed.
 */
export const topicSelection: Selection = {
  from: `(
    SELECT value AS id FROM json_each('${JSON.stringify(always)}')
    UNION
    SELECT 'event:' || (attributes ->> '$.integration.key') || '.' || slug(attributes ->> '$.name') FROM resource
    WHERE type = 'metric' AND attributes ->> '$.integration.key' NOT IN ('klaviyo', 'api')
  ) topic`,
  columns: `topic.id, '{}' AS attributes`,
  id: 'topic.id',
  fields: { id: { sql: 'topic.id' } },
  defaultSort: { field: 'id' },
}

/** The topics that a resource is linked with (its id is the parameter), in order of their ids. */
export const linkedTopicIds = (type: string): Selection => ({
  from: 'linkage l',
  where: `l.type = '${type}' AND l.id = ? AND l.relationship = 'webhook-topics' AND l.to_type = 'webhook-topic'`,
  columns: `l.to_id AS id, '{}' AS attributes`,
  id: 'l.to_id',
  fields: { id: { sql: 'l.to_id' } },
  defaultSort: { field: 'id' },
})
