import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
let company: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  company = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const post = (path: string, data: object, by = client) => by.post(`/client/${path}?company_id=${company}`, { data })
const profile = (attributes: object, more: object = {}) => ({ type: 'profile', attributes, ...more })
const everyone = async (): Promise<Json[]> =>
  (await client.get('/api/profiles')).body.data.map(({ attributes }: Json) => attributes)
const token = (type: string, of: object, more: object = {}) => ({
  type,
  attributes: { token: 't1', platform: 'android', ...more, profile: { data: profile(of) } },
})

describe('create_client_profile', () => {
  it('answers 202 without a body and writes attributes, properties and missing identifiers', async () => {
    const created = await post('profiles', profile({ anonymous_id: 'device-1', properties: { a: 1 } }))
    expect([created.status, created.text]).toEqual([202, ''])
    const meta = { patch_properties: { append: { tags: 'x' } } }
    await post('profiles', profile({ anonymous_id: 'device-1', email: 'a@x.io', first_name: 'A' }, { meta }))
    expect(await everyone()).toMatchObject([
      { anonymous_id: 'device-1', email: 'a@x.io', first_name: 'A', properties: { a: 1, tags: ['x'] } },
    ])
  })

  it('keeps the identifiers that a profile has, and ignores those of others, in silence', async () => {
    await client.post('/api/profiles', { data: profile({ external_id: 'crm-1', email: 'a@x.io' }) })
    await client.post('/api/profiles', { data: profile({ phone_number: '+12345678901' }) })
    const changed = { external_id: 'crm-1', email: 'new@x.io', phone_number: '+12345678901', title: 'Dr' }
    expect((await post('profiles', profile(changed))).status).toBe(202)
    expect((await post('profiles', profile({ external_id: 'crm-1', email: null }))).status).toBe(202)
    expect(await everyone()).toMatchObject([
      { external_id: 'crm-1', email: 'a@x.io', phone_number: null, title: 'Dr' },
      { phone_number: '+12345678901', title: null },
    ])
  })

  it('refuses malformed identifiers and none at all', async () => {
    const refused = await post('profiles', profile({ email: 'no', phone_number: 'no' }))
    expect(refused.body.errors.map(({ source }: Json) => source.pointer)).toEqual([
      '/data/attributes/email',
      '/data/attributes/phone_number',
    ])
    expect((await post('profiles', profile({ first_name: 'A' }))).status).toBe(400)
  })

  it('does not tell that nobody has an id: the other identifiers count, if there are any', async () => {
    expect((await post('profiles', profile({ first_name: 'A' }, { id: 'NOPE01' }))).status).toBe(202)
    const push = token('push-token', {}, { vendor: 'fcm' })
    const nobody = { data: profile({}, { id: 'NOPE01' }) }
    const registered = { ...push, attributes: { ...push.attributes, profile: nobody } }
    expect((await post('push-tokens', registered)).status).toBe(202)
    expect(await everyone()).toEqual([])
    expect((await client.get('/api/push-tokens')).body.data).toEqual([])
    expect((await post('profiles', profile({ email: 'no' }, { id: 'NOPE01' }))).status).toBe(400)
    expect((await post('profiles', profile({ email: 'a@x.io' }, { id: 'NOPE01' }))).status).toBe(202)
    expect(await everyone()).toMatchObject([{ email: 'a@x.io' }])
  })

  it('passes over a secondary address that is another profile’s', async () => {
    await client.post('/api/profiles', { data: profile({ email: 'b@x.io' }) })
    const meta = { patch_identifiers: { append: { email: ['b@x.io', 'c@x.io'] } } }
    expect((await post('profiles', profile({ email: 'a@x.io' }, { meta }))).status).toBe(202)
    const owner = async (email: string) =>
      (await client.get(`/api/profiles?filter=equals(email,"${email}")`)).body.data[0].attributes.email
    expect([await owner('b@x.io'), await owner('c@x.io')]).toEqual(['b@x.io', 'a@x.io'])
  })
})

describe('push tokens of apps', () => {
  it('are registered and unregistered with 202, of the named profile and platform only', async () => {
    const registered = await post('push-tokens', token('push-token', { email: 'a@x.io' }, { vendor: 'fcm' }))
    expect([registered.status, registered.text]).toEqual([202, ''])
    const exists = async () => (await client.get('/api/push-tokens/t1')).status === 200
    const unregister = (of: object, more?: object) =>
      post('push-token-unregister', token('push-token-unregister', of, more))
    expect((await unregister({ email: 'b@x.io' })).status).toBe(202)
    expect((await unregister({ email: 'a@x.io' }, { platform: 'ios' })).status).toBe(202)
    expect(await exists()).toBe(true)
    expect((await unregister({ email: 'a@x.io' })).status).toBe(202)
    expect(await exists()).toBe(false)
    expect(await everyone()).toHaveLength(1)
  })

  it('point at the nested profile when its phone number is malformed', async () => {
    const pointer = '/data/attributes/profile/data/attributes/phone_number'
    const of = { phone_number: '123' }
    for (const [path, data] of [
      ['push-tokens', token('push-token', of, { vendor: 'fcm' })],
      ['push-token-unregister', token('push-token-unregister', of)],
    ] as const) {
      expect((await post(path, data)).body.errors[0].source).toEqual({ pointer })
    }
  })

  it('are refused with 403 where the account has no push', async () => {
    const keys = { pk_without: 'full' as const }
    const without = await testSandbox({ accounts: [{ id: 'Without'.slice(0, 6), keys, settings: { push: false } }] })
    const of = clientOf(without, { key: 'pk_without' })
    const data = token('push-token', { email: 'a@x.io' }, { vendor: 'fcm' })
    for (const path of ['/api/push-tokens', '/client/push-tokens?company_id=Withou']) {
      const refused = await of.post(path, { data })
      expect(refused.status).toBe(403)
      expect(refused.body.errors[0]).toMatchObject({
        code: 'forbidden',
        detail: 'Company is not able to process push tokens',
        source: { pointer: '/data' },
      })
    }
    expect((await of.get('/api/profiles')).body.data).toEqual([])
    await without.close()
  })
})

describe('the conversation of a profile', () => {
  it('is null without links before there is one, and singular or plural by revision', async () => {
    const { id } = (await client.post('/api/profiles', { data: profile({ email: 'a@x.io' }) })).body.data
    expect((await client.get(`/api/profiles/${id}/conversation`)).body).toEqual({ data: null })
    expect((await client.get(`/api/profiles/${id}/relationships/conversation`)).body).toEqual({ data: null })
    expect((await client.get(`/api/profiles/${id}/conversations`)).body.data).toEqual([])
    expect((await client.get(`/api/profiles/${id}/relationships/conversations`)).body.data).toEqual([])
    const names = async (revision: string, url: string) =>
      Object.keys((await clientOf(sandbox, { revision }).get(url)).body.data.relationships)
    expect(await names('2026-04-15', `/api/profiles/${id}`)).toContain('conversation')
    expect(await names('2026-07-15', `/api/profiles/${id}`)).toEqual([
      'lists',
      'segments',
      'push-tokens',
      'conversations',
    ])
  })
})
