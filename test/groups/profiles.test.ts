import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const body = (attributes: object, more: object = {}) => ({ data: { type: 'profile', attributes, ...more } })
const create = async (attributes: object): Promise<string> =>
  (await client.post('/api/profiles', body(attributes))).body.data.id
const patch = (id: string, attributes: object, meta?: object) =>
  client.patch(`/api/profiles/${id}`, body(attributes, { id, ...(meta && { meta }) }))
const attributesOf = async (id: string): Promise<Json> => (await client.get(`/api/profiles/${id}`)).body.data.attributes

const nowhere = {
  address1: null,
  address2: null,
  city: null,
  country: null,
  latitude: null,
  longitude: null,
  region: null,
  zip: null,
  timezone: null,
  ip: null,
}
const blank = {
  email: null,
  phone_number: null,
  external_id: null,
  anonymous_id: null,
  whatsapp_bsuid: null,
  first_name: null,
  last_name: null,
  organization: null,
  locale: null,
  title: null,
  image: null,
  created: '2026-11-02T10:00:00+00:00',
  updated: '2026-11-02T10:00:00+00:00',
  last_event_date: null,
  location: nowhere,
  properties: {},
}
const duplicateOf = (id: string) => ({
  status: 409,
  code: 'duplicate_profile',
  title: 'Conflict.',
  detail: 'A profile already exists with one of these identifiers.',
  source: { pointer: '/data/attributes' },
  links: {},
  meta: { duplicate_profile_id: id },
})

describe('create_profile', () => {
  it('answers 201 with every attribute and microseconds, then reads with whole seconds', async () => {
    const created = await client.post('/api/profiles', body({ email: 'Jo@Example.com ', location: { city: 'Boston' } }))
    const { id } = created.body.data
    const attributes = { ...blank, email: 'jo@example.com', location: { ...nowhere, city: 'Boston' } }
    expect(created.status).toBe(201)
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(created.body.data.attributes).toEqual({
      ...attributes,
      created: '2026-11-02T10:00:00.250000+00:00',
      updated: '2026-11-02T10:00:00.250024+00:00',
    })
    expect(Object.keys(created.body.data.attributes)).toEqual(Object.keys(blank))
    expect(created.body.data.links).toEqual({ self: `http://localhost:80/api/profiles/${id}/` })
    expect(created.body.links).toEqual({ self: 'http://localhost:80/api/profiles' })
    expect(await attributesOf(id)).toEqual(attributes)
  })

  it('takes texts that look like the times of an answer', async () => {
    const first_name = '"created":"never"'
    const created = await client.post(
      '/api/profiles',
      body({ email: 'a@x.io', first_name, properties: { created: 'x' } }),
    )
    expect(created.body.data.attributes).toMatchObject({
      first_name,
      created: '2026-11-02T10:00:00.250000+00:00',
      properties: { created: 'x' },
    })
  })

  it('keeps a number external_id a number, null and anonymous_id as sent', async () => {
    const old = clientOf(sandbox, { revision: '2025-04-15' })
    const sent = { anonymous_id: 'guest-1', email: 'a@x.io', external_id: 1, last_name: null }
    const created = await old.post('/api/profiles/', body(sent))
    expect(created.body.data.attributes).toMatchObject(sent)
    expect(Object.keys(created.body.data.attributes)).not.toContain('whatsapp_bsuid')
    const found = await client.get('/api/profiles?filter=equals(external_id,"1")')
    expect(found.body.data.map(({ id }: Json) => id)).toEqual([created.body.data.id])
  })

  it.each([
    ['email', 'A@x.io'],
    ['phone_number', '+12345678901'],
    ['external_id', 'crm-1'],
  ])('answers 409 with the id of the profile that has the %s', async (kind, value) => {
    const id = await create({ [kind]: value })
    const refused = await client.post('/api/profiles', body({ [kind]: value, first_name: 'Second' }))
    expect(refused.status).toBe(409)
    expect(refused.body.errors).toEqual([{ id: expect.any(String), ...duplicateOf(id) }])
    expect((await client.get('/api/profiles')).body.data).toHaveLength(1)
  })

  it('leaves nothing behind when a later identifier is taken', async () => {
    await create({ phone_number: '+12345678901' })
    expect((await client.post('/api/profiles', body({ email: 'b@x.io', phone_number: '+12345678901' }))).status).toBe(
      409,
    )
    expect((await client.post('/api/profiles', body({ email: 'b@x.io' }))).status).toBe(201)
  })

  it('reports every malformed identifier at once', async () => {
    const refused = await client.post('/api/profiles', body({ email: 'invalid-email', phone_number: '12345' }))
    expect(refused.status).toBe(400)
    expect(refused.body.errors.map(({ detail, source }: Json) => [detail, source.pointer])).toEqual([
      ['Invalid email address', '/data/attributes/email'],
      ['Invalid phone number format (Example of a valid format: +12345678901)', '/data/attributes/phone_number'],
    ])
  })

  it.each(['a b@x.io', '@x.io', 'a@x', 'a@@x.io', 'a..b@x.io', '', `${'a'.repeat(96)}@x.io`])(
    'refuses the e-mail address %j',
    async (email) => {
      expect((await client.post('/api/profiles', body({ email }))).status).toBe(400)
    },
  )

  it.each(['first.last+tag@sub.example.co', "o'neil@example.com", 'jörg@müller.de'])(
    'takes the e-mail address %j',
    async (email) => {
      expect((await client.post('/api/profiles', body({ email }))).status).toBe(201)
    },
  )

  it.each([
    ['+12345678901', 201],
    ['+4520123456', 201],
    ['+1234', 400],
    ['+10000000000', 400],
    ['2345678901', 400],
  ])('answers to the phone number %s with %i', async (phone_number, status) => {
    expect((await client.post('/api/profiles', body({ phone_number }))).status).toBe(status)
  })

  it('refuses a profile without identifiers, subscriptions and meta', async () => {
    expect((await client.post('/api/profiles', body({ first_name: 'Jo' }))).status).toBe(400)
    const refused = await client.post('/api/profiles', body({ email: 'a@x.io', subscriptions: {} }, { meta: {} }))
    expect(refused.body.errors.map(({ detail }: Json) => detail)).toEqual([
      "'subscriptions' is not a valid field for the resource 'profile'.",
      "'meta' is not a valid field for the resource 'profile'.",
    ])
  })

  it('refuses a body of more than 100 KB with 413', async () => {
    const properties = { text: 'x'.repeat(100 * 1024) }
    expect((await client.post('/api/profiles', body({ email: 'a@x.io', properties }))).status).toBe(413)
  })

  it('answers in every revision', async () => {
    for (const revision of REVISIONS) {
      const created = await clientOf(sandbox, { revision }).post('/api/profiles', body({ email: `${revision}@x.io` }))
      expect(created.status).toBe(201)
      const read = await clientOf(sandbox, { revision }).get(`/api/profiles/${created.body.data.id}`)
      expect(Object.keys(read.body.data.relationships).slice(0, 2)).toEqual(['lists', 'segments'])
    }
  })
})

