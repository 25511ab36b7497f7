import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Every operation on tags, coupons and catalogs that the SDK's revision has. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

const idOf = (external: string) => `$custom:::$default:::${external}`
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

let group = ''
let tag = ''
let list = ''

it('tags and their groups are made, read, renamed', async () => {
  const made = await k.tags.createTagGroup({ data: { type: 'tag-group', attributes: { name: 'Season' } } })
  group = made.body.data.id
  expect(made.body.data.attributes).toEqual({ name: 'Season', exclusive: false, _default: false })
  const renamed = { data: { type: 'tag-group' as const, id: group, attributes: { name: 'Seasons' } } }
  expect((await k.tags.updateTagGroup(group, renamed)).response.status).toBe(204)
  expect((await k.tags.getTagGroup(group)).body.data?.attributes.name).toBe('Seasons')
  expect((await k.tags.getTagGroups()).body.data.map(({ attributes }) => attributes._default)).toEqual([false, true])
  const relationships = { tagGroup: { data: { type: 'tag-group' as const, id: group } } }
  const created = await k.tags.createTag({ data: { type: 'tag', attributes: { name: 'Winter' }, relationships } })
  tag = created.body.data.id
  expect(created.body.data.relationships?.tagGroup?.data?.id).toBe(group)
  const taken = await errorOf(k.tags.createTag({ data: { type: 'tag', attributes: { name: 'Winter' } } }))
  expect([taken.status, taken.data.errors[0]!.detail]).toEqual([409, `Tag with name 'Winter' already exists`])
  await k.tags.updateTag(tag, { data: { type: 'tag', id: tag, attributes: { name: 'Snow' } } })
  expect((await k.tags.getTag(tag, { include: ['tag-group'] })).body.included?.[0]?.id).toBe(group)
  expect(idsOf((await k.tags.getTags({ filter: 'equals(name,"Snow")' })).body)).toEqual([tag])
  expect((await k.tags.getTagGroupForTag(tag)).body.data?.id).toBe(group)
  expect((await k.tags.getTagGroupIdForTag(tag)).body.data?.id).toBe(group)
  expect(idsOf((await k.tags.getTagsForTagGroup(group)).body)).toEqual([tag])
  expect(idsOf((await k.tags.getTagIdsForTagGroup(group)).body)).toEqual([tag])
})

it('what there is is tagged, what there is not is refused', async () => {
  list = (await k.lists.createList({ data: { type: 'list', attributes: { name: 'A' } } })).body.data.id!
  const campaign = (
    await k.campaigns.createCampaign({
      data: {
        type: 'campaign',
        attributes: {
          name: 'A',
          audiences: { included: [list] },
          campaignMessages: {
            data: [{ type: 'campaign-message', attributes: { definition: { channel: 'email', content: {} } } }],
          },
        },
      },
    })
  ).body.data.id
  const lists = { data: [{ type: 'list' as const, id: list }] }
  const campaigns = { data: [{ type: 'campaign' as const, id: campaign }] }
  await k.tags.tagLists(tag, lists)
  await k.tags.tagCampaigns(tag, campaigns)
  expect(idsOf((await k.tags.getListIdsForTag(tag)).body)).toEqual([list])
  expect(idsOf((await k.tags.getCampaignIdsForTag(tag)).body)).toEqual([campaign])
  await k.tags.removeTagFromLists(tag, lists)
  await k.tags.removeTagFromCampaigns(tag, campaigns)
  expect(idsOf((await k.tags.getListIdsForTag(tag)).body)).toEqual([])
  const flows = { data: [{ type: 'flow' as const, id: 'None00' }] }
  const segments = { data: [{ type: 'segment' as const, id: 'None00' }] }
  expect((await errorOf(k.tags.tagFlows(tag, flows))).status).toBe(404)
  expect((await errorOf(k.tags.tagSegments(tag, segments))).status).toBe(404)
  expect((await k.tags.removeTagFromFlows(tag, flows)).response.status).toBe(204)
  expect((await k.tags.removeTagFromSegments(tag, segments)).response.status).toBe(204)
  expect(idsOf((await k.tags.getFlowIdsForTag(tag)).body)).toEqual([])
  expect(idsOf((await k.tags.getSegmentIdsForTag(tag)).body)).toEqual([])
  expect((await k.tags.deleteTag(tag)).response.status).toBe(204)
  expect((await k.tags.deleteTagGroup(group)).response.status).toBe(204)
})

