import type { Client, Json } from '../client.ts'
import type { Recording } from './state.ts'

const collections: Readonly<Record<string, string>> = {
  'catalog-item': 'catalog-items',
  'catalog-variant': 'catalog-variants',
  'catalog-category': 'catalog-categories',
}

/** Makes what of a catalog a recording shows or names: compound ids are the recorded ones. */
export async function makeCatalog(client: Client, { method, path, body, request_body: request, status }: Recording) {
  const make = async (type: string, id: string, relationships?: Json) => {
    const external_id = id.split(':::')[2]
    const about = { external_id, title: 'A title', description: 'A description', url: 'https://example.com' }
    const attributes = {
      'catalog-item': about,
      'catalog-variant': { ...about, sku: 'A', inventory_quantity: 1, price: 1 },
      'catalog-category': { external_id, name: 'A name' },
    }[type]
    await client.post(`/api/${collections[type]}`, {
      data: { type, attributes, ...(relationships && { relationships }) },
    })
  }
  const item = { type: 'catalog-item', id: '$custom:::$default:::an-item' }
  const makeVariant = async (id: string) => {
    await make(item.type, item.id)
    await make('catalog-variant', id, { item: { data: item } })
  }
  const makeOne = (type: string, id: string) => (type === 'catalog-variant' ? makeVariant(id) : make(type, id))
  const named = request?.data?.relationships ?? {}
  if (method === 'POST' && named.item) await make(item.type, named.item.data.id)
  if (method === 'POST' && named.variant && status < 300) await makeVariant(named.variant.data.id)
  for (const { type, id } of method === 'GET' ? ([body?.data ?? []].flat() as Json[]) : []) await makeOne(type, id)
  const [, collection, id] = /^\/api\/([\w-]+)\/([^/]+)/.exec(path) ?? []
  const type = Object.keys(collections).find((one) => collections[one] === collection)
  if (type !== undefined) await makeOne(type, decodeURIComponent(id!))
}
