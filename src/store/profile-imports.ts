import type { Db } from './database.ts'
import { profileColumns } from './profiles.ts'
import { resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

export const IMPORT_JOB = 'profile-bulk-import-job'

/** All bulk import jobs. */
export const importJobSelection = resourcesOf(
  IMPORT_JOB,
  { status: { sql: "r.attributes ->> '$.status'" } },
  { field: 'created_at' },
)

/** The profiles that a job wrote (its id is the parameter), in the order of the request. */
export const profilesOfImport: Selection = {
  from: 'linkage l JOIN profile p ON p.id = l.to_id',
  where: `l.type = '${IMPORT_JOB}' AND l.id = ? AND l.relationship = 'profiles' AND l.to_type = 'profile'`,
  columns: profileColumns,
  id: 'l.to_id',
  fields: { id: { sql: 'l.to_id' }, position: { sql: 'l.position', kind: 'number' } },
  defaultSort: { field: 'position' },
}

/** Deletes a job's links to profiles and its errors; the job itself is the caller's. */
export function deleteImportErrors(db: Db, jobId: string): void {
  db.run(
    `DELETE FROM resource WHERE type = 'import-error' AND id IN (
       SELECT to_id FROM linkage WHERE type = '${IMPORT_JOB}' AND id = ? AND relationship = 'import-errors')`,
    jobId,
  )
}

/** Notes that a job wrote a profile: the first time counts for the order. */
export function linkImported(db: Db, jobId: string, profileId: string, position: number): void {
  db.run(
    `INSERT OR IGNORE INTO linkage (type, id, relationship, to_type, to_id, position)
     VALUES ('${IMPORT_JOB}', ?, 'profiles', 'profile', ?, ?)`,
    jobId,
    profileId,
    position,
  )
}
