import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { category, create, idOf, item, listed, refs, variant } from './catalog-bodies.ts'

const DELAY = 10_000
const WEEK = 7 * 24 * 60 * 60 * 1000

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: DELAY })
  client = clientOf(sandbox)
  await create(client, category('C'), item('I', {}, ['C']), variant('V', 'I'))
})
afterEach(() => sandbox.close())

const rowsNames: Readonly<Record<string, string>> = { item: 'items', variant: 'variants', category: 'categories' }
const pathOf = (kind: string, verb: string) => `/api/catalog-${kind}-bulk-${verb}-jobs`
const start = (kind: string, verb: string, ...rows: Json[]) =>
  client.post(pathOf(kind, verb), {
    data: { type: `catalog-${kind}-bulk-${verb}-job`, attributes: { [rowsNames[kind]!]: { data: rows } } },
  })
const finish = async (kind: string, verb: string, ...rows: Json[]): Promise<Json> => {
  const { id } = (await start(kind, verb, ...rows)).body.data
  await sandbox.clock.advance(DELAY)
  return (await client.get(`${pathOf(kind, verb)}/${id}`)).body.data
}

const jobOf = (kind: string, verb: string, id: string, attributes: Json = {}) => ({
  type: `catalog-${kind}-bulk-${verb}-job`,
  id,
  attributes: {
    status: 'processing',
    created_at: '2026-11-02T10:00:00+00:00',
    total_count: 1,
    completed_count: 0,
    failed_count: 0,
    completed_at: null,
    errors: [],
    expires_at: '2026-11-09T10:00:00+00:00',
    ...attributes,
  },
  links: { self: `http://localhost:80${pathOf(kind, verb)}/${id}/` },
})

const changes = {
  item: { create: item('N'), update: { attributes: { title: 'New' } } },
  variant: { create: variant('N', 'I'), update: { attributes: { title: 'New' } } },
  category: { create: category('N'), update: { attributes: { name: 'New' } } },
} as const
const there = { item: 'I', variant: 'V', category: 'C' } as const
const collections = { item: 'catalog-items', variant: 'catalog-variants', category: 'catalog-categories' } as const
const kinds = ['item', 'variant', 'category'] as const
const verbs = ['create', 'update', 'delete'] as const

describe.each(kinds.flatMap((kind) => verbs.map((verb) => [kind, verb] as const)))('the %s job to %s', (kind, verb) => {
  const existing = { type: `catalog-${kind}`, id: idOf(there[kind]) }
  const row =
    verb === 'create' ? changes[kind].create : verb === 'update' ? { ...existing, ...changes[kind].update } : existing
  const done = { status: 'complete', completed_count: 1, completed_at: '2026-11-02T10:00:10+00:00' }

  it('answers 202, is processing, then complete, and gone after seven days', async () => {
    const { status, body } = await start(kind, verb, row)
    const { id } = body.data
    const fresh = { created_at: '2026-11-02T10:00:00.250000+00:00', expires_at: '2026-11-09T10:00:00.250000+00:00' }
    expect([status, body.data]).toEqual([202, jobOf(kind, verb, id, fresh)])
    const at = `${pathOf(kind, verb)}/${id}`
    expect((await client.get(at)).body.data).toEqual(jobOf(kind, verb, id))
    await sandbox.clock.advance(DELAY)
    expect((await client.get(at)).body.data).toEqual(jobOf(kind, verb, id, done))
    expect((await client.get(`${pathOf(kind, verb)}?filter=equals(status,"complete")`)).body.data).toEqual([
      jobOf(kind, verb, id, done),
    ])
    await sandbox.clock.advance(WEEK)
    expect((await client.get(at)).status).toBe(404)
  })

  it('does its work when it is due, not before', async () => {
    const found = async () => {
      const { body } = await client.get(`/api/${collections[kind]}`)
      return body.data.map(({ attributes }: Json) => [attributes.external_id, attributes.title ?? attributes.name])
    }
    const before = await found()
    await start(kind, verb, row)
    await sandbox.clock.advance(DELAY - 1)
    expect(await found()).toEqual(before)
    await sandbox.clock.advance(1)
    const [[id, name]] = before
    const title = `${kind[0]!.toUpperCase()}${kind.slice(1)} N`
    const after = {
      create: [
        [id, name],
        ['N', title],
      ],
      update: [[id, 'New']],
      delete: [],
    }
    expect(await found()).toEqual(after[verb])
  })
})

