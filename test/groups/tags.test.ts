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

const OLDER = { revision: '2026-01-15' }

const self = (path: string) => `http://localhost:80${path}`
const linksOf = (at: string, name: string) => ({
  self: self(`${at}/relationships/${name}/`),
  related: self(`${at}/${name}/`),
})

const tagOf = (id: string, name: string, group: string) => {
  const at = `/api/tags/${id}`
  return {
    type: 'tag',
    id,
    attributes: { name },
    relationships: {
      'tag-group': { data: { type: 'tag-group', id: group }, links: linksOf(at, 'tag-group') },
      lists: { links: linksOf(at, 'lists') },
      segments: { links: linksOf(at, 'segments') },
      campaigns: { links: linksOf(at, 'campaigns') },
      flows: { links: linksOf(at, 'flows') },
    },
    links: { self: self(`${at}/`) },
  }
}

const groupOf = (id: string, attributes: Json) => ({
  type: 'tag-group',
  id,
  attributes,
  relationships: { tags: { links: linksOf(`/api/tag-groups/${id}`, 'tags') } },
  links: { self: self(`/api/tag-groups/${id}/`) },
})

const tagBody = (name: string, group?: string) => ({
  data: {
    type: 'tag',
    attributes: { name },
    ...(group && { relationships: { 'tag-group': { data: { type: 'tag-group', id: group } } } }),
  },
})
const groupBody = (name: string, exclusive?: boolean | null) => ({
  data: { type: 'tag-group', attributes: { name, ...(exclusive !== undefined && { exclusive }) } },
})

const made = async (path: string, body: object): Promise<string> => (await client.post(path, body)).body.data.id
const newTag = (name: string, group?: string) => made('/api/tags', tagBody(name, group))
const newGroup = (name: string, exclusive = false) => made('/api/tag-groups', groupBody(name, exclusive))
const newList = (name = 'A list') => made('/api/lists', { data: { type: 'list', attributes: { name } } })
const newCampaign = () =>
  made('/api/campaigns', { data: { type: 'campaign', attributes: { definition: { name: 'A' } } } })
const defaultGroup = async () =>
  (await client.get('/api/tag-groups?filter=equals(default,true)')).body.data[0].id as string
const onLists = (tag: string) => `/api/tags/${tag}/relationships/lists`
const listIds = (...ids: string[]) => ({ data: ids.map((id) => ({ type: 'list', id })) })
const namesAt = async (path: string) =>
  (await client.get(path)).body.data.map(({ attributes }: Json) => attributes.name)
const idsAt = async (path: string) => (await client.get(path)).body.data.map(({ id }: Json) => id)
const errorsOf = ({ status, body }: { status: number; body: Json }) =>
  body.errors.map(({ code, title, detail, source }: Json) => [status, code, title, detail, source.pointer])

