import type { Client, Json } from '../client.ts'

/** Details that can be sent, by channel; the template of an e-mail is filled in. */
export const details = {
  email: { channel: 'email', subject: 'Hello', from_email: 'shop@example.com', from_label: 'Shop' },
  sms: { channel: 'sms', body: 'Hello' },
  push: { channel: 'push', body: 'Hello' },
  whatsapp: { channel: 'whatsapp', template_id: 'hello' },
} as const

/** The ids of a campaign, its first audience and message. */
export interface Ids {
  campaign: string
  audience: string
  message: string
}

/** Makes a list with profiles that e-mail reaches; gives its id. */
export async function createList(client: Client, emails: readonly string[]): Promise<string> {
  const list = await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'Newsletter' } } })
  const data: Json[] = []
  for (const email of emails) {
    const profile = await client.post('/api/profiles', { data: { type: 'profile', attributes: { email } } })
    data.push({ type: 'profile', id: profile.body.data.id })
  }
  const { id } = list.body.data
  if (data.length > 0) await client.post(`/api/lists/${id}/relationships/profiles`, { data })
  return id
}

export interface CampaignInput {
  included: readonly string[]
  builder?: 'wizard' | 'canvas'
  /** Details of each variation; default: one e-mail that is ready. */
  variations?: readonly Json[]
  /** Messages to the audience. */
  messages?: number
  settings?: Json
}

/** Makes a campaign with one audience at 2026-10-15. */
export async function createCampaign(client: Client, input: CampaignInput): Promise<Ids & { messages: string[] }> {
  const { included, builder = 'wizard', variations = [await readyEmail(client)], messages = 1 } = input
  const message = {
    audience_temporary_id: 'all',
    name: 'Hello',
    variations: variations.map((given, index) => ({ definition: { name: `Variation ${index + 1}`, details: given } })),
  }
  const attributes = {
    definition: { name: 'Hello', builder },
    audiences: [{ temporary_id: 'all', included, excluded: [] }],
    messages: Array.from({ length: messages }, () => message),
  }
  const made = await client.post('/api/campaigns', { data: { type: 'campaign', attributes } })
  const { id, relationships } = made.body.data
  const idsOf = (name: string) => relationships[name].data.map((target: Json) => target.id as string)
  const ids = idsOf('campaign-messages')
  return { campaign: id, audience: idsOf('campaign-audiences')[0], message: ids[0], messages: ids }
}

/** Details of an e-mail with a template. */
export async function readyEmail(client: Client): Promise<Json> {
  const attributes = { name: 'Hello', editor_type: 'CODE', html: '<p>Hello</p>' }
  const template = await client.post('/api/templates', { data: { type: 'template', attributes } })
  return { ...details.email, template_id: template.body.data.id }
}

/** What a test asks for, by a short name. */
export const ask = {
  send: (client: Client, { campaign: id }: Pick<Ids, 'campaign'>) =>
    client.post('/api/campaign-send-jobs', { data: { type: 'campaign-send-job', id } }),
  job: (client: Client, { campaign }: Pick<Ids, 'campaign'>) => client.get(`/api/campaign-send-jobs/${campaign}`),
  change: (client: Client, { campaign: id }: Pick<Ids, 'campaign'>, action: string) =>
    client.patch(`/api/campaign-send-jobs/${id}`, { data: { type: 'campaign-send-job', id, attributes: { action } } }),
  schedule: (client: Client, { message: id }: Pick<Ids, 'message'>, attributes: Json) =>
    client.post('/api/campaign-message-schedule', {
      data: {
        type: 'campaign-message-schedule',
        attributes,
        relationships: { 'campaign-message': { data: { type: 'campaign-message', id } } },
      },
    }),
  scheduleAll: (client: Client, { campaign: id }: Pick<Ids, 'campaign'>, message_schedules: readonly Json[]) =>
    client.post('/api/campaign-schedule', {
      data: {
        type: 'campaign-schedule',
        attributes: { message_schedules },
        relationships: { campaign: { data: { type: 'campaign', id } } },
      },
    }),
  reschedule: (client: Client, { message: id }: Pick<Ids, 'message'>, action: string) =>
    client.patch(`/api/campaign-message-schedule/${id}`, {
      data: { type: 'campaign-message-schedule', id, attributes: { action } },
    }),
  message: async (client: Client, { message }: Pick<Ids, 'message'>): Promise<Json> =>
    (await client.get(`/api/campaign-messages/${message}`)).body.data.attributes.definition,
}

/** Details and pointers of a refusal. */
export const problemsOf = ({ body }: { body: Json }): Json =>
  body.errors.map(({ detail, source }: Json) => [detail, source.pointer])
