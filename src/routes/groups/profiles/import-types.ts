import { IMPORT_JOB, importJobSelection, profilesOfImport } from '../../../store/profile-imports.ts'
import { linkedFrom, resourcesOf } from '../../../store/resources.ts'
import type { ResourceType } from '../../resource.ts'

// The resources of a bulk import. audience §6, Appendix A.4.

export const importJobType: ResourceType = {
  type: IMPORT_JOB,
  collection: 'profile-bulk-import-jobs',
  selection: importJobSelection,
  attributes: [
    'status',
    'created_at',
    'total_count',
    'completed_count',
    'failed_count',
    'completed_at',
    'expires_at',
    'started_at',
  ],
  relationships: {
    // Observed with the lists that were given; Assumed: links alone without any.
    lists: { type: 'list', many: true, related: linkedFrom(IMPORT_JOB, 'lists', 'list'), knownWhenLinked: true },
    profiles: { type: 'profile', many: true, related: profilesOfImport },
    'import-errors': {
      type: 'import-error',
      many: true,
      related: linkedFrom(IMPORT_JOB, 'import-errors', 'import-error'),
    },
  },
}

/** Documented shape; none was recorded. */
export const importErrorType: ResourceType = {
  type: 'import-error',
  collection: 'import-errors',
  selection: resourcesOf('import-error'),
  attributes: ['code', 'title', 'detail', 'source', 'original_payload'],
  relationships: {},
}
