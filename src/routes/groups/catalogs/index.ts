import { categoriesOfItem, fewOf, itemsOfCategory, variantsOfItem } from '../../../store/catalogs.ts'
import type { Selection } from '../../../store/selection.ts'
import type { Handler } from '../../context.ts'
import type { Group, ResourceType } from '../../resource.ts'
import { listShape, pageOf } from '../../shapes/read.ts'
import { bulkJobType, bulkWork, requestBulkJob } from '../bulk-jobs.ts'
import { subscribeToBackInStock } from './back-in-stock.ts'
import { catalogJobs, categoryJobs, itemJobs, variantJobs } from './jobs.ts'
import { categoryKind, itemKind, variantKind } from './kinds.ts'
import { createAnswer, deleteAnswer, membersAnswer, updateAnswer } from './writes.ts'

// Items, variants and categories of the catalog, their bulk jobs, and who waits for a variant. campaigns-content §6.

export const catalogs: Group = {
  name: 'Catalogs',
  types: [itemKind.type, variantKind.type, categoryKind.type, ...catalogJobs.map(bulkJobType)],
  takeOvers: {
    get_catalog_items: listOf(itemKind.type, 'category.id', itemsOfCategory),
    create_catalog_item: createAnswer(itemKind),
    update_catalog_item: updateAnswer(itemKind),
    delete_catalog_item: deleteAnswer(itemKind),
    get_catalog_variants: listOf(variantKind.type, 'item.id', variantsOfItem),
    create_catalog_variant: createAnswer(variantKind),
    update_catalog_variant: updateAnswer(variantKind),
    delete_catalog_variant: deleteAnswer(variantKind),
    get_catalog_categories: listOf(categoryKind.type, 'item.id', categoriesOfItem),
    create_catalog_category: createAnswer(categoryKind),
    update_catalog_category: updateAnswer(categoryKind),
    delete_catalog_category: deleteAnswer(categoryKind),
    add_categories_to_catalog_item: membersAnswer(itemKind, 'add'),
    update_categories_for_catalog_item: membersAnswer(itemKind, 'replace'),
    remove_categories_from_catalog_item: membersAnswer(itemKind, 'remove'),
    add_items_to_catalog_category: membersAnswer(categoryKind, 'add'),
    update_items_for_catalog_category: membersAnswer(categoryKind, 'replace'),
    remove_items_from_catalog_category: membersAnswer(categoryKind, 'remove'),
    bulk_create_catalog_items: requestBulkJob(itemJobs.create),
    bulk_update_catalog_items: requestBulkJob(itemJobs.update),
    bulk_delete_catalog_items: requestBulkJob(itemJobs.delete),
    bulk_create_catalog_variants: requestBulkJob(variantJobs.create),
    bulk_update_catalog_variants: requestBulkJob(variantJobs.update),
    bulk_delete_catalog_variants: requestBulkJob(variantJobs.delete),
    bulk_create_catalog_categories: requestBulkJob(categoryJobs.create),
    bulk_update_catalog_categories: requestBulkJob(categoryJobs.update),
    bulk_delete_catalog_categories: requestBulkJob(categoryJobs.delete),
    create_back_in_stock_subscription: (context) => subscribeToBackInStock(context),
  },
  jobs: bulkWork(catalogJobs),
}

/** GET of a collection; one that is asked for by ids or by a parent is read from there, because those are few. */
function listOf(type: ResourceType, parent: string, below: Selection): Handler {
  const byIds = { ...type, selection: fewOf(type.selection) }
  return (context) => {
    const { terms } = context.query
    const asked = terms.find(({ field }) => field === parent)
    const [literal] = asked?.values ?? []
    if (literal?.kind !== 'string') {
      return listShape(terms.some(({ field }) => field === 'ids') ? byIds : type, context)
    }
    const others = { ...context.query, terms: terms.filter((term) => term !== asked) }
    return { kind: 'many', type: type.type, ...pageOf(below, { ...context, query: others }, [literal.text]) }
  }
}
