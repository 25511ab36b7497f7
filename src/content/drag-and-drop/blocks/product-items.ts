import { textOf, type Data } from '../definition.ts'
import { literal, printedLiteral } from '../expressions.ts'
import { escape, escapeWords } from '../markup.ts'

/** What a card of a product shows; each part is HTML with template tags, or for attributes text with template tags. */
export interface Item {
  readonly title: string
  /** The title for an attribute: text with template tags. */
  readonly alt: string
  readonly url?: string | undefined
  readonly image?: string | undefined
  readonly description: string
  readonly price: string
  readonly originalPrice: string
  readonly rating: string
  readonly ratingCount: string
  readonly button: string
  /** Puts a condition of a template around a part that not every item has. */
  readonly only: (part: 'description' | 'price' | 'originalPrice' | 'rating' | 'ratingCount', html: string) => string
}

/** A product that the definition itself holds. */
export function staticItem(product: Data, properties: Data): Item {
  const text = (name: string): string => escape(textOf(product[name]) ?? '')
  const own = textOf(product.link)
  const page = textOf(product.url)
  const title = textOf(product.title) ?? textOf(product.name) ?? textOf(properties.title_placeholder) ?? ''
  return {
    title: escape(title),
    alt: title,
    url: product.autogenerate_link === true ? (page ?? own) : (own ?? page),
    image: textOf(product.image_url),
    description: text('description'),
    price: text('price'),
    originalPrice: text('original_price'),
    rating: '',
    ratingCount: '',
    button: escapeWords(textOf(product.button_text) ?? 'Shop now'),
    only: (_, html) => html,
  }
}

/** How a template names the parts of a product: expressions, of which the first that holds something counts. */
type Part = 'title' | 'url' | 'image' | 'description' | 'price' | 'originalPrice' | 'rating' | 'ratingCount'
type Names = Readonly<Record<Part, readonly string[]>>

const FEED: Names = {
  title: ['item.title', 'item.name'],
  url: ['item.url', 'item.link'],
  image: ['item.featured_image.full.src', 'item.image_url', 'item.image'],
  description: ['item.description'],
  price: ["item.metadata|lookup:'price'", 'item.price'],
  originalPrice: ["item.metadata|lookup:'compare_at_price'", 'item.original_price'],
  rating: ['item.rating'],
  ratingCount: ['item.rating_count'],
}

const CATALOG: Names = {
  title: ['catalog_item.title'],
  url: ['catalog_item.url'],
  image: ['catalog_item.featured_image.full.src'],
  description: ['catalog_item.description'],
  price: ["catalog_item.metadata|lookup:'price'"],
  originalPrice: ["catalog_item.metadata|lookup:'compare_at_price'"],
  rating: ["catalog_item.metadata|lookup:'rating'"],
  ratingCount: ["catalog_item.metadata|lookup:'rating_count'"],
}

/** Prints the first that holds something. The filter `default` would fail on a variable that is not there. */
const printed = (names: readonly string[], fallback?: string): string => {
  const all = fallback === undefined ? names : [...names, printedLiteral(fallback)]
  return all.length === 1 ? `{{ ${all[0]} }}` : `{% firstof ${all.join(' ')} %}`
}

const amount = (names: readonly string[]): string => {
  const branches = names.map((name, index) => `{% ${index > 0 ? 'elif' : 'if'} ${name} %}{% currency_format ${name} %}`)
  return `${branches.join('')}{% endif %}`
}

function templateItem(names: Names, placeholder: unknown, words: unknown): Item {
  const title = printed(names.title, textOf(placeholder))
  return {
    title,
    alt: title,
    url: printed(names.url),
    image: printed(names.image),
    description: printed(names.description),
    price: amount(names.price),
    originalPrice: amount(names.originalPrice),
    rating: printed(names.rating),
    ratingCount: printed(names.ratingCount),
    button: escapeWords(textOf(words) ?? 'Shop now'),
    only: (part, html) => `{% if ${names[part].join(' or ')} %}${html}{% endif %}`,
  }
}

/** Assumed: an item of a product feed has the members of a catalog item, one of a web feed those of its own. */
export const feedItem = (properties: Data): Item =>
  templateItem(FEED, properties.title_placeholder, properties.button_text)

/** A product read from the catalog when the mail is rendered, in the recipient's language. */
export const catalogItem = (product: Data, properties: Data): Item =>
  templateItem(CATALOG, properties.title_placeholder, product.button_text)

/** Wraps what shows a catalog item in the lookup of that item. */
export function inCatalog(id: string, { language, region }: Data, html: string): string {
  const options = Object.entries({ language: textOf(language), region: textOf(region) })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${literal(value!)}`)
  return `{% catalog ${literal(id)}${options.join('')} %}${html}{% endcatalog %}`
}

/** Assumed: where the items of a dynamic block come from; recommendations without a feed are next_best_products. */
export function feedExpression(properties: Data): string | undefined {
  const feed = textOf(properties.feed)?.trim()
  if (feed === undefined) return properties.is_nbp === true ? 'next_best_products' : undefined
  return /^[a-z]\w*$/i.test(feed) ? `feeds.${feed}` : `feeds|lookup:${literal(feed)}`
}
