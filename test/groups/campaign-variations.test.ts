import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  body,
  campaign,
  make,
  oneMessage,
  patchBody,
  refusal,
  schedule,
  template,
  to,
  variationsOf,
  wizard,
  type Made,
} from './campaign-bodies.ts'
import { dataUri, PNG } from './image-files.ts'

let sandbox: Sandbox
let client: Client
let made: Made
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  made = await make(client)
})
afterEach(() => sandbox.close())

const DETAILS = '/data/attributes/definition/details'
const create = (definition: Json, message = made.messages[0]!) =>
  client.post('/api/campaign-variations', body('campaign-variation', definition, to('campaign-message', message)))
const change = (definition: Json, id = made.variations[0]!) =>
  client.patch(`/api/campaign-variations/${id}`, patchBody('campaign-variation', id, definition))
const drop = (id: string) => client.delete(`/api/campaign-variations/${id}`)
const detailsOf = async (id = made.variations[0]!) =>
  (await client.get(`/api/campaign-variations/${id}`)).body.data.attributes.definition.details
const messageOf = async (id = made.messages[0]!) =>
  (await client.get(`/api/campaign-messages/${id}`)).body.data.attributes.definition

/** Uploads an image and gives its id. */
async function image(): Promise<string> {
  const data = { type: 'image', attributes: { import_from_url: dataUri(PNG) } }
  return (await client.post('/api/images', { data })).body.data.id
}

const defaults = {
  email: {
    template_id: null,
    from_label: '',
    from_email: '',
    reply_to_email: '',
    cc_email: '',
    bcc_email: '',
    subject: '',
    preview_text: '',
  },
  sms: {
    template_id: null,
    cost: null,
    mms_static_image_asset_id: null,
    shorten_links: true,
    include_contact_card: false,
    body: '',
    add_org_prefix: true,
    add_info_link: true,
    add_opt_out_language: null,
    mms_dynamic_image_template: '',
    text_message_type: 'SMS',
    message_hierarchy: null,
  },
  push: {
    title: '',
    body: '',
    badge: false,
    badge_config: 'increment-one',
    badge_value: '1',
    sound_file_name: '',
    static_asset_id: null,
    sound: false,
    open_action: 0,
    dynamic_media_template: '',
    kv_pairs: null,
    push_type: 'standard',
    ios_deep_link: null,
    android_deep_link: null,
    web_url: null,
    content_available: null,
    mutable_content: null,
    video_asset_id: null,
    action_buttons: null,
  },
  whatsapp: { template_id: null, shorten_links: true },
}

