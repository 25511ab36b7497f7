import type { Client, Json } from '../client.ts'

// Conditions of segments, and what they are about.

export const group = (...conditions: Json[]) => ({ conditions })

export const segmentBody = (name: string, ...condition_groups: Json[]) => ({
  data: { type: 'segment', attributes: { name, definition: { condition_groups } } },
})

export const property = (name: string, filter: Json) => ({ type: 'profile-property', property: name, filter })

export const text = (operator: string, value: Json) => ({ type: 'string', operator, value })
export const number = (operator: string, value: number) => ({ type: 'numeric', operator, value })
export const existence = (operator: string) => ({ type: 'existence', operator })
export const list = (operator: string, value: Json) => ({ type: 'list', operator, value })
export const date = (operator: string, more: object = {}) => ({ type: 'date', operator, ...more })
export const days = (operator: string, quantity: number, unit = 'day') => date(operator, { quantity, unit })
export const alltime = date('alltime')

export const memberOf = (...group_ids: string[]) => ({ type: 'profile-group-membership', is_member: true, group_ids })
export const notIn = (...group_ids: string[]) => ({ type: 'profile-group-membership', is_member: false, group_ids })

export const did = (metric_id: string, filter: Json, more: object = {}) => ({
  type: 'profile-metric',
  metric_id,
  measurement: 'count',
  measurement_filter: filter,
  timeframe_filter: alltime,
  ...more,
})

/** A segment of these groups of conditions; gives its id. */
export async function makeSegment(client: Client, ...groups: Json[]): Promise<string> {
  const answer = await client.post('/api/segments', segmentBody('A segment', ...groups))
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body.data.id as string
}

export async function makeProfile(client: Client, attributes: Json): Promise<string> {
  const answer = await client.post('/api/profiles', { data: { type: 'profile', attributes } })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body.data.id as string
}

export async function makeList(client: Client, name = 'A list'): Promise<string> {
  return (await client.post('/api/lists', { data: { type: 'list', attributes: { name } } })).body.data.id as string
}

export const identifiers = (...ids: string[]) => ({ data: ids.map((id) => ({ type: 'profile', id })) })

export async function recordEvent(client: Client, metric: string, email: string, more: object = {}): Promise<void> {
  const attributes = {
    properties: {},
    metric: { data: { type: 'metric', attributes: { name: metric } } },
    profile: { data: { type: 'profile', attributes: { email } } },
    ...more,
  }
  const answer = await client.post('/api/events', { data: { type: 'event', attributes } })
  if (answer.status !== 202) throw new Error(answer.text)
}

export async function metricId(client: Client, name: string): Promise<string> {
  const { body } = await client.get('/api/metrics')
  return body.data.find((metric: Json) => metric.attributes.name === name).id as string
}

/** The first names, or else the addresses, of those who are in a segment, sorted. */
export async function membersOf(client: Client, segment: string): Promise<string[]> {
  const { body } = await client.get(`/api/segments/${segment}/profiles?page[size]=100`)
  return body.data.map(({ attributes }: Json) => attributes.first_name ?? attributes.email).sort() as string[]
}