describe('get_profile', () => {
  it('answers 404 without backticks', async () => {
    const missing = await client.get('/api/profiles/NOPE01')
    expect(missing.status).toBe(404)
    expect(missing.body.errors[0].detail).toBe('A profile with id NOPE01 does not exist.')
  })

  it('includes lists and segments, empty when there are none', async () => {
    const id = await create({ email: 'a@x.io' })
    const read = await client.get(`/api/profiles/${id}?include=lists,segments`)
    expect(read.body.included).toEqual([])
    expect(read.body.data.relationships.lists.data).toEqual([])
    const list = (await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'News' } } })).body.data
    await client.post(`/api/lists/${list.id}/relationships/profiles`, { data: [{ type: 'profile', id }] })
    const joined = await client.get(`/api/profiles/${id}?include=lists&fields[list]=name`)
    expect(joined.body.included.map(({ id: of, attributes }: Json) => [of, attributes])).toEqual([
      [list.id, { name: 'News' }],
    ])
    expect((await client.get(`/api/profiles/${id}/lists`)).body.data).toHaveLength(1)
    expect((await client.get(`/api/profiles/${id}/relationships/lists`)).body.data).toEqual([
      { type: 'list', id: list.id },
    ])
    expect((await client.get(`/api/profiles/${id}/relationships/segments`)).body.data).toEqual([])
    const member = await client.get(`/api/lists/${list.id}/profiles?fields[profile]=email`)
    expect(member.body.data[0].attributes).toEqual({ email: 'a@x.io', joined_group_at: '2026-11-02T10:00:00+00:00' })
  })

  it('shows ten null predictions of a profile that is not eligible', async () => {
    const id = await create({ email: 'a@x.io' })
    const read = await client.get(
      `/api/profiles/${id}?fields[profile]=email&additional-fields[profile]=predictive_analytics`,
    )
    const { predictive_analytics, ...rest } = read.body.data.attributes
    expect(rest).toEqual({ email: 'a@x.io' })
    expect(Object.values(predictive_analytics)).toEqual(Array(10).fill(null))
  })
})

