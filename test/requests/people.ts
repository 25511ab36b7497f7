import type { Client, Json } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Accounts, profiles, consent, lists, events, metrics, conversations, push tokens.

const profileBody = (email: string) => ({ data: { type: 'profile', attributes: { email } } })

function suppression(verb: 'create' | 'delete') {
  const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
  return { data: { type: `profile-suppression-bulk-${verb}-job`, attributes } }
}

const jobs: Readonly<Record<string, string>> = {
  'profile-bulk-import-jobs': 'profile-bulk-import-job',
  'profile-suppression-bulk-create-jobs': 'profile-suppression-bulk-create-job',
  'profile-suppression-bulk-delete-jobs': 'profile-suppression-bulk-delete-job',
}

export const people: GroupRequests = {
  idTypes: {
    ...jobs,
    accounts: 'account',
    profiles: 'profile',
    lists: 'list',
    events: 'event',
    metrics: 'metric',
    'metric-properties': 'metric-property',
    'push-tokens': 'push-token',
  },
  bodies: {
    query_metric_aggregates: ({ metric }) => ({
      data: {
        type: 'metric-aggregate',
        attributes: {
          metric_id: metric,
          measurements: ['count'],
          filter: ['greater-or-equal(datetime,2026-10-01)', 'less-than(datetime,2026-10-08)'],
        },
      },
    }),
    create_profile: () => profileBody('new@example.com'),
    bulk_suppress_profiles: () => suppression('create'),
    bulk_unsuppress_profiles: () => suppression('delete'),
    create_conversation_message: ({ conversation }) => ({
      data: {
        type: 'conversation-message',
        attributes: { body: 'Hello' },
        relationships: { conversation: { data: { type: 'conversation', id: conversation } } },
      },
    }),
    merge_profiles: ({ profile, other }) => ({
      data: {
        type: 'profile-merge',
        id: profile,
        relationships: { profiles: { data: [{ type: 'profile', id: other }] } },
      },
    }),
  },
  seed: seedPeople,
}

async function seedPeople(client: Client): Promise<Ids> {
  const ids: Ids = {}
  ids.account = (await client.get('/api/accounts')).body.data[0].id
  ids.profile = (await client.post('/api/profiles', profileBody('sweep@example.com'))).body.data.id
  ids.other = (await client.post('/api/profiles', profileBody('other@example.com'))).body.data.id
  const list = { data: { type: 'list', attributes: { name: 'Sweep' } } }
  ids.list = (await client.post('/api/lists', list)).body.data.id
  for (const name of ['Viewed Page', 'Sent Text Message']) {
    const attributes = {
      properties: { color: 'blue' },
      metric: { data: { type: 'metric', attributes: { name } } },
      profile: profileBody('sweep@example.com'),
    }
    await client.post('/api/events', { data: { type: 'event', attributes } })
  }
  const event = (await client.get('/api/events?include=metric')).body.data.find(
    (row: Json) => row.attributes.event_properties.color === 'blue',
  )
  Object.assign(ids, { event: event.id, metric: event.relationships.metric.data.id })
  const properties = await client.get(`/api/metrics/${ids.metric}/metric-properties`)
  ids['metric-property'] = properties.body.data[0].id
  ids.conversation = (await client.get(`/api/profiles/${ids.profile}/conversations`)).body.data[0].id
  for (const [collection, type] of Object.entries(jobs)) {
    const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
    ids[type] = (await client.post(`/api/${collection}`, { data: { type, attributes } })).body.data.id
  }
  await client.post('/api/push-tokens', {
    data: {
      type: 'push-token',
      attributes: { token: 't', platform: 'ios', vendor: 'apns', profile: profileBody('sweep@example.com') },
    },
  })
  ids['push-token'] = (await client.get('/api/push-tokens')).body.data[0].id
  return ids
}