describe('tag groups', () => {
  it('an account begins with the default group, alone', async () => {
    const { body } = await client.get('/api/tag-groups')
    const [{ id }] = body.data
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(body).toEqual({
      data: [groupOf(id, { name: 'Ungrouped Tags', exclusive: false, default: true })],
      links: { self: self('/api/tag-groups'), next: null, prev: null },
    })
  })

  it.each([
    [undefined, false],
    [null, false],
    [false, false],
    [true, true],
  ])('create_tag_group with exclusive %j makes one that is exclusive: %j', async (given, exclusive) => {
    const { status, body } = await client.post('/api/tag-groups', groupBody('Season', given))
    const { id } = body.data
    const data = groupOf(id, { name: 'Season', exclusive, default: false })
    expect([status, body]).toEqual([201, { data, links: { self: self('/api/tag-groups') } }])
    expect((await client.get(`/api/tag-groups/${id}`)).body.data).toEqual(data)
  })

  it('update_tag_group changes the name alone, and answers with the group before 2026-04-15', async () => {
    const id = await newGroup('Season', true)
    const body = (name: string) => ({
      data: { type: 'tag-group', id, attributes: { name, return_fields: ['name'] } },
    })
    const older = await client.patch(`/api/tag-groups/${id}`, body('Winter'), OLDER)
    expect([older.status, older.body.data]).toEqual([
      200,
      groupOf(id, { name: 'Winter', exclusive: true, default: false }),
    ])
    const newer = await client.patch(`/api/tag-groups/${id}`, body('Summer'))
    expect([newer.status, newer.text]).toEqual([204, ''])
    expect(await namesAt('/api/tag-groups')).toEqual(['Summer', 'Ungrouped Tags'])
  })

  it('delete_tag_group takes its tags along, from what carries them, and answers with it before 2026-04-15', async () => {
    const [list, kept] = [await newList(), await newTag('Kept')]
    for (const revision of ['2026-01-15', '2026-10-15']) {
      const group = await newGroup('Season')
      const tag = await newTag('Winter', group)
      await client.post(onLists(tag), listIds(list))
      const answer = await client.delete(`/api/tag-groups/${group}`, undefined, { revision })
      const data = groupOf(group, { name: 'Season', exclusive: false, default: false })
      expect([answer.status, answer.body?.data]).toEqual(revision === '2026-01-15' ? [200, data] : [204, undefined])
      expect((await client.get(`/api/tags/${tag}`)).status).toBe(404)
      expect(await idsAt(`/api/lists/${list}/tags`)).toEqual([])
    }
    expect(await idsAt('/api/tags')).toEqual([kept])
  })

  it('the default group cannot be deleted', async () => {
    const refused = await client.delete(`/api/tag-groups/${await defaultGroup()}`)
    expect(errorsOf(refused)).toEqual([
      [400, 'tag_service_error', 'Tag Service Error', 'The default tag group cannot be deleted', '/data/'],
    ])
    expect(await namesAt('/api/tag-groups')).toEqual(['Ungrouped Tags'])
  })

  it('an account has 50 groups at most', async () => {
    for (let index = 1; index < 50; index++) await newGroup(`Group ${index}`)
    const refused = await client.post('/api/tag-groups', groupBody('One more'))
    expect(errorsOf(refused)).toEqual([
      [400, 'tag_service_error', 'Tag Service Error', 'An account cannot have more than 50 tag groups', '/data/'],
    ])
  })

  it.each([
    ['equals(default,false)', ['Channel', 'Season']],
    ['equals(exclusive,true)', ['Season']],
    ['contains(name,"ea")', ['Season']],
    ['starts-with(name,"Un")', ['Ungrouped Tags']],
    ['ends-with(name,"nnel")', ['Channel']],
    ['equals(name,["Season","Channel"])', ['Channel', 'Season']],
  ])('get_tag_groups filtered by %s', async (filter, names) => {
    await newGroup('Season', true)
    await newGroup('Channel')
    expect(await namesAt(`/api/tag-groups?filter=${filter}`)).toEqual(names)
  })
})