describe('create_campaign_variation', () => {
  it('answers 201 with the whole variation', async () => {
    const created = await create({ name: 'B', details: { channel: 'sms', body: 'Hello' } })
    const { id } = created.body.data
    const self = `http://localhost:80/api/campaign-variations/${id}/`
    const link = (name: string) => ({ self: `${self}relationships/${name}/`, related: `${self}${name}/` })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'campaign-variation',
        id,
        attributes: {
          created: '2026-11-02T10:00:00.250000+00:00',
          updated: '2026-11-02T10:00:00.250024+00:00',
          definition: { name: 'B', details: { channel: 'sms', ...defaults.sms, body: 'Hello' } },
        },
        relationships: {
          'campaign-message': {
            data: { type: 'campaign-message', id: made.messages[0] },
            links: link('campaign-message'),
          },
          translation: { links: link('translation') },
          image: { links: link('image') },
        },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/campaign-variations' },
    })
    expect(await variationsOf(client, made.messages[0]!)).toEqual([...made.variations, id])
  })

  it.each(Object.entries(defaults))('fills in what %s leaves out', async (channel, members) => {
    const { details } = (await create({ details: { channel } })).body.data.attributes.definition
    expect(details).toEqual({ channel, ...members })
    expect(Object.keys(details)).toEqual(['channel', ...Object.keys(members)])
  })

  it.each([
    ['no details', {}],
    ['null', { details: null }],
  ])('keeps a draft with %s', async (_name, definition) => {
    const created = await create(definition)
    expect(created.body.data.attributes.definition).toEqual({ name: null, details: null })
    expect((await messageOf()).send_options.send_strategy).toBe('static')
  })

  it('makes an A/B test of a second e-mail, not of another channel', async () => {
    await create({ details: { channel: 'sms' } })
    expect(await messageOf()).not.toHaveProperty('ab_test')
    await create({ details: { channel: 'email' } })
    expect(await messageOf()).toMatchObject({
      ab_test: { winner_metric: 'opens_unique', winner_percentage: 80, winner_wait_hours: 4 },
      send_options: { send_strategy: 'content_variation' },
    })
  })

  it('gives a wizard message no second channel', async () => {
    const { messages } = await make(client, wizard())
    expect(refusal(await create({ details: { channel: 'push' } }, messages[0]))).toEqual([
      400,
      '/data/attributes/definition: A message of a wizard campaign can have only one channel.',
    ])
    expect((await create({ details: { channel: 'email' } }, messages[0])).status).toBe(201)
  })

  it('gives a message no eighth variation', async () => {
    for (let count = 1; count < 7; count++) expect((await create({})).status).toBe(201)
    expect(refusal(await create({}))).toEqual([
      400,
      '/data/attributes/definition: A maximum of 7 variations is allowed per message.',
    ])
  })

  it.each([
    [
      { channel: 'sms', cost: 1.5, mms_static_image_asset_id: 12 },
      [
        "cost: 'cost' is not a valid field for the resource 'SMSChannelDetails'.",
        'mms_static_image_asset_id: An image with id 12 does not exist.',
      ],
    ],
    [{ body: 'Hello' }, ["body: 'body' is not a valid field for the resource 'EmailChannelDetails'."]],
    [{ channel: 'email', template_id: 'NOPE01' }, ['template_id: A template with id NOPE01 does not exist.']],
    [
      { channel: 'email', body: 'Hello' },
      ["body: 'body' is not a valid field for the resource 'EmailChannelDetails'."],
    ],
    [
      {
        channel: 'push',
        action_buttons: [
          { label: 'x'.repeat(41), action_type: 'open_url' },
          ...Array.from({ length: 3 }, () => ({ label: 'A', action_type: 'open_app' })),
        ],
      },
      [
        'action_buttons: A maximum of 3 action buttons is allowed.',
        "action_buttons/0/label: 'label' must have 40 characters at most.",
        "action_buttons/0/url: 'url' is required for the action 'open_url'.",
      ],
    ],
  ])('refuses %j', async (details, expected) => {
    expect(refusal(await create({ details }))).toEqual([400, ...expected.map((text) => `${DETAILS}/${text}`)])
  })

  it('answers 404 for a message that does not exist and 409 for one that is no draft', async () => {
    expect((await create({}, 'NOPE')).status).toBe(404)
    await schedule(client, made)
    expect((await create({})).status).toBe(409)
  })
})

describe('update_campaign_variation', () => {
  it('merges details while the channel stays, named or not', async () => {
    await change({ name: 'A', details: { channel: 'email', subject: 'Hi', preview_text: 'There' } })
    await sandbox.clock.advance(60_000)
    const { attributes } = (await change({ details: { from_label: 'Shop' } })).body.data
    expect(attributes).toEqual({
      created: '2026-11-02T10:00:00.250000+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
      definition: {
        name: 'A',
        details: { channel: 'email', ...defaults.email, subject: 'Hi', preview_text: 'There', from_label: 'Shop' },
      },
    })
    expect((await change({ name: null })).body.data.attributes.definition.name).toBeNull()
  })

  it('replaces details of another channel, and takes them away with null', async () => {
    await change({ details: { subject: 'Hi' } })
    await change({ details: { channel: 'whatsapp', template_id: 'wa-1' } })
    expect(await detailsOf()).toEqual({ channel: 'whatsapp', template_id: 'wa-1', shorten_links: true })
    await change({ details: null })
    expect(await detailsOf()).toBeNull()
  })

  it('ends a test when the channels no longer agree', async () => {
    const { id } = (await create({ details: { channel: 'email' } })).body.data
    expect(await messageOf()).toHaveProperty('ab_test')
    await change({ details: { channel: 'sms' } }, id)
    expect(await messageOf()).not.toHaveProperty('ab_test')
  })

  it('is refused for details that do not fit the channel, and unless the message is a draft', async () => {
    expect(refusal(await change({ details: { title: 'Hi' } }))).toEqual([
      400,
      `${DETAILS}/title: 'title' is not a valid field for the resource 'EmailChannelDetails'.`,
    ])
    await schedule(client, made)
    expect((await change({ name: 'Late' })).status).toBe(409)
    expect((await change({}, 'NOPE')).status).toBe(404)
  })
})

