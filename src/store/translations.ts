import type { Db } from './database.ts'
import { deleteResource, linkedFrom, linkedTo, resourceColumns, resourcesOf, type Identifier } from './resources.ts'
import type { Selection } from './selection.ts'

/*
 * Translations: what is told of one is a resource, its texts by key and locale are `internal`, and one link leads to what
 * it translates. Its id names that, too: `<resource type>::<channel>::<id>`. Documented.
 */

const TRANSLATION = 'translation'

/** What can be translated. */
export const TRANSLATED = [
  'campaign-variation',
  'flow-message',
  'template',
  'template-universal-content',
  'consent-page',
] as const

export type Translated = (typeof TRANSLATED)[number]

/** Attributes of a translation in wire order. Documented; the order is Assumed. */
export interface TranslationAttributes {
  source_locale: string
  target_locales: readonly string[]
  fallback_locale: string
  channel: string
  metadata: null
  created: string
  updated: string
}

/** Translated texts: by the key of the source text, then by locale. */
export type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>

const linkedId = (type: Translated) =>
  `(SELECT l.to_id FROM linkage l WHERE l.type = 'translation' AND l.id = r.id AND l.relationship = '${type}')`

/** The column of a translation's row that holds the id of what it translates, by type. */
export const translatedColumn = (type: Translated): string => `${type.replaceAll('-', '_')}_id`

const columns = [resourceColumns, ...TRANSLATED.map((type) => `${linkedId(type)} AS ${translatedColumn(type)}`)].join(
  ', ',
)

/** All translations, with the ids of what they translate. */
export const translationSelection: Selection = {
  ...resourcesOf(TRANSLATION, {
    resource_type: { sql: `substr(r.id, 1, instr(r.id, '::') - 1)` },
    channel: { sql: `r.attributes ->> '$.channel'` },
    related_resource_id: {
      within: {
        key: 'r.id',
        select: /* sql */ `
          SELECT l.id FROM linkage l
          WHERE l.to_type IN (${TRANSLATED.map((type) => `'${type}'`).join(', ')}) AND l.type = 'translation' AND`,
        sql: 'l.to_id',
      },
    },
  }),
  columns,
}

/** What a translation translates, of one type; its id is the parameter. Rows as the selection of the type gives them. */
export function translatedBy(type: Translated, selection: Selection = resourcesOf(type)): Selection {
  const { from, where } = linkedFrom(TRANSLATION, type, type)
  return { ...selection, from, where: where!, defaultSort: { field: 'id' } }
}

/** The translations of a resource of this type; its id is the parameter. */
export function translationsOf(type: Translated): Selection {
  const { from, where } = linkedTo(TRANSLATION, type, type)
  return { ...translationSelection, from, where: where! }
}

/** The translated texts of a translation. */
export function readTexts(db: Db, id: string): Texts {
  const text = db.value<string>(`SELECT internal FROM resource WHERE type = 'translation' AND id = ?`, id)
  return text === undefined ? {} : ((JSON.parse(text) as { texts?: Texts }).texts ?? {})
}

/** Replaces the translated texts of a translation. */
export function writeTexts(db: Db, id: string, texts: Texts): void {
  db.run(`UPDATE resource SET internal = ? WHERE type = 'translation' AND id = ?`, JSON.stringify({ texts }), id)
}

/** Deletes the translations of a resource that goes. */
export function deleteTranslationsOf(db: Db, { type, id }: Identifier): void {
  const found = db.all<Identifier>(
    `SELECT type, id FROM linkage WHERE to_type = ? AND to_id = ? AND type = 'translation' AND relationship = ?`,
    ...[type, id, type],
  )
  for (const translation of found) deleteResource(db, translation)
}
