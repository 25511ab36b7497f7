import type { CampaignChannel } from './campaigns.ts'
import type { Db } from './database.ts'

/** Whom a campaign speaks to in one of its audiences, and by which channels. */
export interface Reach {
  /** Ids of lists and segments. */
  included: readonly string[]
  excluded: readonly string[]
  channels: readonly CampaignChannel[]
}

/**
 * How many profiles would be reached by audiences, which are given in the order of their priority: a profile that is in
 * several belongs to the first of them. Assumed, revision-2026-10-15 §2. With `at`, those of that audience alone.
 */
export function countRecipients(db: Db, audiences: readonly Reach[], at?: number): number {
  const rows = audiences.map(({ included, excluded, channels }, index) => {
    const wanted = at === undefined || at === index ? channels : []
    return { included, excluded, ...Object.fromEntries(wanted.map((channel) => [channel, 1])) }
  })
  return db.value<number>(COUNT, JSON.stringify(rows)) ?? 0
}

/*
 * Reachable (Documented, campaigns-content §2.10): by e-mail who has an address, is not suppressed and did not
 * unsubscribe, so that never subscribed is enough; by SMS and WhatsApp who subscribed. By push: who has a token that may
 * notify (Assumed). A suppression on a list holds for what comes through that list (audience §3.3).
 *
 * `rank` is twice the place of the audience, plus one where every list that leads there is suppressed: its minimum is
 * the first audience and, in it, the best way.
 */
const COUNT = /* sql */ `
  WITH
  audience AS MATERIALIZED (
    SELECT key AS position, value ->> '$.email' AS email, value ->> '$.sms' AS sms, value ->> '$.push' AS push,
      value ->> '$.whatsapp' AS whatsapp, value -> '$.included' AS included, value -> '$.excluded' AS excluded
    FROM json_each(?)
  ),
  included AS MATERIALIZED (
    SELECT DISTINCT a.position, g.value AS group_id FROM audience a, json_each(a.included) g
  ),
  excluded AS MATERIALIZED (
    SELECT a.position, g.value AS group_id FROM audience a, json_each(a.excluded) g
  ),
  way AS (
    SELECT m.profile_id, i.position * 2 + EXISTS (
      SELECT 1 FROM suppression s WHERE s.profile_id = m.profile_id AND s.list_id = i.group_id
    ) AS rank
    FROM included i CROSS JOIN membership m ON m.group_id = i.group_id
    WHERE NOT EXISTS (
      SELECT 1 FROM excluded e CROSS JOIN membership x ON x.group_id = e.group_id AND x.profile_id = m.profile_id
      WHERE e.position = i.position
    )
  ),
  member AS (SELECT profile_id, min(rank) AS rank FROM way GROUP BY profile_id)
  SELECT count(*) FROM member w CROSS JOIN profile p ON p.id = w.profile_id
    CROSS JOIN audience a ON a.position = w.rank / 2
  WHERE (
    a.email AND p.email <> '' AND w.rank % 2 = 0
    AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.profile_id = p.id AND s.list_id = '')
    AND (p.consent = '{}' OR p.consent ->> '$."email.marketing".consent' IS NOT 'UNSUBSCRIBED')
  ) OR (
    a.sms AND p.consent ->> '$."sms.marketing".consent' = 'SUBSCRIBED'
    AND p.attributes ->> '$.phone_number' IS NOT NULL
  ) OR (
    a.push AND EXISTS (
      SELECT 1 FROM push_token t
      WHERE t.profile_id = p.id AND t.enablement_status IN ('AUTHORIZED', 'PROVISIONAL')
    )
  ) OR (a.whatsapp AND p.consent ->> '$."whatsapp.marketing".consent' = 'SUBSCRIBED')`
