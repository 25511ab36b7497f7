import type { Client, Json } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Requests about campaigns that the sandbox grants, and the campaigns that these name. Some need one of the wizard that
// is ready to be sent, some one that is scheduled, some one of the canvas, where parts come and go.

const OLDER = { revision: '2026-07-15' }
const LATER = '2027-01-15T12:00:00Z'

const idTypes: GroupRequests['idTypes'] = {
  campaigns: 'campaign',
  'campaign-audiences': 'campaign-audience',
  'campaign-messages': 'campaign-message',
  'campaign-variations': 'campaign-variation',
  'campaign-send-jobs': 'campaign-send-job',
  'campaign-recipient-estimations': 'campaign',
  'campaign-recipient-estimation-jobs': 'campaign',
  'campaign-message-schedule': 'campaign-message-schedule',
  delete_campaign_message: 'canvas-message',
  get_image_for_campaign_message: 'picture-message',
  get_image_id_for_campaign_message: 'picture-message',
  update_image_for_campaign_message: 'picture-message',
}

const to = (type: string, id: unknown) => ({ [type]: { data: { type, id } } })
const schedule = { strategy: 'static', send_time: LATER }

const bodies: GroupRequests['bodies'] = {
  create_campaign: ({ list }, example) => {
    const { audiences, 'campaign-messages': messages } = example.data.attributes
    if (audiences?.included) audiences.included = [list]
    // At 2024-10-15 the channel is any text.
    if (messages?.data[0].attributes.channel) messages.data[0].attributes.channel = 'email'
    const { definition } = example.data.attributes
    if (definition) definition.name = 'Sweep'
    return example
  },
  create_campaign_audience: ({ canvas }) => ({
    data: { type: 'campaign-audience', attributes: { definition: {} }, relationships: to('campaign', canvas) },
  }),
  create_campaign_message: ({ canvas, 'campaign-audience': audience }) => ({
    data: {
      type: 'campaign-message',
      attributes: { definition: {} },
      relationships: { ...to('campaign', canvas), ...to('campaign-audience', audience) },
    },
  }),
  create_campaign_variation: ({ 'canvas-message': message }) => ({
    data: {
      type: 'campaign-variation',
      attributes: { definition: { name: 'Sweep', details: { channel: 'email' } } },
      relationships: to('campaign-message', message),
    },
  }),
  clone_campaign_audience: ({ 'campaign-audience': id }) => ({
    data: { type: 'campaign-audience-clone', id, attributes: { id } },
  }),
  clone_campaign_message: ({ 'canvas-message': id, 'campaign-audience': audience }) => ({
    data: {
      type: 'campaign-message',
      id,
      attributes: { id },
      relationships: to('campaign-audience', audience),
    },
  }),
  schedule_campaign: ({ campaign, 'campaign-message': message_id }) => ({
    data: {
      type: 'campaign-schedule',
      attributes: { message_schedules: [{ message_id, ...schedule }] },
      relationships: to('campaign', campaign),
    },
  }),
  schedule_campaign_message: ({ 'campaign-message': message }) => ({
    data: { type: 'campaign-message-schedule', attributes: schedule, relationships: to('campaign-message', message) },
  }),
  assign_template_to_campaign_message: ({ 'campaign-message': id, template }) => ({
    data: { type: 'campaign-message', id, relationships: to('template', template) },
  }),
  send_campaign: ({ campaign: id }) => ({ data: { type: 'campaign-send-job', id } }),
}

export const campaigns: GroupRequests = { groups: ['Campaigns'], idTypes, bodies, seed: seedCampaigns }

async function seedCampaigns(client: Client, { list, template, image }: Ids): Promise<Ids> {
  const email = { channel: 'email', content: { subject: 'Sweep' } }
  const ready = async (): Promise<{ campaign: string; message: string }> => {
    const made = await makeOlder(client, list!, email)
    const body = { data: { type: 'campaign-message', id: made.message, relationships: to('template', template) } }
    await client.post('/api/campaign-message-assign-template', body, OLDER)
    return made
  }
  const [sent, scheduled] = [await ready(), await ready()]
  const job = { data: { type: 'campaign-send-job', id: scheduled.campaign } }
  await client.post('/api/campaign-send-jobs', job, OLDER)
  const estimation = { data: { type: 'campaign-recipient-estimation-job', id: sent.campaign } }
  await client.post('/api/campaign-recipient-estimation-jobs', estimation)
  const picture = await makeOlder(client, list!, { channel: 'sms' }, to('image', image))
  return {
    campaign: sent.campaign,
    'campaign-message': sent.message,
    'campaign-recipient-estimation-job': sent.campaign,
    'campaign-send-job': scheduled.campaign,
    'campaign-message-schedule': scheduled.message,
    'picture-message': picture.message,
    ...(await makeCanvas(client)),
  }
}

async function makeOlder(client: Client, list: string, definition: Json, relationships?: Json) {
  const message = { type: 'campaign-message', attributes: { definition }, ...(relationships && { relationships }) }
  const attributes = {
    name: 'Sweep',
    audiences: { included: [list] },
    send_strategy: { method: 'static', datetime: LATER },
    'campaign-messages': { data: [message] },
  }
  const { data } = (await client.post('/api/campaigns', { data: { type: 'campaign', attributes } }, OLDER)).body
  return { campaign: data.id as string, message: data.relationships['campaign-messages'].data[0].id as string }
}

/** A campaign whose message has two variations, so that one can go. */
async function makeCanvas(client: Client): Promise<Ids> {
  const variations = ['A', 'B'].map((name) => ({ definition: { name, details: { channel: 'email' } } }))
  const attributes = {
    definition: { name: 'Sweep' },
    audiences: [{ temporary_id: 'a' }],
    messages: [{ audience_temporary_id: 'a', variations }],
  }
  const { data } = (await client.post('/api/campaigns', { data: { type: 'campaign', attributes } })).body
  const message = data.relationships['campaign-messages'].data[0].id
  const { body } = await client.get(`/api/campaign-messages/${message}/relationships/campaign-variations`)
  return {
    canvas: data.id,
    'campaign-audience': data.relationships['campaign-audiences'].data[0].id,
    'canvas-message': message,
    'campaign-variation': body.data[0].id,
  }
}
