import type { Db } from './database.ts'
import { deleteResource, findResource, insertResource, linkedTo, relink, resourcesOf } from './resources.ts'
import { readPage, type Selection } from './selection.ts'
import { deleteTranslationsOf } from './translations.ts'

// Templates, and the definitions of those made of blocks. A definition lies beside its template, because it is long and
// most reads do not show it.

const TEMPLATE = 'template'
const DEFINITION = 'template-definition'
const UNIVERSAL_CONTENT = 'template-universal-content'

/** Attributes of a template in wire order. Observed, recorded bodies of 2026-04-15; `screenshot_url` Documented. */
export interface TemplateAttributes {
  name: string
  editor_type: string
  html: string
  text: string | null
  amp: string | null
  created: string
  updated: string
  screenshot_url: string | null
}

/** The message that a copy of a template belongs to. */
export interface TemplateOwner {
  type: 'campaign-variation' | 'flow-message'
  id: string
}

/** All templates, copies included. */
export const templateSelection: Selection = resourcesOf(TEMPLATE)

/** The templates that can be used again: not the copies, which belong to one message each. */
export const reusableTemplates: Selection = {
  ...templateSelection,
  where: `r.type = 'template' AND r.internal ->> '$.owner' IS NULL`,
}

export const universalContentSelection: Selection = resourcesOf(UNIVERSAL_CONTENT, {
  'definition.content_type': { sql: `r.attributes ->> '$.definition.content_type'` },
  'definition.type': { sql: `r.attributes ->> '$.definition.type'` },
})

/** Whether an account holds this many templates, copies not counted. */
export function hasTemplates(db: Db, count: number): boolean {
  // With copies there are at least as many: this count comes from an index.
  if (db.value<number>(`SELECT count(*) FROM resource WHERE type = 'template'`)! < count) return false
  return (
    db.value<number>(
      `SELECT count(*) FROM resource r WHERE r.type = 'template' AND r.internal ->> '$.owner' IS NULL`,
    )! >= count
  )
}

/** The message that a template belongs to; undefined when it is no copy, or is not there. */
export function templateOwner(db: Db, id: string): TemplateOwner | undefined {
  const text = db.value<string | null>(
    `SELECT r.internal -> '$.owner' FROM resource r WHERE r.type = 'template' AND r.id = ?`,
    id,
  )
  return text == null ? undefined : (JSON.parse(text) as TemplateOwner)
}

/** Whether the message that a copy was made for still holds it. */
export function isAttached(db: Db, id: string, owner: TemplateOwner): boolean {
  // A variation's copy is deleted together with its place in the variation.
  if (owner.type === 'campaign-variation') return true
  const sql = `SELECT 1 FROM linkage WHERE type = ? AND id = ? AND relationship = 'template' AND to_id = ?`
  return db.value(sql, owner.type, owner.id, id) !== undefined
}

export function insertTemplate(
  db: Db,
  id: string,
  attributes: TemplateAttributes,
  times: { created: number; updated: number },
  owner?: TemplateOwner,
): void {
  const row = { type: TEMPLATE, id, ...times, attributes: { ...attributes } }
  insertResource(db, { ...row, ...(owner !== undefined && { internal: { owner } }) })
}

/** Deletes a template with its definition and translations; false when there was none. */
export function deleteTemplate(db: Db, id: string): boolean {
  deleteDefinition(db, id)
  deleteTranslationsOf(db, { type: TEMPLATE, id })
  return deleteResource(db, { type: TEMPLATE, id })
}

export function deleteDefinition(db: Db, id: string): void {
  deleteResource(db, { type: DEFINITION, id })
}

/** The definition of a template made of blocks; undefined for any other. */
export function readDefinition<Definition>(db: Db, id: string): Definition | undefined {
  const row = findResource(db, { type: DEFINITION, id })
  return row === undefined ? undefined : (JSON.parse(row.attributes) as Definition)
}

/** Stores the definition of a template, and which universal content stands in it. */
export function writeDefinition(
  db: Db,
  id: string,
  definition: object,
  universalIds: readonly string[],
  now: number,
): void {
  db.run(
    `INSERT INTO resource (type, id, created, updated, attributes) VALUES ('template-definition', ?, ?, ?, ?)
     ON CONFLICT (type, id) DO UPDATE SET attributes = excluded.attributes, updated = excluded.updated`,
    ...[id, now, now, JSON.stringify(definition)],
  )
  const targets = universalIds.map((universalId) => ({ type: UNIVERSAL_CONTENT, id: universalId }))
  relink(db, { type: TEMPLATE, id }, 'universal-content', targets)
}

/** The templates that writeDefinition linked with universal content. */
const templatesOf = linkedTo(TEMPLATE, 'universal-content', UNIVERSAL_CONTENT)

/** Ids of the templates, copies included, in whose definitions universal content stands. */
export function templatesWith(db: Db, universalId: string): string[] {
  return readPage(db, templatesOf, { parents: [universalId] }).rows.map(({ id }) => id)
}

/** Replaces the HTML of a template; its `updated` stays. */
export function replaceTemplateHtml(db: Db, id: string, html: string): void {
  db.run(
    `UPDATE resource SET attributes = json_set(attributes, '$.html', ?) WHERE type = 'template' AND id = ?`,
    html,
    id,
  )
}
