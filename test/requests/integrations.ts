import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Web feeds, webhooks, tracking settings.

export const feedBody = (name: string) => ({
  data: {
    type: 'web-feed',
    attributes: { name, url: 'https://example.com/feed.json', request_method: 'get', content_type: 'json' },
  },
})

export const webhookBody = {
  data: {
    type: 'webhook',
    attributes: { name: 'Sweep', endpoint_url: 'https://example.com/hook', secret_key: 'a secret of sixteen' },
    relationships: { 'webhook-topics': { data: [{ type: 'webhook-topic', id: 'event:klaviyo.opened_email' }] } },
  },
}

const utm = { flow: { type: 'static', value: 'Sweep' }, campaign: { type: 'dynamic', value: 'campaign_name' } }

export const integrations: GroupRequests = {
  groups: ['Web Feeds', 'Webhooks', 'Tracking Settings'],
  idTypes: {
    'web-feeds': 'web-feed',
    webhooks: 'webhook',
    'webhook-topics': 'webhook-topic',
    'tracking-settings': 'account',
  },
  bodies: {
    create_web_feed: () => feedBody('Sweep_2'),
    update_web_feed: ({ 'web-feed': id }) => ({
      data: { type: 'web-feed', id, attributes: { name: 'Sweep_3' } },
    }),
    create_webhook: () => webhookBody,
    update_webhook: ({ webhook: id }) => ({ data: { type: 'webhook', id, attributes: { enabled: false } } }),
    update_tracking_setting: ({ account: id }) => ({
      data: { type: 'tracking-setting', id, attributes: { auto_add_parameters: true, utm_campaign: utm } },
    }),
  },
  seed: seedIntegrations,
}

async function seedIntegrations(client: Client): Promise<Ids> {
  const idOf = async (path: string, body: object) => (await client.post(path, body)).body.data.id as string
  return {
    'web-feed': await idOf('/api/web-feeds', feedBody('Sweep')),
    webhook: await idOf('/api/webhooks', webhookBody),
    'webhook-topic': 'event:klaviyo.opened_email',
  }
}
