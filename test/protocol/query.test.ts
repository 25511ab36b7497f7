import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox, type Json } from '../client.ts'
import { ask, makeList } from './ask.ts'

let sandbox: Sandbox
let profileId = ''
const lists: string[] = []
beforeAll(async () => {
  sandbox = await testSandbox()
  const { body } = await ask(sandbox, {
    method: 'POST',
    url: '/api/profiles',
    body: {
      data: {
        type: 'profile',
        attributes: { email: 'ada@example.com', first_name: 'Ada', location: { city: 'Paris', zip: '75001' } },
      },
    },
  })
  profileId = body.data.id
  for (const name of ['Bees', 'Ants', 'Cats']) {
    const id = await makeList(sandbox, name)
    lists.push(id)
    await ask(sandbox, {
      method: 'POST',
      url: `/api/lists/${id}/relationships/profiles`,
      body: { data: [{ type: 'profile', id: profileId }] },
    })
    await sandbox.clock.advance(1000)
  }
})
afterAll(() => sandbox.close())

const names = async (url: string) =>
  (await ask(sandbox, { url })).body.data.map(({ attributes }: Json) => attributes.name)

describe('sort', () => {
  it.each([
    ['name', ['Ants', 'Bees', 'Cats']],
    ['-name', ['Cats', 'Bees', 'Ants']],
    ['created', ['Bees', 'Ants', 'Cats']],
    ['-created', ['Cats', 'Ants', 'Bees']],
  ])('%s', async (sort, wanted) => {
    expect(await names(`/api/lists?sort=${sort}`)).toEqual(wanted)
  })
})

describe('sparse fields', () => {
  it('show exactly the attributes asked for; relationships and links stay', async () => {
    const { body } = await ask(sandbox, { url: `/api/profiles/${profileId}?fields[profile]=email` })
    expect(body.data.attributes).toEqual({ email: 'ada@example.com' })
    expect(Object.keys(body.data)).toEqual(['type', 'id', 'attributes', 'relationships', 'links'])
  })

  it('reach into objects by dotted paths', async () => {
    const { body } = await ask(sandbox, {
      url: `/api/profiles/${profileId}?fields[profile]=location.city,first_name`,
    })
    expect(body.data.attributes).toEqual({ first_name: 'Ada', location: { city: 'Paris' } })
  })

  it('do not hide additional fields', async () => {
    const { body } = await ask(sandbox, {
      url: `/api/profiles/${profileId}?fields[profile]=email&additional-fields[profile]=subscriptions`,
    })
    expect(Object.keys(body.data.attributes)).toEqual(['email', 'subscriptions'])
  })

  it('apply to what is included', async () => {
    const { body } = await ask(sandbox, { url: `/api/profiles/${profileId}?include=lists&fields[list]=name` })
    expect(body.included.map(({ attributes }: Json) => attributes).map(Object.keys)).toEqual([
      ['name'],
      ['name'],
      ['name'],
    ])
  })

  it('may be percent-encoded', async () => {
    const { body } = await ask(sandbox, { url: `/api/profiles/${profileId}?fields%5Bprofile%5D=email%2Cfirst_name` })
    expect(Object.keys(body.data.attributes)).toEqual(['email', 'first_name'])
  })
})

describe('additional fields', () => {
  it('appear only when asked for', async () => {
    const plain = await ask(sandbox, { url: `/api/lists/${lists[0]}` })
    expect(plain.body.data.attributes).not.toHaveProperty('profile_count')
    const counted = await ask(sandbox, { url: `/api/lists/${lists[0]}?additional-fields[list]=profile_count` })
    expect(counted.body.data.attributes.profile_count).toBe(1)
  })
})

describe('include', () => {
  it('gives linkage and the resources; without it neither', async () => {
    const plain = await ask(sandbox, { url: `/api/profiles/${profileId}` })
    expect(plain.body).not.toHaveProperty('included')
    expect(plain.body.data.relationships.lists).not.toHaveProperty('data')
    const { body, text } = await ask(sandbox, { url: `/api/profiles/${profileId}?include=lists` })
    const linked = body.data.relationships.lists.data
    expect(linked.map(({ id }: Json) => id).sort()).toEqual([...lists].sort())
    expect(body.included.map(({ id }: Json) => id).sort()).toEqual([...lists].sort())
    expect(Object.keys(body)).toEqual(['data', 'included', 'links'])
    expect(text).toContain('"lists":{"data":[')
  })

  it('is an empty array where there is nothing', async () => {
    const { body } = await ask(sandbox, { url: `/api/profiles/${profileId}?include=segments` })
    expect(body.included).toEqual([])
    expect(body.data.relationships.segments.data).toEqual([])
  })

  it('holds each resource once, in the order of the list of names', async () => {
    for (const time of ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']) {
      await ask(sandbox, {
        method: 'POST',
        url: '/api/events',
        body: {
          data: {
            type: 'event',
            attributes: {
              properties: {},
              time,
              metric: { data: { type: 'metric', attributes: { name: 'Viewed Page' } } },
              profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } },
            },
          },
        },
      })
    }
    const types = async (include: string) => {
      const url = `/api/events?filter=equals(profile_id,"${profileId}"),less-than(datetime,2026-02-01T00:00:00Z)`
      const { body } = await ask(sandbox, { url: `${url}&include=${include}` })
      expect(body.data).toHaveLength(2)
      return body.included.map(({ type }: Json) => type)
    }
    expect(await types('metric,profile')).toEqual(['metric', 'profile'])
    expect(await types('profile,metric')).toEqual(['profile', 'metric'])
  })
})

describe('documents', () => {
  it('are compact, in the recorded order of keys', async () => {
    const { text } = await ask(sandbox, { url: `/api/lists/${lists[0]}` })
    expect(text).toMatch(/^\{"data":\{"type":"list","id":"\w{6}","attributes":\{"name":/)
    expect(text).toMatch(/\}\},"links":\{"self":"[^"]*\/"\}\},"links":\{"self":"[^"]*[^/]"\}\}$/)
    expect(text).not.toMatch(/[:,] /)
  })
})
