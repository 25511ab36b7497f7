import type { AudienceDefinition } from '../../../store/campaigns.ts'
import { unknownGroups } from '../../../store/campaign-selections.ts'
import type { Db } from '../../../store/database.ts'
import type { ErrorEntry } from '../../errors.ts'
import { problemIf } from './problems.ts'

// Whom an audience names. revision-2026-10-15 §3.7.

/** Lists and segments that a campaign may use. Documented for the app; that it counts for each array is Assumed. */
const MOST_GROUPS = 15

/** Audiences of a campaign. Assumed: no limit was found. */
export const MOST_AUDIENCES = 20

/** What is wrong with the groups of an audience; `pointer` leads to where included and excluded stand. Assumed. */
export function groupProblems(
  groups: Partial<Pick<AudienceDefinition, 'included' | 'excluded'>>,
  db: Db,
  pointer: string,
): ErrorEntry[] {
  return (['included', 'excluded'] as const).flatMap((name) => {
    const ids = groups[name] ?? []
    const unknown = unknownGroups(db, ids)
    const at = `${pointer}/${name}`
    return [
      ...problemIf(ids.length > MOST_GROUPS, `A maximum of ${MOST_GROUPS} lists and segments is allowed.`, at),
      ...problemIf(unknown.length > 0, `Lists or segments do not exist: ${unknown.join(', ')}`, at),
    ]
  })
}