describe('tags', () => {
  it('create_tag puts the tag into the default group, or into the one that is named', async () => {
    const group = await newGroup('Season')
    for (const [name, given, expected] of [
      ['Winter', group, group],
      ['Plain', undefined, await defaultGroup()],
    ] as const) {
      const { status, body } = await client.post('/api/tags', tagBody(name, given))
      const data = tagOf(body.data.id, name, expected)
      expect([status, body]).toEqual([201, { data, links: { self: self('/api/tags') } }])
      expect((await client.get(`/api/tags/${data.id}`)).body.data).toEqual(data)
      expect((await client.get(`/api/tags/${data.id}/tag-group`)).body.data.id).toBe(expected)
      expect((await client.get(`/api/tags/${data.id}/relationships/tag-group`)).body.data).toEqual({
        type: 'tag-group',
        id: expected,
      })
    }
    expect(await namesAt(`/api/tag-groups/${group}/tags`)).toEqual(['Winter'])
    expect((await client.get(`/api/tag-groups/${group}/relationships/tags`)).body).toEqual({
      data: [{ type: 'tag', id: (await idsAt(`/api/tag-groups/${group}/tags`))[0] }],
      links: { self: self(`/api/tag-groups/${group}/relationships/tags`) },
    })
  })

  it('an unknown group is a 404 of the tag service, and nothing is made', async () => {
    const id = '00000000-0000-0000-0000-000000000000'
    expect(errorsOf(await client.post('/api/tags', tagBody('Winter', id)))).toEqual([
      [404, 'tag_service_error', 'Tag Service Error', `Tag Group with id ${id} not found`, '/data/'],
    ])
    expect(await idsAt('/api/tags')).toEqual([])
  })

  it('a name is taken once: by a new tag, by another one, but not by itself', async () => {
    await newTag('popular')
    const other = await newTag('other', await newGroup('Season'))
    const update = (name: string) =>
      client.patch(`/api/tags/${other}`, { data: { type: 'tag', id: other, attributes: { name } } })
    const taken = [409, 'tag_service_error', 'Tag Service Error', `Tag with name 'popular' already exists`, '/data/']
    expect(errorsOf(await client.post('/api/tags', tagBody('popular')))).toEqual([taken])
    expect(errorsOf(await update('popular'))).toEqual([taken])
    const [same, renamed] = [await update('other'), await update('Popular')]
    expect([same.status, same.text, renamed.status]).toEqual([204, '', 204])
    expect(await namesAt('/api/tags')).toEqual(['Popular', 'popular'])
  })

  it('get_tags pages by name, includes groups, sorts and filters', async () => {
    for (const name of ['b', 'a', 'c']) await newTag(name)
    const first = await client.get('/api/tags?page[size]=2&include=tag-group')
    expect(first.body.data.map(({ attributes }: Json) => attributes.name)).toEqual(['a', 'b'])
    expect(first.body.included).toEqual([
      groupOf(await defaultGroup(), { name: 'Ungrouped Tags', exclusive: false, default: true }),
    ])
    expect(await namesAt(first.body.links.next)).toEqual(['c'])
    expect(await namesAt('/api/tags?sort=-name')).toEqual(['c', 'b', 'a'])
    expect(await namesAt('/api/tags?filter=equals(name,"b")')).toEqual(['b'])
    const ids = await idsAt('/api/tags?sort=id')
    expect(ids).toEqual(ids.toSorted())
  })

  it('before 2026-04-15 a page holds 50 tags and an included group shows no relationships', async () => {
    for (let index = 0; index < 51; index++) await newTag(`Tag ${index}`)
    const { body } = await client.get('/api/tags?include=tag-group', OLDER)
    expect(body.data).toHaveLength(50)
    expect(Object.keys(body.included[0])).toEqual(['type', 'id', 'attributes', 'links'])
    expect((await client.get('/api/tags?page[size]=20', OLDER)).status).toBe(400)
  })

  it('an account has 500 tags at most', async () => {
    for (let index = 0; index < 500; index++) await newTag(`Tag ${index}`)
    expect(errorsOf(await client.post('/api/tags', tagBody('One more')))).toEqual([
      [400, 'tag_service_error', 'Tag Service Error', 'An account cannot have more than 500 tags', '/data/'],
    ])
  })

  it.each(['get', 'delete'] as const)('%s of an unknown tag is a plain 404', async (method) => {
    const id = '5eb337d5-0000-4000-8000-000000000000'
    expect(errorsOf(await client[method](`/api/tags/${id}`))).toEqual([
      [404, 'not_found', 'Not found.', `A tag with id ${id} does not exist.`, '/data/'],
    ])
  })
})

