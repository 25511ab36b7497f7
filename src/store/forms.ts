import { formatSeconds, UPDATED_LATER } from './clock.ts'
import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import { deleteResource, insertResource, link, linkedFrom, linkedTo, resourcesOf, updateResource } from './resources.ts'
import type { Selection } from './selection.ts'

// Forms and their versions. A version holds its part of the form's definition beside its attributes, because it is long
// and only reads of the whole form show it.

const FORM = 'form'
const VERSION = 'form-version'
const VERSIONS = 'form-versions'

export type FormStatus = 'draft' | 'live'

/** Attributes of a form in wire order; `any_live` is never shown. */
export interface FormAttributes {
  name: string
  /** `draft` as long as there is a draft version. */
  status: FormStatus
  ab_test: boolean
  created_at: string
  updated_at: string
  /** Whether a version is live, next to drafts or not. */
  any_live: boolean
}

/** Attributes of a version in wire order. */
export interface VersionAttributes {
  form_type: string
  variation_name: string
  ab_test: { variation_name: string } | null
  status: FormStatus
  created_at: string
  updated_at: string
}

/** A version with its part of the definition, in which neither its id nor its status stands. */
export interface FormVersion<Definition = unknown> {
  /** Digits. */
  id: string
  attributes: VersionAttributes
  definition: Definition
}

const abTest: Column = { sql: `r.attributes ->> '$.ab_test'`, kind: 'boolean' }
const status: Column = { sql: `r.attributes ->> '$.status'` }

export const formSelection: Selection = resourcesOf(FORM, { ab_test: abTest, status })

/** The same forms, where one with a live version is live whatever else it has. */
export const formsByLiveness: Selection = resourcesOf(FORM, {
  ab_test: abTest,
  status: { sql: `iif(r.attributes ->> '$.any_live', 'live', 'draft')` },
})

export const versionSelection: Selection = resourcesOf(VERSION)

const versionsInOrder = linkedFrom(FORM, VERSIONS, VERSION)

/** The versions of a form, in the order in which they were given. */
export const versionsOfForm: Selection = {
  ...versionsInOrder,
  fields: { ...versionsInOrder.fields, status, form_type: { sql: `r.attributes ->> '$.form_type'` } },
}

export const formOfVersion: Selection = linkedTo(FORM, VERSIONS, VERSION)

/** The versions of a form with their definitions, in order. */
export function readVersions<Definition>(db: Db, formId: string): FormVersion<Definition>[] {
  return db
    .all<{ id: string; attributes: string; internal: string }>(
      `SELECT r.id, r.attributes, r.internal FROM linkage l
       JOIN resource r ON r.type = l.to_type AND r.id = l.to_id
       WHERE l.type = 'form' AND l.id = ? AND l.relationship = 'form-versions' ORDER BY l.position`,
      formId,
    )
    .map(({ id, attributes, internal }) => ({
      id,
      attributes: JSON.parse(attributes) as VersionAttributes,
      definition: JSON.parse(internal) as Definition,
    }))
}

/** Stores a form without versions. */
export function insertForm(db: Db, id: string, attributes: FormAttributes, now: number): void {
  insertResource(db, { type: FORM, id, created: now, updated: now + UPDATED_LATER, attributes: { ...attributes } })
}

/** Stores a version behind those that its form has. */
export function insertVersion(db: Db, formId: string, version: FormVersion, now: number): void {
  const { id, attributes, definition } = version
  const times = { created: now, updated: now + UPDATED_LATER }
  insertResource(db, { type: VERSION, id, ...times, attributes: { ...attributes }, internal: definition })
  link(db, { type: FORM, id: formId }, VERSIONS, [{ type: VERSION, id }])
}

/** Replaces what a version is made of, and moves `updated_at`. */
export function updateVersion(db: Db, { id, attributes, definition }: FormVersion, now: number): void {
  const identifier = { type: VERSION, id }
  updateResource(db, identifier, { ...attributes, updated_at: formatSeconds(now) }, now)
  db.run('UPDATE resource SET internal = ? WHERE type = ? AND id = ?', JSON.stringify(definition), VERSION, id)
}

/** Writes the name of a form and what its versions say of it, and moves `updated_at`. */
export function updateForm(db: Db, id: string, { name }: { name?: string }, now: number): void {
  const stored = JSON.parse(
    db.value<string>('SELECT attributes FROM resource WHERE type = ? AND id = ?', FORM, id)!,
  ) as FormAttributes
  const states = readVersions(db, id).map(({ attributes }) => attributes)
  const attributes: FormAttributes = {
    ...stored,
    name: name ?? stored.name,
    status: states.some((version) => version.status === 'draft') ? 'draft' : 'live',
    updated_at: formatSeconds(now),
    any_live: states.some((version) => version.status === 'live'),
  }
  updateResource(db, { type: FORM, id }, { ...attributes }, now)
}

/** Deletes a version; its form is not told. */
export function deleteVersion(db: Db, id: string): void {
  deleteResource(db, { type: VERSION, id })
}
