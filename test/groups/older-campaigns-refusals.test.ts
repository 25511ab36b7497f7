import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { refusal, template } from './campaign-bodies.ts'
import { assignment, campaignWith, CONTENTS, flatCampaignWith, make, patch } from './older-campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox, { revision: '2026-07-15' })
})
afterEach(() => sandbox.close())

const AT = '/data/attributes'
const MESSAGE = `${AT}/campaign-messages/data/0/attributes`

describe('create_campaign refuses', () => {
  it.each<[string, Json, string[]]>([
    [
      'tracking parameters without source or medium',
      campaignWith(CONTENTS.email, {
        tracking_options: { custom_tracking_params: [{ type: 'static', name: 'utm_source', value: 'x' }] },
      }),
      [`${AT}/tracking_options/custom_tracking_params: custom_tracking_params must include utm_medium.`],
    ],
    [
      'a member that tracking options once had',
      campaignWith(CONTENTS.email, { tracking_options: { is_add_utm: true } }),
      [`${AT}/is_add_utm: 'is_add_utm' is not a valid field for the resource 'tracking-options'.`],
    ],
    [
      'a channel of the campaign',
      campaignWith(CONTENTS.email, { channel: 'email' }),
      [`${AT}/channel: 'channel' is not a valid field for the resource 'campaign'.`],
    ],
    [
      'render options of an e-mail',
      campaignWith({ ...CONTENTS.email, render_options: {} }),
      [
        `${MESSAGE}/definition/render_options: ` +
          "'render_options' is not a valid field for the resource 'EmailMessageDefinition'.",
      ],
    ],
    [
      'a label of a text message',
      campaignWith({ ...CONTENTS.sms, label: 'First' }),
      [`${MESSAGE}/definition/label: ` + "'label' is not a valid field for the resource 'SMSMessageDefinitionCreate'."],
    ],
    [
      'lists that do not exist',
      campaignWith(CONTENTS.email, { audiences: { included: ['NOPE01'], excluded: ['NOPE02'] } }),
      [
        `${AT}/audiences/included: Lists or segments do not exist: NOPE01`,
        `${AT}/audiences/excluded: Lists or segments do not exist: NOPE02`,
      ],
    ],
    [
      'a local time with an offset',
      campaignWith(CONTENTS.email, {
        send_strategy: { method: 'static', datetime: '2027-01-15T12:00:00+02:00', options: { is_local: true } },
      }),
      [`${AT}/send_strategy/datetime: 'datetime' must be in UTC when 'is_local' is true.`],
    ],
    [
      'an empty name and a bad address, both',
      campaignWith({ channel: 'email', content: { from_email: 'shop' } }, { name: ' ' }),
      [
        `${AT}/name: 'name' must not be empty.`,
        `${MESSAGE}/definition/content/from_email: 'from_email' must be a valid email address.`,
      ],
    ],
    [
      'an image of an e-mail',
      campaignWith(CONTENTS.email, {}, { image: { data: { type: 'image', id: '1' } } }),
      [
        `${AT}/campaign-messages/data/0/relationships/image: ` +
          'Image relationships are only supported for push and SMS messages',
      ],
    ],
    [
      'an image that does not exist',
      campaignWith(CONTENTS.sms, {}, { image: { data: { type: 'image', id: '1' } } }),
      [`${AT}/campaign-messages/data/0/relationships/image/data/id: An image with id 1 does not exist.`],
    ],
    [
      'a deep link that leads nowhere',
      campaignWith({ ...CONTENTS.push, options: { on_open: { type: 'deep_link' } } }),
      [`${MESSAGE}/definition/options/on_open: A deep link is required for each enabled platform.`],
    ],
    [
      'buttons with gaps, a long label and no URL',
      campaignWith({
        ...CONTENTS.push,
        content: {
          body: 'A',
          action_buttons: [
            { label: 'x'.repeat(41), action_type: 'open_app', position: 0 },
            { label: 'B', action_type: 'open_url', position: 2 },
            { label: 'C', action_type: 'dance', position: 3 },
          ],
        },
      }),
      [
        `${MESSAGE}/definition/content/action_buttons/0/label: 'label' must have 40 characters at most.`,
        `${MESSAGE}/definition/content/action_buttons/1/url: 'url' is required for the action 'open_url'.`,
        `${MESSAGE}/definition/content/action_buttons/2/action_type: ` +
          "'action_type' must be one of: open_app, deep_link, open_url, dismiss (got dance)",
        `${MESSAGE}/definition/content/action_buttons: 'position' must count from 0 without gaps.`,
      ],
    ],
  ])('%s', async (_, body, problems) => {
    expect(refusal(await client.post('/api/campaigns', body))).toEqual([400, ...problems])
    const filter = "filter=equals(messages.channel,'email')"
    expect((await client.get(`/api/campaigns?${filter}`)).body.data).toEqual([])
  })

  it.each([0, 2])('%i messages', async (count) => {
    const body = campaignWith(CONTENTS.email)
    const [message] = body.data.attributes['campaign-messages'].data
    body.data.attributes['campaign-messages'].data = Array<Json>(count).fill(message)
    expect(refusal(await client.post('/api/campaigns', body))).toEqual([
      400,
      `${AT}/campaign-messages/data: A campaign must have exactly one campaign-message.`,
    ])
  })

  it.each<[string, Json, string[]]>([
    [
      'an unknown member of the content, at the message',
      flatCampaignWith({ channel: 'email', content: { fromEmail: 'a@x.io' } }),
      [`${MESSAGE}/fromEmail: 'fromEmail' is not a valid field for the resource 'content'.`],
    ],
    [
      'content of another channel',
      flatCampaignWith({ channel: 'email', content: { body: 'Hi' } }),
      [`${MESSAGE}/body: 'body' is not a valid field for the resource 'content'.`],
    ],
    [
      'an unknown method',
      flatCampaignWith({ channel: 'email' }, { send_strategy: { method: 'later' } }),
      [
        `${AT}/send_strategy/method: ` +
          "'method' must be one of: static, immediate, throttled, smart_send_time (got later)",
      ],
    ],
    [
      'a method without its options',
      flatCampaignWith({ channel: 'email' }, { send_strategy: { method: 'static', options_static: null } }),
      [`${AT}/send_strategy/datetime: 'datetime' is a required field for the resource 'send_strategy'.`],
    ],
    [
      'an odd percentage',
      flatCampaignWith(
        { channel: 'email' },
        {
          send_strategy: {
            method: 'throttled',
            options_throttled: { datetime: '2027-01-15T12:00:00Z', throttle_percentage: 12 },
          },
        },
      ),
      [
        `${AT}/send_strategy/throttle_percentage: ` +
          "'throttle_percentage' must be one of: 1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50 (got 12)",
      ],
    ],
  ])('at 2024-10-15 %s', async (_, body, problems) => {
    const first = clientOf(sandbox, { revision: '2024-10-15' })
    expect(refusal(await first.post('/api/campaigns', body))).toEqual([400, ...problems])
  })

  it.each([
    ['2026-04-15', 400],
    ['2026-07-15', 201],
  ])('or takes a throttle of 2 percent at %s: %i', async (revision, status) => {
    const send_strategy = { method: 'throttled', datetime: '2027-01-15T12:00:00Z', throttle_percentage: 2 }
    const body = campaignWith(CONTENTS.email, { send_strategy })
    expect((await clientOf(sandbox, { revision }).post('/api/campaigns', body)).status).toBe(status)
  })
})