describe('what carries tags', () => {
  it('a list is tagged, shows its tags, and loses them', async () => {
    const [list, tag] = [await newList(), await newTag('Winter')]
    for (let time = 0; time < 2; time++) {
      const answer = await client.post(onLists(tag), listIds(list))
      expect([answer.status, answer.text]).toEqual([204, ''])
    }
    expect((await client.get(onLists(tag))).body).toEqual({
      data: [{ type: 'list', id: list }],
      links: { self: self(onLists(tag)) },
    })
    expect((await client.get(`/api/lists/${list}/tags`)).body).toEqual({
      data: [tagOf(tag, 'Winter', await defaultGroup())],
      links: { self: self(`/api/lists/${list}/tags`) },
    })
    expect((await client.get(`/api/lists/${list}?include=tags`)).body.included.map(({ id }: Json) => id)).toEqual([tag])
    for (let time = 0; time < 2; time++) expect((await client.delete(onLists(tag), listIds(list))).status).toBe(204)
    expect(await idsAt(`/api/lists/${list}/relationships/tags`)).toEqual([])
  })

  it('several are tagged in order, or none when one is unknown', async () => {
    const [tag, a, b] = [await newTag('Winter'), await newList('a'), await newList('b')]
    expect(errorsOf(await client.post(onLists(tag), listIds(b, 'NoList')))).toEqual([
      [404, 'tag_service_error', 'Tag Service Error', 'List with id NoList not found', '/data/'],
    ])
    expect(await idsAt(onLists(tag))).toEqual([])
    await client.post(onLists(tag), listIds(b, a))
    expect(await idsAt(onLists(tag))).toEqual([b, a])
  })

  it.each(['flow', 'segment', 'campaign'])('an unknown %s is a 404', async (type) => {
    const tag = await newTag('Winter')
    const refused = await client.post(`/api/tags/${tag}/relationships/${type}s`, { data: [{ type, id: 'nope' }] })
    expect([refused.status, refused.body.errors[0].detail]).toEqual([
      404,
      `${type[0]!.toUpperCase()}${type.slice(1)} with id nope not found`,
    ])
    expect((await client.get(`/api/tags/${tag}/relationships/${type}s`)).body.data).toEqual([])
  })

  it('of an exclusive group it carries one tag: the last one', async () => {
    const exclusive = await newGroup('Season', true)
    const [list, free] = [await newList(), await newTag('Free')]
    const [winter, summer] = [await newTag('Winter', exclusive), await newTag('Summer', exclusive)]
    for (const tag of [free, winter, summer]) await client.post(onLists(tag), listIds(list))
    expect((await idsAt(`/api/lists/${list}/tags`)).toSorted()).toEqual([free, summer].toSorted())
    expect(await idsAt(onLists(winter))).toEqual([])
  })

  it('it carries 100 tags at most', async () => {
    const list = await newList()
    for (let index = 0; index < 100; index++) await client.post(onLists(await newTag(`Tag ${index}`)), listIds(list))
    const one = await newTag('One more')
    expect(errorsOf(await client.post(onLists(one), listIds(list)))).toEqual([
      [400, 'tag_service_error', 'Tag Service Error', `List with id ${list} cannot have more than 100 tags`, '/data/'],
    ])
    expect(await idsAt(onLists(one))).toEqual([])
  })

  it('tags of a campaign are read from both sides and copied when it is cloned', async () => {
    const [campaign, tag] = [await newCampaign(), await newTag('Winter')]
    const at = `/api/tags/${tag}/relationships/campaigns`
    expect((await client.post(at, { data: [{ type: 'campaign', id: campaign }] })).status).toBe(204)
    expect(await idsAt(`/api/campaigns/${campaign}/tags`)).toEqual([tag])
    const clone = { data: { type: 'campaign', id: campaign, attributes: { name: 'B' } } }
    const copy = (await client.post('/api/campaign-clone', clone)).body.data.id
    expect(await idsAt(at)).toEqual([campaign, copy])
    await client.delete(`/api/campaigns/${campaign}`)
    expect(await idsAt(at)).toEqual([copy])
  })

  it('before 2026-10-15 a tag is only on the campaigns that such a revision sees', async () => {
    const [canvas, tag] = [await newCampaign(), await newTag('Winter')]
    const at = `/api/tags/${tag}/relationships/campaigns`
    const data = [{ type: 'campaign', id: canvas }]
    expect((await client.post(at, { data }, { revision: '2026-07-15' })).status).toBe(404)
    await client.post(at, { data })
    expect((await client.get(at, { revision: '2026-07-15' })).body.data).toEqual([])
    expect((await client.get(at)).body.data).toEqual(data)
  })

  it('deleting the list or the tag takes the link away', async () => {
    const [a, b, tag] = [await newList('a'), await newList('b'), await newTag('Winter')]
    await client.post(onLists(tag), listIds(a, b))
    await client.delete(`/api/lists/${a}`)
    expect(await idsAt(onLists(tag))).toEqual([b])
    const deleted = await client.delete(`/api/tags/${tag}`)
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect(await idsAt(`/api/lists/${b}/tags`)).toEqual([])
  })
})
