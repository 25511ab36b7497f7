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

const listBody = (name: string) => ({ data: { type: 'list', attributes: { name } } })

describe('create_list', () => {
  it('answers 201 with microseconds, then reads with whole seconds', async () => {
    const created = await client.post('/api/lists', listBody('Newsletter'))
    const { id } = created.body.data
    const self = `http://localhost:80/api/lists/${id}/`
    const link = (name: string) => ({ links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` } })
    const document = (created: string, updated: string) => ({
      type: 'list',
      id,
      attributes: { name: 'Newsletter', created, updated, opt_in_process: 'single_opt_in' },
      relationships: { profiles: link('profiles'), tags: link('tags'), 'flow-triggers': link('flow-triggers') },
      links: { self },
    })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: document('2026-11-02T10:00:00.250000+00:00', '2026-11-02T10:00:00.250024+00:00'),
      links: { self: 'http://localhost:80/api/lists' },
    })
    expect((await client.get(`/api/lists/${id}`)).body).toEqual({
      data: document('2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00'),
      links: { self: `http://localhost:80/api/lists/${id}` },
    })
  })
})

describe('opt_in_process', () => {
  const optIn = { opt_in_process: 'double_opt_in' }

  it.each(['2024-10-15', '2025-07-15'])('is read and not written at %s', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const refused = await at.post('/api/lists', { data: { type: 'list', attributes: { name: 'A', ...optIn } } })
    expect(refused.body.errors.map(({ detail, source }: Json) => [detail, source.pointer])).toEqual([
      ["'opt_in_process' is not a valid field for the resource 'list'.", '/data/attributes/opt_in_process'],
    ])
    const { id, attributes } = (await at.post('/api/lists', listBody('A'))).body.data
    expect(attributes.opt_in_process).toBe('single_opt_in')
    const nameless = await at.patch(`/api/lists/${id}`, { data: { type: 'list', id, attributes: {} } })
    expect(nameless.status).toBe(400)
  })

  it.each(['2025-10-15', '2026-10-15'])('is written at %s, without a name when it changes', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const created = await at.post('/api/lists', { data: { type: 'list', attributes: { name: 'A', ...optIn } } })
    const { id, attributes } = created.body.data
    expect(attributes.opt_in_process).toBe('double_opt_in')
    await sandbox.clock.advance(60_000)
    const single = { opt_in_process: 'single_opt_in' }
    const changed = await at.patch(`/api/lists/${id}`, { data: { type: 'list', id, attributes: single } })
    expect(changed.body.data.attributes).toEqual({
      name: 'A',
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
      ...single,
    })
  })
})

describe('members', () => {
  let list: string
  let ids: string[]
  beforeEach(async () => {
    list = (await client.post('/api/lists', listBody('Members'))).body.data.id
    ids = []
    for (const name of ['a', 'b', 'c']) {
      const data = { type: 'profile', attributes: { email: `${name}@x.io` } }
      ids.push((await client.post('/api/profiles', { data })).body.data.id)
    }
  })
  const members = `relationships/profiles`
  const change = (verb: 'post' | 'delete', ...some: string[]) =>
    client[verb](`/api/lists/${list}/${members}`, { data: some.map((id) => ({ type: 'profile', id })) })
  const read = async (query = '', by = client): Promise<Json> =>
    (await by.get(`/api/lists/${list}/profiles?${query}`)).body
  const count = async () =>
    (await client.get(`/api/lists/${list}?additional-fields[list]=profile_count`)).body.data.attributes.profile_count

  it('join and leave with 204, keep the time of the first joining, and are counted', async () => {
    expect(await count()).toBe(0)
    expect((await change('post', ids[0]!, ids[1]!)).status).toBe(204)
    await sandbox.clock.advance(60_000)
    expect((await change('post', ids[1]!, ids[2]!)).status).toBe(204)
    const joined = (await read()).data.map(({ attributes }: Json) => attributes.joined_group_at.slice(11))
    expect(joined).toEqual(['10:00:00+00:00', '10:00:00+00:00', '10:01:00+00:00'])
    expect(await count()).toBe(3)
    expect((await change('delete', ids[0]!)).status).toBe(204)
    expect((await change('delete', ids[0]!)).status).toBe(204)
    expect(await count()).toBe(2)
  })

  it('who are deleted or merged away are members no longer', async () => {
    await change('post', ...ids)
    await client.post('/api/data-privacy-deletion-jobs', {
      data: {
        type: 'data-privacy-deletion-job',
        attributes: { profile: { data: { type: 'profile', attributes: { email: 'a@x.io' } } } },
      },
    })
    await client.post('/api/profile-merge', {
      data: {
        type: 'profile-merge',
        id: ids[2],
        relationships: { profiles: { data: [{ type: 'profile', id: ids[1] }] } },
      },
    })
    expect((await read()).data.map(({ id }: Json) => id)).toEqual([ids[2]])
    expect(await count()).toBe(1)
  })

  it.each(['2024-10-15', '2026-10-15'])('page on at another revision than %s', async (revision) => {
    await change('post', ...ids)
    const first = await read('page[size]=2&sort=-joined_group_at', clientOf(sandbox, { revision }))
    const other = clientOf(sandbox, { revision: revision === '2024-10-15' ? '2026-10-15' : '2024-10-15' })
    const second = (await other.get(first.links.next)).body
    const seen = [...first.data, ...second.data].map(({ id }: Json) => id)
    expect([...seen].sort()).toEqual([...ids].sort())
    expect((await other.get(second.links.prev)).body.data.map(({ id }: Json) => id)).toEqual(seen.slice(0, 2))
  })

  it('are refused as a whole when one is not there, and beyond 1000', async () => {
    const refused = await change('post', ids[0]!, 'NOPE01')
    expect([refused.status, refused.body.errors[0].detail]).toEqual([400, 'Invalid profile IDs: NOPE01'])
    expect((await change('post', ...Array<string>(1001).fill(ids[0]!))).status).toBe(400)
    expect(await count()).toBe(0)
  })
})

describe('delete_list', () => {
  it('answers 204 without a body, then 404', async () => {
    const { id } = (await client.post('/api/lists', listBody('Gone'))).body.data
    const deleted = await client.delete(`/api/lists/${id}`)
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    const missing = await client.get(`/api/lists/${id}`)
    expect(missing.status).toBe(404)
    expect(missing.body.errors[0].detail).toBe(`A list with id \`${id}\` does not exist.`)
  })
})
