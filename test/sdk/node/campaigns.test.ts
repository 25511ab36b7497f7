import { FilterBuilder, type CampaignCreateQueryResourceObjectAttributes } from 'klaviyo-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { dataUri, PNG } from '../../groups/image-files.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Campaigns as this SDK's revision knows them, called as a program calls them. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node_campaigns')
})
afterAll(() => sandbox.close())

type Definition =
  CampaignCreateQueryResourceObjectAttributes['campaignMessages']['data'][number]['attributes']['definition']

const made: Record<string, string> = {}
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
const days = (count: number) => new Date(Date.now() + count * 86_400_000)

async function create(name: string, definition: Definition, datetime?: Date) {
  const { response, body } = await k.campaigns.createCampaign({
    data: {
      type: 'campaign',
      attributes: {
        name,
        audiences: { included: [made.list!], excluded: [] },
        ...(datetime && { sendStrategy: { method: 'static', datetime, options: { isLocal: false } } }),
        campaignMessages: { data: [{ type: 'campaign-message', attributes: { definition } }] },
      },
    },
  })
  expect([response.status, body.data.attributes.name]).toEqual([201, name])
  return { campaign: body.data.id, message: body.data.relationships!.campaignMessages!.data![0]!.id, body }
}

const email = (subject: string) => ({
  channel: 'email' as const,
  label: 'A mail',
  content: { subject, previewText: 'Soon', fromEmail: 'shop@example.com', fromLabel: 'The shop' },
})

describe('campaigns', () => {
  it('need an audience, and a template', async () => {
    const list = await k.lists.createList({ data: { type: 'list', attributes: { name: 'Readers' } } })
    made.list = list.body.data.id
    for (const name of ['ada', 'bea']) {
      const { body } = await k.profiles.createProfile({
        data: { type: 'profile', attributes: { email: `${name}@example.com` } },
      })
      await k.lists.addProfilesToList(made.list, { data: [{ type: 'profile', id: body.data.id! }] })
    }
    const template = await k.templates.createTemplate({
      data: { type: 'template', attributes: { name: 'Letter', editorType: 'CODE', html: '<p>Hello</p>' } },
    })
    made.template = template.body.data.id
  })

  it('are created for mail, text and push', async () => {
    const { campaign, message, body } = await create('Spring', email('Spring is here'), days(2))
    Object.assign(made, { campaign, message })
    expect(body.data.attributes).toMatchObject({ status: 'Draft', archived: false, scheduledAt: null })
    expect(body.data.attributes.audiences.included).toEqual([made.list])
    made.text = (await create('By text', { channel: 'sms', content: { body: 'Spring!' } })).campaign
    const push = await create('By push', {
      channel: 'mobile_push',
      notificationType: 'standard',
      content: { title: 'Spring', body: 'It is here' },
      options: {
        onOpen: { type: 'open_app' },
        badge: { display: true, badgeOptions: { badgeConfig: 'increment_one' } },
      },
      kvPairs: { season: 'spring' },
    })
    Object.assign(made, { push: push.campaign, pushMessage: push.message })
    await create('Silently', { channel: 'mobile_push', notificationType: 'silent', kvPairs: { refresh: 'yes' } })
  })

  it('are listed by channel, filtered and sorted', async () => {
    const named = async (filter: FilterBuilder, sort: 'name' | '-created_at' = 'name') =>
      (await k.campaigns.getCampaigns(filter.build(), { sort })).body.data.map(({ attributes }) => attributes.name)
    expect(await named(new FilterBuilder().equals('messages.channel', 'email'))).toEqual(['Spring'])
    expect(await named(new FilterBuilder().equals('messages.channel', 'mobile_push'))).toEqual(['By push', 'Silently'])
    const text = new FilterBuilder()
      .equals('messages.channel', 'sms')
      .contains('name', 'text')
      .equals('status', 'Draft')
    expect(await named(text, '-created_at')).toEqual(['By text'])
    const { status } = await errorOf(k.campaigns.getCampaigns('equals(archived,false)'))
    expect(status).toBe(400)
  })

  it('are read with what belongs to them', async () => {
    const { body } = await k.campaigns.getCampaign(made.campaign!, { include: ['campaign-messages', 'tags'] })
    expect(body.data.attributes.name).toBe('Spring')
    expect(body.included!.map(({ id }) => id)).toEqual([made.message])
    expect((await k.campaigns.getTagsForCampaign(made.campaign!)).body.data).toEqual([])
    expect((await k.campaigns.getTagIdsForCampaign(made.campaign!)).body.data).toEqual([])
    expect(idsOf((await k.campaigns.getMessageIdsForCampaign(made.campaign!)).body.data)).toEqual([made.message])
    const messages = await k.campaigns.getMessagesForCampaign(made.campaign!, { include: ['campaign', 'template'] })
    expect(idsOf(messages.body.data)).toEqual([made.message])
    expect((await errorOf(k.campaigns.getCampaign('01KWFVK2PYZEYGGRNDRWEC6SMN'))).status).toBe(404)
  })

  it('are updated and cloned', async () => {
    const { body } = await k.campaigns.updateCampaign(made.campaign!, {
      data: {
        type: 'campaign',
        id: made.campaign!,
        attributes: { name: 'Summer', sendOptions: { useSmartSending: false } },
      },
    })
    expect(body.data.attributes).toMatchObject({ name: 'Summer', sendOptions: { useSmartSending: false } })
    const clone = await k.campaigns.createCampaignClone({
      data: { type: 'campaign', id: made.campaign!, attributes: { newName: 'Summer again' } },
    })
    expect(clone.body.data.attributes).toMatchObject({ name: 'Summer again', status: 'Draft' })
    made.clone = clone.body.data.id
  })
})

