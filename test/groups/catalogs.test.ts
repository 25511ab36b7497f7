import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { category, create, errorsOf, idOf, item, listed, refs, variant } from './catalog-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const TIME = '2026-11-02T10:00:00.250000+00:00'
const self = (path: string) => `http://localhost:80${path}`
const linksOf = (at: string, name: string) => ({
  self: self(`${at}/relationships/${name}/`),
  related: self(`${at}/${name}/`),
})
const shown = { image_full_url: '', image_thumbnail_url: '', images: [], custom_metadata: {}, published: true }
const tail = { ...shown, created: TIME, updated: TIME }

const itemOf = (id: string, attributes: Json = {}) => ({
  type: 'catalog-item',
  id: idOf(id),
  attributes: {
    ...{ external_id: id, title: `Item ${id}`, description: 'An item', price: null, url: 'https://example.com/a' },
    ...{ ...tail, ...attributes },
  },
  relationships: { variants: { links: linksOf(`/api/catalog-items/${idOf(id)}`, 'variants') } },
  links: { self: self(`/api/catalog-items/${idOf(id)}/`) },
})

const variantOf = (id: string, attributes: Json = {}) => ({
  type: 'catalog-variant',
  id: idOf(id),
  attributes: {
    ...{ external_id: id, title: `Variant ${id}`, description: 'A variant', sku: `SKU-${id}`, inventory_policy: 0 },
    ...{ inventory_quantity: 5, price: 10, url: 'https://example.com/a', ...tail, ...attributes },
  },
  relationships: { item: { links: linksOf(`/api/catalog-variants/${idOf(id)}`, 'item') } },
  links: { self: self(`/api/catalog-variants/${idOf(id)}/`) },
})

const categoryOf = (id: string) => ({
  type: 'catalog-category',
  id: idOf(id),
  attributes: { external_id: id, name: `Category ${id}`, updated: TIME },
  relationships: { items: { links: linksOf(`/api/catalog-categories/${idOf(id)}`, 'items') } },
  links: { self: self(`/api/catalog-categories/${idOf(id)}/`) },
})

const change = (collection: string, type: string, id: string, attributes: Json, relationships?: Json) =>
  client.patch(`/api/${collection}/${idOf(id)}`, {
    data: { type, id: idOf(id), attributes, ...(relationships && { relationships }) },
  })
const changeItem = (id: string, attributes: Json, categories?: string[]) =>
  change(
    'catalog-items',
    'catalog-item',
    id,
    attributes,
    categories && { categories: { data: refs('catalog-category', categories) } },
  )

