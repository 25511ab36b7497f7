import { formatSeconds, UPDATED_LATER } from './clock.ts'
import type { Db } from './database.ts'
import { deleteResource, insertResource, link, relink, type Identifier } from './resources.ts'
import { deleteTranslationsOf } from './translations.ts'

/*
 * A flow, its actions and their messages, each a row of `resource`. A flow keeps its trigger, filter and entry; the
 * actions hold the rest of its definition, in the order of their ids. Links lead action → flow, message → action and
 * template, flow → what triggers it.
 */

type Json = Readonly<Record<string, unknown>>

export interface FlowTrigger extends Json {
  type: string
  id?: string | null
}

/** What a flow's definition says beside its actions. */
export interface FlowHead {
  triggers: readonly FlowTrigger[]
  profile_filter: Json | null
  entry_action_id: string | null
  reentry_criteria?: Json | null
}

/** Attributes of a flow in wire order. Observed, recorded body of create_flow. */
export interface FlowAttributes {
  name: string
  status: string
  archived: boolean
  created: string
  updated: string
  trigger_type: string
}

export interface Flow {
  id: string
  attributes: FlowAttributes
  head: FlowHead
}

/** An action as definitions write it, with its real id. */
export interface ActionDefinition {
  id: string
  type: string
  data?: Json | null
  links: Json | null
}

/** The name that older revisions give to an action's type, and its status where it has one. */
export interface ActionFacts {
  action_type: string
  status: string | null
}

export interface FlowAction extends ActionFacts {
  id: string
  flowId: string
  definition: ActionDefinition
}

export interface FlowMessage {
  id: string
  actionId: string
  channel: string
  name: string
  templateId: string | null
  definition: Json
}

const times = (now: number) => ({ created: now, updated: now + UPDATED_LATER })

export function insertFlow(db: Db, { id, attributes, head }: Flow, now: number): void {
  insertResource(db, { type: 'flow', id, ...times(now), attributes: { ...attributes }, internal: head })
  for (const { type, id: triggerId } of head.triggers) {
    if (triggerId != null) link(db, { type: 'flow', id }, `trigger-${type}`, [{ type, id: triggerId }])
  }
}

export function findFlow(db: Db, id: string): Flow | undefined {
  const row = db.get<{ attributes: string; internal: string }>(
    `SELECT attributes, internal FROM resource WHERE type = 'flow' AND id = ?`,
    id,
  )
  if (row === undefined) return undefined
  const attributes = JSON.parse(row.attributes) as FlowAttributes
  return { id, attributes, head: JSON.parse(row.internal) as FlowHead }
}

/** Stores another state of a flow; `updated` moves where a time is given. */
export function updateFlow(db: Db, { id, attributes, head }: Flow, now?: number): void {
  const shown = now === undefined ? attributes : { ...attributes, updated: formatSeconds(now) }
  db.run(
    `UPDATE resource SET attributes = ?, internal = ?, updated = ifnull(?, updated) WHERE type = 'flow' AND id = ?`,
    ...[JSON.stringify(shown), JSON.stringify(head), now ?? null, id],
  )
}

/** Flows that a list or segment triggers. */
export function flowIdsTriggeredBy(db: Db, { type, id }: Identifier): string[] {
  const sql = `SELECT id FROM linkage WHERE to_type = ? AND to_id = ? AND type = 'flow' AND relationship = ?`
  return db.all<{ id: string }>(sql, type, id, `trigger-${type}`).map((row) => row.id)
}

/** The id of the next flow action: digits, growing. Observed, events-flows §5.1; the size of the steps is Assumed. */
export function nextFlowActionId(db: Db, below: (bound: number) => number): string {
  const first = 100_000_000 + below(50_000_000)
  const sql = /* sql */ `
    INSERT INTO sequence (name, last) VALUES ('flow-action', ?)
    ON CONFLICT (name) DO UPDATE SET last = last + ? RETURNING last`
  return String(db.get<{ last: number }>(sql, first, 1 + below(7))!.last)
}

const shownAction = ({ action_type, status, definition }: FlowAction, created: string, updated: string) => ({
  ...{ action_type, status, created, updated, definition },
})

export function insertFlowAction(db: Db, action: FlowAction, now: number): void {
  const { id, flowId } = action
  const attributes = shownAction(action, formatSeconds(now), formatSeconds(now))
  insertResource(db, { type: 'flow-action', id, ...times(now), attributes })
  link(db, { type: 'flow-action', id }, 'flow', [{ type: 'flow', id: flowId }])
}

export function updateFlowAction(db: Db, action: FlowAction, now: number): void {
  const sql = `SELECT attributes ->> '$.created' AS created FROM resource WHERE type = 'flow-action' AND id = ?`
  const created = db.value<string>(sql, action.id)!
  db.run(
    `UPDATE resource SET attributes = ?, updated = ? WHERE type = 'flow-action' AND id = ?`,
    ...[JSON.stringify(shownAction(action, created, formatSeconds(now))), now, action.id],
  )
}

interface ActionRow extends ActionFacts {
  id: string
  flow_id: string
  definition: string
}

