import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { deleteResource } from '../../../store/resources.ts'
import {
  countOf,
  findByName,
  groupOfTag,
  olderCampaignsWith,
  taggedWith,
  tagGroupSelection,
  tagSelection,
  tagsOfGroup,
  type Taggable,
} from '../../../store/tags.ts'
import { readPage } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { tagServiceError } from '../../errors.ts'
import type { Relationship, ResourceType } from '../../resource.ts'

// Tags and tag groups. audience §9.

const TAGS = 500 // Documented; Assumed for this and the next: status and text, and that the default group counts.
const TAG_GROUPS = 50 // Documented.

/** Throws unless the account may have one more. */
function requireRoom({ db }: Context, type: 'tag' | 'tag-group', most: number): void {
  if (countOf(db, type) < most) return
  throw tagServiceError(400, `An account cannot have more than ${most} ${titles[type].toLowerCase()}s`)
}

const titles = { tag: 'Tag', 'tag-group': 'Tag Group' } as const

/** Names are unique in an account. Observed for tags, protocol §3.2; groups, and the case of letters, Assumed. */
function requireFreeName({ db }: Context, type: 'tag' | 'tag-group', name: string, own?: string): void {
  const taken = findByName(db, type, name)
  if (taken !== undefined && taken !== own)
    throw tagServiceError(409, `${titles[type]} with name '${name}' already exists`)
}

const carriers = (type: Taggable): Relationship => ({ type, many: true, related: taggedWith(type) })

export const tagType: ResourceType = {
  type: 'tag',
  collection: 'tags',
  selection: tagSelection,
  attributes: ['name'],
  relationships: {
    'tag-group': { type: 'tag-group', many: false, related: groupOfTag, column: 'tag_group_id', known: true },
    lists: carriers('list'),
    segments: carriers('segment'),
    campaigns: carriers('campaign'),
    flows: carriers('flow'),
  },
  create: ({ attributes }, context) => {
    const { name } = attributes as RequestBodies['create_tag']['data']['attributes']
    requireRoom(context, 'tag', TAGS)
    requireFreeName(context, 'tag', name)
    return { id: context.account.ids.uuid(), attributes: { name } }
  },
  update: ({ id }, { attributes }, context) => {
    const { name } = attributes as RequestBodies['update_tag']['data']['attributes']
    requireFreeName(context, 'tag', name, id)
    return { name }
  },
}

/** A tag as revisions before 2026-10-15 see it: they know other campaigns. */
export const olderTagType: ResourceType = {
  ...tagType,
  relationships: { ...tagType.relationships, campaigns: { ...carriers('campaign'), related: olderCampaignsWith } },
}

export const tagGroupType: ResourceType = {
  type: 'tag-group',
  collection: 'tag-groups',
  selection: tagGroupSelection,
  attributes: ['name', 'exclusive', 'default'],
  relationships: { tags: { type: 'tag', many: true, related: tagsOfGroup } },
  create: ({ attributes }, context) => {
    const { name, exclusive } = attributes as RequestBodies['create_tag_group']['data']['attributes']
    requireRoom(context, 'tag-group', TAG_GROUPS)
    requireFreeName(context, 'tag-group', name)
    return { id: context.account.ids.uuid(), attributes: { name, exclusive: exclusive ?? false, default: false } }
  },
  // `return_fields` is taken and does nothing. Observed, audience §9.
  update: ({ id, attributes: stored }, { attributes }, context) => {
    const { name } = attributes as RequestBodies['update_tag_group']['data']['attributes']
    requireFreeName(context, 'tag-group', name, id)
    return { ...(JSON.parse(stored) as Record<string, unknown>), name }
  },
  // Documented: its tags go with it, from whatever carries them.
  removed: ({ id, attributes }, { db }) => {
    // Documented rule; status and text Assumed.
    if ((JSON.parse(attributes) as { default: boolean }).default) {
      throw tagServiceError(400, 'The default tag group cannot be deleted')
    }
    for (const tag of readPage(db, tagsOfGroup, { parents: [id] }).rows) deleteResource(db, { type: 'tag', id: tag.id })
  },
}