describe('a create answers 201 with a compound id, defaults, and one time in milliseconds', () => {
  beforeEach(() => create(client, item('I')))

  it.each([
    ['catalog-items', item('A'), itemOf('A')],
    [
      'catalog-items',
      item('A', { price: 9.5, published: false, images: ['u'], custom_metadata: { top: true } }),
      itemOf('A', { price: 9.5, published: false, images: ['u'], custom_metadata: { top: true } }),
    ],
    [
      'catalog-items',
      item('A', { integration_type: '$custom', catalog_type: '$default', published: null }),
      itemOf('A'),
    ],
    ['catalog-variants', variant('A', 'I'), variantOf('A')],
    ['catalog-variants', variant('A', 'I', { inventory_policy: 1 }), variantOf('A', { inventory_policy: 1 })],
    ['catalog-categories', category('A'), categoryOf('A')],
  ])('%s', async (collection, data, expected) => {
    const { status, body } = await client.post(`/api/${collection}`, { data })
    expect([status, body]).toEqual([201, { data: expected, links: { self: self(`/api/${collection}`) } }])
    expect((await client.get(`/api/${collection}/${idOf('A')}`)).body.data).toEqual(expected)
    expect((await client.get(`/api/${collection}/${encodeURIComponent(idOf('A'))}`)).body.data).toEqual(expected)
  })

  it.each([
    [item('I'), 'An item', '/data/attributes'],
    [variant('V', 'I'), 'A variant', '/data/attributes'],
    [category('C'), 'A category', '/data/attributes'],
  ])('a second one with the same external_id is a 409: %#', async (data, noun, pointer) => {
    await create(client, variant('V', 'I'), category('C'))
    const [again] = await create(client, data)
    const id = idOf(data.attributes.external_id)
    expect(errorsOf(again)).toEqual([[409, 'conflict', `${noun} with the id \`${id}\` already exists.`, pointer]])
  })

  it.each([
    [item('A', { catalog_type: 'other' }), `'catalog_type' must be one of: $default (got other)`, 'catalog_type'],
    [item('A', { external_id: '' }), `'external_id' may not be empty.`, 'external_id'],
    [
      item('A', { custom_metadata: { a: 'x'.repeat(102_400) } }),
      `'custom_metadata' may not exceed 100 KB.`,
      'custom_metadata',
    ],
  ])('what cannot be is a 400: %#', async (data, detail, attribute) => {
    const [refused] = await create(client, data)
    expect(errorsOf(refused)).toEqual([[400, 'invalid', detail, `/data/attributes/${attribute}`]])
  })

  it('a variant needs its item, at 2024-10-15 too', async () => {
    const [unknown] = await create(client, variant('A', 'NONE'))
    expect(errorsOf(unknown)).toEqual([
      [404, 'not_found', `An item with the id \`${idOf('NONE')}\` does not exist.`, '/data/'],
    ])
    const { type, attributes } = variant('A', 'I')
    const body = { data: { type, attributes } }
    const older = await client.post('/api/catalog-variants', body, { revision: '2024-10-15' })
    expect(errorsOf(older)).toEqual([[400, 'invalid', `'item' is required.`, '/data/relationships']])
  })
})

describe('one that is not there', () => {
  it.each([
    ['catalog-items', 'An item'],
    ['catalog-variants', 'A variant'],
    ['catalog-categories', 'A category'],
  ])('of %s is a 404, by an id of another form a 400', async (collection, noun) => {
    for (const method of ['get', 'delete'] as const) {
      expect(errorsOf(await client[method](`/api/${collection}/${idOf('NONE')}`))).toEqual([
        [404, 'not_found', `${noun} with the id \`${idOf('NONE')}\` does not exist.`, '/data/'],
      ])
      expect((await client[method](`/api/${collection}/NONE`)).status).toBe(400)
    }
  })
})

describe('an update', () => {
  it('changes what it is given, null to the default, and moves updated', async () => {
    await create(client, item('I', { price: 5, images: ['u'], published: false }))
    await sandbox.clock.advance(1500)
    const updated = '2026-11-02T10:00:01.750000+00:00'
    const { status, body } = await changeItem('I', { title: 'New', price: null, images: null })
    expect([status, body.data]).toEqual([200, itemOf('I', { title: 'New', published: false, updated })])
    expect((await client.get(`/api/catalog-items/${idOf('I')}`)).body.data).toEqual(body.data)
    await create(client, variant('V', 'I'))
    const changed = await change('catalog-variants', 'catalog-variant', 'V', {
      inventory_quantity: 0,
      inventory_policy: 2,
    })
    expect(changed.body.data.attributes).toMatchObject({ inventory_quantity: 0, inventory_policy: 2, price: 10 })
    expect((await changeItem('I', { external_id: 'J' })).status).toBe(400)
  })

  it('of the price of a variant leaves its item alone', async () => {
    await create(client, item('I', { price: 5 }), variant('V', 'I'))
    await change('catalog-variants', 'catalog-variant', 'V', { price: 1 })
    expect((await client.get(`/api/catalog-items/${idOf('I')}`)).body.data.attributes.price).toBe(5)
  })
})