describe('update_profile', () => {
  it('keeps what is omitted, clears what is null and moves updated', async () => {
    const id = await create({
      email: 'a@x.io',
      first_name: 'A',
      last_name: 'B',
      location: { city: 'Boston', zip: '1' },
    })
    await sandbox.clock.advance(60_000)
    const updated = await patch(id, { first_name: null, location: { city: null, region: 'MA' }, title: 'Dr' })
    expect(updated.status).toBe(200)
    expect(updated.body.data.attributes).toMatchObject({
      email: 'a@x.io',
      first_name: null,
      last_name: 'B',
      title: 'Dr',
      location: { ...nowhere, city: null, region: 'MA', zip: '1' },
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
    })
    expect(updated.body.links).toEqual({ self: `http://localhost:80/api/profiles/${id}` })
  })

  it('merges properties by key and keeps a null under a key', async () => {
    const id = await create({ email: 'a@x.io', properties: { a: 1, b: [1], c: 'x' } })
    await patch(id, { properties: { a: null, d: { deep: true } } })
    expect((await attributesOf(id)).properties).toEqual({ a: null, b: [1], c: 'x', d: { deep: true } })
    await patch(id, { properties: null, location: null })
    expect(await attributesOf(id)).toMatchObject({ properties: {}, location: nowhere })
  })

  it('applies append, unappend, unset and properties together', async () => {
    const id = await create({ email: 'a@x.io', properties: { tags: ['x', 'y'], one: 'a', plan: 'gold', old: 1 } })
    const patch_properties = {
      append: { tags: ['y', 'z'], one: 'b', fresh: 1 },
      unappend: { tags: 'x' },
      unset: ['plan', 'old'],
    }
    await patch(id, { properties: { score: 8 } }, { patch_properties })
    expect((await attributesOf(id)).properties).toEqual({ tags: ['y', 'z'], one: ['a', 'b'], score: 8, fresh: [1] })
    await patch(id, {}, { patch_properties: { unset: 'tags' } })
    expect((await attributesOf(id)).properties).not.toHaveProperty('tags')
  })

  it('changes identifiers, frees the old ones and answers 409 with the other profile', async () => {
    const id = await create({ email: 'a@x.io', phone_number: '+12345678901' })
    const other = await create({ email: 'b@x.io' })
    expect((await patch(id, { email: 'a@x.io', phone_number: '+12345678901' })).status).toBe(200)
    expect((await patch(id, { email: 'c@x.io', phone_number: null })).body.data.attributes.phone_number).toBe(null)
    expect((await client.post('/api/profiles', body({ email: 'a@x.io', phone_number: '+12345678901' }))).status).toBe(
      201,
    )
    const refused = await patch(id, { first_name: 'X', email: 'b@x.io' })
    expect(refused.body.errors[0].meta).toEqual({ duplicate_profile_id: other })
    expect(await attributesOf(id)).toMatchObject({ email: 'c@x.io', first_name: null })
  })

  it('keeps the anonymous_id when null is sent', async () => {
    const old = clientOf(sandbox, { revision: '2025-04-15' })
    const { id } = (await old.post('/api/profiles', body({ email: 'a@x.io', anonymous_id: 'guest' }))).body.data
    const updated = await old.patch(`/api/profiles/${id}`, body({ anonymous_id: null }, { id }))
    expect(updated.body.data.attributes.anonymous_id).toBe('guest')
  })

  it('finds profiles by secondary e-mail addresses, which count as taken', async () => {
    const id = await create({ email: 'a@x.io' })
    await patch(id, {}, { patch_identifiers: { append: { email: ['b@x.io', 'C@x.io'] } } })
    await patch(id, {}, { patch_identifiers: { unappend: { email: 'b@x.io' } } })
    expect((await client.get('/api/profiles?filter=equals(email,"c@x.io")')).body.data[0].id).toBe(id)
    expect((await attributesOf(id)).email).toBe('a@x.io')
    expect((await client.post('/api/profiles', body({ email: 'c@x.io' }))).status).toBe(409)
    expect((await client.post('/api/profiles', body({ email: 'b@x.io' }))).status).toBe(201)
    const wrong = await patch(id, {}, { patch_identifiers: { append: { phone_number: 'x' } } })
    expect(wrong.body.errors[0].detail).toBe("'phone_number' is not a valid field for the resource 'PatchIdentifiers'.")
  })

  it('answers 404 for an unknown profile and 400 for another id in the body', async () => {
    expect((await patch('NOPE01', {})).status).toBe(404)
    const id = await create({ email: 'a@x.io' })
    expect((await client.patch(`/api/profiles/${id}`, body({}, { id: 'other' }))).status).toBe(400)
  })
})

