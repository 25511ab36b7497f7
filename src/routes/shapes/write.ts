import { formatSeconds, UPDATED_LATER } from '../../store/clock.ts'
import {
  deleteResource,
  insertResource,
  link,
  relink,
  unlink,
  updateResource,
  type Identifier,
} from '../../store/resources.ts'
import type { Answer, Context, FreshTimes } from '../context.ts'
import { invalid } from '../errors.ts'
import type { Input, Relationship, ResourceType } from '../resource.ts'
import { findOrThrow } from './read.ts'

/** POST /api/<collection>: inserts, links what `relationships` names, answers 201 with fresh times. */
export function createShape(type: ResourceType, context: Context): Answer {
  const input = inputOf(context.body)
  if (type.create === undefined) throw new Error(`${type.type} has no create`)
  const targets = relationshipTargets(type, input, context)
  const made = type.create(input, context)
  const times = { created: context.now, updated: context.now + UPDATED_LATER }
  insertResource(context.db, { type: type.type, ...made, ...times })
  for (const [name, identifiers] of targets) link(context.db, { type: type.type, id: made.id }, name, identifiers)
  type.created?.(findOrThrow(type, made.id, context), input, context)
  return { kind: 'one', type: type.type, row: findOrThrow(type, made.id, context), fresh: timesOf(times) }
}

/** Times under both names that types give them. */
function timesOf({ created, updated }: { created: number; updated: number }): FreshTimes {
  return { created, updated, created_at: created, updated_at: updated }
}

const UPDATED_TIMES = ['updated', 'updated_at']

/** PATCH /api/<collection>/{id}: what is omitted stays, null clears; `updated` moves. */
export function updateShape(type: ResourceType, context: Context): Answer {
  const row = findOrThrow(type, context.id, context)
  const input = inputOf(context.body)
  requireSameId(input.id, context.id)
  if (type.update === undefined) throw new Error(`${type.type} has no update`)
  const changed = type.update(row, input, context)
  for (const name of UPDATED_TIMES) if (name in changed) changed[name] = formatSeconds(context.now)
  const targets = relationshipTargets(type, input, context)
  updateResource(context.db, { type: type.type, id: row.id }, changed, context.now)
  for (const [name, identifiers] of targets) relink(context.db, { type: type.type, id: row.id }, name, identifiers)
  type.updated?.(row, input, context)
  return {
    kind: 'one',
    type: type.type,
    row: findOrThrow(type, row.id, context),
    fresh: { updated: context.now, updated_at: context.now },
  }
}

/** DELETE /api/<collection>/{id}: the resource and its links go; `removed` takes what else belongs to it. */
export function deleteShape(type: ResourceType, context: Context): Answer {
  const row = findOrThrow(type, context.id, context)
  type.removed?.(row, context)
  deleteResource(context.db, { type: type.type, id: row.id })
  return { kind: 'empty' }
}

/** POST, PATCH and DELETE on /relationships/<relation>: add, replace, remove links of the linkage table. */
export function linkageShape(
  verb: 'add' | 'replace' | 'remove',
  type: ResourceType,
  name: string,
  relationship: Relationship,
  context: Context,
): Answer {
  const row = findOrThrow(type, context.id, context)
  const from = { type: type.type, id: row.id }
  const targets = identifiersOf((context.body as { data: Identifier | readonly Identifier[] }).data)
  if (verb !== 'remove') requireTargets(relationship, targets, context)
  if (verb === 'add') link(context.db, from, name, targets)
  else if (verb === 'replace') relink(context.db, from, name, targets)
  else unlink(context.db, from, name, targets)
  return { kind: 'empty' }
}

/** The parts of a request document. */
export function inputOf(body: unknown): Input {
  const { data } = body as {
    data: {
      id?: string
      attributes?: Record<string, unknown>
      relationships?: Record<string, { data?: Identifier | readonly Identifier[] } | undefined>
    }
  }
  const relationships = Object.entries(data.relationships ?? {}).map(([name, value]) => [name, value?.data] as const)
  return {
    ...(data.id !== undefined && { id: data.id }),
    attributes: data.attributes ?? {},
    relationships: Object.fromEntries(relationships),
  }
}

/** Assumed: that a body with another id than the path's is refused, and the text. */
export function requireSameId(bodyId: string | undefined, pathId: string): void {
  if (bodyId !== undefined && bodyId !== pathId) {
    throw invalid(`The id in the payload (${bodyId}) does not match the id in the path (${pathId}).`, {
      pointer: '/data/id',
    })
  }
}

function identifiersOf(data: Identifier | readonly Identifier[] | undefined | null): readonly Identifier[] {
  if (data === undefined || data === null) return []
  return Array.isArray(data) ? data : [data as Identifier]
}

function relationshipTargets(type: ResourceType, input: Input, context: Context) {
  return Object.entries(input.relationships).flatMap(([name, data]) => {
    const relationship = type.relationships[name]
    if (relationship === undefined) return []
    const identifiers = identifiersOf(data)
    requireTargets(relationship, identifiers, context)
    return [[name, identifiers] as const]
  })
}

/** Throws the 404 of the first target that is not there. */
function requireTargets(relationship: Relationship, targets: readonly Identifier[], context: Context): void {
  const type = context.types.get(relationship.type)
  if (type === undefined) return
  for (const { id } of targets) findOrThrow(type, id, context)
}