it('coupons and codes are made, changed, used', async () => {
  const made = await k.coupons.createCoupon({ data: { type: 'coupon', attributes: { externalId: 'TEN' } } })
  expect(made.body.data.attributes.monitorConfiguration).toEqual({ low_balance_threshold: '500' })
  const attributes = { description: 'Ten off' }
  await k.coupons.updateCoupon('TEN', { data: { type: 'coupon', id: 'TEN', attributes } })
  expect((await k.coupons.getCoupon('TEN')).body.data?.attributes.description).toBe('Ten off')
  expect(idsOf((await k.coupons.getCoupons()).body)).toEqual(['TEN'])
  const code = (uniqueCode: string) => ({
    type: 'coupon-code' as const,
    attributes: { uniqueCode },
    relationships: { coupon: { data: { type: 'coupon' as const, id: 'TEN' } } },
  })
  expect((await k.coupons.createCouponCode({ data: code('A') })).body.data.id).toBe('TEN-A')
  const used = { data: { type: 'coupon-code' as const, id: 'TEN-A', attributes: { status: 'USED' as const } } }
  expect((await k.coupons.updateCouponCode('TEN-A', used)).body.data.attributes.status).toBe('USED')
  expect((await k.coupons.getCouponCode('TEN-A')).body.data.attributes.expiresAt).toBeInstanceOf(Date)
  const job = { type: 'coupon-code-bulk-create-job' as const, attributes: { couponCodes: { data: [code('B')] } } }
  const { id } = (await k.coupons.bulkCreateCouponCodes({ data: job })).body.data
  const done = (await k.coupons.getBulkCreateCouponCodesJob(id, { include: ['coupon-codes'] })).body
  expect([done.data.attributes.status, done.included?.[0]?.id]).toEqual(['complete', 'TEN-B'])
  expect(idsOf((await k.coupons.getBulkCreateCouponCodeJobs()).body)).toEqual([id])
  const all = ['TEN-A', 'TEN-B']
  expect(idsOf((await k.coupons.getCouponCodes('equals(coupon.id,"TEN")')).body)).toEqual(all)
  expect(idsOf((await k.coupons.getCouponCodesForCoupon('TEN')).body)).toEqual(all)
  expect(idsOf((await k.coupons.getCouponCodeIdsForCoupon('TEN')).body)).toEqual(all)
  expect((await k.coupons.getCouponForCouponCode('TEN-A')).body.data?.id).toBe('TEN')
  expect((await k.coupons.getCouponIdForCouponCode('TEN-A')).body.data?.id).toBe('TEN')
  expect((await k.coupons.deleteCouponCode('TEN-A')).response.status).toBe(204)
  expect((await k.coupons.deleteCoupon('TEN')).response.status).toBe(204)
})

const about = (external: string) => ({
  externalId: external,
  title: external,
  description: 'A thing',
  url: 'https://example.com',
})
const item = (external: string) => ({ type: 'catalog-item' as const, attributes: about(external) })
const variant = (external: string) => ({
  type: 'catalog-variant' as const,
  attributes: { ...about(external), sku: external, inventoryQuantity: 0, price: 1 },
  relationships: { item: { data: { type: 'catalog-item' as const, id: idOf('I') } } },
})
const category = (external: string) => ({
  type: 'catalog-category' as const,
  attributes: { externalId: external, name: external },
})

it('items, variants and categories are made, read, changed', async () => {
  expect((await k.catalogs.createCatalogItem({ data: item('I') })).body.data.id).toBe(idOf('I'))
  expect((await k.catalogs.createCatalogVariant({ data: variant('V') })).body.data.id).toBe(idOf('V'))
  expect((await k.catalogs.createCatalogCategory({ data: category('C') })).body.data.id).toBe(idOf('C'))
  const title = { attributes: { title: 'New' } }
  await k.catalogs.updateCatalogItem(idOf('I'), { data: { type: 'catalog-item', id: idOf('I'), ...title } })
  await k.catalogs.updateCatalogVariant(idOf('V'), { data: { type: 'catalog-variant', id: idOf('V'), ...title } })
  await k.catalogs.updateCatalogCategory(idOf('C'), {
    data: { type: 'catalog-category', id: idOf('C'), attributes: { name: 'New' } },
  })
  const found = (await k.catalogs.getCatalogItem(idOf('I'), { include: ['variants'] })).body
  expect([found.data.attributes.title, found.included?.[0]?.id]).toEqual(['New', idOf('V')])
  expect((await k.catalogs.getCatalogVariant(idOf('V'))).body.data.attributes.title).toBe('New')
  expect((await k.catalogs.getCatalogCategory(idOf('C'))).body.data.attributes.name).toBe('New')
  expect(idsOf((await k.catalogs.getCatalogItems({ sort: '-created' })).body)).toEqual([idOf('I')])
  expect(idsOf((await k.catalogs.getCatalogVariants({ filter: 'equals(sku,"V")' })).body)).toEqual([idOf('V')])
  expect(idsOf((await k.catalogs.getCatalogCategories()).body)).toEqual([idOf('C')])
})

