import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const SECRET = 'a secret of sixteen'
const OPENED = 'event:klaviyo.opened_email'
const BOUNCED = 'event:klaviyo.bounced_email'
const topics = (...ids: string[]) => ({ 'webhook-topics': { data: ids.map((id) => ({ type: 'webhook-topic', id })) } })
const body = (attributes: object = {}, relationships: object = topics(OPENED, BOUNCED)) => ({
  data: {
    type: 'webhook',
    attributes: { name: 'Mail', endpoint_url: 'https://shop.example/hook?key=1', secret_key: SECRET, ...attributes },
    relationships,
  },
})
const create = async (attributes?: object): Promise<string> =>
  (await client.post('/api/webhooks', body(attributes))).body.data.id
const patch = (id: string, attributes: object, relationships?: object) =>
  client.patch(`/api/webhooks/${id}`, {
    data: { type: 'webhook', id, attributes, ...(relationships && { relationships }) },
  })
const errors = ({ body }: Json) => body.errors.map(({ detail, source }: Json) => [detail, source.pointer])

describe('a webhook', () => {
  it('is answered with a masked URL, without its secret, its topics in order and without links', async () => {
    const created = await client.post('/api/webhooks', body())
    const { id } = created.body.data
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'webhook',
        id,
        attributes: {
          name: 'Mail',
          description: null,
          endpoint_url: 'https://shop.example/*****',
          enabled: true,
          created_at: '2026-11-02T10:00:00.250000+00:00',
          updated_at: '2026-11-02T10:00:00.250024+00:00',
        },
        relationships: topics(BOUNCED, OPENED),
        links: { self: `http://localhost:80/api/webhooks/${id}/` },
      },
      links: { self: 'http://localhost:80/api/webhooks' },
    })
    const read = await client.get(`/api/webhooks/${id}?include=webhook-topics`)
    expect(read.body.data.attributes.created_at).toBe('2026-11-02T10:00:00+00:00')
    expect(read.body.included).toEqual(
      [BOUNCED, OPENED].map((topic) => ({
        type: 'webhook-topic',
        id: topic,
        attributes: {},
        links: { self: `http://localhost:80/api/webhook-topics/${topic}/` },
      })),
    )
  })

  it.each([
    [{ endpoint_url: 'http://shop.example/' }, ['/data/attributes/endpoint_url']],
    [{ endpoint_url: 'shop' }, ['/data/attributes/endpoint_url']],
    [{ secret_key: 'fifteen letters' }, ['/data/attributes/secret_key']],
    [
      { endpoint_url: 'ftp://shop.example', secret_key: 'short' },
      ['/data/attributes/endpoint_url', '/data/attributes/secret_key'],
    ],
  ])('is refused with %j', async (attributes, pointers) => {
    const refused = await client.post('/api/webhooks', body(attributes))
    expect([refused.status, errors(refused).map(([, pointer]: string[]) => pointer)]).toEqual([400, pointers])
    const id = await create()
    expect((await patch(id, attributes)).status).toBe(400)
    expect((await client.get('/api/webhooks')).body.data).toHaveLength(1)
  })

  it('needs topics that exist, and since 2025-01-15 the relationship', async () => {
    const unknown = await client.post('/api/webhooks', body({}, topics(OPENED, 'event:klaviyo.nothing')))
    expect([unknown.status, errors(unknown)]).toEqual([404, [['Not found.', '/data/']]])
    const older = clientOf(sandbox, { revision: '2024-10-15' })
    const without = body({}, {})
    expect((await client.post('/api/webhooks', without)).status).toBe(400)
    expect((await older.post('/api/webhooks', without)).body.data.relationships).toEqual(topics())
  })

  it('is one of ten at most', async () => {
    for (let count = 0; count < 10; count++) await create()
    const refused = await client.post('/api/webhooks', body())
    expect([refused.status, errors(refused)]).toEqual([
      400,
      [['A maximum of 10 webhooks is allowed per account.', '/data']],
    ])
  })

  it('changes what is given, its topics as a whole, and is deleted', async () => {
    const id = await create({ description: 'Ours' })
    await sandbox.clock.advance(1000)
    const changed = await patch(
      id,
      { name: null, description: null, enabled: false },
      topics('event:api.active_on_site'),
    )
    expect(changed.status).toBe(200)
    expect(changed.body.data).toMatchObject({
      attributes: { name: 'Mail', description: 'Ours', enabled: false, updated_at: '2026-11-02T10:00:01.250000+00:00' },
      relationships: topics('event:api.active_on_site'),
    })
    const moved = await patch(id, { endpoint_url: 'https://other.example:8443/a', secret_key: 'another of sixteen' })
    expect(moved.body.data.attributes.endpoint_url).toBe('https://other.example:8443/*****')
    expect(moved.text).not.toContain('another')
    expect((await client.delete(`/api/webhooks/${id}`)).status).toBe(204)
    const missing = [await client.get(`/api/webhooks/${id}`), await patch(id, {})]
    expect(missing.map((answer) => [answer.status, answer.body.errors[0].detail])).toEqual([
      [404, 'Not found.'],
      [404, 'Not found.'],
    ])
  })
})

describe('webhook topics', () => {
  it("are Klaviyo's own in order, and those of metrics that integrations bring", async () => {
    const record = (name: string, service?: string) =>
      client.post('/api/events', {
        data: {
          type: 'event',
          attributes: {
            metric: { data: { type: 'metric', attributes: { name, ...(service && { service }) } } },
            profile: { data: { type: 'profile', attributes: { email: 'a@x.io' } } },
            properties: {},
          },
        },
      })
    await record('Placed Order', 'shopify')
    await record('My Own')
    const { data, links } = (await client.get('/api/webhook-topics')).body
    const ids: string[] = data.map(({ id }: Json) => id)
    expect(ids).toEqual([...ids].sort())
    expect(ids.filter((id) => !id.startsWith('event:klaviyo.'))).toEqual([
      'event:api.active_on_site',
      'event:shopify.placed_order',
    ])
    expect(links).toEqual({ self: 'http://localhost:80/api/webhook-topics', next: null, prev: null })
    expect((await client.get('/api/webhook-topics/event:shopify.placed_order')).body.data.id).toBe(
      'event:shopify.placed_order',
    )
    const missing = await client.get('/api/webhook-topics/event:api.my_own')
    expect([missing.status, missing.body.errors[0].detail]).toEqual([404, 'Not found.'])
  })
})

it.each([
  ['get', '/api/webhooks'],
  ['post', '/api/webhooks', body()],
  ['get', '/api/webhooks/x'],
  ['delete', '/api/webhooks/x'],
  ['get', '/api/webhook-topics'],
] as const)('an account without the data platform is refused: %s %s', async (method, url, sent?) => {
  const settings = { advanced_kdp: false }
  const plain = await testSandbox({ accounts: [{ id: 'AbC123', keys: { pk_test: 'full' }, settings }] })
  const refused = await clientOf(plain).send(method.toUpperCase(), url, sent)
  await plain.close()
  expect([refused.status, refused.body.errors]).toMatchObject([
    403,
    [
      {
        code: 'permission_denied',
        title: 'You do not have permission to perform this action.',
        detail: 'You must have Advanced KDP enabled to use this endpoint.',
        source: { pointer: '/data/' },
      },
    ],
  ])
})
