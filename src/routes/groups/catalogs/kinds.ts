import {
  addToCategory,
  categoriesOfItem,
  categorySelection,
  isInCategory,
  itemOfVariant,
  itemsOfCategory,
  itemSelection,
  removeFromCategories,
  removeFromCategory,
  removeItems,
  variantSelection,
  variantsOfItem,
} from '../../../store/catalogs.ts'
import type { Db } from '../../../store/database.ts'
import { mismatched } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'

// Items, variants and categories. campaigns-content §6.

/** Only one integration and one catalog can be written. Documented. */
const ID = /^\$custom:::\$default:::.+$/s

/** Klaviyo's 404 for items is Observed, campaigns-content §6.1; the others follow it. An id of another form: 400 (text Assumed). */
const missing = (noun: string) => (id: string) => {
  if (!ID.test(id)) throw mismatched('id', ID, id, '/data/id')
  return `${noun} with the id \`${id}\` does not exist.`
}

const itemType: ResourceType = {
  type: 'catalog-item',
  collection: 'catalog-items',
  selection: itemSelection,
  attributes: [
    ...['external_id', 'title', 'description', 'price', 'url', 'image_full_url', 'image_thumbnail_url', 'images'],
    ...['custom_metadata', 'published', 'created', 'updated'],
  ],
  relationships: {
    variants: { type: 'catalog-variant', many: true, related: variantsOfItem },
    categories: { type: 'catalog-category', many: true, related: categoriesOfItem },
  },
  notFound: missing('An item'),
}

const variantType: ResourceType = {
  type: 'catalog-variant',
  collection: 'catalog-variants',
  selection: variantSelection,
  attributes: [
    ...['external_id', 'title', 'description', 'sku', 'inventory_policy', 'inventory_quantity', 'price', 'url'],
    ...['image_full_url', 'image_thumbnail_url', 'images', 'custom_metadata', 'published', 'created', 'updated'],
  ],
  relationships: { item: { type: 'catalog-item', many: false, related: itemOfVariant } },
  notFound: missing('A variant'),
}

const categoryType: ResourceType = {
  type: 'catalog-category',
  collection: 'catalog-categories',
  selection: categorySelection,
  attributes: ['external_id', 'name', 'updated'],
  relationships: { items: { type: 'catalog-item', many: true, related: itemsOfCategory } },
  notFound: missing('A category'),
}

/** One of the three kinds of things in a catalog, as plain data. */
export interface Kind {
  type: ResourceType
  /** How errors call one. */
  noun: string
  /** What an attribute is that is left out or null. Observed of items and variants, recorded bodies. */
  defaults: Readonly<Record<string, unknown>>
  /** The other side of what items and categories are to each other, written from this side. */
  members?: Members
}

/** How one kind is put into the other. */
export interface Members {
  relationship: string
  of: ResourceType
  add: (db: Db, id: string, other: string) => void
  has: (db: Db, id: string, other: string) => boolean
  remove: (db: Db, id: string, other: string) => void
  clear: (db: Db, id: string) => void
}

const shown = { image_full_url: '', image_thumbnail_url: '', images: [], custom_metadata: {}, published: true }

export const itemKind: Kind & { members: Members } = {
  type: itemType,
  noun: 'item',
  defaults: shown,
  members: {
    relationship: 'categories',
    of: categoryType,
    add: (db, item, category) => addToCategory(db, category, item),
    has: (db, item, category) => isInCategory(db, category, item),
    remove: (db, item, category) => removeFromCategory(db, category, item),
    clear: removeFromCategories,
  },
}

export const variantKind: Kind = {
  type: variantType,
  noun: 'variant',
  defaults: { ...shown, inventory_policy: 0 }, // Documented.
}

export const categoryKind: Kind & { members: Members } = {
  type: categoryType,
  noun: 'category',
  defaults: {},
  members: {
    relationship: 'items',
    of: itemType,
    add: addToCategory,
    has: isInCategory,
    remove: removeFromCategory,
    clear: removeItems,
  },
}
