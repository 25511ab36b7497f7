import { formatSeconds } from './clock.ts'
import { definitionMeets } from './conditions/compile.ts'
import { conditionsOf, type Definition } from './conditions/definition.ts'
import type { Db } from './database.ts'
import { endMembership } from './memberships.ts'
import { resourcesOf } from './resources.ts'

// Segments: who meets their definitions is kept in `membership`. audience §5.

/** Attributes of a segment in wire order. Observed, audience A.6. */
export interface SegmentAttributes {
  name: string
  definition: Definition
  created: string
  updated: string
  is_active: boolean
  is_processing: boolean
  is_starred: boolean
}

export interface Segment {
  id: string
  attributes: SegmentAttributes
}

/** All segments. */
export const segmentSelection = resourcesOf('segment', {
  is_active: { sql: `r.attributes ->> '$.is_active'`, kind: 'boolean' },
})

/** The segment of this id, or undefined. */
export function findSegment(db: Db, id: string): Segment | undefined {
  const text = db.value<string>(`SELECT attributes FROM resource WHERE type = 'segment' AND id = ?`, id)
  return text === undefined ? undefined : { id, attributes: JSON.parse(text) as SegmentAttributes }
}

/** All segments, each after those that its definition names. */
export function listSegments(db: Db): Segment[] {
  const rows = db.all<{ id: string; attributes: string }>(
    `SELECT id, attributes FROM resource WHERE type = 'segment' ORDER BY seq`,
  )
  return inOrder(rows.map(({ id, attributes }) => ({ id, attributes: JSON.parse(attributes) as SegmentAttributes })))
}

function inOrder(segments: readonly Segment[]): Segment[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]))
  const ordered = new Set<Segment>()
  const visit = (segment: Segment, above: readonly string[]): void => {
    if (ordered.has(segment) || above.includes(segment.id)) return
    for (const id of groupsNamed(segment.attributes.definition)) {
      const named = byId.get(id)
      if (named !== undefined) visit(named, [...above, segment.id])
    }
    ordered.add(segment)
  }
  for (const segment of segments) visit(segment, [])
  return [...ordered]
}

/** The lists and segments that a definition asks for. */
export const groupsNamed = (definition: Definition): string[] =>
  conditionsOf(definition).flatMap((each) => (each.type === 'profile-group-membership' ? each.group_ids : []))

/** Changes attributes of a segment that the sandbox itself decides; false when it is gone. */
export function writeSegment(db: Db, id: string, changed: Partial<SegmentAttributes>, now?: number): void {
  const segment = findSegment(db, id)
  if (segment === undefined) return
  const attributes = { ...segment.attributes, ...changed, ...(now !== undefined && { updated: formatSeconds(now) }) }
  db.run(
    `UPDATE resource SET attributes = ?, updated = ifnull(?, updated) WHERE type = 'segment' AND id = ?`,
    ...[JSON.stringify(attributes), now ?? null, id],
  )
}

/** Who came into a segment, and who left it. */
export interface MembershipChange {
  segmentId: string
  joined: readonly string[]
  left: readonly string[]
}

/**
 * Works out who is in a segment at a time, among all profiles or those that changed. Who stays in it has been there since
 * they came.
 */
export function evaluateSegment(db: Db, { id, attributes }: Segment, among: 'all' | 'changed', now: number) {
  const meets = definitionMeets(attributes.definition, now)
  const profiles = among === 'all' ? 'profile p' : 'changed_profile c CROSS JOIN profile p ON p.id = c.profile_id'
  const rows = db.all<{ id: string; meets: number }>(
    `SELECT id, meets FROM (
       SELECT p.id AS id, ${meets.text} AS meets,
         EXISTS (SELECT 1 FROM membership k WHERE k.group_id = ? AND k.profile_id = p.id) AS was
       FROM ${profiles}
     ) WHERE meets <> was`,
    ...[...meets.values, id],
  )
  const change: MembershipChange = {
    segmentId: id,
    joined: rows.filter((row) => row.meets === 1).map((row) => row.id),
    left: rows.filter((row) => row.meets === 0).map((row) => row.id),
  }
  for (const profileId of change.joined) {
    db.run('INSERT INTO membership (group_id, profile_id, joined) VALUES (?, ?, ?)', id, profileId, now)
  }
  for (const profileId of change.left) {
    endMembership(db, id, profileId, now)
  }
  return change
}

/** Whether a profile meets a definition at a time; false when there is no such profile. */
export function meetsDefinition(db: Db, definition: Definition, profileId: string, now: number): boolean {
  const { text, values } = definitionMeets(definition, now)
  return db.value(`SELECT 1 FROM profile p WHERE p.id = ? AND ${text}`, profileId, ...values) !== undefined
}
