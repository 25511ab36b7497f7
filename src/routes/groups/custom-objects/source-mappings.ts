import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { listRelationships } from '../../../store/object-relationships.ts'
import { findMappingPlace, SOURCE_MAPPING } from '../../../store/object-schemas.ts'
import { updateResource } from '../../../store/resources.ts'
import type { Answer, Context } from '../../context.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import { completeMapping, mappingProblems, throwAll, type MappingAttributes } from './definition.ts'
import { attributesOf, requireDraft } from './schemas.ts'
import { sourceMappingType } from './types.ts'

/** PATCH /api/source-mappings/{id}: replaces each list that is given; null changes nothing (Assumed). Of a draft. */
export function updateSourceMapping(context: Context): Answer {
  const { data } = context.body as RequestBodies['update_source_mapping']
  const { db, id, now } = context
  const row = findOrThrow(sourceMappingType, id, context)
  requireSameId(data.id, id)
  const { id: schemaId } = findMappingPlace(db, id)!
  requireDraft(db, schemaId)
  const before = JSON.parse(row.attributes) as MappingAttributes
  const { property_mappings, relationship_mappings } = data.attributes
  const mapping = completeMapping({
    property_mappings: property_mappings ?? before.property_mappings,
    relationship_mappings: relationship_mappings ?? before.relationship_mappings,
  })
  const { properties } = attributesOf(db, schemaId)!
  const relationships = listRelationships(db, schemaId)
  throwAll(mappingProblems(mapping, { properties, relationships, db }, '/data/attributes'))
  updateResource(db, { type: SOURCE_MAPPING, id }, { ...mapping }, now)
  return { kind: 'one', type: SOURCE_MAPPING, row: findOrThrow(sourceMappingType, id, context) }
}