it('items and categories are put together', async () => {
  const items = { data: [{ type: 'catalog-item' as const, id: idOf('I') }] }
  const categories = { data: [{ type: 'catalog-category' as const, id: idOf('C') }] }
  await k.catalogs.addItemsToCatalogCategory(idOf('C'), items)
  expect((await errorOf(k.catalogs.addCategoriesToCatalogItem(idOf('I'), categories))).status).toBe(409)
  expect(idsOf((await k.catalogs.getItemsForCatalogCategory(idOf('C'))).body)).toEqual([idOf('I')])
  expect(idsOf((await k.catalogs.getItemIdsForCatalogCategory(idOf('C'))).body)).toEqual([idOf('I')])
  expect(idsOf((await k.catalogs.getCategoriesForCatalogItem(idOf('I'))).body)).toEqual([idOf('C')])
  expect(idsOf((await k.catalogs.getCategoryIdsForCatalogItem(idOf('I'))).body)).toEqual([idOf('C')])
  expect(idsOf((await k.catalogs.getVariantsForCatalogItem(idOf('I'))).body)).toEqual([idOf('V')])
  expect(idsOf((await k.catalogs.getVariantIdsForCatalogItem(idOf('I'))).body)).toEqual([idOf('V')])
  await k.catalogs.removeItemsFromCatalogCategory(idOf('C'), items)
  await k.catalogs.updateCategoriesForCatalogItem(idOf('I'), categories)
  await k.catalogs.updateItemsForCatalogCategory(idOf('C'), items)
  await k.catalogs.removeCategoriesFromCatalogItem(idOf('I'), categories)
  expect(idsOf((await k.catalogs.getCategoryIdsForCatalogItem(idOf('I'))).body)).toEqual([])
})

it('somebody waits for a variant', async () => {
  const subscription = {
    type: 'back-in-stock-subscription' as const,
    attributes: {
      channels: ['EMAIL' as const],
      profile: { data: { type: 'profile' as const, attributes: { email: 'a@example.com' } } },
    },
    relationships: { variant: { data: { type: 'catalog-variant' as const, id: idOf('V') } } },
  }
  expect((await k.catalogs.createBackInStockSubscription({ data: subscription })).response.status).toBe(202)
  expect((await k.profiles.getProfiles()).body.data.map(({ attributes }) => attributes.email)).toEqual([
    'a@example.com',
  ])
})

/** A job's answer, whatever it is about. */
interface JobAnswer {
  body: { data: { id: string; attributes: { status: string; failedCount?: number | null } } }
}
type Call = (...given: unknown[]) => Promise<JobAnswer>

const families = {
  item: { rows: 'items', read: 'CatalogItems', made: item('B'), changed: { attributes: { title: 'Other' } } },
  variant: { rows: 'variants', read: 'Variants', made: variant('B'), changed: { attributes: { title: 'Other' } } },
  category: { rows: 'categories', read: 'Categories', made: category('B'), changed: { attributes: { name: 'Other' } } },
} as const

it.each(['item', 'variant', 'category'] as const)('jobs create, change and delete: %s', async (kind) => {
  const { rows, read, made, changed } = families[kind]
  const calls = k.catalogs as unknown as Record<string, Call>
  const row = { type: `catalog-${kind}`, id: idOf('B') }
  const steps = { Create: made, Update: { ...row, ...changed }, Delete: row }
  for (const [verb, one] of Object.entries(steps)) {
    const data = {
      type: `catalog-${kind}-bulk-${verb.toLowerCase()}-job`,
      attributes: { [rows]: { data: [one] } },
    }
    const name = `bulk${verb}Catalog${rows[0]!.toUpperCase()}${rows.slice(1)}`
    const { body } = await calls[name]!({ data })
    expect(body.data.attributes.status).toBe('processing')
    const done = await calls[`getBulk${verb}${read}Job`]!(body.data.id)
    expect([done.body.data.attributes.status, done.body.data.attributes.failedCount]).toEqual(['complete', 0])
    const listed = (await calls[`getBulk${verb}${read}Jobs`]!()) as unknown as { body: { data: { id: string }[] } }
    expect(idsOf(listed.body)).toEqual([body.data.id])
  }
})

it('what is deleted is gone', async () => {
  expect((await k.catalogs.deleteCatalogVariant(idOf('V'))).response.status).toBe(204)
  expect((await k.catalogs.deleteCatalogItem(idOf('I'))).response.status).toBe(204)
  expect((await k.catalogs.deleteCatalogCategory(idOf('C'))).response.status).toBe(204)
  expect((await errorOf(k.catalogs.getCatalogItem(idOf('I')))).status).toBe(404)
})

it('no operation was forgotten', () => {
  expect(forgotten('commerce', k)).toEqual([])
})
