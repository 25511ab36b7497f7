import type { Answer, Client, Json } from '../client.ts'

// Bodies of the newest campaigns, and what their tests do over and over.

/** A definition with the members that an API user must give, and these. */
export const campaign = (definition: Json = {}, others: Json = {}, relationships?: Json) => ({
  data: {
    type: 'campaign',
    attributes: { definition: { name: 'Drop', ...definition }, ...others },
    ...(relationships && { relationships }),
  },
})

export const wizard = (others: Json = {}) => campaign({ builder: 'wizard' }, { ...oneMessage(), ...others })

/** One audience and one message to it. */
export const oneMessage = (message: Json = {}, audience: Json = {}) => ({
  audiences: [{ temporary_id: 'a', ...audience }],
  messages: [{ audience_temporary_id: 'a', ...message }],
})

export const to = (type: string, id: string) => ({ [type]: { data: { type, id } } })

export const body = (type: string, definition: Json, relationships?: Json, others: Json = {}) => ({
  data: { type, attributes: { definition, ...others }, ...(relationships && { relationships }) },
})

export const patchBody = (type: string, id: string, definition: Json) => ({
  data: { type, id, attributes: { definition } },
})

/** Makes a list and gives its id. */
export async function list(client: Client, name = 'List'): Promise<string> {
  return (await client.post('/api/lists', { data: { type: 'list', attributes: { name } } })).body.data.id
}

/** Makes a template and gives its id. */
export async function template(client: Client, html = '<p>Hello</p>'): Promise<string> {
  const attributes = { name: 'Hello', editor_type: 'CODE', html }
  return (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data.id
}

/** Ids of a new campaign and of everything below it, in the order in which they show. */
export interface Made {
  id: string
  audiences: string[]
  messages: string[]
  variations: string[]
}

export async function make(client: Client, given: Json = campaign({}, oneMessage())): Promise<Made> {
  const { id, relationships } = (await client.post('/api/campaigns', given)).body.data
  const messages = idsOf(relationships['campaign-messages'])
  const variations: string[] = []
  for (const message of messages) variations.push(...(await variationsOf(client, message)))
  return { id, audiences: idsOf(relationships['campaign-audiences']), messages, variations }
}

export async function variationsOf(client: Client, message: string): Promise<string[]> {
  return idsOf((await client.get(`/api/campaign-messages/${message}/relationships/campaign-variations`)).body)
}

export const idsOf = ({ data }: Json): string[] => data.map(({ id }: Json) => id)

/** Status of an answer, and where and why it was refused. */
export const refusal = ({ status, body: { errors } }: Answer) => [
  status,
  ...errors.map(({ detail, source }: Json) => `${source.pointer ?? source.parameter}: ${detail}`),
]

/** Makes a message ready and schedules it for the next day, to a list of one profile. */
export async function schedule(client: Client, { audiences, messages, variations }: Made, at = 0): Promise<Answer> {
  const details = {
    subject: 'Hi',
    from_email: 'a@x.io',
    from_label: 'A',
    template_id: await template(client),
  }
  const group = await list(client, 'Reached')
  const profile = { type: 'profile', attributes: { email: 'reached@x.io' } }
  const { id } = (await client.post('/api/profiles', { data: profile })).body.data
  await client.post(`/api/lists/${group}/relationships/profiles`, { data: [{ type: 'profile', id }] })
  const groups = { included: [group] }
  await client.patch(`/api/campaign-audiences/${audiences[at]}`, patchBody('campaign-audience', audiences[at]!, groups))
  const variation = variations[at]!
  await client.patch(`/api/campaign-variations/${variation}`, patchBody('campaign-variation', variation, { details }))
  return client.post('/api/campaign-message-schedule', {
    data: {
      type: 'campaign-message-schedule',
      attributes: { strategy: 'static', send_time: '2026-11-03T10:00:00+00:00' },
      relationships: to('campaign-message', messages[at]!),
    },
  })
}
