import type { Db } from './database.ts'
import { noteImported } from './profile-changes.ts'
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

/** Notes which profiles a job wrote, in this order: of one that is named again, the first time counts. */
export function linkImported(db: Db, jobId: string, profileIds: readonly string[]): void {
  // CROSS keeps the order; the join leaves out a profile that a later row of the job merged into another.
  db.run(
    `INSERT OR IGNORE INTO linkage (type, id, relationship, to_type, to_id, position)
     SELECT '${IMPORT_JOB}', ?, 'profiles', 'profile', p.id, j.key
     FROM json_each(?) j CROSS JOIN profile p ON p.id = j.value`,
    jobId,
    JSON.stringify(profileIds),
  )
}

/** Adds the profiles that a job wrote to a list; who is a member stays one since then. */
export function addImported(db: Db, jobId: string, listId: string, joined: number): void {
  db.run(
    `INSERT OR IGNORE INTO membership (group_id, profile_id, joined)
     SELECT ?, l.to_id, ? FROM linkage l
     WHERE l.type = '${IMPORT_JOB}' AND l.id = ? AND l.relationship = 'profiles' AND l.to_type = 'profile'`,
    listId,
    joined,
    jobId,
  )
  noteImported(db, jobId)
}