const actionOf = ({ id, flow_id, action_type, status, definition }: ActionRow): FlowAction => ({
  ...{ id, flowId: flow_id, action_type, status },
  definition: JSON.parse(definition) as ActionDefinition,
})

const actionColumns = /* sql */ `
  r.id, l.to_id AS flow_id, r.attributes ->> '$.action_type' AS action_type, r.attributes ->> '$.status' AS status,
  r.attributes -> '$.definition' AS definition`

export function findFlowAction(db: Db, id: string): FlowAction | undefined {
  const sql = /* sql */ `
    SELECT ${actionColumns} FROM resource r
    JOIN linkage l ON l.type = 'flow-action' AND l.id = r.id AND l.relationship = 'flow'
    WHERE r.type = 'flow-action' AND r.id = ?`
  const row = db.get<ActionRow>(sql, id)
  return row && actionOf(row)
}

/** The actions of a flow in the order of their ids. */
export function flowActionsOf(db: Db, flowId: string): FlowAction[] {
  const sql = /* sql */ `
    SELECT ${actionColumns} FROM linkage l JOIN resource r ON r.type = 'flow-action' AND r.id = l.id
    WHERE l.to_type = 'flow' AND l.to_id = ? AND l.type = 'flow-action' AND l.relationship = 'flow'
    ORDER BY r.id`
  return db.all<ActionRow>(sql, flowId).map(actionOf)
}

export function insertFlowMessage(db: Db, message: FlowMessage, now: number): void {
  const { id, actionId, templateId, name, channel, definition } = message
  const time = formatSeconds(now)
  const attributes = { name, channel, created: time, updated: time, definition }
  insertResource(db, { type: 'flow-message', id, ...times(now), attributes })
  link(db, { type: 'flow-message', id }, 'flow-action', [{ type: 'flow-action', id: actionId }])
  if (templateId !== null) link(db, { type: 'flow-message', id }, 'template', [{ type: 'template', id: templateId }])
}

/** Stores another content of a message. */
export function updateFlowMessage(
  db: Db,
  { id, name, templateId, definition }: Pick<FlowMessage, 'id' | 'name' | 'templateId' | 'definition'>,
  now: number,
): void {
  db.run(
    `UPDATE resource SET updated = ?, attributes = json_set(attributes, '$.name', ?, '$.updated', ?, '$.definition', json(?))
     WHERE type = 'flow-message' AND id = ?`,
    ...[now, name, formatSeconds(now), JSON.stringify(definition), id],
  )
  const templates = templateId === null ? [] : [{ type: 'template', id: templateId }]
  relink(db, { type: 'flow-message', id }, 'template', templates)
}

/** What a message says, and on which channel. */
export function findFlowMessage(db: Db, id: string): Pick<FlowMessage, 'channel' | 'definition'> | undefined {
  const sql = `SELECT attributes FROM resource WHERE type = 'flow-message' AND id = ?`
  const text = db.value<string>(sql, id)
  return text === undefined ? undefined : (JSON.parse(text) as Pick<FlowMessage, 'channel' | 'definition'>)
}

/** The ids of the messages of an action. */
export function flowMessageIdsOf(db: Db, actionId: string): string[] {
  const sql = /* sql */ `
    SELECT id FROM linkage
    WHERE to_type = 'flow-action' AND to_id = ? AND type = 'flow-message' AND relationship = 'flow-action' ORDER BY id`
  return db.all<{ id: string }>(sql, actionId).map(({ id }) => id)
}

/** Deletes an action with its messages and their translations. The copies of templates stay. */
export function deleteFlowAction(db: Db, id: string): void {
  for (const messageId of flowMessageIdsOf(db, id)) deleteFlowMessage(db, messageId)
  deleteResource(db, { type: 'flow-action', id })
}

/** Deletes a message with its translations. */
export function deleteFlowMessage(db: Db, id: string): void {
  deleteTranslationsOf(db, { type: 'flow-message', id })
  deleteResource(db, { type: 'flow-message', id })
}

/** Which of these ids are no resources of a type. */
export function unknownIds(db: Db, type: string, ids: readonly string[]): string[] {
  const sql = /* sql */ `
    SELECT DISTINCT value AS id FROM json_each(?)
    WHERE value NOT IN (SELECT id FROM resource WHERE type = ?)`
  return db.all<{ id: string }>(sql, JSON.stringify(ids), type).map(({ id }) => id)
}

/** How many messages of a flow go out on a channel. */
export function countFlowMessages(db: Db, flowId: string, channel: string): number {
  const sql = /* sql */ `
    SELECT count(*) FROM linkage a
    JOIN linkage m ON m.to_type = 'flow-action' AND m.to_id = a.id AND m.type = 'flow-message'
      AND m.relationship = 'flow-action'
    JOIN resource r ON r.type = 'flow-message' AND r.id = m.id
    WHERE a.to_type = 'flow' AND a.to_id = ? AND a.type = 'flow-action' AND a.relationship = 'flow'
      AND r.attributes ->> '$.channel' = ?`
  return db.value<number>(sql, flowId, channel)!
}
