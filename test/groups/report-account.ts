import type { Client, Json } from '../client.ts'
import { bulkBody, bulkEvent, bulkGroup, metric, profile } from './event-bodies.ts'

/** An event as reports are tested with: who, what, when, with these properties. */
export type Told = readonly [
  email: string,
  name: string,
  time: string,
  properties?: Json,
  more?: { value?: number; service?: string },
]

/** Sends events in one request; names that are not of a shop are Klaviyo's own. */
export async function tell(client: Client, events: readonly Told[]): Promise<void> {
  const groups = events.map(([email, name, time, properties = {}, { value, service = 'klaviyo' } = {}]) =>
    bulkGroup(profile({ email }), [
      bulkEvent({ metric: metric(name, service), time, properties, ...(value !== undefined && { value }) }),
    ]),
  )
  const answer = await client.post('/api/event-bulk-create-jobs', bulkBody(groups))
  if (answer.status !== 202) throw new Error(answer.text)
}

export async function metricId(client: Client, name: string): Promise<string> {
  const { body } = await client.get('/api/metrics')
  return body.data.find(({ attributes }: Json) => attributes.name === name).id
}

/** Asks for a report; `attributes` go over a month of opens. */
export const ask = (client: Client, type: string, attributes: Json, query = '') =>
  client.post(`/api/${type}s${query}`, {
    data: { type, attributes: { statistics: ['opens'], timeframe: { key: 'last_30_days' }, ...attributes } },
  })

/** The results of a report that must be granted. */
export async function results(client: Client, type: string, attributes: Json): Promise<Json[]> {
  const { status, body, text } = await ask(client, type, attributes)
  if (status !== 200) throw new Error(text)
  return body.data.attributes.results
}
