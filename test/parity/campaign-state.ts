import type { Client, Json } from '../client.ts'
import type { Recording } from './state.ts'

const OLDER = { revision: '2026-04-15' }

/** Makes the campaigns, messages and templates that a recording speaks of; gives our ids by the recorded ones. */
export async function makeCampaigns(client: Client, recording: Recording): Promise<Record<string, string>> {
  const { method, path, request_body: body, operationId } = recording
  const ids: Record<string, string> = {}
  const shown = [recording.body?.data ?? []].flat().filter((row: Json) => row.type === 'campaign') as Json[]
  if (method === 'POST' && path === '/api/campaigns') return makeLists(client, body.data.attributes.audiences)
  // The last one changed is listed first.
  if (method === 'GET') for (const row of shown.reverse()) ids[row.id] = (await makeCampaign(client, row)).id
  const [, named] = /^\/api\/campaigns\/([^/]+)/.exec(path) ?? []
  if (named !== undefined && !(named in ids)) ids[named] = (await makeCampaign(client, shown[0])).id
  if (operationId === 'send_campaign') ids[body.data.id] = (await makeReady(client)).id
  if (operationId === 'assign_template_to_campaign_message') {
    ids[body.data.id] = (await makeCampaign(client)).message
    ids[body.data.relationships.template.data.id] = await makeTemplate(client)
  }
  return ids
}

async function makeLists(client: Client, { included = [], excluded = [] }: Json): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const id of [...included, ...excluded]) {
    const { body } = await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'A list' } } })
    ids[id] = body.data.id
  }
  return ids
}

async function makeCampaign(client: Client, row?: Json, content = {}): Promise<{ id: string; message: string }> {
  const { name = 'A campaign', send_strategy, audiences = {} } = row?.attributes ?? {}
  const included = Object.values(await makeLists(client, audiences))
  const definition = { channel: 'email', content }
  const attributes = {
    name,
    audiences: { included },
    ...(send_strategy && { send_strategy }),
    'campaign-messages': { data: [{ type: 'campaign-message', attributes: { definition } }] },
  }
  const { body } = await client.post('/api/campaigns', { data: { type: 'campaign', attributes } }, OLDER)
  return { id: body.data.id, message: body.data.relationships['campaign-messages'].data[0].id }
}

async function makeTemplate(client: Client): Promise<string> {
  const attributes = { name: 'A template', editor_type: 'CODE', html: '<p>Hello</p>' }
  const { body } = await client.post('/api/templates', { data: { type: 'template', attributes } })
  return body.data.id as string
}

/** A campaign that lacks nothing to be sent. */
async function makeReady(client: Client): Promise<{ id: string }> {
  const made = await makeCampaign(client, { attributes: { audiences: { included: ['A'] } } }, { subject: 'Hello' })
  const template = { data: { type: 'template', id: await makeTemplate(client) } }
  await client.post(
    '/api/campaign-message-assign-template',
    { data: { type: 'campaign-message', id: made.message, relationships: { template } } },
    OLDER,
  )
  return made
}
