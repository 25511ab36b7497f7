import type { Column } from './filter-sql.ts'
import { resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

/*
 * Campaigns and campaign messages that revisions before 2026-10-15 may see: those of the wizard with one audience, one
 * message and a channel that those revisions know (Assumed, revision-2026-10-15 §11.3). The attributes of a row are its
 * parts by their wire names, which the pairs of schemas/revisions/split-campaigns read. Such a campaign has one older
 * message for each variation, and a variation's id is that message's.
 */

/** The first variation of the message `m`: what tells the channel of the campaign. */
const firstVariation = /* sql */ `(
  SELECT min(f.seq) FROM linkage lf JOIN resource f ON f.type = lf.type AND f.id = lf.id
  WHERE lf.to_type = 'campaign-message' AND lf.to_id = m.id AND lf.type = 'campaign-variation'
    AND lf.relationship = 'campaign-message')`

/*
 * CROSS JOIN keeps SQLite from beginning anywhere but at what is asked for: it knows nothing of the sizes of the tables.
 */

/** The only child of the campaign `r` in a type, as `alias`. */
const onlyChild = (alias: string, type: string) => /* sql */ `
  CROSS JOIN linkage l${alias} ON l${alias}.to_type = 'campaign' AND l${alias}.to_id = r.id AND l${alias}.type = '${type}'
    AND l${alias}.relationship = 'campaign'
  CROSS JOIN resource ${alias} ON ${alias}.type = '${type}' AND ${alias}.id = l${alias}.id
    AND ${alias}.seq = (
      SELECT min(o.seq) FROM linkage lo JOIN resource o ON o.type = lo.type AND o.id = lo.id
      WHERE lo.to_type = 'campaign' AND lo.to_id = r.id AND lo.type = '${type}' AND lo.relationship = 'campaign')`

const channelOf = (variation: string) => `${variation}.attributes ->> '$.definition.details.channel'`

const visible = /* sql */ `
  r.type = 'campaign' AND r.attributes ->> '$.definition.builder' = 'wizard'
  AND ${channelOf('v')} IN ('email', 'sms', 'push')`

const campaignParts = /* sql */ `json_object(
  'campaign', json(r.attributes), 'kept', json(r.internal), 'campaign-audience', json(a.attributes),
  'campaign-message', json(m.attributes), 'campaign-variation', json(v.attributes)) AS attributes`

const ownCampaign = /* sql */ `
  resource r${onlyChild('a', 'campaign-audience')}${onlyChild('m', 'campaign-message')}
  CROSS JOIN resource v ON v.seq = ${firstVariation}`

/** Microseconds of a time that is kept as text; 0 for none, because lists are sorted by it. */
const microseconds = (text: string) => /* sql */ `ifnull(
  unixepoch(substr(${text}, 1, 19)) * 1000000
  + CASE WHEN substr(${text}, 20, 1) = '.' THEN CAST(substr(${text}, 21, 6) AS INTEGER) ELSE 0 END, 0)`

const campaignFields: Readonly<Record<string, Column>> = {
  name: { sql: `ifnull(r.attributes ->> '$.definition.name', '')` },
  'messages.channel': { sql: channelOf('v'), fold: (text) => (text === 'mobile_push' ? 'push' : text) },
  status: { sql: `ifnull(r.internal ->> '$.status', '')` },
  archived: { sql: `ifnull(r.attributes ->> '$.definition.archived', 0)`, kind: 'boolean' },
  scheduled_at: { sql: microseconds(`(r.internal ->> '$.scheduled_at')`), kind: 'time' },
}

/** Every campaign that older revisions see; the one changed last comes first. Observed, recorded body of 2026-04-15. */
export const olderCampaignSelection: Selection = {
  ...resourcesOf('campaign', campaignFields, { field: 'updated_at', descending: true }),
  from: ownCampaign,
  where: visible,
  columns: `r.id, ${campaignParts}`,
}

/** Those of them that were ever scheduled: a comparison with the time leaves out the others. */
export const scheduledOnly = `r.internal ->> '$.scheduled_at' IS NOT NULL`

/** Those of them that are not archived. */
export const unarchivedOnly = `ifnull(r.attributes ->> '$.definition.archived', 0) = 0`

const imageOf = (variation: string) => /* sql */ `CAST(ifnull(
  ${variation}.attributes ->> '$.definition.details.static_asset_id',
  ${variation}.attributes ->> '$.definition.details.mms_static_image_asset_id') AS TEXT)`

const templateOf = (variation: string) => /* sql */ `
  iif(${channelOf(variation)} = 'email', ${variation}.attributes ->> '$.definition.details.template_id', NULL)`

const messageParts = /* sql */ `json_object(
  'campaign', json(r.attributes), 'kept', json(r.internal), 'campaign-message', json(m.attributes),
  'campaign-variation', json(v.attributes)) AS attributes`

/** A variation `v` with its message `m` and campaign `r`. */
const ownMessage = /* sql */ `
  resource v
  CROSS JOIN linkage lv ON lv.type = 'campaign-variation' AND lv.id = v.id AND lv.relationship = 'campaign-message'
  CROSS JOIN resource m ON m.type = 'campaign-message' AND m.id = lv.to_id
  CROSS JOIN linkage lm ON lm.type = 'campaign-message' AND lm.id = m.id AND lm.relationship = 'campaign'
  CROSS JOIN resource r ON r.type = 'campaign' AND r.id = lm.to_id`

/** Content of any campaign as a message of the older model, with the ids that it points at. */
export const anyContentSelection: Selection = {
  ...resourcesOf('campaign-variation'),
  from: ownMessage,
  where: `v.type = 'campaign-variation'`,
  columns: `v.id, ${messageParts}, r.id AS campaign_id, ${templateOf('v')} AS template_id, ${imageOf('v')} AS image_id`,
  id: 'v.id',
  fields: { id: { sql: 'v.id' }, created: { sql: 'v.seq', kind: 'number' } },
  defaultSort: { field: 'created' },
}

/** Every campaign message that older revisions see. */
export const olderMessageSelection: Selection = {
  ...anyContentSelection,
  where: `v.type = 'campaign-variation' AND ${visible}`,
}

/** The older messages of a campaign, oldest first. */
export const messagesOfOlderCampaign: Selection = {
  ...olderMessageSelection,
  where: `${visible} AND r.id = ?`,
  from: /* sql */ `
    resource r
    CROSS JOIN linkage lm ON lm.to_type = 'campaign' AND lm.to_id = r.id AND lm.type = 'campaign-message'
      AND lm.relationship = 'campaign'
    CROSS JOIN resource m ON m.type = 'campaign-message' AND m.id = lm.id
    CROSS JOIN linkage lv ON lv.to_type = 'campaign-message' AND lv.to_id = m.id AND lv.type = 'campaign-variation'
      AND lv.relationship = 'campaign-message'
    CROSS JOIN resource v ON v.type = 'campaign-variation' AND v.id = lv.id`,
}

/** The campaign of an older message. */
export const campaignOfOlderMessage: Selection = {
  ...olderCampaignSelection,
  from: /* sql */ `
    linkage pv
    CROSS JOIN linkage pm ON pm.type = 'campaign-message' AND pm.id = pv.to_id AND pm.relationship = 'campaign'
    CROSS JOIN ${ownCampaign} AND r.id = pm.to_id`,
  where: `pv.type = 'campaign-variation' AND pv.id = ? AND pv.relationship = 'campaign-message' AND ${visible}`,
}

/** The template that the content of a message uses: its own copy. */
export const templateOfContent: Selection = {
  ...resourcesOf('template'),
  from: /* sql */ `resource v JOIN resource r ON r.type = 'template' AND r.id = ${templateOf('v')}`,
  where: `v.type = 'campaign-variation' AND v.id = ?`,
}
