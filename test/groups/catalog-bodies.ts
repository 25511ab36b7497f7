import type { Client, Json } from '../client.ts'

/** The compound id of what has this external_id. */
export const idOf = (external_id: string): string => `$custom:::$default:::${external_id}`

const URL = 'https://example.com/a'

export const item = (external_id: string, attributes: Json = {}, categories?: readonly string[]) => ({
  type: 'catalog-item',
  attributes: { external_id, title: `Item ${external_id}`, description: 'An item', url: URL, ...attributes },
  ...(categories && { relationships: { categories: { data: refs('catalog-category', categories) } } }),
})

export const variant = (external_id: string, itemId: string, attributes: Json = {}) => ({
  type: 'catalog-variant',
  attributes: {
    ...{ external_id, title: `Variant ${external_id}`, description: 'A variant', url: URL },
    ...{ sku: `SKU-${external_id}`, inventory_quantity: 5, price: 10, ...attributes },
  },
  relationships: { item: { data: { type: 'catalog-item', id: idOf(itemId) } } },
})

export const category = (external_id: string, items?: readonly string[]) => ({
  type: 'catalog-category',
  attributes: { external_id, name: `Category ${external_id}` },
  ...(items && { relationships: { items: { data: refs('catalog-item', items) } } }),
})

/** Identifiers of what has these external_ids. */
export const refs = (type: string, externalIds: readonly string[]) => externalIds.map((id) => ({ type, id: idOf(id) }))

const collections: Readonly<Record<string, string>> = {
  'catalog-item': 'catalog-items',
  'catalog-variant': 'catalog-variants',
  'catalog-category': 'catalog-categories',
}

/** Creates these, one after the other. */
export async function create(client: Client, ...rows: Json[]): Promise<Json[]> {
  const made: Json[] = []
  for (const data of rows) made.push(await client.post(`/api/${collections[data.type]}`, { data }))
  return made
}

/** External ids of what a path lists. */
export async function listed(client: Client, path: string): Promise<string[]> {
  return (await client.get(path)).body.data.map(({ id }: Json) => id.replace('$custom:::$default:::', ''))
}

export const errorsOf = ({ status, body }: { status: number; body: Json }) =>
  body.errors.map(({ code, detail, source }: Json) => [status, code, detail, source.pointer ?? source.parameter])