describe('create_or_update_profile', () => {
  const upsert = (attributes: object, more: object = {}) => client.post('/api/profile-import', body(attributes, more))

  it('answers 201 when it creates, 200 when it updates', async () => {
    const created = await upsert({ email: 'a@x.io', properties: { a: 1 } })
    expect(created.status).toBe(201)
    expect(created.body.links).toEqual({ self: 'http://localhost:80/api/profile-import' })
    await sandbox.clock.advance(1000)
    const updated = await upsert({ email: 'A@X.io', phone_number: '+12345678901', properties: { b: 2 } })
    expect(updated.status).toBe(200)
    expect(updated.body.data.id).toBe(created.body.data.id)
    expect(updated.body.data.attributes).toMatchObject({
      phone_number: '+12345678901',
      properties: { a: 1, b: 2 },
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:00:01.250000+00:00',
    })
  })

  it('prefers id, then _kx, external_id, email, phone_number', async () => {
    const ids: Record<string, string> = {}
    ids._kx = (await upsert({ _kx: 'kx-1' })).body.data.id
    ids.external_id = await create({ external_id: 'crm-1' })
    ids.email = await create({ email: 'a@x.io' })
    ids.phone_number = await create({ phone_number: '+12345678901' })
    for (const [kind, value] of [
      ['_kx', 'kx-1'],
      ['external_id', 'crm-1'],
      ['email', 'a@x.io'],
      ['phone_number', '+12345678901'],
    ] as const) {
      expect((await upsert({ [kind]: value })).body.data.id).toBe(ids[kind])
    }
    expect((await upsert({}, { id: ids.email })).body.data.id).toBe(ids.email)
    const refused = await upsert({ external_id: 'crm-1', email: 'a@x.io' })
    expect(refused.body.errors[0].meta).toEqual({ duplicate_profile_id: ids.email })
    expect((await client.get('/api/profiles?filter=equals(_kx,"kx-1")')).body.data[0].id).toBe(ids._kx)
  })

  it('answers 404 for an id that no profile has', async () => {
    const missing = await upsert({ email: 'a@x.io' }, { id: 'NOPE01' })
    expect(missing.status).toBe(404)
    expect(missing.body.errors[0].detail).toBe('A profile with id NOPE01 does not exist.')
  })

  it('patches properties of a new profile', async () => {
    const created = await upsert({ email: 'a@x.io' }, { meta: { patch_properties: { append: { tags: 'x' } } } })
    expect(created.body.data.attributes.properties).toEqual({ tags: ['x'] })
  })

  it('takes anonymous_id until 2025-07-15 and refuses it from 2025-10-15', async () => {
    const before = clientOf(sandbox, { revision: '2025-07-15' })
    expect((await before.post('/api/profile-import', body({ anonymous_id: 'g' }))).status).toBe(201)
    expect((await before.post('/api/profile-import', body({ anonymous_id: 'g' }))).status).toBe(200)
    const after = clientOf(sandbox, { revision: '2025-10-15' })
    const refused = await after.post('/api/profile-import', body({ email: 'a@x.io', anonymous_id: 'g' }))
    expect(refused.body.errors[0].detail).toBe("'anonymous_id' is not a valid field for the resource 'profile'.")
  })
})

describe('get_profiles', () => {
  it('pages by id, filters and sorts', async () => {
    const ids = []
    for (const name of ['c', 'a', 'b']) {
      ids.push(await create({ email: `${name}@x.io` }))
      await sandbox.clock.advance(1000)
    }
    const emails = async (query: string) =>
      (await client.get(`/api/profiles?${query}`)).body.data.map(({ attributes }: Json) => attributes.email[0]).join('')
    expect(await emails('')).toBe('cab')
    expect(await emails('sort=-created')).toBe('bac')
    expect(await emails('sort=email')).toBe('abc')
    expect(await emails('filter=any(email,["A@x.io","b@x.io"])')).toBe('ab')
    expect(await emails(`filter=equals(id,["${ids[0]}"])`)).toBe('c')
    expect(await emails('filter=greater-than(created,2026-11-02T10:00:00.500Z),less-than(updated,2027-01-01)')).toBe(
      'ab',
    )
    await patch(ids[0]!, { title: 'x' })
    expect(await emails('filter=greater-than(updated,2026-11-02)')).toBe('abc')
    const first = await client.get('/api/profiles?page[size]=2&sort=-email')
    expect(first.body.links.prev).toBe(null)
    const second = await client.get(first.body.links.next)
    expect(second.body.data.map(({ attributes }: Json) => attributes.email)).toEqual(['a@x.io'])
  })
})
