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

const tokenBody = (token: string, profile: object, more: object = {}) => ({
  data: {
    type: 'push-token',
    attributes: { token, platform: 'ios', vendor: 'apns', profile: { data: { type: 'profile', ...profile } }, ...more },
  },
})
const register = (token: string, email: string, more: object = {}) =>
  client.post('/api/push-tokens', tokenBody(token, { attributes: { email } }, more))
const idsOf = (answer: Json): string[] => answer.body.data.map(({ id }: Json) => id)

describe('push tokens', () => {
  it('are created with 202 and without a body, and read with their defaults', async () => {
    const created = await register('t1', 'a@x.io', { device_metadata: { device_id: 'd', os_name: 'ios' } })
    expect([created.status, created.body]).toEqual([202, undefined])
    const read = await client.get('/api/push-tokens/t1')
    expect(read.body.data.attributes).toEqual({
      created: '2026-11-02T10:00:00+00:00',
      token: 't1',
      enablement_status: 'AUTHORIZED',
      platform: 'ios',
      vendor: 'APNs',
      background: 'AVAILABLE',
      recorded_date: '2026-11-02T10:00:00+00:00',
      metadata: {
        device_id: 'd',
        klaviyo_sdk: null,
        sdk_version: null,
        device_model: null,
        os_name: 'ios',
        os_version: null,
        manufacturer: null,
        app_name: null,
        app_version: null,
        app_build: null,
        app_id: null,
        environment: null,
      },
    })
    const profile = await client.get('/api/push-tokens/t1/profile')
    expect(profile.body.data.attributes.email).toBe('a@x.io')
    const { id } = profile.body.data
    expect((await client.get('/api/push-tokens/t1/relationships/profile')).body.data).toEqual({ type: 'profile', id })
    expect(idsOf(await client.get(`/api/profiles/${id}/push-tokens`))).toEqual(['t1'])
    expect(idsOf(await client.get(`/api/profiles/${id}/relationships/push-tokens`))).toEqual(['t1'])
    const included = await client.get(`/api/profiles/${id}?include=push-tokens`)
    expect(included.body.data.relationships['push-tokens'].data).toEqual([{ type: 'push-token', id: 't1' }])
    expect(included.body.included[0].attributes.token).toBe('t1')
  })

  it('are listed by id, profile, status and platform, with their profiles', async () => {
    await register('t1', 'a@x.io')
    await register('t2', 'a@x.io', { enablement_status: 'DENIED' })
    await register('t3', 'b@x.io', { platform: 'android', vendor: 'fcm' })
    const owner = (await client.get('/api/push-tokens/t1/profile')).body.data.id
    const list = async (filter: string) => idsOf(await client.get(`/api/push-tokens?filter=${filter}`))
    expect(await list('equals(id,"t2")')).toEqual(['t2'])
    expect(await list(`equals(profile.id,"${owner}")`)).toEqual(['t1', 't2'])
    expect(await list('equals(enablement_status,"DENIED")')).toEqual(['t2'])
    expect(await list('equals(platform,"android")')).toEqual(['t3'])
    const page = await client.get('/api/push-tokens?include=profile&page[size]=2')
    expect(page.body.included.map(({ id }: Json) => id)).toEqual([owner])
    expect(idsOf(await client.get(page.body.links.next))).toEqual(['t3'])
  })

  it('go to the profile that registers them last', async () => {
    await register('t1', 'a@x.io')
    await sandbox.clock.advance(1000)
    await register('t1', 'b@x.io', { enablement_status: 'DENIED' })
    const { attributes } = (await client.get('/api/push-tokens/t1')).body.data
    expect(attributes).toMatchObject({
      enablement_status: 'DENIED',
      created: '2026-11-02T10:00:00+00:00',
      recorded_date: '2026-11-02T10:00:01+00:00',
    })
    expect((await client.get('/api/push-tokens/t1/profile')).body.data.attributes.email).toBe('b@x.io')
  })

  it('are deleted with 204, then answer 404', async () => {
    await register('t1', 'a@x.io')
    expect((await client.delete('/api/push-tokens/t1')).status).toBe(204)
    for (const path of ['', '/profile', '/relationships/profile']) {
      expect((await client.get(`/api/push-tokens/t1${path}`)).status).toBe(404)
    }
    expect((await client.delete('/api/push-tokens/t1')).status).toBe(404)
  })

  it('are refused with a malformed phone number of their profile', async () => {
    const refused = await client.post('/api/push-tokens', tokenBody('t', { attributes: { phone_number: '1' } }))
    expect(refused.body.errors[0].source.pointer).toBe('/data/attributes/profile/data/attributes/phone_number')
  })

  const meta = { patch_properties: { append: { tags: 'push' } } }
  it.each([
    ['2024-10-15', { attributes: { email: 'a@x.io', meta } }, { attributes: { email: 'a@x.io' }, meta }],
    ['2026-07-15', { attributes: { email: 'a@x.io', meta } }, { attributes: { email: 'a@x.io' }, meta }],
    ['2026-10-15', { attributes: { email: 'a@x.io' }, meta }, { attributes: { email: 'a@x.io', meta } }],
  ])('at %s take meta of the profile in one place only', async (revision, right, wrong) => {
    const of = clientOf(sandbox, { revision })
    expect((await of.post('/api/push-tokens', tokenBody('t1', wrong))).status).toBe(400)
    expect((await of.post('/api/push-tokens', tokenBody('t1', right))).status).toBe(202)
    expect((await client.get('/api/push-tokens/t1/profile')).body.data.attributes.properties).toEqual({
      tags: ['push'],
    })
  })
})
