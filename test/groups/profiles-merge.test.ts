import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: 1000 })
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const create = async (attributes: object): Promise<string> =>
  (await client.post('/api/profiles', { data: { type: 'profile', attributes } })).body.data.id
const merge = (id: string, ...sources: string[]) =>
  client.post('/api/profile-merge', {
    data: {
      type: 'profile-merge',
      id,
      relationships: { profiles: { data: sources.map((source) => ({ type: 'profile', id: source })) } },
    },
  })

describe('merge_profiles', () => {
  it('answers 202 with the destination, and merges when the job is due', async () => {
    const source = await create({
      email: 'old@x.io',
      first_name: 'Source',
      title: 'Dr',
      location: { city: 'Boston', zip: '1', timezone: 'US/Eastern' },
      properties: { a: 1, b: 1 },
    })
    const destination = await create({
      email: 'new@x.io',
      first_name: 'Destination',
      location: { city: 'Aarhus', timezone: 'Europe/Copenhagen' },
      properties: { b: 2 },
    })
    const list = (await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'L' } } })).body.data.id
    await client.post(`/api/lists/${list}/relationships/profiles`, { data: [{ type: 'profile', id: source }] })
    const accepted = await merge(destination, source)
    expect(accepted.status).toBe(202)
    expect(accepted.body).toEqual({
      data: {
        type: 'profile',
        id: destination,
        attributes: {},
        links: { self: `http://localhost:80/api/profiles/${destination}/` },
      },
      links: { self: 'http://localhost:80/api/profile-merge' },
    })
    expect((await client.get(`/api/profiles/${source}`)).status).toBe(200)
    await sandbox.clock.advance(1000)
    expect((await client.get(`/api/profiles/${source}`)).status).toBe(404)
    const merged = (await client.get(`/api/profiles/${destination}`)).body.data.attributes
    expect(merged).toMatchObject({
      email: 'new@x.io',
      first_name: 'Destination',
      title: 'Dr',
      location: { city: 'Boston', zip: '1', timezone: 'US/Eastern' },
      properties: { a: 1, b: 2 },
      updated: '2026-11-02T10:00:01+00:00',
    })
    const ids = (answer: Json) => answer.body.data.map(({ id }: Json) => id)
    expect(ids(await client.get('/api/profiles?filter=equals(email,"old@x.io")'))).toEqual([destination])
    expect(ids(await client.get(`/api/lists/${list}/profiles`))).toEqual([destination])
  })

  it('leaves one conversation per channel, into which one can go on writing', async () => {
    const source = await create({ email: 'old@x.io' })
    const destination = await create({ email: 'new@x.io' })
    const writeIn = (id: string, name: string) =>
      client.post('/api/events', {
        data: {
          type: 'event',
          attributes: {
            properties: {},
            unique_id: `${id}${name}`,
            metric: { data: { type: 'metric', attributes: { name } } },
            profile: { data: { type: 'profile', id, attributes: {} } },
          },
        },
      })
    await writeIn(destination, 'Sent Text Message')
    await writeIn(source, 'Sent Text Message')
    await writeIn(source, 'Sent WhatsApp')
    const conversations = async (id: string) => (await client.get(`/api/profiles/${id}/conversations`)).body.data
    const [kept] = await conversations(destination)
    await merge(destination, source)
    await sandbox.clock.advance(1000)
    const merged = await conversations(destination)
    expect(merged.map(({ attributes }: Json) => attributes.channel).sort()).toEqual(['sms', 'whatsapp'])
    expect(merged.map(({ id }: Json) => id)).toContain(kept.id)
    const reply = await client.post('/api/conversation-messages', {
      data: {
        type: 'conversation-message',
        attributes: { body: 'Hello' },
        relationships: { conversation: { data: { type: 'conversation', id: kept.id } } },
      },
    })
    expect(reply.status).toBe(202)
  })

  it('refuses two sources, none, itself and unknown profiles', async () => {
    const id = await create({ email: 'a@x.io' })
    const other = await create({ email: 'b@x.io' })
    expect((await merge(id, other, other)).status).toBe(400)
    expect((await merge(id)).status).toBe(400)
    expect((await merge(id, id)).status).toBe(400)
    expect((await merge(id, 'NOPE01')).status).toBe(404)
    expect((await merge('NOPE01', id)).status).toBe(404)
  })
})
