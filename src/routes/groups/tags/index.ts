import { splitCampaigns } from '../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import { findResource, link, type Identifier } from '../../../store/resources.ts'
import { countTags, defaultTagGroupId, tagResource } from '../../../store/tags.ts'
import { findRow } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import { tagServiceError } from '../../errors.ts'
import type { Group } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { createShape, deleteShape, inputOf } from '../../shapes/write.ts'
import { olderCampaignType } from '../campaigns/older/types.ts'
import { olderTagType, tagGroupType, tagType } from './types.ts'

// Tags, their groups, and what carries them. audience §9.

export const tags: Group = {
  name: 'Tags',
  types: [tagType, tagGroupType],
  takeOvers: {
    create_tag: createTag,
    delete_tag_group: deleteTagGroup,
    tag_lists: putTag,
    tag_segments: putTag,
    tag_campaigns: putTag,
    tag_flows: putTag,
  },
  // Before, a tag is only on the campaigns that such a revision sees: Assumed, revision-2026-10-15 §11.3.
  older: { before: splitCampaigns, always: [], types: [olderTagType, olderCampaignType] },
}

/** POST /api/tags: into the group that is named, or into the default one. */
function createTag(context: Context): Answer {
  const { relationships } = inputOf(context.body)
  const given = relationships['tag-group'] as Identifier | undefined
  const group = given ?? { type: 'tag-group', id: defaultTagGroupId(context.db) }
  // Observed text, audience §1.
  if (findResource(context.db, group) === undefined) {
    throw tagServiceError(404, `Tag Group with id ${group.id} not found`)
  }
  return createShape(inGroup(group), context)
}

const inGroup = (group: Identifier): typeof tagType => ({
  ...tagType,
  created: ({ id }, _, { db }) => link(db, { type: 'tag', id }, 'tag-group', [group]),
})

/** DELETE /api/tag-groups/{id}: revisions before 2026-04-15 answer with what was deleted. Documented. */
function deleteTagGroup(context: Context): Answer {
  const row = findOrThrow(tagGroupType, context.id, context)
  deleteShape(tagGroupType, context)
  return { kind: 'one', type: 'tag-group', row }
}

const TAGS_PER_RESOURCE = 100 // Documented; status and text of the refusal Assumed.

/** POST /api/tags/{id}/relationships/<what carries it>: who has the tag keeps it. Assumed. */
function putTag(context: Context): Answer {
  const { db, types } = context
  const tag = findOrThrow(tagType, context.id, context)
  for (const target of (context.body as { data: readonly Identifier[] }).data) {
    const type = types.get(target.type)!
    const title = `${target.type[0]!.toUpperCase()}${target.type.slice(1)}`
    // Assumed, as the text for tag groups.
    if (findRow(db, type.selection, target.id) === undefined) {
      throw tagServiceError(404, `${title} with id ${target.id} not found`)
    }
    tagResource(db, tag.id, target)
    if (countTags(db, target) > TAGS_PER_RESOURCE) {
      throw tagServiceError(400, `${title} with id ${target.id} cannot have more than ${TAGS_PER_RESOURCE} tags`)
    }
  }
  return { kind: 'empty' }
}
