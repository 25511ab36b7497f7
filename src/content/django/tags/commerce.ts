import { barcodeHtml, barcodeImage } from '../barcode.ts'
import { conditionalEscape } from '../escape.ts'
import { SLOW } from '../limits.ts'
import type { CatalogPlace } from '../options.ts'
import type { Tag, Tags } from '../parser.ts'
import { onceIn, withFrame, type Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { isDict, isText, numberOf, Safe, textOf, type Dict } from '../values.ts'
import { readFloat } from '../numbers.ts'
import { splitTarget } from './flow.ts'
import { compileArguments, simpleTag, type Arguments } from './simple.ts'

/** A keyword as text; undefined when it was not given. */
function keywordText({ keywords }: Arguments, name: string, { budget }: Scope): string | undefined {
  return keywords.has(name) ? textOf(keywords.get(name), budget) : undefined
}

const PLACE_KEYWORDS = ['integration', 'catalog_id', 'unpublished', 'language', 'region'] as const

function placeOf(given: Arguments, scope: Scope): CatalogPlace {
  const place: Record<string, string> = {}
  for (const keyword of PLACE_KEYWORDS) {
    const text = keywordText(given, keyword, scope)
    if (text !== undefined) place[keyword === 'catalog_id' ? 'catalogId' : keyword] = text
  }
  return place
}

/**
 * Binds `catalog_item` and `catalog_id`. Documented, campaigns-content §4.2. Observed (weakly), §3.5: what a preview
 * prints when there is no such item; a sender's `catalogItem` throws instead, and the message is skipped.
 */
const catalog: Tag = (call, parser) => {
  const arguments_ = compileArguments(call, call.words(), { least: 1, keywords: PLACE_KEYWORDS }, parser)
  const { body } = parser.until(['endcatalog'], call)
  return (scope) => {
    const given = arguments_(scope)
    const id = textOf(given.values[0], scope.budget)
    const item = scope.settings.catalogItem?.(id, placeOf(given, scope))
    if (item !== undefined) return withFrame(scope, new Map<string, unknown>([['catalog_item', item], ['catalog_id', id]]), body) // prettier-ignore
    const shown = scope.autoescape ? conditionalEscape(id) : id
    const text = `Unable to find item with code: ${shown}. It may have been deleted.`
    scope.budget.write(text.length)
    return text
  }
}

/** Whether a category of the item bears these words in its name. Documented: partial matches count (§4.2). */
const hasCategory = simpleTag({ least: 2 }, ({ values: [item, words] }, { budget }) => {
  const categories = isDict(item) && Object.hasOwn(item, 'categories') ? item.categories : undefined
  const wanted = textOf(words, budget)
  return Array.isArray(categories) && categories.some((category) => textOf(nameOf(category), budget).includes(wanted))
})

const nameOf = (category: unknown): unknown =>
  isDict(category) && Object.hasOwn(category, 'name') ? category.name : category

/** Numbers alone are printed, as an amount of money; text counts when it holds one. Documented, §4.2. */
const currencyFormat = simpleTag({ least: 1 }, ({ values: [value] }, scope) => {
  const number = numberOf(value) ?? (isText(value) ? readFloat(textOfNumber(value)) : undefined)
  if (number === undefined || !Number.isFinite(number)) return ''
  scope.budget.spend(SLOW)
  return moneyFormat(scope).format(number)
})

const textOfNumber = (value: string | Safe): string => (typeof value === 'string' ? value : value.text)

const MONEY = {}

/** Assumed: a locale or currency that nobody knows prints as US dollars do, rather than stopping the message. */
const moneyFormat = (scope: Scope): Intl.NumberFormat =>
  onceIn(scope, MONEY, () => {
    const { locale, currency } = scope.settings
    try {
      return new Intl.NumberFormat(locale, { style: 'currency', currency })
    } catch {
      return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
    }
  })

/** Documented, §4.2 and §3.5: a preview shows a placeholder. Assumed: its wording. */
const couponCode = simpleTag({ least: 1, keywords: ['cut'] }, ({ values: [name], keywords }, { settings, budget }) => {
  const text = textOf(name, budget)
  return settings.couponCode?.(text, numberOf(keywords.get('cut'))) ?? `[coupon_code: ${text}]`
})

/** Documented, §4.2: `{% barcode 'v' width= height= mode=html %}`. Assumed: Code 128, pixels, an image by default. */
const barcode = simpleTag({ least: 1, keywords: ['width', 'height', 'mode'] }, (given, scope) => {
  const text = textOf(given.values[0], scope.budget)
  const size = (name: string) => readFloat(keywordText(given, name, scope) ?? '')
  const draw = keywordText(given, 'mode', scope) === 'html' ? barcodeHtml : barcodeImage
  const markup = draw(text, size('width'), size('height'))
  return markup === undefined ? '' : new Safe(markup)
})

/** A record as a template meets it: by its properties, and whole under `record`. Documented for loops, §4.2. */
const recordOf = (record: Dict): Dict => ({ ...record, record })

/** `{% customobject id object_type_title="T" as a %}`, or all records of a type. Documented, §4.2. */
const customObjectTag =
  (isOne: boolean): Tag =>
  (call, parser) => {
    const { words, target } = splitTarget(call.words())
    if (target === undefined) throw new TemplateError(`${call.name} wants as name`, call.line)
    const signature = { least: isOne ? 1 : 0, keywords: ['object_type_title'] }
    const arguments_ = compileArguments(call, words, signature, parser)
    const { body } = parser.until([`end${call.name}`], call)
    return (scope) => {
      const given = arguments_(scope)
      const title = keywordText(given, 'object_type_title', scope)
      const id = isOne ? textOf(given.values[0], scope.budget) : undefined
      const records = (scope.settings.customObjects?.(title, id) ?? []).map(recordOf)
      scope.budget.spend(records.length)
      // Assumed: a record that does not exist is nothing, as any missing variable
      return withFrame(scope, new Map<string, unknown>([[target, isOne ? (records[0] ?? '') : records]]), body)
    }
  }

/** Tags that print from the account's catalog, coupons and custom objects. */
export const commerceTags: Tags = {
  barcode,
  catalog,
  coupon_code: couponCode,
  currency_format: currencyFormat,
  customobject: customObjectTag(true),
  customobjects: customObjectTag(false),
  has_category: hasCategory,
}
