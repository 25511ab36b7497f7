import type { Client, Json } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Items, variants and categories of the catalog, and their jobs.

const URL = 'https://example.com/a'

const shown = (external_id: string) => ({ external_id, title: 'Sweep', description: 'Sweep', url: URL })
const item = (external_id: string) => ({ type: 'catalog-item', attributes: shown(external_id) })
const variant = (external_id: string, id: unknown) => ({
  type: 'catalog-variant',
  attributes: { ...shown(external_id), sku: external_id, inventory_quantity: 1, price: 1 },
  relationships: { item: { data: { type: 'catalog-item', id } } },
})
const category = (external_id: string) => ({ type: 'catalog-category', attributes: { external_id, name: 'Sweep' } })

const jobBody = (type: string, rows: string, row: Json) => ({ data: { type, attributes: { [rows]: { data: [row] } } } })

/** The jobs of a kind: by verb, a row that succeeds. */
const rowsOf = (kind: string, ids: Ids): Record<string, Json> => {
  const type = `catalog-${kind}`
  const made =
    kind === 'item' ? item('BULK') : kind === 'variant' ? variant('BULK', ids['catalog-item']) : category('BULK')
  return { create: made, update: { type, id: ids[type], attributes: {} }, delete: { type, id: ids[type] } }
}

const KINDS = { item: 'items', variant: 'variants', category: 'categories' } as const

const jobTypes = Object.keys(KINDS).flatMap((kind) =>
  ['create', 'update', 'delete'].map((verb) => `catalog-${kind}-bulk-${verb}-job`),
)

/** The body of a job by its operation: bulk_<verb>_catalog_<rows>. */
const jobBodies = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, rows]) =>
    ['create', 'update', 'delete'].map((verb) => [
      `bulk_${verb}_catalog_${rows}`,
      (ids: Ids) => jobBody(`catalog-${kind}-bulk-${verb}-job`, rows, rowsOf(kind, ids)[verb]),
    ]),
  ),
)

const subscription = ({ 'catalog-variant': id, profile }: Ids) => ({
  data: {
    type: 'back-in-stock-subscription',
    attributes: { channels: ['EMAIL'], profile: { data: { type: 'profile', id: profile, attributes: {} } } },
    relationships: { variant: { data: { type: 'catalog-variant', id } } },
  },
})

export const catalogs: GroupRequests = {
  groups: ['Catalogs', 'Client'],
  idTypes: {
    'catalog-items': 'catalog-item',
    'catalog-variants': 'catalog-variant',
    'catalog-categories': 'catalog-category',
    ...Object.fromEntries(jobTypes.map((type) => [`${type}s`, type])),
  },
  bodies: {
    ...jobBodies,
    create_catalog_item: () => ({ data: item('NEW') }),
    create_catalog_variant: (ids) => ({ data: variant('NEW', ids['catalog-item']) }),
    create_catalog_category: () => ({ data: category('NEW') }),
    add_categories_to_catalog_item: ({ other_category: id }) => ({ data: [{ type: 'catalog-category', id }] }),
    add_items_to_catalog_category: ({ other_item: id }) => ({ data: [{ type: 'catalog-item', id }] }),
    create_back_in_stock_subscription: subscription,
    create_client_back_in_stock_subscription: subscription,
  },
  seed: seedCatalogs,
}

async function seedCatalogs(client: Client): Promise<Ids> {
  const idOf = async (path: string, body: Json) => (await client.post(path, body)).body.data.id as string
  const ids: Ids = { 'catalog-item': await idOf('/api/catalog-items', { data: item('SWEEP') }) }
  ids['catalog-variant'] = await idOf('/api/catalog-variants', { data: variant('SWEEP', ids['catalog-item']) })
  ids['catalog-category'] = await idOf('/api/catalog-categories', { data: category('SWEEP') })
  ids.other_item = await idOf('/api/catalog-items', { data: item('OTHER') })
  ids.other_category = await idOf('/api/catalog-categories', { data: category('OTHER') })
  for (const type of jobTypes) {
    const [, kind, verb] = /^catalog-(\w+)-bulk-(\w+)-job$/.exec(type)!
    const row = { ...rowsOf(kind!, ids)[verb!] }
    // What is there stays.
    if (verb !== 'create') row.id = '$custom:::$default:::NONE'
    ids[type] = await idOf(`/api/${type}s`, jobBody(type, KINDS[kind as keyof typeof KINDS], row))
  }
  return ids
}
