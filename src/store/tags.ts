import type { Db } from './database.ts'
import { defaultTagGroupIdOf } from './ids.ts'
import { olderCampaignSelection } from './older-campaigns.ts'
import {
  insertResource,
  link,
  linkColumn,
  linkedFrom,
  linkedTo,
  nameColumn,
  resourceColumns,
  resourcesOf,
  type Identifier,
} from './resources.ts'
import type { Selection } from './selection.ts'

/*
 * Tags and their groups. Both are rows of `resource`; links lead from a tag to its group and to what it is on, by the
 * relationships `lists`, `segments`, `campaigns` and `flows`.
 */

/** What can carry tags. */
export type Taggable = 'list' | 'segment' | 'campaign' | 'flow'

/** The relationship of a tag to what of this type carries it. */
export const relationshipTo = (type: string): string => `${type}s`

const columns = `${resourceColumns}, ${linkColumn('tag-group', 'tag_group_id')}`

/** All tags with their `tag_group_id`, by name: Observed, recorded bodies of get_tags. */
export const tagSelection: Selection = { ...resourcesOf('tag', {}, { field: 'name' }), columns }

/** All tag groups, by name: Assumed, as tags. */
export const tagGroupSelection: Selection = resourcesOf(
  'tag-group',
  {
    exclusive: { sql: `r.attributes ->> '$.exclusive'`, kind: 'boolean' },
    default: { sql: `r.attributes ->> '$.default'`, kind: 'boolean' },
  },
  { field: 'name' },
)

/** The group of a tag. */
export const groupOfTag = linkedFrom('tag', 'tag-group', 'tag-group')

/** The tags of a group, by name. */
export const tagsOfGroup: Selection = {
  ...linkedTo('tag', 'tag-group', 'tag-group'),
  columns,
  defaultSort: { field: 'name' },
}

/** The tags of something that can carry them. */
export const tagsOfResource = (type: string): Selection => ({
  ...linkedTo('tag', relationshipTo(type), type),
  columns,
})

/** What of a type carries a tag, in the order in which it was tagged: ids alone, whatever table the type lives in. */
export const taggedWith = (type: Taggable): Selection => ({
  from: 'linkage l',
  where: `l.type = 'tag' AND l.id = ? AND l.relationship = '${relationshipTo(type)}' AND l.to_type = '${type}'`,
  columns: `l.to_id AS id, '{}' AS attributes`,
  id: 'l.to_id',
  fields: { id: { sql: 'l.to_id' }, position: { sql: 'l.position', kind: 'number' } },
  defaultSort: { field: 'position' },
})

const campaigns = taggedWith('campaign')

/** The campaigns that carry a tag and that revisions before 2026-10-15 see. */
export const olderCampaignsWith: Selection = {
  ...campaigns,
  where: /* sql */ `${campaigns.where} AND EXISTS (
    SELECT 1 FROM ${olderCampaignSelection.from} WHERE ${olderCampaignSelection.where} AND r.id = l.to_id)`,
}

/** The group that every account has from the beginning. Name and members Observed, audience §9. */
export function insertDefaultTagGroup(db: Db, accountId: string, now: number): void {
  insertResource(db, {
    type: 'tag-group',
    id: defaultTagGroupIdOf(accountId),
    created: now,
    updated: now,
    attributes: { name: 'Ungrouped Tags', exclusive: false, default: true },
  })
}

/** The id of that group. */
export function defaultTagGroupId(db: Db): string {
  return db.value<string>("SELECT id FROM resource WHERE type = 'tag-group' AND attributes ->> '$.default'")!
}

/** The id of the tag or tag group of this name. */
export function findByName(db: Db, type: 'tag' | 'tag-group', name: string): string | undefined {
  return db.value<string>(`SELECT r.id FROM resource r WHERE r.type = ? AND ${nameColumn.sql} = ?`, type, name)
}

/** How many tags or tag groups there are. */
export function countOf(db: Db, type: 'tag' | 'tag-group'): number {
  return db.value<number>('SELECT count(*) FROM resource WHERE type = ?', type)!
}

/** How many tags something carries. */
export function countTags(db: Db, { type, id }: Identifier): number {
  return db.value<number>("SELECT count(*) FROM linkage WHERE to_type = ? AND to_id = ? AND type = 'tag'", type, id)!
}

/** Puts a tag on something; one of an exclusive group takes the place of the group's other tags. Assumed, audience §9. */
export function tagResource(db: Db, tagId: string, target: Identifier): void {
  db.run(
    /* sql */ `
    DELETE FROM linkage
    WHERE to_type = ? AND to_id = ? AND type = 'tag' AND relationship = ? AND id <> ? AND id IN (
      SELECT o.id FROM linkage g
      JOIN resource r ON r.type = 'tag-group' AND r.id = g.to_id AND r.attributes ->> '$.exclusive'
      JOIN linkage o ON o.to_type = 'tag-group' AND o.to_id = r.id AND o.type = 'tag' AND o.relationship = 'tag-group'
      WHERE g.type = 'tag' AND g.id = ? AND g.relationship = 'tag-group')`,
    ...[target.type, target.id, relationshipTo(target.type), tagId, tagId],
  )
  link(db, { type: 'tag', id: tagId }, relationshipTo(target.type), [target])
}
