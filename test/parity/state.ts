import type { Client, Json } from '../client.ts'
import { makeCampaigns } from './campaign-state.ts'
import { makeFlows } from './flow-state.ts'
import { makeCatalog } from './catalog-state.ts'
import { makeImages } from './image-state.ts'
import { makeCoupons } from './coupon-state.ts'
import { makeSegments } from './segment-state.ts'
import { makeTags } from './tag-state.ts'

/** One recorded exchange, as ../shared/recorded/bodies holds it. */
export interface Recording {
  operationId: string
  method: string
  path: string
  query: Record<string, string>
  revision: string
  status: number
  status_reliable: boolean
  request_body: Json
  response_headers: Record<string, string> | null
  body: Json
  /** False where what was sent was not kept. */
  replay?: boolean
}

type Ids = Record<string, string>

const WRITABLE = ['email', 'phone_number', 'external_id', 'first_name', 'last_name', 'organization', 'title', 'image']

/** Builds what a recording presupposes; gives our ids by the recorded ones. */
export async function buildState(client: Client, recording: Recording): Promise<Ids> {
  const ids: Ids = {}
  const rows = [recording.body?.data ?? []].flat() as Json[]
  const included = (recording.body?.included ?? []) as Json[]
  const isRead = recording.method === 'GET'
  for (const row of [...included, ...rows]) {
    if (row.type === 'profile' && (isRead || recording.method === 'PATCH')) ids[row.id] = await makeProfile(client, row)
    if (row.type === 'list' && (isRead || recording.method === 'PATCH'))
      ids[row.id] = await makeList(client, row.attributes)
    if (row.type === 'template' && (isRead || recording.method === 'PATCH'))
      ids[row.id] = await makeTemplate(client, row.attributes)
  }
  for (const row of rows) if (row.type === 'event') await makeEvent(client, row, included)
  if (recording.operationId === 'get_metrics') {
    for (const row of rows.slice(0, 3)) await makeEvent(client, undefined, [row])
  }
  await namedByRequest(client, recording, ids)
  if (/^\/api\/campaign/.test(recording.path)) Object.assign(ids, await makeCampaigns(client, recording))
  if (/^\/api\/flows/.test(recording.path)) Object.assign(ids, await makeFlows(client, recording))
  if (/^\/api\/images/.test(recording.path)) Object.assign(ids, await makeImages(client, recording))
  if (/^\/api\/(catalog|back-in)/.test(recording.path)) await makeCatalog(client, recording)
  if (/^\/api\/coupon/.test(recording.path)) await makeCoupons(client, recording)
  if (/^\/api\/segments/.test(recording.path)) Object.assign(ids, await makeSegments(client, recording))
  if (/^\/api\/tag/.test(recording.path)) Object.assign(ids, await makeTags(client, recording))
  return ids
}

/** Resources that the request names by id, and profiles that it presupposes. */
async function namedByRequest(client: Client, recording: Recording, ids: Ids): Promise<void> {
  const { path, request_body: body, operationId, status } = recording
  const named = [...path.matchAll(/\/(lists|profiles|templates)\/([^/]+)/g)].map(
    ([, kind, id]) => [kind!, id!] as const,
  )
  for (const [kind, id] of named) {
    if (id in ids || id === 'invalid') continue
    if (kind === 'lists') ids[id] = await makeList(client, { name: 'A list' })
    else if (kind === 'templates') ids[id] = await makeTemplate(client, { name: 'A template', html: '<p>a</p>' })
    else ids[id] = await makeProfile(client, { id })
  }
  for (const { type, id } of identifiersIn(body)) {
    if (id in ids || /invalid/.test(id)) continue
    if (type === 'list') ids[id] = await makeList(client, { name: 'A list' })
    if (type === 'profile' || type === 'profile-merge') ids[id] = await makeProfile(client, { id })
  }
  if (operationId === 'request_profile_deletion' && status < 300) {
    await makeProfile(client, { attributes: body.data.attributes.profile.data.attributes })
  }
  if (status === 409) await client.post('/api/profiles', body)
  const { metric_id, conversion_metric_id } = body?.data?.attributes ?? {}
  const metricId = (metric_id ?? conversion_metric_id) as string | undefined
  if (metricId !== undefined) {
    await makeEvent(client, undefined, [{ type: 'metric', attributes: { name: 'Ordered' } }])
    ids[metricId] = (await client.get('/api/metrics')).body.data[0].id
  }
}

function identifiersIn(value: Json): { type: string; id: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const own = typeof value.type === 'string' && typeof value.id === 'string' ? [value] : []
  return [...own, ...Object.values(value).flatMap(identifiersIn)]
}

async function makeProfile(client: Client, { attributes = {}, id = '' }: Json): Promise<string> {
  const given = Object.fromEntries(WRITABLE.map((name) => [name, attributes[name] ?? undefined]))
  const body = {
    data: {
      type: 'profile',
      attributes: { email: `someone-${id}@example.com`, ...stripped(given) },
    },
  }
  const { body: answer } = await client.post('/api/profile-import', body)
  return answer.data.id as string
}

function stripped(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null))
}

async function makeList(client: Client, { name }: Json): Promise<string> {
  const { body } = await client.post('/api/lists', { data: { type: 'list', attributes: { name } } })
  return body.data.id as string
}

async function makeTemplate(client: Client, { name, html }: Json): Promise<string> {
  const attributes = { name, editor_type: 'CODE', html }
  return (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data.id as string
}

async function makeEvent(client: Client, event: Json, included: readonly Json[]): Promise<void> {
  const metric = included.find(({ type }) => type === 'metric')
  const profile = included.find(({ type }) => type === 'profile')
  const attributes = {
    properties: event?.attributes.event_properties ?? {},
    ...(event && { time: event.attributes.datetime.replace(' ', 'T') }),
    metric: { data: { type: 'metric', attributes: { name: metric?.attributes.name ?? 'Ordered' } } },
    profile: {
      data: { type: 'profile', attributes: { email: profile?.attributes.email ?? 'someone@example.com' } },
    },
  }
  await client.post('/api/events', { data: { type: 'event', attributes } })
}