describe('items and categories', () => {
  const ofItem = `/api/catalog-items/${idOf('I')}`
  const ofCategory = `/api/catalog-categories/${idOf('C')}`
  const categories = (...ids: string[]) => ({ data: refs('catalog-category', ids) })
  const items = (...ids: string[]) => ({ data: refs('catalog-item', ids) })

  beforeEach(() => create(client, item('I'), item('J'), category('C'), category('D')))

  it('are put together from either side, replaced and removed; the replacement of an item answers 200', async () => {
    const answers: Json[] = [
      await client.post(`${ofItem}/relationships/categories`, categories('C')),
      await client.post(`${ofCategory}/relationships/items`, items('J')),
    ]
    expect(await listed(client, `${ofCategory}/items`)).toEqual(['I', 'J'])
    expect(await listed(client, `${ofItem}/categories`)).toEqual(['C'])
    answers.push(await client.delete(`${ofCategory}/relationships/items`, items('J')))
    answers.push(await client.patch(`${ofItem}/relationships/categories`, categories('D')))
    expect(await listed(client, `${ofCategory}/relationships/items`)).toEqual([])
    expect(await listed(client, `${ofItem}/relationships/categories`)).toEqual(['D'])
    answers.push(await client.patch(`${ofCategory}/relationships/items`, items('I', 'J')))
    answers.push(await client.delete(`${ofItem}/relationships/categories`, categories('C')))
    expect(await listed(client, `${ofCategory}/items`)).toEqual(['J'])
    expect(answers.map(({ status, text }) => [status, text])).toEqual(
      [204, 204, 204, 200, 204, 204].map((one) => [one, '']),
    )
  })

  it('that are together already are a 409, and nothing is added', async () => {
    await client.post(`${ofItem}/relationships/categories`, categories('C'))
    const refused = await client.post(`${ofItem}/relationships/categories`, categories('D', 'C'))
    const text = (noun: string, id: string) =>
      `One or more of the relations specified for the ${noun} with id \`${idOf(id)}\` already exists.`
    expect(errorsOf(refused)).toEqual([[409, 'conflict', text('item', 'I'), '/data/id']])
    expect(await listed(client, `${ofItem}/categories`)).toEqual(['C'])
    const other = await client.post(`${ofCategory}/relationships/items`, items('I'))
    expect(errorsOf(other)).toEqual([[409, 'conflict', text('category', 'C'), '/data/id']])
  })

  it('of which one is unknown are a 404, and nothing changes', async () => {
    await client.post(`${ofItem}/relationships/categories`, categories('C'))
    for (const method of ['post', 'patch', 'delete'] as const) {
      const refused = await client[method](`${ofItem}/relationships/categories`, categories('D', 'NONE'))
      expect(errorsOf(refused)).toEqual([
        [404, 'not_found', `A category with the id \`${idOf('NONE')}\` does not exist.`, '/data/'],
      ])
    }
    expect(await listed(client, `${ofItem}/categories`)).toEqual(['C'])
  })

  it('can be named in a create, and replaced in an update', async () => {
    await create(client, item('K', {}, ['C', 'D']), category('E', ['I', 'J']))
    expect(await listed(client, `/api/catalog-items/${idOf('K')}/categories`)).toEqual(['C', 'D'])
    expect(await listed(client, `/api/catalog-categories/${idOf('E')}/items`)).toEqual(['I', 'J'])
    await changeItem('K', {}, ['E'])
    expect(await listed(client, `/api/catalog-items/${idOf('K')}/categories`)).toEqual(['E'])
    await changeItem('K', { title: 'Still there' })
    expect(await listed(client, `/api/catalog-items/${idOf('K')}/categories`)).toEqual(['E'])
    const [refused] = await create(client, item('L', {}, ['NONE']))
    expect([refused.status, (await client.get(`/api/catalog-items/${idOf('L')}`)).status]).toEqual([404, 404])
  })

  it('a category that goes leaves its items; an item takes its variants along', async () => {
    await create(client, variant('V', 'I'), variant('W', 'J'))
    await client.patch(`${ofCategory}/relationships/items`, items('I', 'J'))
    expect((await client.delete(`/api/catalog-categories/${idOf('C')}`)).status).toBe(204)
    expect(await listed(client, '/api/catalog-items')).toEqual(['I', 'J'])
    expect(await listed(client, `${ofItem}/categories`)).toEqual([])
    expect((await client.delete(ofItem)).status).toBe(204)
    expect(await listed(client, '/api/catalog-variants')).toEqual(['W'])
  })
})
