import type { Group } from '../../resource.ts'
import { createDataSource, createRecord, createRecords, deleteDataSource } from './data-sources.ts'
import { ingest } from './ingest.ts'
import { expireLogs } from './ingestion-logs.ts'
import {
  createObjectType,
  deleteObjectRecords,
  deleteObjectType,
  getObjectRecord,
  runRecordDeletion,
} from './object-types.ts'
import { createRelationships, deleteRelationships, updateRelationship } from './relationships.ts'
import { activateSchema, createObjectSchema, updateObjectSchema } from './schemas.ts'
import { updateSourceMapping } from './source-mappings.ts'
import {
  dataSourceType,
  ingestionLogType,
  objectRecordType,
  objectSchemaType,
  objectTypeType,
  sourceMappingType,
} from './types.ts'

// Custom objects: records of data sources, mapped through schemas into object records that belong to profiles.
// campaigns-content §7, revision-2026-10-15 §1.3.

export const customObjects: Group = {
  name: 'Custom Objects',
  types: [dataSourceType, objectTypeType, objectSchemaType, sourceMappingType, objectRecordType, ingestionLogType],
  takeOvers: {
    create_data_source: createDataSource,
    delete_data_source: deleteDataSource,
    bulk_create_data_source_records: createRecords,
    create_data_source_record: createRecord,
    create_object_type: createObjectType,
    delete_object_type: deleteObjectType,
    create_object_schema: createObjectSchema,
    update_object_schema: updateObjectSchema,
    update_source_mapping: updateSourceMapping,
    get_object_record: getObjectRecord,
    bulk_delete_object_records: deleteObjectRecords,
    create_object_schema_relationship: (context) => createRelationships(context, 'schemas'),
    update_object_schema_relationship: (context) => updateRelationship(context, 'schemas'),
    delete_object_schema_relationship: (context) => deleteRelationships(context, 'schemas'),
    create_profile_schema_relationship: (context) => createRelationships(context, 'profiles'),
    update_profile_schema_relationship: (context) => updateRelationship(context, 'profiles'),
    delete_profile_schema_relationship: (context) => deleteRelationships(context, 'profiles'),
  },
  jobs: {
    'data-source-ingestion': ingest,
    'object-schema-activation': activateSchema,
    'object-record-deletion': runRecordDeletion,
    'ingestion-log-expiry': expireLogs,
  },
}
