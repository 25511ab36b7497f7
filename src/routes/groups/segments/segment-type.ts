import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import type { Definition } from '../../../store/conditions/definition.ts'
import { countMembers, groupsOfProfile, membersOfGroup, removeAllMembers } from '../../../store/memberships.ts'
import { segmentSelection, type SegmentAttributes } from '../../../store/segments.ts'
import type { Row } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { Input, Relationship, ResourceType } from '../../resource.ts'
import { flowTriggersOf, leaveWithoutTrigger } from '../flows/triggers.ts'
import { throwAll } from '../profiles/identifiers.ts'
import { tagsOf } from '../tags/tags-of.ts'
import { echoedDefinition } from './definition-echo.ts'
import { definitionProblems } from './definition-problems.ts'
import { scheduleEvaluation } from './evaluation.ts'

// Segments and their members. audience §5.1.

type Changes = RequestBodies['update_segment']['data']['attributes']

const POINTER = '/data/attributes/definition'

export const segmentType: ResourceType = {
  type: 'segment',
  collection: 'segments',
  selection: segmentSelection,
  attributes: ['name', 'definition', 'created', 'updated', 'is_active', 'is_processing', 'is_starred'],
  whole: ['definition'],
  computed: { profile_count: { value: ({ id }, { db }) => countMembers(db, id) } },
  relationships: {
    profiles: { type: 'profile', many: true, related: membersOfGroup },
    tags: tagsOf('segment'),
    'flow-triggers': flowTriggersOf('segment'),
  },
  notFound: (id) => `A segment with id \`${id}\` does not exist.`,
  create: createSegment,
  created: ({ id }, _, context) => scheduleEvaluation(context, id),
  update: updateSegment,
  updated: (before, _, context) => evaluateAgain(before, context),
  removed: ({ id }, { db }) => {
    leaveWithoutTrigger(db, { type: 'segment', id })
    removeAllMembers(db, id)
  },
}

export const segmentsOfProfile: Relationship = { type: 'segment', many: true, related: groupsOfProfile('segment') }

/** A new segment is processing until it was evaluated. Observed, audience §5.1. */
function createSegment({ attributes }: Input, context: Context) {
  const { account, db, now } = context
  const definition = attributes.definition as Definition
  throwAll(definitionProblems(db, definition, POINTER))
  const made: SegmentAttributes = {
    name: attributes.name as string,
    definition: echoedDefinition(definition),
    created: formatSeconds(now),
    updated: formatSeconds(now),
    is_active: true,
    is_processing: true,
    is_starred: attributes.is_starred === true,
  }
  return { id: account.ids.short(), attributes: { ...made } }
}

const attributesOf = (row: Row): SegmentAttributes => JSON.parse(row.attributes) as SegmentAttributes

/**
 * What is null stays as it is (Assumed). A definition is replaced as a whole and evaluated anew; what deactivates does
 * nothing else (Documented, audience §5.1; text Assumed).
 */
function updateSegment(row: Row, { attributes: given }: Input, { db }: Context): Record<string, unknown> {
  const { name, definition, is_starred, is_active } = given as Changes
  if (is_active === false && Object.keys(given).length > 1) {
    throw invalid('Deactivating a segment cannot be combined with other updates.', {
      pointer: '/data/attributes/is_active',
    })
  }
  if (definition) throwAll(definitionProblems(db, definition as Definition, POINTER, row.id))
  const before = attributesOf(row)
  const after: SegmentAttributes = {
    ...before,
    name: name ?? before.name,
    definition: definition ? echoedDefinition(definition as Definition) : before.definition,
    is_active: is_active ?? before.is_active,
    is_starred: is_starred ?? before.is_starred,
  }
  const isNew = definition != null || !before.is_active
  // Who is in a segment that is not active stays in it. Assumed, audience §5.1.
  return { ...after, is_processing: after.is_active && (before.is_processing || isNew) }
}

/** Evaluates a segment that came to have another definition, or to be active again. */
function evaluateAgain(row: Row, context: Context): void {
  const before = attributesOf(row)
  const given = (context.body as RequestBodies['update_segment']).data.attributes
  const isActive = given.is_active ?? before.is_active
  if (isActive && (given.definition != null || !before.is_active)) scheduleEvaluation(context, row.id)
}
