import type { Operation } from '../src/schemas/contract.ts'
import { campaignBodies, campaignIdTypes, seedCampaigns } from './campaign-requests.ts'
import type { Client, Json } from './client.ts'
import { exampleBody } from './examples.ts'
import { dataUri, formOf, PNG } from './groups/image-files.ts'

// Requests that the served operations grant, and the resources that these name.

/** Our ids, by resource type. */
export type Ids = Record<string, string>

const idTypes: Readonly<Record<string, string>> = {
  ...campaignIdTypes,
  accounts: 'account',
  profiles: 'profile',
  lists: 'list',
  events: 'event',
  metrics: 'metric',
  'metric-properties': 'metric-property',
  'push-tokens': 'push-token',
  images: 'image',
  templates: 'template',
  'template-universal-content': 'template-universal-content',
  'profile-bulk-import-jobs': 'profile-bulk-import-job',
  'profile-suppression-bulk-create-jobs': 'profile-suppression-bulk-create-job',
  'profile-suppression-bulk-delete-jobs': 'profile-suppression-bulk-delete-job',
}

/** The resource that the id of an operation's path names. */
export const idTypeOf = ({ operationId, collection }: Operation): string | undefined =>
  idTypes[operationId] ?? idTypes[collection]

/** Bodies of served operations whose minimum a schema does not state. */
const bodies: Readonly<Record<string, (ids: Ids, example: Json) => unknown>> = {
  ...campaignBodies,
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
  create_template: () => templateBody,
  create_universal_content: () => universalContentBody,
  clone_universal_content: ({ 'template-universal-content': id }) => ({
    data: { type: 'template-universal-content', id, attributes: { id } },
  }),
  create_template_preview_send_job: ({ template: id }) => ({
    data: {
      type: 'template-preview-send-job',
      attributes: { recipients: ['sweep@example.com'] },
      relationships: { template: { data: { type: 'template', id } } },
    },
  }),
  upload_image_from_url: () => imageBody,
  upload_image_from_file: () => formOf({ file: PNG }),
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
}

/** A small valid body, of what the seed holds; `wants` chooses among the optional members. */
export function bodyOf(operation: Operation, ids: Ids, wants?: (name: string) => boolean): unknown {
  const example = exampleBody(operation, ids, wants)
  return bodies[operation.operationId]?.(ids, example) ?? example
}

function suppression(verb: 'create' | 'delete') {
  const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
  return { data: { type: `profile-suppression-bulk-${verb}-job`, attributes } }
}

const templateBody = {
  data: { type: 'template', attributes: { name: 'Sweep', editor_type: 'CODE', html: '<p>Sweep</p>' } },
}

const universalContentBody = {
  data: {
    type: 'template-universal-content',
    attributes: {
      name: 'Sweep',
      definition: { content_type: 'block', type: 'html', data: { content: '<p>Sweep</p>', display_options: {} } },
    },
  },
}

const imageBody = { data: { type: 'image', attributes: { import_from_url: dataUri(PNG) } } }

const profileBody = (email: string) => ({ data: { type: 'profile', attributes: { email } } })

/**
 * One of every resource that a served operation may name, made through the newest revision; campaigns only for the
 * operations about them, because they take long.
 */
export async function seed(client: Client, operation?: Pick<Operation, 'group'>): Promise<Ids> {
  const ids: Ids = {}
  ids.account = (await client.get('/api/accounts')).body.data[0].id
  ids.profile = (await client.post('/api/profiles', profileBody('sweep@example.com'))).body.data.id
  ids.other = (await client.post('/api/profiles', profileBody('other@example.com'))).body.data.id
  const list = { data: { type: 'list', attributes: { name: 'Sweep' } } }
  ids.list = (await client.post('/api/lists', list)).body.data.id
  ids.image = (await client.post('/api/images', imageBody)).body.data.id
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
  for (const collection of [
    'profile-bulk-import-jobs',
    'profile-suppression-bulk-create-jobs',
    'profile-suppression-bulk-delete-jobs',
  ]) {
    const type = idTypes[collection]!
    const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
    ids[type] = (await client.post(`/api/${collection}`, { data: { type, attributes } })).body.data.id
  }
  await client.post('/api/push-tokens', {
    data: {
      type: 'push-token',
      attributes: { token: 't', platform: 'ios', vendor: 'apns', profile: profileBody('sweep@example.com') },
    },
  })
  ids.template = (await client.post('/api/templates', templateBody)).body.data.id
  const content = await client.post('/api/template-universal-content', universalContentBody)
  ids['template-universal-content'] = content.body.data.id
  ids['push-token'] = (await client.get('/api/push-tokens')).body.data[0].id
  if (operation === undefined || operation.group === 'Campaigns') Object.assign(ids, await seedCampaigns(client, ids))
  return ids
}