describe('what one revision can say and an earlier one cannot', () => {
  it('reads as something that it can say', async () => {
    const buttons = [{ label: 'A', action_type: 'open_app', position: 0, url: null }]
    const { campaign, message } = await make(
      client,
      campaignWith(
        {
          ...CONTENTS.push,
          content: { body: 'A', action_buttons: buttons },
          options: { on_open: { type: 'open_web_url', web_url: 'https://x.io' } },
        },
        { send_strategy: { method: 'throttled', datetime: '2027-01-15T12:00:00Z', throttle_percentage: 2 } },
      ),
    )
    const shown = async (revision: string) => {
      const at = clientOf(sandbox, { revision })
      const { definition } = (await at.get(`/api/campaign-messages/${message}`)).body.data.attributes
      const { send_strategy } = (await at.get(`/api/campaigns/${campaign}`)).body.data.attributes
      return [send_strategy.method, definition.options.on_open, definition.content.action_buttons]
    }
    const open = { type: 'open_web_url', web_url: 'https://x.io' }
    expect(await shown('2026-07-15')).toEqual(['throttled', open, buttons])
    expect(await shown('2026-04-15')).toEqual(['unsupported', open, buttons])
    expect(await shown('2026-01-15')).toEqual(['unsupported', null, undefined])
  })
})

describe('a campaign that is no draft', () => {
  it('is neither changed nor given another template', async () => {
    const { campaign, message } = await make(client, campaignWith(CONTENTS.email, {}))
    const { body } = await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'L' } } })
    const groups = { audiences: { included: [body.data.id] } }
    await client.patch(`/api/campaigns/${campaign}`, patch('campaign', campaign, groups))
    await client.post('/api/campaign-message-assign-template', assignment(message, await template(client)))
    const send_strategy = { method: 'static', datetime: '2027-01-15T12:00:00Z' }
    await client.patch(`/api/campaigns/${campaign}`, patch('campaign', campaign, { send_strategy }))
    const job = await client.post('/api/campaign-send-jobs', { data: { type: 'campaign-send-job', id: campaign } })
    expect(job.status).toBe(202)
    const definition = { channel: 'email', content: { subject: 'No' } }
    const answers = [
      await client.patch(`/api/campaigns/${campaign}`, patch('campaign', campaign, { name: 'No' })),
      await client.patch(`/api/campaign-messages/${message}`, patch('campaign-message', message, { definition })),
      await client.post('/api/campaign-message-assign-template', assignment(message, await template(client))),
    ]
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409])
    expect((await client.delete(`/api/campaigns/${campaign}`)).status).toBe(204)
  })
})

describe('update_campaign_message refuses', () => {
  it('another channel, and an id that is not the path’s', async () => {
    const { message } = await make(client, campaignWith(CONTENTS.email))
    const url = `/api/campaign-messages/${message}`
    const change = patch('campaign-message', message, { definition: CONTENTS.sms })
    expect(refusal(await client.patch(url, change))).toEqual([
      400,
      `${AT}/definition/channel: 'channel' cannot be changed.`,
    ])
    expect((await client.patch(url, patch('campaign-message', 'other', {}))).status).toBe(400)
  })
})

describe('assign_template_to_campaign_message refuses', () => {
  it('a message that is no e-mail, and one or a template that is not there', async () => {
    const { message } = await make(client, campaignWith(CONTENTS.sms))
    const email = await make(client, campaignWith(CONTENTS.email))
    const assign = async (id: string, source: string) =>
      refusal(await client.post('/api/campaign-message-assign-template', assignment(id, source)))
    expect(await assign(message, await template(client))).toEqual([
      400,
      '/data/id: Templates can only be assigned to email messages.',
    ])
    expect(await assign('NOPE', await template(client))).toEqual([
      404,
      "/data/: A campaign-message with id 'NOPE' does not exist.",
    ])
    expect((await assign(email.message, 'NOPE'))[0]).toBe(404)
  })
})