it.each([
  ['create', item('N')],
  ['update', { type: 'catalog-item', id: idOf('I'), attributes: {} }],
] as const)('what a job to %s has done is told by include, without links', async (verb, row) => {
  const { id } = (await start('item', verb, row)).body.data
  const at = `${pathOf('item', verb)}/${id}?include=items`
  const early = (await client.get(at)).body
  expect([early.data.relationships, early.included]).toEqual([{ items: { data: [] } }, []])
  await sandbox.clock.advance(DELAY)
  const { data, included } = (await client.get(at)).body
  const made = verb === 'create' ? 'N' : 'I'
  expect(data.relationships).toEqual({ items: { data: refs('catalog-item', [made]) } })
  expect(included.map((one: Json) => one.id)).toEqual([idOf(made)])
})

it('rows that fail are told by their place; the others are done', async () => {
  const missing = (id: string) => `An item with the id \`${idOf(id)}\` does not exist.`
  const update = (id: string) => ({ type: 'catalog-item', id: idOf(id), attributes: { title: 'New' } })
  const { attributes } = await finish('item', 'update', update('A'), update('I'), update('B'))
  expect(attributes).toMatchObject({ status: 'complete', total_count: 3, completed_count: 1, failed_count: 2 })
  const error = { id: expect.stringMatching(/^[0-9a-f-]{36}$/), code: 'not_found', title: 'Not found' }
  const at = (index: number) => ({ pointer: `/data/attributes/items/data/${index}` })
  expect(attributes.errors).toEqual([
    { ...error, detail: missing('A'), source: at(0) },
    { ...error, detail: missing('B'), source: at(2) },
  ])
  expect((await client.get(`/api/catalog-items/${idOf('I')}`)).body.data.attributes.title).toBe('New')
})

it('a job whose rows all fail is complete, too', async () => {
  const { attributes } = await finish('item', 'delete', { type: 'catalog-item', id: idOf('NONE') })
  expect(attributes).toMatchObject({ status: 'complete', completed_count: 0, failed_count: 1 })
})

it('a row that fails half-way leaves nothing behind', async () => {
  const { attributes } = await finish('item', 'create', item('N', {}, ['NONE']), item('M', {}, ['C']))
  expect([attributes.completed_count, attributes.failed_count]).toEqual([1, 1])
  expect(await listed(client, '/api/catalog-items')).toEqual(['I', 'M'])
  expect(await listed(client, `/api/catalog-categories/${idOf('C')}/items`)).toEqual(['I', 'M'])
})

it('rows of one job see each other: a variant whose item goes first is missed', async () => {
  await finish('item', 'delete', { type: 'catalog-item', id: idOf('I') })
  const { attributes } = await finish('variant', 'delete', { type: 'catalog-variant', id: idOf('V') })
  expect(attributes.errors.map(({ detail }: Json) => detail)).toEqual([
    `A variant with the id \`${idOf('V')}\` does not exist.`,
  ])
})

it('a job takes 100 rows', async () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => category(`B${index}`))
  const refused = await start('category', 'create', ...rows(101))
  expect([refused.status, refused.body.errors[0].detail, refused.body.errors[0].source]).toEqual([
    400,
    'A maximum of 100 categories is allowed per request.',
    { pointer: '/data/attributes/categories/data' },
  ])
  const { attributes } = await finish('category', 'create', ...rows(100))
  expect(attributes.completed_count).toBe(100)
})

it('500 jobs of a family may be under way', async () => {
  for (let index = 0; index < 500; index++) await start('category', 'create', category(`J${index}`))
  const refused = await start('category', 'create', category('N'))
  expect([refused.status, refused.body.errors[0].detail]).toEqual([
    409,
    'A maximum of 500 jobs may be in progress at one time.',
  ])
  expect((await start('category', 'update')).status).toBe(202)
  await sandbox.clock.advance(DELAY)
  expect((await start('category', 'create', category('N'))).status).toBe(202)
})
