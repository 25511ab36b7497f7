import type { Client, Json } from '../client.ts'
import type { Recording } from './state.ts'

/** Makes the segments that a recording shows or names, with what they ask for; gives our ids by the recorded ones. */
export async function makeSegments(client: Client, { method, path, body }: Recording): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  const shown = ['GET', 'PATCH'].includes(method) ? ([body?.data ?? []].flat() as Json[]) : []
  for (const { id, attributes } of shown) {
    const conditions = attributes.definition.condition_groups.flatMap((group: Json) => group.conditions)
    for (const { group_ids = [], metric_id } of conditions) {
      for (const group of group_ids) ids[group] ??= await makeList(client)
      if (metric_id !== undefined) ids[metric_id] ??= await makeMetric(client, metric_id)
    }
    const { name, definition } = JSON.parse(
      Object.entries(ids).reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), JSON.stringify(attributes)),
    ) as Json
    ids[id] = await makeSegment(client, { name, definition })
  }
  const [, named] = /^\/api\/segments\/([^/]+)/.exec(path) ?? []
  if (named !== undefined && !(named in ids)) ids[named] = await makeSegment(client, { name: 'A segment', definition })
  // So that they are processed.
  await client.get('/api/accounts')
  return ids
}

const isSet = { type: 'profile-property', property: 'email', filter: { type: 'existence', operator: 'is-set' } }
const definition = { condition_groups: [{ conditions: [isSet] }] }

async function makeSegment(client: Client, attributes: Json): Promise<string> {
  return (await client.post('/api/segments', { data: { type: 'segment', attributes } })).body.data.id as string
}

async function makeList(client: Client): Promise<string> {
  const attributes = { name: 'A list' }
  return (await client.post('/api/lists', { data: { type: 'list', attributes } })).body.data.id as string
}

async function makeMetric(client: Client, name: string): Promise<string> {
  const attributes = {
    properties: {},
    metric: { data: { type: 'metric', attributes: { name } } },
    profile: { data: { type: 'profile', attributes: { email: 'segment@example.com' } } },
  }
  await client.post('/api/events', { data: { type: 'event', attributes } })
  const { body } = await client.get('/api/metrics')
  return body.data.find((metric: Json) => metric.attributes.name === name).id as string
}
