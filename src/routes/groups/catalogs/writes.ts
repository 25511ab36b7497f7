import { variantsOfItem } from '../../../store/catalogs.ts'
import { formatMicroseconds } from '../../../store/clock.ts'
import {
  deleteResource,
  findResource,
  insertResource,
  link,
  updateResource,
  type Identifier,
} from '../../../store/resources.ts'
import { readPage } from '../../../store/selection.ts'
import type { Handler } from '../../context.ts'
import { conflict, invalid } from '../../errors.ts'
import type { Input, JobContext } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { inputOf, requireSameId } from '../../shapes/write.ts'
import { itemKind, variantKind, type Kind, type Members } from './kinds.ts'

// What is written of items, variants and categories: by a request for one of them, or by a job. campaigns-content §6.

type Json = Record<string, unknown>

/** Milliseconds, as all times of catalogs. Observed, protocol §9.2. */
const timeOf = (now: number): number => Math.floor(now / 1000) * 1000

/** POST of one. */
export const createAnswer =
  (kind: Kind): Handler =>
  (context) => {
    const id = createOne(kind, inputOf(context.body), context)
    return { kind: 'one', type: kind.type.type, row: findOrThrow(kind.type, id, context) }
  }

/** PATCH of one. */
export const updateAnswer =
  (kind: Kind): Handler =>
  (context) => {
    const input = inputOf(context.body)
    findOrThrow(kind.type, context.id, context)
    requireSameId(input.id, context.id)
    const id = updateOne(kind, input, context)
    return { kind: 'one', type: kind.type.type, row: findOrThrow(kind.type, id, context) }
  }

/** DELETE of one. */
export const deleteAnswer =
  (kind: Kind): Handler =>
  (context) => {
    deleteOne(kind, context.id, context)
    return { kind: 'empty' }
  }

/** Stores a new one and gives its id; throws 400, 404 for what it names, 409. */
export function createOne(kind: Kind, { attributes, relationships }: Input, context: JobContext): string {
  const { type, noun } = kind
  const id = compoundId(attributes)
  checkMetadata(attributes)
  if (findResource(context.db, { type: type.type, id }) !== undefined) {
    // Assumed: code and text.
    throw conflict('conflict', `${article(noun)} ${noun} with the id \`${id}\` already exists.`)
  }
  const item = kind === variantKind ? itemOf(relationships, context) : undefined
  const time = timeOf(context.now)
  const times = { created: formatMicroseconds(time), updated: formatMicroseconds(time) }
  const given: Json = { ...attributes, ...times }
  const stored = Object.fromEntries(type.attributes.map((name) => [name, given[name] ?? kind.defaults[name] ?? null]))
  insertResource(context.db, { type: type.type, id, created: time, updated: time, attributes: stored })
  if (item !== undefined) link(context.db, { type: type.type, id }, 'item', [item])
  if (kind.members !== undefined) replaceMembers(kind.members, id, relationships, context)
  return id
}

/** Changes what is given: null makes of an attribute what a create makes of one that is left out (Assumed). */
export function updateOne(kind: Kind, { id = '', attributes, relationships }: Input, context: JobContext): string {
  const { attributes: text } = findOrThrow(kind.type, id, context)
  checkMetadata(attributes)
  const time = timeOf(context.now)
  const stored: Json = { ...(JSON.parse(text) as Json), updated: formatMicroseconds(time) }
  for (const [name, value] of Object.entries(attributes)) stored[name] = value ?? kind.defaults[name] ?? null
  updateResource(context.db, { type: kind.type.type, id }, stored, time)
  if (kind.members !== undefined) replaceMembers(kind.members, id, relationships, context)
  return id
}

/** Deletes one; the variants of an item go with it, the items of a category stay. Observed, campaigns-content §6.3. */
export function deleteOne(kind: Kind, id: string, context: JobContext): void {
  const { db } = context
  findOrThrow(kind.type, id, context)
  if (kind === itemKind) {
    for (const variant of readPage(db, variantsOfItem, { parents: [id] }).rows) {
      deleteResource(db, { type: variantKind.type.type, id: variant.id })
    }
  }
  deleteResource(db, { type: kind.type.type, id })
}

const article = (noun: string): string => (noun === 'item' ? 'An' : 'A')

/** `{integration}:::{catalog}:::{external_id}`. Documented. Assumed: that another catalog is refused, and the texts. */
function compoundId({ external_id, integration_type, catalog_type }: Input['attributes']): string {
  const at = '/data/attributes'
  if ((catalog_type ?? '$default') !== '$default') {
    throw invalid(`'catalog_type' must be one of: $default (got ${String(catalog_type)})`, {
      pointer: `${at}/catalog_type`,
    })
  }
  if (external_id === '') throw invalid(`'external_id' may not be empty.`, { pointer: `${at}/external_id` })
  return `${String(integration_type ?? '$custom')}:::$default:::${String(external_id)}`
}

const METADATA_KB = 100 // Documented; Assumed: status and text.

function checkMetadata({ custom_metadata }: Input['attributes']): void {
  if (custom_metadata === undefined) return
  if (Buffer.byteLength(JSON.stringify(custom_metadata)) > METADATA_KB * 1024) {
    throw invalid(`'custom_metadata' may not exceed ${METADATA_KB} KB.`, {
      pointer: '/data/attributes/custom_metadata',
    })
  }
}

/** The item of a new variant; optional in the schema of 2024-10-15. Assumed: that it is needed all the same; the text. */
function itemOf(relationships: Input['relationships'], context: JobContext): Identifier {
  const item = relationships.item as Identifier | undefined
  if (item === undefined) throw invalid(`'item' is required.`, { pointer: '/data/relationships' })
  findOrThrow(itemKind.type, item.id, context)
  return item
}

/** What is named takes the place of what was there; what is left out stays. Assumed of updates, campaigns-content §6.3. */
function replaceMembers(
  { relationship, of, add, clear }: Members,
  id: string,
  relationships: Input['relationships'],
  context: JobContext,
): void {
  const targets = relationships[relationship] as readonly Identifier[] | undefined
  if (targets === undefined) return
  for (const target of targets) findOrThrow(of, target.id, context)
  clear(context.db, id)
  for (const target of targets) add(context.db, id, target.id)
}

/** POST, PATCH and DELETE on the relationship between items and categories, from either side. campaigns-content §6.3. */
export const membersAnswer =
  ({ type, noun, members }: Kind & { members: Members }, verb: 'add' | 'replace' | 'remove'): Handler =>
  (context) => {
    const { db, id, body } = context
    findOrThrow(type, id, context)
    const targets = (body as { data: readonly Identifier[] }).data
    // Assumed of remove: a member that does not exist is a 404, one that is no member is passed over.
    for (const target of targets) findOrThrow(members.of, target.id, context)
    if (verb === 'add' && targets.some((target) => members.has(db, id, target.id))) {
      // Observed text and pointer for items; for categories by analogy.
      const detail = `One or more of the relations specified for the ${noun} with id \`${id}\` already exists.`
      throw conflict('conflict', detail, undefined, { pointer: '/data/id' })
    }
    if (verb === 'replace') members.clear(db, id)
    const change = verb === 'remove' ? members.remove : members.add
    for (const target of targets) change(db, id, target.id)
    return { kind: 'empty' }
  }
