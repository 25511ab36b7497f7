import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/**
 * Documented, campaigns-content §2.4. Assumed: that `tracking_options`, which this revision made optional, was empty
 * for a push; that a message without a label had an empty one.
 */
export const giveCampaignMessagesADefinition: RevisionChange = {
  revision: '2025-01-15',
  description: 'A campaign message has channel, label, content and render options in its definition.',
  upgradeRequest: {
    create_campaign: upgradeCampaign,
    update_campaign_message: (body) => withAttributes(body, upgraded),
  },
  downgradeResource: {
    'campaign-message': flattenMessage,
    campaign: (attributes) =>
      attributes.tracking_options === null
        ? { ...attributes, tracking_options: { add_tracking_params: false, custom_tracking_params: [] } }
        : attributes,
  },
}

function upgradeCampaign(body: Json): Json {
  return withAttributes(body, (attributes) => {
    const messages = attributes['campaign-messages'] as { data: Json[] }
    const data = messages.data.map((message) => ({ ...message, attributes: upgraded(message.attributes as Json) }))
    return { ...attributes, 'campaign-messages': { ...messages, data } }
  })
}

function withAttributes(body: Json, change: (attributes: Json) => Json): Json {
  const data = body.data as Json
  return { ...body, data: { ...data, attributes: change(data.attributes as Json) } }
}

/** An update does not say its channel: it stays the one that the message has. */
const upgraded = (attributes: Json): Json => ({ definition: { ...attributes } })

/** A message without definition; one that has none stays: the answer that assigns a template has none at any revision. */
export function flattenMessage({ definition, label, ...rest }: Json): Json {
  if (definition === undefined) return { label, ...rest }
  const { channel, content, render_options } = (definition ?? {}) as Json
  const { send_times, ...times } = rest
  return {
    label: label ?? '',
    channel,
    content: content ?? {},
    send_times,
    render_options: render_options ?? null,
    ...times,
  }
}
