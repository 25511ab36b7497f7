import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

// Who browses without a name, and then gives one. The profile of the anonymous_id joins the one that is known.

let sandbox: Sandbox
let client: Client
let old: Client
let company: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  old = clientOf(sandbox, { revision: '2025-07-15' })
  company = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const KNOWN = 'known@x.io'
const profile = (attributes: object, more: object = {}) => ({ type: 'profile', attributes, ...more })
const create = async (attributes: object): Promise<string> =>
  (await client.post('/api/profiles', { data: profile(attributes) })).body.data.id
const everyone = async (): Promise<Json[]> => (await client.get('/api/profiles')).body.data
const eventsOf = async (id: string): Promise<Json[]> =>
  (await client.get(`/api/events?filter=equals(profile_id,"${id}")`)).body.data
const clientEvent = (of: object, name = 'Viewed Page') =>
  client.post(`/client/events?company_id=${company}`, {
    data: {
      type: 'event',
      attributes: {
        properties: { page: name },
        metric: { data: { type: 'metric', attributes: { name } } },
        profile: { data: profile(of) },
      },
    },
  })
const identify = (of: object) => client.post(`/client/profiles?company_id=${company}`, { data: profile(of) })

const naming: Record<string, (of: object) => Promise<{ status: number }>> = {
  'a client event': (of) => clientEvent(of, 'Started Checkout'),
  'a client profile': identify,
  'profile-import, while it took anonymous_id': (of) => old.post('/api/profile-import', { data: profile(of) }),
  'an import job, while it took anonymous_id': (of) =>
    old.post('/api/profile-bulk-import-jobs', {
      data: { type: 'profile-bulk-import-job', attributes: { profiles: { data: [profile(of)] } } },
    }),
}

describe('an anonymous profile', () => {
  it.each(Object.keys(naming))('joins the known one that %s names with it, events and all', async (way) => {
    const id = await create({ email: KNOWN, properties: { plan: 'gold' } })
    await clientEvent({ anonymous_id: 'device-1', properties: { plan: 'none', visits: 1 } })
    expect(await everyone()).toHaveLength(2)
    await sandbox.clock.advance(1000)
    expect((await naming[way]!({ email: KNOWN, anonymous_id: 'device-1' })).status).toBeLessThan(300)
    const [found, ...others] = await everyone()
    expect([found.id, others]).toEqual([id, []])
    expect(found.attributes).toMatchObject({
      email: KNOWN,
      anonymous_id: 'device-1',
      properties: { plan: 'gold', visits: 1 },
    })
    const pages = (await eventsOf(id)).map(({ attributes }) => attributes.event_properties.page)
    expect(pages).toContain('Viewed Page')
    await clientEvent({ anonymous_id: 'device-1' }, 'Later')
    expect(await everyone()).toHaveLength(1)
  })

  it('shows merged in the answer of profile-import', async () => {
    await create({ email: KNOWN })
    await identify({ anonymous_id: 'device-1', first_name: 'Jo' })
    const answer = await old.post('/api/profile-import', { data: profile({ email: KNOWN, anonymous_id: 'device-1' }) })
    expect(answer.status).toBe(200)
    expect(answer.body.data.attributes).toMatchObject({ first_name: 'Jo', anonymous_id: 'device-1' })
  })

  it('is given the name when nobody else has it', async () => {
    await identify({ anonymous_id: 'device-1' })
    const [before] = await everyone()
    await identify({ anonymous_id: 'device-1', email: KNOWN })
    expect((await everyone()).map(({ id, attributes }) => [id, attributes.email])).toEqual([[before.id, KNOWN]])
  })

  it('joins a profile that is created or changed with its anonymous_id', async () => {
    await identify({ anonymous_id: 'device-1', title: 'Dr' })
    await identify({ anonymous_id: 'device-2', last_name: 'A' })
    const created = await old.post('/api/profiles', { data: profile({ email: KNOWN, anonymous_id: 'device-1' }) })
    const { id } = created.body.data
    expect(created.body.data.attributes).toMatchObject({ anonymous_id: 'device-1', title: 'Dr' })
    const changed = await old.patch(`/api/profiles/${id}`, { data: profile({ anonymous_id: 'device-2' }, { id }) })
    expect(changed.body.data.attributes).toMatchObject({ title: 'Dr', last_name: 'A' })
    expect(await everyone()).toHaveLength(1)
  })
})

it('an anonymous_id of somebody who is named stays theirs', async () => {
  const id = await create({ email: KNOWN })
  await identify({ anonymous_id: 'device-1', email: 'first@x.io' })
  await identify({ anonymous_id: 'device-1', email: KNOWN })
  expect((await everyone()).map(({ attributes }) => [attributes.email, attributes.anonymous_id])).toEqual([
    [KNOWN, null],
    ['first@x.io', 'device-1'],
  ])
  expect(await eventsOf(id)).toEqual([])
})

it('a job that merges a profile it wrote lists and joins only who is left', async () => {
  const list = (await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'L' } } })).body.data.id
  await create({ email: KNOWN })
  const job = await old.post('/api/profile-bulk-import-jobs', {
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: { data: [profile({ anonymous_id: 'd' }), profile({ email: KNOWN, anonymous_id: 'd' })] },
      },
      relationships: { lists: { data: [{ type: 'list', id: list }] } },
    },
  })
  const [{ id }] = await everyone()
  const named = [{ type: 'profile', id }]
  const written = await client.get(`/api/profile-bulk-import-jobs/${job.body.data.id}/relationships/profiles`)
  expect(written.body.data).toEqual(named)
  expect((await client.get(`/api/lists/${list}/relationships/profiles`)).body.data).toEqual(named)
  const counted = await client.get(`/api/lists/${list}?additional-fields[list]=profile_count`)
  expect(counted.body.data.attributes.profile_count).toBe(1)
})
