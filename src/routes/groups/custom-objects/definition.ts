import type {
  APISchemaProperty,
  ConstantPropertyMapping,
  SimplePropertyMapping,
  SimpleRelationshipMapping,
} from '../../../schemas/contract/request-bodies.ts'
import { DATA_SOURCE } from '../../../store/data-sources.ts'
import type { Db } from '../../../store/database.ts'
import type { ObjectRelationship } from '../../../store/object-relationships.ts'
import { PROFILE } from '../../../store/object-relationships.ts'
import { findResource } from '../../../store/resources.ts'
import { ApiError, invalidEntry, type ErrorEntry } from '../../errors.ts'
import { parsePath } from './json-path.ts'

// What object schemas and source mappings say, and what may be wrong with it. campaigns-content §7.3, §7.4.

/** Attributes of an object schema in wire order. */
export interface SchemaAttributes {
  title: string
  description: string
  status: 'active' | 'draft' | 'publishing'
  properties: readonly APISchemaProperty[]
  required: readonly string[]
  published_at: string | null
  visibility: string
}

/** Attributes of a source mapping in wire order. */
export interface MappingAttributes {
  property_mappings: readonly (ConstantPropertyMapping | SimplePropertyMapping)[]
  relationship_mappings: readonly SimpleRelationshipMapping[]
}

/** Throws all entries as one refusal; nothing where there are none. */
export function throwAll(entries: readonly ErrorEntry[]): void {
  if (entries.length > 0) throw new ApiError(entries as readonly [ErrorEntry, ...ErrorEntry[]])
}

/** A property as it is stored. */
export const completeProperty = ({ id, name, type, description }: APISchemaProperty): APISchemaProperty => ({
  id,
  name,
  type,
  description: description ?? '',
})

/** What is wrong with properties and with those that are required. Documented: positive ids; the rest Assumed. */
export function schemaProblems(
  { properties, required }: Pick<SchemaAttributes, 'properties' | 'required'>,
  pointer: string,
): ErrorEntry[] {
  const ids = properties.map(({ id }) => id)
  const names = properties.map(({ name }) => name)
  const problem = (detail: string, at: string) => invalidEntry(detail, { pointer: `${pointer}/${at}` })
  return [
    ...properties.flatMap(({ id, name }, index) => [
      ...(id > 0 ? [] : [problem("'id' must be a positive integer.", `properties/${index}/id`)]),
      ...(ids.indexOf(id) === index ? [] : [problem(`Duplicate property id: ${id}`, `properties/${index}/id`)]),
      ...(name.trim() === '' ? [problem("'name' must not be empty.", `properties/${index}/name`)] : []),
      ...(names.indexOf(name) === index
        ? []
        : [problem(`Duplicate property name: ${name}`, `properties/${index}/name`)]),
    ]),
    ...required.flatMap((name, index) =>
      names.includes(name) ? [] : [problem(`'${name}' is not a property of the schema.`, `required/${index}`)],
    ),
  ]
}

/** What a mapping must fit: the properties and relationships of its schema, and the data sources of the account. */
export interface MappingPlace {
  properties: readonly APISchemaProperty[]
  relationships: readonly ObjectRelationship[]
  db: Db
}

/** What is wrong with a source mapping. Assumed: that it is refused for what is not there, and the texts. */
export function mappingProblems(
  { property_mappings, relationship_mappings }: MappingAttributes,
  { properties, relationships, db }: MappingPlace,
  pointer: string,
): ErrorEntry[] {
  const problem = (detail: string, at: string) => invalidEntry(detail, { pointer: `${pointer}/${at}` })
  const sourceProblems = (id: string, at: string) =>
    findResource(db, { type: DATA_SOURCE, id }) ? [] : [problem(`Data source \`${id}\` not found`, `${at}/source_id`)]
  const pathProblems = (path: string, at: string) =>
    parsePath(path) ? [] : [problem(`'${path}' is not a valid JSONPath.`, at)]
  const ids = property_mappings.map(({ id }) => id)
  return [
    ...property_mappings.flatMap((mapping, index) => {
      const at = `property_mappings/${index}`
      const { id } = mapping
      return [
        ...(properties.some((property) => property.id === id)
          ? []
          : [problem(`The schema has no property with id ${id}.`, `${at}/id`)]),
        ...(mapping.type === 'constant'
          ? []
          : [
              ...sourceProblems(mapping.source.source_id, `${at}/source`),
              ...pathProblems(mapping.source.id_path, `${at}/source/id_path`),
              ...pathProblems(mapping.source.data_path, `${at}/source/data_path`),
            ]),
        ...(mapping.type === 'constant' && ids.indexOf(id) !== index
          ? [problem(`Duplicate property id: ${id}`, at)]
          : []),
      ]
    }),
    ...relationship_mappings.flatMap(({ relationship_id, source }, index) => {
      const at = `relationship_mappings/${index}`
      const relationship = relationships.find(({ id }) => id === relationship_id)
      const kind = relationship?.related_type_id === PROFILE ? 'profile' : 'custom-object'
      return [
        ...(relationship
          ? []
          : [problem(`The schema has no relationship with id ${relationship_id}.`, `${at}/relationship_id`)]),
        ...(relationship && kind !== source.type
          ? [problem(`The relationship ${relationship_id} takes a source of the type ${kind}.`, `${at}/source/type`)]
          : []),
        ...sourceProblems(source.source_id, `${at}/source`),
        ...pathProblems(source.id_path, `${at}/source/id_path`),
        ...(source.type === 'custom-object'
          ? pathProblems(source.related_id_path, `${at}/source/related_id_path`)
          : source.related_id_paths.flatMap(({ path }, place) =>
              pathProblems(path, `${at}/source/related_id_paths/${place}/path`),
            )),
      ]
    }),
  ]
}

/** A mapping as it is stored: with the strategy that is followed unless another is given. Documented default. */
export const completeMapping = (given: Partial<Nullable<MappingAttributes>> | null | undefined): MappingAttributes => ({
  property_mappings: given?.property_mappings ?? [],
  relationship_mappings: (given?.relationship_mappings ?? []).map(({ relationship_id, type, source }) => ({
    relationship_id,
    type,
    source: { ...source, update_strategy: source.update_strategy ?? 'replace_from_origin' },
  })),
})

type Nullable<Members> = { [Name in keyof Members]: Members[Name] | null }
