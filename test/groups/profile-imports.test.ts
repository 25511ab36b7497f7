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

const jobs = '/api/profile-bulk-import-jobs'
const row = (attributes: object, more: object = {}) => ({ type: 'profile', attributes, ...more })
const importing = (profiles: readonly object[], lists?: readonly string[], through: Client = client) =>
  through.post(jobs, {
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: profiles } },
      ...(lists && { relationships: { lists: { data: lists.map((id) => ({ type: 'list', id })) } } }),
    },
  })
const createList = async (): Promise<string> =>
  (await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'L' } } })).body.data.id
const idsOf = (answer: Json): string[] => answer.body.data.map(({ id }: Json) => id)

describe('bulk_import_profiles', () => {
  it('answers 202 with a queued job; the next request sees it complete', async () => {
    const list = await createList()
    const queued = await importing([row({ email: 'a@x.io' }), row({ email: 'b@x.io' })], [list])
    const { id } = queued.body.data
    const self = `http://localhost:80${jobs}/${id}/`
    expect(queued.status).toBe(202)
    expect(queued.body).toEqual({
      data: {
        type: 'profile-bulk-import-job',
        id,
        attributes: {
          status: 'queued',
          created_at: '2026-11-02T10:00:00+00:00',
          total_count: 2,
          completed_count: 0,
          failed_count: 0,
          completed_at: null,
          expires_at: '2026-11-09T10:00:00+00:00',
          started_at: null,
        },
        relationships: {
          lists: {
            data: [{ type: 'list', id: list }],
            links: { self: `${self}relationships/lists/`, related: `${self}lists/` },
          },
          profiles: { links: { self: `${self}relationships/profiles/`, related: `${self}profiles/` } },
          'import-errors': { links: { related: `${self}import-errors/` } },
        },
        links: { self },
      },
      links: { self: `http://localhost:80${jobs}` },
    })
    expect(Buffer.from(id, 'base64url').toString()).toMatch(/^\w{6}_maintenance\.\w{6}\.1793613600\.\w{6}$/)
    const done = await client.get(`${jobs}/${id}?include=lists`)
    expect(done.body.data.attributes).toMatchObject({
      status: 'complete',
      completed_count: 2,
      failed_count: 0,
      started_at: '2026-11-02T10:00:00+00:00',
      completed_at: '2026-11-02T10:00:00+00:00',
    })
    expect(done.body.included.map(({ id: of }: Json) => of)).toEqual([list])
    expect(idsOf(await client.get(`/api/lists/${list}/profiles`))).toHaveLength(2)
    expect(idsOf(await client.get(`${jobs}/${id}/lists`))).toEqual([list])
    expect(idsOf(await client.get(`${jobs}/${id}/relationships/lists`))).toEqual([list])
  })

  it('is queued, then processing from half of the delay, then complete', async () => {
    const slow = await testSandbox({ jobDelayMs: 1000 })
    const of = clientOf(slow)
    const { id } = (await importing([row({ email: 'a@x.io' })], undefined, of)).body.data
    const status = async () => (await of.get(`${jobs}/${id}`)).body.data.attributes.status
    expect(await status()).toBe('queued')
    await slow.clock.advance(500)
    expect(await status()).toBe('processing')
    expect((await of.get(`${jobs}?filter=any(status,["queued","processing"])`)).body.data).toHaveLength(1)
    expect((await of.get('/api/profiles')).body.data).toEqual([])
    await slow.clock.advance(500)
    expect(await status()).toBe('complete')
    await slow.close()
  })

  it('updates and creates in the order of the request, the last row for one profile winning', async () => {
    const known = (await client.post('/api/profiles', { data: row({ email: 'z@x.io', first_name: 'Z' }) })).body.data.id
    const { id } = (
      await importing([
        row({ email: 'b@x.io', properties: { n: 1, s: '01234', l: [1], t: true } }),
        row({ email: 'z@x.io', last_name: 'Y' }, { meta: { patch_properties: { append: { tags: 'imp' } } } }),
        row({ email: 'a@x.io' }),
        row({ email: 'B@x.io', first_name: 'Last' }),
      ])
    ).body.data
    const page = await client.get(`${jobs}/${id}/profiles?page[size]=2`)
    expect(page.body.data.map(({ attributes }: Json) => attributes.email)).toEqual(['b@x.io', 'z@x.io'])
    expect(page.body.data[0].attributes).toMatchObject({
      first_name: 'Last',
      properties: { n: 1, s: '01234', l: [1], t: true },
    })
    expect(page.body.data[1]).toMatchObject({
      id: known,
      attributes: { first_name: 'Z', last_name: 'Y', properties: { tags: ['imp'] } },
    })
    const next = await client.get(page.body.links.next)
    expect(next.body.data.map(({ attributes }: Json) => attributes.email)).toEqual(['a@x.io'])
    expect(idsOf(await client.get(`${jobs}/${id}/relationships/profiles`))).toHaveLength(3)
  })

  it('changes nothing when it runs a second time', async () => {
    await importing([row({ email: 'a@x.io', first_name: 'A' })])
    const before = (await client.get('/api/profiles')).body.data
    await sandbox.clock.advance(60_000)
    await importing([row({ email: 'a@x.io', first_name: 'A' })])
    expect((await client.get('/api/profiles')).body.data).toEqual(before)
  })

  it('drops an invalid phone number beside another identifier, and fails a row without one', async () => {
    const bad = row({ phone_number: '+1234', first_name: 'Bad' })
    const { id } = (
      await importing([row({ email: 'a@x.io', phone_number: '+1234' }), bad, row({}, { id: 'NOPE01' }), row({})])
    ).body.data
    expect((await client.get(`${jobs}/${id}`)).body.data.attributes).toMatchObject({
      completed_count: 1,
      failed_count: 3,
    })
    expect((await client.get(`${jobs}/${id}/profiles`)).body.data[0].attributes.phone_number).toBe(null)
    const errors = await client.get(`${jobs}/${id}/import-errors?page[size]=2`)
    expect(errors.body.data[0]).toEqual({
      type: 'import-error',
      id: expect.any(String),
      attributes: {
        code: 'invalid',
        title: 'Invalid input',
        detail: 'Invalid phone number format (Example of a valid format: +12345678901)',
        source: { pointer: '/data/attributes/profiles/data/1/attributes/phone_number' },
        original_payload: bad,
      },
    })
    expect((await client.get(errors.body.links.next)).body.data).toHaveLength(1)
  })

  it('leaves nothing of a row whose identifiers are another profile’s', async () => {
    await client.post('/api/profiles', { data: row({ phone_number: '+12345678901' }) })
    await importing([row({ external_id: 'x' })])
    const { id } = (await importing([row({ external_id: 'x', email: 'new@x.io', phone_number: '+12345678901' })])).body
      .data
    const [error] = (await client.get(`${jobs}/${id}/import-errors`)).body.data
    expect(error.attributes.code).toBe('duplicate_profile')
    expect((await client.get('/api/profiles?filter=equals(email,"new@x.io")')).body.data).toEqual([])
  })

  it('refuses as a whole a malformed e-mail address in any row, one entry each', async () => {
    const refused = await importing([row({ email: 'a@x.io' }), row({ email: 'no' }), row({ email: 'none' })])
    expect(refused.status).toBe(400)
    expect(refused.body.errors.map(({ detail, source }: Json) => [detail, source.pointer])).toEqual([
      ['Invalid email address', '/data/attributes/profiles/data/1/attributes/email'],
      ['Invalid email address', '/data/attributes/profiles/data/2/attributes/email'],
    ])
    expect((await client.get('/api/profiles')).body.data).toEqual([])
  })

  it('refuses an unknown list, more than 10,000 profiles and one of more than 100 KB', async () => {
    const unknown = await importing([row({ email: 'a@x.io' })], ['NOPE01'])
    expect(unknown.status).toBe(400)
    expect(unknown.body.errors[0]).toMatchObject({
      detail: 'List ID NOPE01 does not exist.',
      source: { pointer: '/data' },
    })
    const many = Array.from({ length: 10_001 }, (_, index) => row({ external_id: String(index) }))
    expect((await importing(many)).status).toBe(400)
    expect((await importing([row({ email: 'a@x.io', first_name: 'x'.repeat(102_400) })])).status).toBe(413)
  })

  it('is gone after seven days, its profiles are not', async () => {
    const { id } = (await importing([row({ email: 'a@x.io' }), row({})])).body.data
    await client.get(`${jobs}/${id}`)
    await sandbox.clock.advance(7 * 24 * 60 * 60 * 1000)
    expect((await client.get(`${jobs}/${id}`)).status).toBe(404)
    expect((await client.get(`${jobs}/${id}/import-errors`)).status).toBe(404)
    expect((await client.get('/api/profiles')).body.data).toHaveLength(1)
  })
})
