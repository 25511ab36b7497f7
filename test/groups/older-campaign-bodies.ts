import type { Client, Json } from '../client.ts'

// Bodies of campaigns as revisions before 2026-10-15 write them.

/** The revisions that speak the older model. */
export const OLDER = [
  ...['2024-10-15', '2025-01-15', '2025-04-15', '2025-07-15', '2025-10-15'],
  ...['2026-01-15', '2026-04-15', '2026-07-15'],
]
/** Those of them whose messages have a definition. */
export const DEFINED = OLDER.slice(1)

/** A campaign with a message that has this definition; `attributes` are of the campaign. */
export const campaignWith = (definition: Json, attributes: Json = {}, relationships?: Json) => ({
  data: {
    type: 'campaign',
    attributes: {
      name: 'Autumn',
      audiences: { included: [] },
      'campaign-messages': {
        data: [{ type: 'campaign-message', attributes: { definition }, ...(relationships && { relationships }) }],
      },
      ...attributes,
    },
  },
})

/** The same at 2024-10-15, where a message has no definition. */
export const flatCampaignWith = (message: Json, attributes: Json = {}) => {
  const body = campaignWith({}, attributes)
  body.data.attributes['campaign-messages'].data[0]!.attributes = message
  return body
}

/** Makes a campaign with one message; gives the ids of both. */
export async function make(client: Client, body: Json): Promise<{ campaign: string; message: string }> {
  const answer = await client.post('/api/campaigns', body)
  if (answer.status !== 201) throw new Error(answer.text)
  const { id, relationships } = answer.body.data
  return { campaign: id, message: relationships['campaign-messages'].data[0].id }
}

export const patch = (type: string, id: string, attributes: Json) => ({ data: { type, id, attributes } })

/** The attributes of what a GET answers. */
export const read = async (client: Client, url: string): Promise<Json> => (await client.get(url)).body.data.attributes

export const assignment = (message: string, template: string) => ({
  data: {
    type: 'campaign-message',
    id: message,
    relationships: { template: { data: { type: 'template', id: template } } },
  },
})

export const CONTENTS = {
  email: {
    channel: 'email',
    label: 'First',
    content: {
      subject: 'Leaves',
      preview_text: 'All of them',
      from_email: 'shop@example.com',
      from_label: 'Shop',
      reply_to_email: 'reply@example.com',
      cc_email: 'cc@example.com',
      bcc_email: 'bcc@example.com',
    },
  },
  sms: {
    channel: 'sms',
    content: { body: 'Leaves!' },
    render_options: {
      shorten_links: false,
      add_org_prefix: false,
      add_info_link: false,
      add_opt_out_language: true,
    },
  },
  push: {
    channel: 'mobile_push',
    notification_type: 'standard',
    content: { title: 'Leaves', body: 'All of them', dynamic_image: 'leaf' },
    kv_pairs: { colour: 'red' },
    options: {
      on_open: { type: 'deep_link', ios_deep_link: 'app://leaves', android_deep_link: null },
      badge: { display: true, badge_options: { badge_config: 'set_count', value: '3' } },
      play_sound: true,
    },
  },
  silent: { channel: 'mobile_push', notification_type: 'silent', kv_pairs: { colour: 'red' } },
}