describe('messages of campaigns', () => {
  it('are read and updated', async () => {
    const { body } = await k.campaigns.getCampaignMessage(made.message!, { include: ['campaign'] })
    expect(body.data.attributes.definition).toMatchObject({ channel: 'email', content: { subject: 'Spring is here' } })
    expect((await k.campaigns.getCampaignForCampaignMessage(made.message!)).body.data!.id).toBe(made.campaign)
    expect((await k.campaigns.getCampaignIdForCampaignMessage(made.message!)).body.data!.id).toBe(made.campaign)
    const updated = await k.campaigns.updateCampaignMessage(made.message!, {
      data: { type: 'campaign-message', id: made.message!, attributes: { definition: email('Summer is here') } },
    })
    expect(updated.body.data.attributes.definition).toMatchObject({ content: { subject: 'Summer is here' } })
  })

  it('get a copy of a template', async () => {
    const template = { data: { type: 'template' as const, id: made.template! } }
    const { body } = await k.campaigns.assignTemplateToCampaignMessage({
      data: { type: 'campaign-message', id: made.message!, relationships: { template } },
    })
    const copy = body.data.relationships!.template!.data!.id
    expect(copy).not.toBe(made.template)
    expect((await k.campaigns.getTemplateIdForCampaignMessage(made.message!)).body.data!.id).toBe(copy)
    const found = (await k.campaigns.getTemplateForCampaignMessage(made.message!)).body.data!
    expect([found.id, found.attributes.html]).toEqual([copy, expect.stringContaining('Hello')])
  })

  it('show an image, where they are pushed', async () => {
    const { body } = await k.images.uploadImageFromUrl({
      data: { type: 'image', attributes: { importFromUrl: dataUri(PNG), name: 'Flower' } },
    })
    const { id } = body.data
    const { response } = await k.campaigns.updateImageForCampaignMessage(made.pushMessage!, {
      data: { type: 'image', id },
    })
    expect(response.status).toBe(204)
    expect((await k.campaigns.getImageIdForCampaignMessage(made.pushMessage!)).body.data!.id).toBe(id)
    expect((await k.campaigns.getImageForCampaignMessage(made.pushMessage!)).body.data.attributes.name).toBe('Flower')
  })
})

describe('sending', () => {
  it('is estimated', async () => {
    const { response, body } = await k.campaigns.refreshCampaignRecipientEstimation({
      data: { type: 'campaign-recipient-estimation-job', id: made.campaign! },
    })
    expect([response.status, body.data.attributes.status]).toEqual([202, 'processing'])
    const job = await k.campaigns.getCampaignRecipientEstimationJob(made.campaign!)
    expect(job.body.data.attributes.status).toBe('complete')
    const estimation = await k.campaigns.getCampaignRecipientEstimation(made.campaign!)
    expect(estimation.body.data.attributes.estimatedRecipientCount).toBe(2)
  })

  it('is a job, which can be taken back and called off', async () => {
    const send = () => k.campaigns.sendCampaign({ data: { type: 'campaign-send-job', id: made.campaign! } })
    const change = (action: 'cancel' | 'revert') =>
      k.campaigns.cancelCampaignSend(made.campaign!, {
        data: { type: 'campaign-send-job', id: made.campaign!, attributes: { action } },
      })
    const status = async () => (await k.campaigns.getCampaign(made.campaign!)).body.data.attributes.status
    expect((await send()).response.status).toBe(202)
    expect((await k.campaigns.getCampaignSendJob(made.campaign!)).body.data.attributes.status).toBe('complete')
    expect(await status()).toBe('Queued without Recipients')
    expect((await change('revert')).response.status).toBe(204)
    expect(await status()).toBe('Draft')
    await send()
    await change('cancel')
    expect(await status()).toBe('Cancelled')
  })

  it('is refused where something is missing, and ends when its time has come', async () => {
    const send = (id: string) => k.campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } })
    const { campaign, message } = await create('Autumn', email('Autumn is here'), days(1))
    expect((await errorOf(send(campaign))).status).toBe(400)
    const template = { data: { type: 'template' as const, id: made.template! } }
    const data = { type: 'campaign-message' as const, id: message, relationships: { template } }
    await k.campaigns.assignTemplateToCampaignMessage({ data })
    await send(campaign)
    await sandbox.clock.advance(2 * 86_400_000)
    expect((await k.campaigns.getCampaign(campaign)).body.data.attributes.status).toBe('Sent')
  })

  it('has no end: what was not sent is deleted', async () => {
    expect((await k.campaigns.deleteCampaign(made.clone!)).response.status).toBe(204)
    expect((await errorOf(k.campaigns.getCampaign(made.clone!))).status).toBe(404)
  })
})

it('every operation was walked', () => {
  expect(forgotten('campaigns', k)).toEqual([])
})
