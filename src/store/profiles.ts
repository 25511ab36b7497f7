import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import type { Selection } from './selection.ts'

export const profileColumns = 'p.id, p.attributes, p.created, p.updated, p.consent, p.predictions'

/** A filter on an identifier: primary or secondary, so it asks the identifier table. */
function identifierColumn(kind: string, fold?: (text: string) => string): Column {
  return {
    within: {
      before: `p.id IN (SELECT i.profile_id FROM identifier i WHERE i.kind = '${kind}' AND `,
      sql: 'i.value',
      after: ')',
    },
    ...(fold && { fold }),
  }
}

/** E-mail addresses compare without case. Assumed, audience §2.2. */
export const foldEmail = (email: string): string => email.trim().toLowerCase()

export const profileFields: Readonly<Record<string, Column>> = {
  id: { sql: 'p.id' },
  email: { ...identifierColumn('email', foldEmail), sql: "ifnull(p.email, '')" },
  phone_number: identifierColumn('phone_number'),
  external_id: identifierColumn('external_id'),
  _kx: identifierColumn('_kx'),
  created: { sql: 'p.created', kind: 'time' },
  updated: { sql: 'p.updated', kind: 'time' },
}

/** All profiles. */
export const profileSelection: Selection = {
  from: 'profile p',
  columns: profileColumns,
  id: 'p.id',
  fields: profileFields,
  defaultSort: { field: 'id' },
}

/** Those of the ids that no profile has, in the order given. */
export function unknownProfiles(db: Db, ids: readonly string[]): string[] {
  const found = new Set(
    db
      .all<{ id: string }>('SELECT id FROM profile WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
      .map(({ id }) => id),
  )
  return ids.filter((id) => !found.has(id))
}
