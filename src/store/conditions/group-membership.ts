import type { GroupMembershipCondition } from './definition.ts'
import { every, listed, not, plain, sql, type Sql } from './sql.ts'
import { timeMeets } from './time.ts'

/**
 * Whether a profile is in one of the lists and segments, and joined it when the filter says; or in none of them. Of
 * several ids: Assumed, audience §5.5.
 */
export function membershipMeets(condition: GroupMembershipCondition, now: number): Sql {
  const { is_member, group_ids, timeframe_filter } = condition
  const [first] = group_ids
  const met = [
    sql`m.profile_id = p.id`,
    // A plain equality is several times quicker than IN.
    first !== undefined && group_ids.length === 1
      ? sql`m.group_id = ${first}`
      : sql`m.group_id IN ${listed(group_ids)}`,
    ...(timeframe_filter && is_member ? [timeMeets(plain('m.joined'), timeframe_filter, now)] : []),
  ]
  const isMember = sql`EXISTS (SELECT 1 FROM membership m WHERE ${every(met)})`
  return is_member ? isMember : not(isMember)
}
