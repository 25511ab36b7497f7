import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'

let sandbox: Sandbox
let client: Client
let profileId: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  const created = await client.post('/api/profiles', {
    data: { type: 'profile', attributes: { phone_number: '+12025550123', email: 'anna@example.com' } },
  })
  profileId = created.body.data.id
})
afterEach(() => sandbox.close())

/** The profile writes: that is what begins a conversation. */
const writeIn = (metric: string) =>
  client.post('/api/events', {
    data: {
      type: 'event',
      attributes: {
        properties: { 'Message Body': 'Hello?' },
        metric: { data: { type: 'metric', attributes: { name: metric } } },
        profile: { data: { type: 'profile', id: profileId, attributes: {} } },
      },
    },
  })

const conversationsNow = async () => (await client.get(`/api/profiles/${profileId}/conversations`)).body.data

const reply = (id: string, attributes: object, as: Client = client) =>
  as.post('/api/conversation-messages', {
    data: {
      type: 'conversation-message',
      attributes,
      relationships: { conversation: { data: { type: 'conversation', id } } },
    },
  })

describe('conversations of a profile', () => {
  it('are none until the profile has written', async () => {
    expect((await client.get(`/api/profiles/${profileId}/conversation`)).text).toBe('{"data":null}')
    expect((await client.get(`/api/profiles/${profileId}/relationships/conversation`)).text).toBe('{"data":null}')
    const plural = await client.get(`/api/profiles/${profileId}/conversations`)
    expect(plural.body).toEqual({
      data: [],
      links: { self: `http://localhost:80/api/profiles/${profileId}/conversations` },
    })
  })

  it('are one per channel, begun by the first message of the profile', async () => {
    await writeIn('Sent Text Message')
    await writeIn('Sent Text Message')
    await writeIn('Sent WhatsApp')
    const found = await conversationsNow()
    expect(found.map((conversation: { attributes: object }) => conversation.attributes)).toEqual([
      { channel: 'sms' },
      { channel: 'whatsapp' },
    ])
    const [{ id }] = found
    const self = `http://localhost:80/api/conversations/${id}/`
    const single = await client.get(`/api/profiles/${profileId}/conversation`)
    expect(single.body).toEqual({
      data: {
        type: 'conversation',
        id,
        attributes: { channel: 'sms' },
        relationships: { profile: { links: { self: `${self}relationships/profile/`, related: `${self}profile/` } } },
        links: { self },
      },
      links: { self: `http://localhost:80/api/profiles/${profileId}/conversation` },
    })
    const ids = await client.get(`/api/profiles/${profileId}/relationships/conversations`)
    expect(ids.body.data).toEqual(found.map((each: { id: string }) => ({ type: 'conversation', id: each.id })))
  })
})

describe('create_conversation_message', () => {
  it.each([
    ['Sent Text Message', 'Received Text Message'],
    ['Sent WhatsApp', 'Received WhatsApp'],
  ])(
    'answers 202 without a body and shows as an event, on the channel of the conversation (%s)',
    async (sent, metric) => {
      await writeIn(sent)
      const [{ id }] = await conversationsNow()
      const answer = await reply(id, { body: 'Here we are.' })
      expect([answer.status, answer.body]).toEqual([202, undefined])
      const events = await client.get(`/api/events?include=metric&filter=equals(profile_id,"${profileId}")`)
      expect(events.body.data[0].attributes.event_properties['Message Body']).toBe('Here we are.')
      expect(events.body.included[0].attributes.name).toBe(metric)
    },
  )

  it('answers 404 for a conversation that is not there', async () => {
    const answer = await reply('NOPE01', { body: 'Hello' })
    expect([answer.status, answer.body.errors[0].detail]).toEqual([
      404,
      'A conversation with id NOPE01 does not exist.',
    ])
  })

  it('answers 400 for a conversation without data, an empty body, and a hierarchy that is no pair', async () => {
    await writeIn('Sent Text Message')
    const [{ id }] = await conversationsNow()
    const without = { type: 'conversation-message', attributes: { body: 'x' }, relationships: { conversation: {} } }
    const pointers = [
      await client.post('/api/conversation-messages', { data: without }),
      await reply(id, { body: ' ' }),
      await reply(id, { body: 'x', message_hierarchy: [{ message: 'x', message_format: 'SMS' }] }),
    ].map(({ status, body }) => [status, body.errors[0].source.pointer])
    expect(pointers).toEqual([
      [400, '/data/relationships/conversation/data'],
      [400, '/data/attributes/body'],
      [400, '/data/attributes/message_hierarchy'],
    ])
  })

  it('takes an RCS message with a text to fall back on', async () => {
    await writeIn('Sent Text Message')
    const [{ id }] = await conversationsNow()
    const message_hierarchy = [
      { message: 'Rich', message_format: 'RCS' },
      { message: 'Plain', message_format: 'SMS' },
    ]
    expect((await reply(id, { body: 'Plain', message_hierarchy })).status).toBe(202)
  })

  it('answers 403 to an account without conversations', async () => {
    const keys = { pk_plain: 'full' } as const
    const plain = await testSandbox({ accounts: [{ id: 'TtTtTt', keys, settings: { conversations: false } }] })
    const answer = await reply('any', { body: 'x' }, clientOf(plain, { key: 'pk_plain' }))
    expect([answer.status, answer.body.errors[0].code]).toEqual([403, 'forbidden'])
    await plain.close()
  })

  it('knows no hierarchy before 2026-07-15', async () => {
    const old = clientOf(sandbox, { revision: '2026-04-15' })
    const answer = await reply('any', { body: 'x', message_hierarchy: [] }, old)
    expect(answer.body.errors[0].source.pointer).toBe('/data/attributes/message_hierarchy')
  })
})
