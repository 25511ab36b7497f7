import type { Db } from './database.ts'
import type { Column } from './filter-sql.ts'
import { linkColumn, linkedTo, resourceColumns, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

/*
 * Campaigns, audiences, messages and variations as they are listed and reached from one another. Rows carry the ids of
 * their parents, because every view shows them.
 */

const campaignFields: Readonly<Record<string, Column>> = {
  name: { sql: `ifnull(r.attributes ->> '$.definition.name', '')` },
  archived: { sql: `ifnull(r.attributes ->> '$.definition.archived', 0)`, kind: 'boolean' },
  builder: { sql: `r.attributes ->> '$.definition.builder'` },
}

/** All campaigns, newest first (Assumed). */
export const campaignSelection = resourcesOf('campaign', campaignFields, { field: 'created_at', descending: true })

const messageFields: Readonly<Record<string, Column>> = {
  name: { sql: `ifnull(r.attributes ->> '$.definition.name', '')` },
  status: { sql: `ifnull(r.attributes ->> '$.definition.status', '')` },
  campaign_id: {
    within: {
      key: 'r.id',
      select: /* sql */ `
        SELECT c.id FROM linkage c
        WHERE c.to_type = 'campaign' AND c.type = 'campaign-message' AND c.relationship = 'campaign' AND`,
      sql: 'c.to_id',
    },
  },
}

/** All messages with their `campaign_id` and `audience_id`, newest first (Assumed). */
export const messageSelection: Selection = {
  ...resourcesOf('campaign-message', messageFields, { field: 'created', descending: true }),
  columns: `${resourceColumns}, ${linkColumn('campaign', 'campaign_id')}, ${linkColumn('campaign-audience', 'audience_id')}`,
}

/** All audiences with their `campaign_id`. */
export const audienceSelection: Selection = {
  ...resourcesOf('campaign-audience', {
    priority: { sql: `r.attributes ->> '$.definition.priority'`, kind: 'number' },
  }),
  columns: `${resourceColumns}, ${linkColumn('campaign', 'campaign_id')}`,
}

/** All variations with their `message_id`. */
export const variationSelection: Selection = {
  ...resourcesOf('campaign-variation'),
  columns: `${resourceColumns}, ${linkColumn('campaign-message', 'message_id')}`,
}

/** What lies below a parent, oldest first; the parent's id is the parameter. */
function below(selection: Selection, type: string, parent: string): Selection {
  const { from, where } = linkedTo(type, parent, parent)
  return { ...selection, from, where: where!, defaultSort: { field: 'created' } }
}

/** The audiences of a campaign, by priority. */
export const audiencesOfCampaign: Selection = {
  ...below(audienceSelection, 'campaign-audience', 'campaign'),
  defaultSort: { field: 'priority' },
}

/** The messages of a campaign, oldest first. */
export const messagesOfCampaign = below(messageSelection, 'campaign-message', 'campaign')

/** The messages to an audience, oldest first. */
export const messagesOfAudience = below(messageSelection, 'campaign-message', 'campaign-audience')

/** The variations of a message, oldest first. */
export const variationsOfMessage = below(variationSelection, 'campaign-variation', 'campaign-message')

/** The parent that a child's link leads to; the child's id is the parameter. */
function above(selection: Selection, type: string, parent: string): Selection {
  return {
    ...selection,
    from: `linkage p JOIN resource r ON r.type = '${parent}' AND r.id = p.to_id`,
    where: `p.type = '${type}' AND p.id = ? AND p.relationship = '${parent}'`,
    defaultSort: { field: 'id' },
  }
}

/** The campaign of an audience. */
export const campaignOfAudience = above(campaignSelection, 'campaign-audience', 'campaign')

/** The campaign of a message. */
export const campaignOfMessage = above(campaignSelection, 'campaign-message', 'campaign')

/** The audience of a message. */
export const audienceOfMessage = above(audienceSelection, 'campaign-message', 'campaign-audience')

/** The message of a variation. */
export const messageOfVariation = above(messageSelection, 'campaign-variation', 'campaign-message')

/** The image that a variation's details name: nothing but the attribute says which. */
export const imageOfVariation: Selection = {
  ...resourcesOf('image'),
  from: /* sql */ `resource v JOIN resource r ON r.type = 'image' AND r.id = CAST(ifnull(
    v.attributes ->> '$.definition.details.static_asset_id',
    v.attributes ->> '$.definition.details.mms_static_image_asset_id') AS TEXT)`,
  where: `v.type = 'campaign-variation' AND v.id = ?`,
}

/** Which of these ids are neither of a list nor of a segment. */
export function unknownGroups(db: Db, ids: readonly string[]): string[] {
  const sql = /* sql */ `
    SELECT DISTINCT value AS id FROM json_each(?)
    WHERE value NOT IN (SELECT id FROM resource WHERE type IN ('list', 'segment'))`
  return db.all<{ id: string }>(sql, JSON.stringify(ids)).map(({ id }) => id)
}

/** The tags of a campaign. */
export function tagsOfCampaign(db: Db, id: string): string[] {
  const sql = /* sql */ `
    SELECT id FROM linkage
    WHERE to_type = 'campaign' AND to_id = ? AND type = 'tag' AND relationship = 'campaigns'`
  return db.all<{ id: string }>(sql, id).map((row) => row.id)
}
