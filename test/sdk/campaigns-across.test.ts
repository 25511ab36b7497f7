import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/index.ts'
import type { Json } from '../client.ts'
import { walkerOf, type Walker } from './node/session.ts'
import { runPython } from './python/run.ts'

// One campaign, two SDKs: the Node SDK speaks the older model of campaigns, release 25 of the Python SDK the newer one.

const KEY = 'pk_across'

let sandbox: Sandbox
let k: Walker
const made: Record<string, string> = {}
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, KEY)
  made.list = (await k.lists.createList({ data: { type: 'list', attributes: { name: 'Readers' } } })).body.data.id
  const attributes = { email: 'ada@example.com' }
  const ada = (await k.profiles.createProfile({ data: { type: 'profile', attributes } })).body.data.id!
  await k.lists.addProfilesToList(made.list, { data: [{ type: 'profile', id: ada }] })
  const letter = { name: 'Letter', editorType: 'CODE', html: '<p>Hello</p>' }
  made.template = (await k.templates.createTemplate({ data: { type: 'template', attributes: letter } })).body.data.id
})
afterAll(() => sandbox.close())

/** What the Python half printed; undefined where the release is not installed. */
async function relay(...given: string[]): Promise<Json | undefined> {
  const run = await runPython(25, 'campaign_relay.py', [sandbox.url, KEY, ...given])
  if (run === undefined) return undefined
  expect(run.stderr).toBe('')
  return JSON.parse(run.stdout) as Json
}

const campaignOf = async (id: string) => (await k.campaigns.getCampaign(id)).body.data.attributes
const messageOf = async (campaign: string) => (await k.campaigns.getMessagesForCampaign(campaign)).body.data[0]!

async function assignTemplate(message: string): Promise<string> {
  const template = { data: { type: 'template' as const, id: made.template! } }
  const data = { type: 'campaign-message' as const, id: message, relationships: { template } }
  const { body } = await k.campaigns.assignTemplateToCampaignMessage({ data })
  return body.data.relationships!.template!.data!.id
}

describe('a campaign', () => {
  it('that Node created is changed and scheduled in Python, and cancelled in Node', async ({ skip }) => {
    const definition = {
      channel: 'email' as const,
      content: { subject: 'Written in Node', previewText: 'Soon', fromEmail: 'a@example.com', fromLabel: 'A' },
    }
    const { body } = await k.campaigns.createCampaign({
      data: {
        type: 'campaign',
        attributes: {
          name: 'Begun in Node',
          audiences: { included: [made.list!] },
          campaignMessages: { data: [{ type: 'campaign-message', attributes: { definition } }] },
        },
      },
    })
    const { id } = body.data
    const template = await assignTemplate((await messageOf(id)).id)
    const found = await relay('schedule', id)
    if (found === undefined) return skip('run scripts/python-sdks.sh first')
    expect(found).toEqual({ subject: 'Written in Node', included: [made.list], template })
    expect(await campaignOf(id)).toMatchObject({
      name: 'Begun in Node',
      status: 'Queued without Recipients',
      sendStrategy: { method: 'static' },
    })
    expect((await messageOf(id)).attributes.definition).toMatchObject({ content: { subject: 'Continued in Python' } })
    const cancel = { type: 'campaign-send-job' as const, id, attributes: { action: 'cancel' as const } }
    await k.campaigns.cancelCampaignSend(id, { data: cancel })
    expect((await campaignOf(id)).status).toBe('Cancelled')
  })

  it('that Python created is read, changed and sent in Node', async ({ skip }) => {
    const begun = await relay('create', made.list!, made.template!)
    if (begun === undefined) return skip('run scripts/python-sdks.sh first')
    const id = begun.campaign as string
    const { name, status, audiences } = await campaignOf(id)
    expect([name, status, audiences.included]).toEqual(['Begun in Python', 'Draft', [made.list]])
    const message = await messageOf(id)
    expect(message.attributes.definition).toMatchObject({ content: { subject: 'Written in Python' } })
    const template = (await k.campaigns.getTemplateForCampaignMessage(message.id)).body.data!
    expect(template.attributes.html).toContain('Hello')
    const definition = { channel: 'email' as const, content: { subject: 'Continued in Node' } }
    await k.campaigns.updateCampaignMessage(message.id, {
      data: { type: 'campaign-message', id: message.id, attributes: { definition } },
    })
    await k.campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } })
    expect((await campaignOf(id)).status).toBe('Sent')
    expect((await messageOf(id)).attributes.definition).toMatchObject({ content: { subject: 'Continued in Node' } })
  })
})
