import {
  deleteRelationship,
  insertRelationship,
  listRelationships,
  PROFILE,
  renameRelationship,
  type ObjectRelationship,
} from '../../../store/object-relationships.ts'
import { findSchemaPlace } from '../../../store/object-schemas.ts'
import type { Answer, Context } from '../../context.ts'
import { conflict, invalid, notFound } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireDraft } from './schemas.ts'
import { objectSchemaType } from './types.ts'

// Relationships of a schema to other schemas and to profiles. campaigns-content §7.5.

/** A linkage of a request: Documented that creating takes a name, and the rest the id of the relationship. */
interface Linkage {
  id: string
  meta?: { relationship_id?: string; name?: string | null; description?: string | null } | null
}

type Kind = 'schemas' | 'profiles'

/** POST: makes relationships, all or none. */
export function createRelationships(context: Context, kind: Kind): Answer {
  const { account, db, now } = context
  const schemaId = requireSchema(context)
  const { data } = context.body as { data: readonly Linkage[] }
  for (const [index, { id, meta }] of data.entries()) {
    const pointer = `/data/${index}/meta`
    const name = meta?.name
    if (!name) throw invalid("'name' is a required field for the resource 'meta'.", { pointer })
    requireFreeName(context, schemaId, name)
    const relatedTypeId = relatedTypeOf(context, kind, id)
    insertRelationship(db, {
      schema_id: schemaId,
      id: account.ids.ulid(now),
      related_schema_id: id,
      related_type_id: relatedTypeId,
      name,
      description: meta.description ?? '',
    })
  }
  return { kind: 'empty' }
}

/** PATCH: renames one. */
export function updateRelationship(context: Context, kind: Kind): Answer {
  const schemaId = requireSchema(context)
  const { data } = context.body as { data: Linkage }
  const known = requireRelationship(context, schemaId, kind, data, '/data/meta')
  const name = data.meta?.name ?? known.name
  if (name !== known.name) requireFreeName(context, schemaId, name)
  renameRelationship(context.db, { ...known, name, description: data.meta?.description ?? known.description })
  return { kind: 'empty' }
}

/** DELETE: takes relationships off, all or none. Links of records that were made by them stay with other versions. */
export function deleteRelationships(context: Context, kind: Kind): Answer {
  const schemaId = requireSchema(context)
  const { data } = context.body as { data: readonly Linkage[] }
  for (const [index, linkage] of data.entries()) {
    deleteRelationship(context.db, requireRelationship(context, schemaId, kind, linkage, `/data/${index}/meta`))
  }
  return { kind: 'empty' }
}

/** Assumed: that relationships, as everything of a schema, are changed in a draft only. */
function requireSchema(context: Context): string {
  const { id } = findOrThrow(objectSchemaType, context.id, context)
  requireDraft(context.db, id)
  return id
}

/** The object type that a relationship leads to. */
function relatedTypeOf(context: Context, kind: Kind, id: string): string {
  if (kind === 'schemas')
    return findSchemaPlace(context.db, findOrThrow(objectSchemaType, id, context).id)!.object_type_id
  // Documented: the id is always this word; the refusal of another is Assumed.
  if (id !== PROFILE) throw invalid(`The id of a profile schema is always '${PROFILE}'.`, { pointer: '/data/0/id' })
  return PROFILE
}

/** Assumed: the name is part of the compound id, so it must be free; status and text. */
function requireFreeName({ db }: Context, schemaId: string, name: string): void {
  if (listRelationships(db, schemaId).some((known) => known.name === name)) {
    throw conflict('conflict', `A relationship with the name '${name}' already exists.`)
  }
}

function requireRelationship(
  { db }: Context,
  schemaId: string,
  kind: Kind,
  { id, meta }: Linkage,
  pointer: string,
): ObjectRelationship {
  const relationshipId = meta?.relationship_id
  if (!relationshipId) throw invalid("'relationship_id' is a required field for the resource 'meta'.", { pointer })
  const known = listRelationships(db, schemaId).find(
    (relationship) =>
      relationship.id === relationshipId &&
      (relationship.related_type_id === PROFILE) === (kind === 'profiles') &&
      relationship.related_schema_id === id.split(':::')[0],
  )
  if (known === undefined) throw notFound(`Relationship \`${relationshipId}\` not found`)
  return known
}
