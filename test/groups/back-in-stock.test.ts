import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { category, create, errorsOf, idOf, item, variant } from './catalog-bodies.ts'

let sandbox: Sandbox
let client: Client
let company: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  company = (await client.get('/api/accounts')).body.data[0].id
  await create(client, category('C'), item('I', {}, ['C']), variant('V', 'I', { inventory_quantity: 0 }))
})
afterEach(() => sandbox.close())

const body = (profile: Json | undefined, channels = ['EMAIL', 'SMS'], id = idOf('V')) => ({
  data: {
    type: 'back-in-stock-subscription',
    attributes: { channels, ...(profile !== undefined && { profile: { data: { type: 'profile', ...profile } } }) },
    relationships: { variant: { data: { type: 'catalog-variant', id } } },
  },
})
const paths = {
  server: () => '/api/back-in-stock-subscriptions',
  client: () => `/client/back-in-stock-subscriptions?company_id=${company}`,
}
const profiles = async (): Promise<Json[]> => (await client.get('/api/profiles')).body.data
const events = async (): Promise<Json> => (await client.get('/api/events?include=metric,profile')).body

describe.each(['server', 'client'] as const)('a subscription from the %s', (from) => {
  const subscribe = (...given: Parameters<typeof body>) => client.post(paths[from](), body(...given))

  it('answers 202 without a body, makes the profile and records the event', async () => {
    const { status, text } = await subscribe({ attributes: { email: 'a@example.com' } })
    expect([status, text]).toEqual([202, ''])
    const { data, included } = await events()
    const [metric, profile] = included
    expect(data[0].attributes.event_properties).toMatchObject({
      SKU: 'SKU-V',
      VariantId: 'V',
      ProductID: 'I',
      ProductName: 'Item I',
      VariantName: 'Variant V',
      Price: 10,
      Categories: ['Category C'],
      Channels: ['EMAIL', 'SMS'],
      platform: '$custom',
    })
    expect([metric.attributes.name, metric.attributes.integration.key]).toEqual([
      'Subscribed to Back in Stock',
      'klaviyo',
    ])
    expect(profile.attributes.email).toBe('a@example.com')
    const [made] = (await client.get('/api/profiles?additional-fields[profile]=subscriptions')).body.data
    expect(made.attributes.subscriptions.email.marketing.consent).toBe('NEVER_SUBSCRIBED')
  })

  it.each(['email', 'phone_number', 'external_id'])('finds a profile by its %s, or by id', async (name) => {
    const value = { email: 'a@example.com', phone_number: '+12025550123', external_id: 'x' }[name]!
    const made = await client.post('/api/profiles', { data: { type: 'profile', attributes: { [name]: value } } })
    await subscribe({ attributes: { [name]: value } })
    await sandbox.clock.advance(1000)
    await subscribe({ id: made.body.data.id, attributes: {} })
    expect((await profiles()).map(({ id }) => id)).toEqual([made.body.data.id])
    expect((await events()).data).toHaveLength(2)
  })

  it.each([idOf('NONE'), 'NONE', '$shopify:::$default:::V'])('of the unknown variant %s is a 404', async (id) => {
    const refused = await subscribe({ attributes: { email: 'a@example.com' } }, ['EMAIL'], id)
    const detail = 'The variant in your relationship payload does not exist'
    expect(errorsOf(refused)).toEqual([[404, 'variant_not_found', detail, '/data/relationships/variant/data/id']])
    expect(refused.body.errors[0].title).toBe(detail)
    expect(await profiles()).toEqual([])
  })

  it('refuses identifiers that are none', async () => {
    const at = '/data/attributes/profile/data/attributes'
    expect(errorsOf(await subscribe({ attributes: { email: 'nobody' } }))).toEqual([
      [400, 'invalid', 'Invalid email address', `${at}/email`],
    ])
    expect((await subscribe({ attributes: {} })).body.errors[0].source.pointer).toBe(at)
    expect((await events()).data).toEqual([])
  })

  it('takes WhatsApp since 2026-01-15, and anonymous ids before 2025-10-15', async () => {
    const known = { attributes: { email: 'a@example.com' } }
    const send = (given: Json, revision: string) => client.post(paths[from](), given, { revision })
    expect((await send(body(known, ['WHATSAPP']), '2025-10-15')).status).toBe(400)
    expect((await send(body(known, ['WHATSAPP']), '2026-01-15')).status).toBe(202)
    const anonymous = body({ attributes: { anonymous_id: 'a-1' } })
    expect((await send(anonymous, '2025-07-15')).status).toBe(202)
    expect((await send(anonymous, '2025-10-15')).status).toBe(400)
  })
})

it('the server must name somebody, and an id that exists; a client is not told who does', async () => {
  expect((await client.post(paths.server(), body(undefined))).status).toBe(400)
  expect((await client.post(paths.client(), body(undefined))).status).toBe(400)
  const unknown = body({ id: '01KWFVK2PYZEYGGRNDRWEC6SMN', attributes: {} })
  expect((await client.post(paths.server(), unknown)).status).toBe(404)
  expect((await client.post(paths.client(), unknown)).status).toBe(202)
  expect((await events()).data).toEqual([])
})
