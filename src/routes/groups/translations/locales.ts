import type { TranslationAttributes } from '../../../store/translations.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'

/** `en`, `pt-BR`, `zh-Hans`, `es-419`. Observed are en, fr, de and es; the others Assumed, revision-2026-10-15 §4.4. */
const LOCALE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i

type Locales = Pick<TranslationAttributes, 'source_locale' | 'target_locales' | 'fallback_locale'>

/** What is wrong with the locales of a translation, as they would be. Assumed, rules and texts. */
export function localeProblems({ source_locale, target_locales, fallback_locale }: Locales): ErrorEntry[] {
  const at = (place: string) => ({ pointer: `/data/attributes/${place}` })
  const malformed = [
    ['source_locale', source_locale] as const,
    ...target_locales.map((locale, index) => [`target_locales/${index}`, locale] as const),
    ['fallback_locale', fallback_locale] as const,
  ].filter(([, locale]) => !LOCALE.test(locale))
  if (malformed.length > 0) {
    return malformed.map(([place, locale]) => invalidEntry(`'${locale}' is not a valid locale.`, at(place)))
  }
  const problems: ErrorEntry[] = []
  if (target_locales.includes(source_locale)) {
    problems.push(invalidEntry(`The source locale '${source_locale}' cannot be a target locale.`, at('target_locales')))
  }
  if (fallback_locale !== source_locale && !target_locales.includes(fallback_locale)) {
    const detail = `The fallback locale '${fallback_locale}' must be the source locale or a target locale.`
    problems.push(invalidEntry(detail, at('fallback_locale')))
  }
  return problems
}