describe('delete_campaign_variation', () => {
  it('ends the test with the second-last variation and refuses the last', async () => {
    const { id } = (await create({ details: { channel: 'email' } })).body.data
    expect((await drop(id)).status).toBe(204)
    const definition = await messageOf()
    expect(definition).not.toHaveProperty('ab_test')
    expect(definition.send_options.send_strategy).toBe('static')
    expect(refusal(await drop(made.variations[0]!))).toEqual([
      400,
      '/data: A campaign-message must have at least one variation.',
    ])
  })
})

describe('template_id', () => {
  const templateOf = async (id: string) => (await client.get(`/api/templates/${id}`)).status

  it('is that of a copy, which stays while it is sent back, and goes with the next one', async () => {
    const source = await template(client)
    await change({ details: { template_id: source } })
    const { template_id: first } = await detailsOf()
    expect(first).not.toBe(source)
    expect((await client.get(`/api/templates/${first}`)).body.data.attributes).toMatchObject({
      name: `Clone of ${source}`,
      html: expect.stringContaining('<p>Hello</p>'),
    })
    await change({ details: { template_id: first, subject: 'Hi' } })
    expect((await detailsOf()).template_id).toBe(first)

    await change({ details: { template_id: source } })
    const { template_id: second } = await detailsOf()
    expect([first, source]).not.toContain(second)
    expect([await templateOf(first), await templateOf(second), await templateOf(source)]).toEqual([404, 200, 200])
  })

  it.each([
    ['another channel', () => change({ details: { channel: 'sms' } })],
    ['the variation', () => drop(made.variations[0]!)],
    ['the message', () => client.delete(`/api/campaign-messages/${made.messages[0]}`)],
    ['the audience', () => client.delete(`/api/campaign-audiences/${made.audiences[0]}`)],
    ['the campaign', () => client.delete(`/api/campaigns/${made.id}`)],
  ])('names a copy that %s takes with it', async (_name, act) => {
    const source = await template(client)
    await change({ details: { template_id: source } })
    const { template_id: copy } = await detailsOf()
    await create({})
    expect((await act()).status).toBeLessThan(300)
    expect([await templateOf(copy), await templateOf(source)]).toEqual([404, 200])
  })

  it('is copied in a campaign that comes with it', async () => {
    const source = await template(client)
    const details = { channel: 'email', template_id: source }
    const { variations } = await make(client, campaign({}, oneMessage({ variations: [{ definition: { details } }] })))
    const { template_id: copy } = await detailsOf(variations[0])
    expect([copy === source, await templateOf(copy)]).toEqual([false, 200])
  })
})

describe('image', () => {
  it.each([
    ['push', 'static_asset_id'],
    ['sms', 'mms_static_image_asset_id'],
  ])('of a %s variation is the one that %s names', async (channel, member) => {
    const id = await image()
    const created = await create({ details: { channel, [member]: Number(id) } })
    const path = `/api/campaign-variations/${created.body.data.id}`
    expect((await client.get(`${path}/image`)).body.data).toMatchObject({ type: 'image', id })
    expect((await client.get(`${path}/relationships/image`)).body.data).toEqual({ type: 'image', id })
    const { data, included } = (await client.get(`${path}?include=image,campaign-message`)).body
    expect(data.relationships.image.data).toEqual({ type: 'image', id })
    expect(included.map(({ type }: Json) => type)).toEqual(['image', 'campaign-message'])
    await change({ details: { [member]: null } }, created.body.data.id)
    expect((await client.get(`${path}/image`)).body.data).toBeNull()
  })
})
