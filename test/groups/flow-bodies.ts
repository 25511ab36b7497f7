import type { Client, Json } from '../client.ts'
import { dataUri, PNG } from './image-files.ts'

/** What flows are made of in tests. */
export interface FlowAccount {
  list: string
  segment: string
  metric: string
  template: string
  image: string
}

/** An account with one of each thing that a flow can name. */
export async function flowAccount(client: Client): Promise<FlowAccount> {
  const post = async (path: string, type: string, attributes: object) =>
    (await client.post(`/api/${path}`, { data: { type, attributes } })).body.data.id as string
  const template = { name: 'Welcome', editor_type: 'CODE', html: '<p>Hi</p>' }
  const property = { type: 'profile-property', property: 'title', filter: { type: 'existence', operator: 'is-set' } }
  const definition = { condition_groups: [{ conditions: [property] }] }
  await client.post('/api/events', {
    data: {
      type: 'event',
      attributes: {
        properties: {},
        metric: { data: { type: 'metric', attributes: { name: 'Ordered' } } },
        profile: { data: { type: 'profile', attributes: { email: 'a@example.com' } } },
      },
    },
  })
  const metrics = (await client.get('/api/metrics?filter=equals(integration.name,"API")')).body.data as Json[]
  return {
    list: await post('lists', 'list', { name: 'Newsletter' }),
    segment: await post('segments', 'segment', { name: 'VIPs', definition }),
    metric: metrics[0].id,
    template: await post('templates', 'template', template),
    image: await post('images', 'image', { import_from_url: dataUri(PNG) }),
  }
}

export const flowBody = (definition: object, name = 'A flow') => ({
  data: { type: 'flow', attributes: { name, definition } },
})

/** A definition that begins with its first action. */
export const definitionOf = (trigger: object, ...actions: Json[]) => ({
  triggers: [trigger],
  profile_filter: null,
  actions,
  entry_action_id: actions[0]?.temporary_id ?? null,
})

export const delay = (id: string, next: string | null = null, data: object = {}) => ({
  temporary_id: id,
  type: 'time-delay',
  data: { unit: 'days', value: 1, ...data },
  links: { next },
})

export const email = (id: string, next: string | null = null, message: object = {}) => ({
  temporary_id: id,
  type: 'send-email',
  data: { message: { subject_line: 'Hello', ...message } },
  links: { next },
})

export const split = (id: string, yes: string | null, no: string | null, filter: Json = null) => ({
  temporary_id: id,
  type: 'conditional-split',
  data: { profile_filter: filter },
  links: { next_if_true: yes, next_if_false: no },
})

/** Makes a flow; gives the resource. */
export async function makeFlow(client: Client, definition: object, name?: string): Promise<Json> {
  const { status, body, text } = await client.post('/api/flows', flowBody(definition, name))
  if (status !== 201) throw new Error(text)
  return body.data
}

/** The stored definition of a flow. */
export async function readDefinition(client: Client, id: string): Promise<Json> {
  return (await client.get(`/api/flows/${id}?additional-fields[flow]=definition`)).body.data.attributes.definition
}

/** What is wrong, as pairs of pointer and detail. */
export const problemsOf = ({ body }: { body: Json }): [string, string][] =>
  body.errors.map((error: Json) => [error.source.pointer, error.detail])
