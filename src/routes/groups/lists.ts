import type { RequestBodies } from '../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../store/clock.ts'
import {
  countMembers,
  groupsOfProfile,
  joinLate,
  joinMembers,
  LATE_MEMBERSHIP,
  membersOfGroup,
  removeAllMembers,
  removeMembers,
} from '../../store/memberships.ts'
import { unknownProfiles } from '../../store/profiles.ts'
import { resourcesOf } from '../../store/resources.ts'
import { readSetting } from '../../store/settings.ts'
import type { Answer, Context } from '../context.ts'
import { invalid, invalidRequest } from '../errors.ts'
import type { Group, Relationship, ResourceType } from '../resource.ts'
import { findOrThrow } from '../shapes/read.ts'
import { flowTriggersOf, leaveWithoutTrigger } from './flows/triggers.ts'
import { tagsOf } from './tags/tags-of.ts'

// Lists and their members. audience §4.

export const listType: ResourceType = {
  type: 'list',
  collection: 'lists',
  selection: resourcesOf('list'),
  attributes: ['name', 'created', 'updated', 'opt_in_process'],
  computed: { profile_count: { value: ({ id }, { db }) => countMembers(db, id) } },
  relationships: {
    profiles: { type: 'profile', many: true, related: membersOfGroup },
    tags: tagsOf('list'),
    'flow-triggers': flowTriggersOf('list'),
  },
  notFound: (id) => `A list with id \`${id}\` does not exist.`,
  create: ({ attributes }, { account, db, now }) => ({
    id: account.ids.short(),
    attributes: {
      name: attributes.name,
      created: formatSeconds(now),
      updated: formatSeconds(now),
      opt_in_process: attributes.opt_in_process ?? readSetting(db, 'list_opt_in'),
    },
  }),
  update: (row, { attributes }) => ({ ...(JSON.parse(row.attributes) as Record<string, unknown>), ...attributes }),
  removed: ({ id }, { db }) => {
    leaveWithoutTrigger(db, { type: 'list', id })
    removeAllMembers(db, id)
  },
}

export const listsOfProfile: Relationship = { type: 'list', many: true, related: groupsOfProfile('list') }

export const lists: Group = {
  name: 'Lists',
  types: [listType],
  takeOvers: {
    add_profiles_to_list: (context) => changeMembers(context, true),
    remove_profiles_from_list: (context) => changeMembers(context, false),
  },
  jobs: { [LATE_MEMBERSHIP]: joinLate },
}

/** Identifiers in one call. Documented, audience §4; status and text of the refusal Assumed. */
const MEMBERS_PER_CALL = 1000

/** Adding or removing members: consent and `updated` of the profiles stay as they are. Observed, audience §4. */
function changeMembers(context: Context, add: boolean): Answer {
  const { db, now } = context
  const list = findOrThrow(listType, context.id, context)
  const body = context.body as RequestBodies['add_profiles_to_list']
  const ids = body.data.map(({ id }) => id)
  if (ids.length > MEMBERS_PER_CALL) throw invalid(`A maximum of ${MEMBERS_PER_CALL} profiles is allowed per request.`)
  const unknown = unknownProfiles(db, ids)
  // Observed text and family, protocol §3.2.
  if (unknown.length > 0) throw invalidRequest(`Invalid profile IDs: ${unknown.join(', ')}`)
  if (add) joinMembers(context, list.id, ids)
  else removeMembers(db, list.id, ids, now)
  return { kind: 'empty' }
}
