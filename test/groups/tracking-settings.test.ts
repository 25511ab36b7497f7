import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client } from '../client.ts'

let sandbox: Sandbox
let client: Client
let id: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  id = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const klaviyo = { type: 'static', value: 'Klaviyo' }
const messageType = { type: 'dynamic', value: 'message_type' }
const initial = {
  auto_add_parameters: false,
  utm_source: { flow: klaviyo, campaign: klaviyo },
  utm_medium: { flow: messageType, campaign: messageType },
  utm_campaign: null,
  utm_id: null,
  utm_term: null,
  custom_parameters: [],
}
const patch = (attributes: object, at = id): Promise<Answer> =>
  client.patch(`/api/tracking-settings/${at}`, { data: { type: 'tracking-setting', id: at, attributes } })
const read = async () => (await client.get(`/api/tracking-settings/${id}`)).body.data.attributes

it('an account has one record, with its own id', async () => {
  const links = { self: `http://localhost:80/api/tracking-settings/${id}/` }
  expect((await client.get('/api/tracking-settings')).body).toEqual({
    data: [{ type: 'tracking-setting', id, attributes: initial, links }],
    links: { self: 'http://localhost:80/api/tracking-settings', next: null, prev: null },
  })
  expect((await client.get('/api/tracking-settings?page[size]=2')).status).toBe(400)
  const missing = [await client.get('/api/tracking-settings/NOPE01'), await patch({}, 'NOPE01')]
  expect(missing.map(({ status }) => status)).toEqual([404, 404])
})

it('an update changes what it names, half by half', async () => {
  const name = { type: 'dynamic', value: 'campaign_name' }
  const changed = await patch({ auto_add_parameters: true, utm_campaign: { campaign: name } })
  expect([changed.status, changed.body.data.attributes]).toEqual([
    200,
    { ...initial, auto_add_parameters: true, utm_campaign: { flow: null, campaign: name } },
  ])
  const shop = { type: 'static', value: 'Shop' }
  await patch({ utm_source: { campaign: shop }, utm_campaign: { flow: shop } })
  expect(await read()).toEqual({
    ...initial,
    auto_add_parameters: true,
    utm_source: { flow: klaviyo, campaign: shop },
    utm_campaign: { flow: shop, campaign: name },
  })
})

it('null takes a parameter off, and gives back the default of one that is always on', async () => {
  const shop = { type: 'static', value: 'Shop' }
  await patch({ utm_source: { flow: shop, campaign: shop }, utm_term: { flow: shop, campaign: shop } })
  await patch({ utm_source: { flow: null }, utm_term: null })
  expect(await read()).toEqual({ ...initial, utm_source: { flow: klaviyo, campaign: shop } })
  await patch({ utm_source: null })
  expect(await read()).toEqual(initial)
})

it.each([
  [{ utm_term: { flow: { type: 'dynamic', value: 'campaign_name' } } }, 'a value of campaigns for flows'],
  [{ utm_term: { campaign: { type: 'dynamic', value: 'flow_name' } } }, 'a value of flows for campaigns'],
  [{ custom_parameters: Array.from({ length: 6 }, (_, index) => ({ name: `p${index}` })) }, 'six custom parameters'],
] as [object, string][])('refuses %j: %s', async (attributes) => {
  expect((await patch(attributes)).status).toBe(400)
  expect(await read()).toEqual(initial)
})

it('keeps custom parameters, and the record of each account for itself', async () => {
  const custom = [{ name: 'kind', flow: { type: 'static', value: 'mail' } }]
  await patch({ custom_parameters: custom })
  expect((await read()).custom_parameters).toEqual([{ ...custom[0], campaign: null }])
  const other = await clientOf(sandbox, { key: 'pk_other' }).get('/api/tracking-settings')
  expect(other.body.data[0].attributes).toEqual(initial)
})
