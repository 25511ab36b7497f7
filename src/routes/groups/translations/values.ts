import type { Row } from '../../../store/selection.ts'
import {
  readTexts,
  writeTexts,
  type Texts,
  type Translated,
  type TranslationAttributes,
} from '../../../store/translations.ts'
import type { Context } from '../../context.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'
import { sourceTexts, type Source } from './source-texts.ts'

// The values of a translation: each source text with its translations. revision-2026-10-15 §4.2, §4.5.

interface Value {
  id: string
  source_value: string
  translations: Readonly<Record<string, string>>
}

/** What a translation's id says. */
export function sourceOf(id: string): Source {
  const [type, channel, ...rest] = id.split('::')
  return { type: type as Translated, channel: channel!, id: rest.join('::') }
}

/** The values of a translation; of its locales, those that have a text (Assumed). */
export function valuesOf({ id, attributes }: Row, { db }: Pick<Context, 'db'>): Value[] {
  const { target_locales } = JSON.parse(attributes) as TranslationAttributes
  const texts = readTexts(db, id)
  return sourceTexts(db, sourceOf(id)).map(({ key, text }) => ({
    id: `${id}::${key}`,
    source_value: text,
    translations: inLocales(texts[key] ?? {}, target_locales),
  }))
}

const inLocales = (texts: Readonly<Record<string, string>>, locales: readonly string[]) =>
  Object.fromEntries(locales.flatMap((locale) => (Object.hasOwn(texts, locale) ? [[locale, texts[locale]!]] : [])))

/** Values in one request. Observed limit, revision-2026-10-15 §4.5; status and text of the refusal Assumed. */
const MOST_VALUES = 100
const VALUES = '/data/attributes/values'

/** What is wrong with values to be written, when the translation has these target locales. Assumed, rules and texts. */
export function valueProblems(
  given: readonly unknown[],
  translationId: string,
  locales: readonly string[],
  { db }: Pick<Context, 'db'>,
): ErrorEntry[] {
  if (given.length > MOST_VALUES) {
    return [invalidEntry(`A maximum of ${MOST_VALUES} values is allowed per request.`, { pointer: VALUES })]
  }
  const known = new Set(sourceTexts(db, sourceOf(translationId)).map(({ key }) => `${translationId}::${key}`))
  return given.flatMap((value, index) =>
    problemsOf(value as Readonly<Record<string, unknown>>, `${VALUES}/${index}`, known, locales),
  )
}

function problemsOf(
  { id, translations }: Readonly<Record<string, unknown>>,
  pointer: string,
  known: ReadonlySet<string>,
  locales: readonly string[],
): ErrorEntry[] {
  const at = (name: string) => ({ pointer: `${pointer}/${name}` })
  const required = (name: string) => invalidEntry(`'${name}' is a required field for the resource 'values'.`, at(name))
  const problems: ErrorEntry[] = []
  if (id === undefined) problems.push(required('id'))
  else if (typeof id !== 'string' || !known.has(id)) {
    problems.push(invalidEntry(`A translation value with id ${String(id)} does not exist.`, at('id')))
  }
  if (translations === undefined) return [...problems, required('translations')]
  if (typeof translations !== 'object' || translations === null || Array.isArray(translations)) {
    return [...problems, invalidEntry(`'translations' must be of type object.`, at('translations'))]
  }
  for (const [locale, text] of Object.entries(translations)) {
    const place = at(`translations/${locale}`)
    if (!locales.includes(locale)) {
      problems.push(invalidEntry(`'${locale}' is not a target locale of this translation.`, place))
    } else if (typeof text !== 'string' && text !== null) {
      problems.push(invalidEntry(`'${locale}' must be of type string.`, place))
    }
  }
  return problems
}

/** A value as a body gives it, once it was found to be right. */
export interface GivenValue {
  id: string
  translations: Readonly<Record<string, string | null>>
}

/**
 * Writes values in place: locales that they do not mention keep their texts (Observed, revision-2026-10-15 §4.5). Null
 * takes a text away, and so does taking its locale off the translation: Assumed, both.
 */
export function storeValues(
  translationId: string,
  given: readonly GivenValue[],
  locales: readonly string[],
  { db }: Pick<Context, 'db'>,
): void {
  const texts: Record<string, Record<string, string>> = {}
  for (const [key, stored] of Object.entries<Texts[string]>(readTexts(db, translationId))) {
    texts[key] = inLocales(stored, locales)
  }
  for (const { id, translations } of given) {
    const key = id.slice(translationId.length + '::'.length)
    const own = (texts[key] ??= {})
    for (const [locale, text] of Object.entries(translations)) {
      if (text === null) delete own[locale]
      else own[locale] = text
    }
  }
  writeTexts(db, translationId, texts)
}
