import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { category, create, idOf, item, listed, variant } from './catalog-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  const rows = [
    ...[category('C'), category('D')],
    ...[item('Z', { published: false }, ['C']), item('Y', {}, ['C', 'D']), item('X', { title: 'Blue' }, ['D'])],
    ...[variant('V1', 'Z'), variant('V2', 'Y', { published: false }), variant('V0', 'Z', { sku: 'SKU-V2' })],
  ]
  for (const row of rows) {
    await create(client, row)
    await sandbox.clock.advance(1000)
  }
})
afterAll(() => sandbox.close())

const ids = (...external: string[]) => external.map((one) => `"${idOf(one)}"`).join()

it.each([
  ['catalog-items', ['Z', 'Y', 'X']],
  ['catalog-items?sort=created', ['Z', 'Y', 'X']],
  ['catalog-items?sort=-created', ['X', 'Y', 'Z']],
  [`catalog-items?filter=any(ids,[${ids('X', 'Z', 'NONE')}])`, ['Z', 'X']],
  [`catalog-items?filter=equals(category.id,${ids('C')})`, ['Z', 'Y']],
  [`catalog-items?filter=equals(category.id,${ids('C')})&sort=-created`, ['Y', 'Z']],
  [`catalog-items?filter=equals(category.id,${ids('C')}),equals(published,true)`, ['Y']],
  [`catalog-items?filter=equals(category.id,${ids('C')}),equals(category.id,${ids('D')})`, ['Y']],
  [`catalog-items?filter=equals(category.id,${ids('NONE')})`, []],
  ['catalog-items?filter=contains(title,"lue")', ['X']],
  ['catalog-items?filter=equals(published,false)', ['Z']],
  ['catalog-variants', ['V1', 'V2', 'V0']],
  [`catalog-variants?filter=any(ids,[${ids('V0')}])`, ['V0']],
  [`catalog-variants?filter=equals(item.id,${ids('Z')})`, ['V1', 'V0']],
  [`catalog-variants?filter=equals(item.id,${ids('Z')}),equals(sku,"SKU-V2")`, ['V0']],
  ['catalog-variants?filter=equals(sku,"SKU-V2")', ['V2', 'V0']],
  ['catalog-variants?filter=equals(published,false)', ['V2']],
  ['catalog-variants?filter=contains(title,"V1")', ['V1']],
  ['catalog-categories', ['C', 'D']],
  ['catalog-categories?sort=-created', ['D', 'C']],
  [`catalog-categories?filter=equals(item.id,${ids('X')})`, ['D']],
  ['catalog-categories?filter=contains(name,"ry D")', ['D']],
  [`catalog-categories/${idOf('D')}/items?sort=-created`, ['X', 'Y']],
  [`catalog-categories/${idOf('D')}/items?filter=contains(title,"lue")`, ['X']],
  [`catalog-categories/${idOf('D')}/relationships/items`, ['Y', 'X']],
  [`catalog-items/${idOf('Z')}/variants`, ['V1', 'V0']],
  [`catalog-items/${idOf('Z')}/variants?sort=-created&filter=equals(published,true)`, ['V0', 'V1']],
  [`catalog-items/${idOf('Z')}/relationships/variants`, ['V1', 'V0']],
  [`catalog-items/${idOf('Y')}/categories?sort=-created`, ['D', 'C']],
])('%s', async (path, expected) => {
  expect(await listed(client, `/api/${path}`)).toEqual(expected)
})

describe('pages', () => {
  it.each([
    ['catalog-items?', ['Z', 'Y', 'X']],
    ['catalog-items?sort=-created&', ['X', 'Y', 'Z']],
    [`catalog-items?filter=equals(category.id,${ids('C')})&`, ['Z', 'Y']],
    [`catalog-categories/${idOf('D')}/items?`, ['Y', 'X']],
    [`catalog-categories/${idOf('D')}/relationships/items?`, ['Y', 'X']],
    [`catalog-items/${idOf('Z')}/variants?sort=-created&`, ['V0', 'V1']],
    ['catalog-variants?filter=equals(published,true)&', ['V1', 'V0']],
  ])('of one: %s', async (path, expected) => {
    const found: string[] = []
    let next: string | null = `/api/${path}page[size]=1`
    while (next !== null) {
      found.push(...(await listed(client, next)))
      next = (await client.get(next)).body.links.next
    }
    expect(found).toEqual(expected)
  })

  it('hold 100 before 2026-04-15, whose page[size] is refused', async () => {
    const revision = { revision: '2026-01-15' }
    expect((await client.get('/api/catalog-items', revision)).body.data).toHaveLength(3)
    expect((await client.get('/api/catalog-items?page[size]=1', revision)).status).toBe(400)
  })
})

it('items include their variants', async () => {
  const { body } = await client.get('/api/catalog-items?include=variants')
  expect(body.included.map(({ id }: Json) => id)).toEqual([idOf('V1'), idOf('V0'), idOf('V2')])
  expect(body.data.map(({ relationships }: Json) => relationships.variants.data.length)).toEqual([2, 1, 0])
  const older = await client.get('/api/catalog-items?include=variants', { revision: '2026-01-15' })
  expect(Object.keys(older.body.included[0])).toEqual(['type', 'id', 'attributes', 'links'])
})
