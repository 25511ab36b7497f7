import { formatMicroseconds, UPDATED_LATER } from './clock.ts'
import type { Db } from './database.ts'
import { deleteResource, insertResource, link, relink, updateResource, type Identifier } from './resources.ts'
import { deleteTranslationsOf } from './translations.ts'

/*
 * A campaign, its audiences, the messages to them and the variations of each message, as revision 2026-10-15 speaks of
 * them. Each is a row of `resource`; links lead from child to parent: audience → campaign, message → campaign and
 * audience, variation → message.
 */

type Json = Record<string, unknown>

/** Where a campaign was made: several messages on a canvas, or one message step by step. */
export type Builder = 'canvas' | 'wizard'

export interface CampaignDefinition {
  name: string | null
  builder: Builder
  archived: boolean
  color: string | null
  description: string | null
  send_settings: Json
}

/** What revisions before 2026-10-15 say of a campaign and the newest has no member for. */
export interface OlderFacts {
  /** The fine status; the message has the coarse one. */
  status: string
  scheduled_at: string | null
  /** As the revision before 2026-10-15 writes it; null = immediate. */
  send_strategy: Json | null
  custom_tracking_params: readonly Json[]
}

export interface AudienceDefinition {
  name: string | null
  included: readonly string[]
  excluded: readonly string[]
  priority: number
}

export type MessageStatus = 'draft' | 'scheduled' | 'sending' | 'sent' | 'cancelled'

export interface MessageDefinition {
  name: string | null
  status: MessageStatus
  tracking_options: Json
  send_options: Json
  ab_test: Json | null
}

export type CampaignChannel = 'email' | 'sms' | 'push' | 'whatsapp'

export interface VariationDefinition {
  name: string | null
  details: (Json & { channel: CampaignChannel }) | null
}

interface Stored<Definition> {
  id: string
  definition: Definition
}

export type Campaign = Stored<CampaignDefinition> & { older: OlderFacts }
export type Audience = Stored<AudienceDefinition> & { campaignId: string }
export type Message = Stored<MessageDefinition> & { campaignId: string; audienceId: string }
export type Variation = Stored<VariationDefinition> & { messageId: string }

type Kind = 'campaign' | 'campaign-audience' | 'campaign-message' | 'campaign-variation'

/** What a new campaign has before anything was scheduled. */
export const draftFacts: OlderFacts = {
  status: 'Draft',
  scheduled_at: null,
  send_strategy: null,
  custom_tracking_params: [],
}

export function insertCampaign(db: Db, { id, definition, older }: Campaign, now: number): void {
  const times = { created_at: formatMicroseconds(now), updated_at: formatMicroseconds(now + UPDATED_LATER) }
  const resource = { type: 'campaign', id, created: now, updated: now + UPDATED_LATER }
  insertResource(db, { ...resource, attributes: { ...times, definition }, internal: older })
}

export function insertAudience(db: Db, { campaignId, ...audience }: Audience, now: number): void {
  insertChild(db, 'campaign-audience', audience, { campaign: campaignId }, now)
}

export function insertMessage(db: Db, { campaignId, audienceId, ...message }: Message, now: number): void {
  insertChild(db, 'campaign-message', message, { campaign: campaignId, 'campaign-audience': audienceId }, now)
}

export function insertVariation(db: Db, { messageId, ...variation }: Variation, now: number): void {
  insertChild(db, 'campaign-variation', variation, { 'campaign-message': messageId }, now)
}

function insertChild(
  db: Db,
  type: Kind,
  { id, definition }: Stored<object>,
  parents: Readonly<Record<string, string>>,
  now: number,
): void {
  const times = { created: formatMicroseconds(now), updated: formatMicroseconds(now + UPDATED_LATER) }
  insertResource(db, { type, id, created: now, updated: now + UPDATED_LATER, attributes: { ...times, definition } })
  for (const [parent, parentId] of Object.entries(parents)) {
    link(db, { type, id }, parent, [{ type: parent, id: parentId }])
  }
}

interface StoredText {
  id: string
  definition: string
  internal: string
  first: string | null
  second: string | null
}

const storedColumns = /* sql */ `
  r.id, r.attributes -> '$.definition' AS definition, r.internal,
  (SELECT l.to_id FROM linkage l WHERE l.type = r.type AND l.id = r.id AND l.relationship = ?) AS first,
  (SELECT l.to_id FROM linkage l WHERE l.type = r.type AND l.id = r.id AND l.relationship = ?) AS second`

/** The parent or parents of a kind: the names of its links. */
const parentLinks: Readonly<Record<Kind, readonly [string, string]>> = {
  campaign: ['', ''],
  'campaign-audience': ['campaign', ''],
  'campaign-message': ['campaign', 'campaign-audience'],
  'campaign-variation': ['campaign-message', ''],
}

function findOne(db: Db, type: Kind, id: string): StoredText | undefined {
  const sql = `SELECT ${storedColumns} FROM resource r WHERE r.type = ? AND r.id = ?`
  return db.get<StoredText>(sql, ...parentLinks[type], type, id)
}

/** The resources of a kind below a parent, oldest first. */
function findBelow(db: Db, type: Kind, parent: Identifier): StoredText[] {
  const sql = /* sql */ `
    SELECT ${storedColumns} FROM linkage p JOIN resource r ON r.type = p.type AND r.id = p.id
    WHERE p.to_type = ? AND p.to_id = ? AND p.type = ? AND p.relationship = ? ORDER BY r.seq`
  return db.all<StoredText>(sql, ...parentLinks[type], parent.type, parent.id, type, parent.type)
}

const asCampaign = ({ id, definition, internal }: StoredText): Campaign => ({
  id,
  definition: JSON.parse(definition) as CampaignDefinition,
  older: JSON.parse(internal) as OlderFacts,
})
const asAudience = ({ id, definition, first }: StoredText): Audience => ({
  id,
  definition: JSON.parse(definition) as AudienceDefinition,
  campaignId: first!,
})
const asMessage = ({ id, definition, first, second }: StoredText): Message => ({
  id,
  definition: JSON.parse(definition) as MessageDefinition,
  campaignId: first!,
  audienceId: second!,
})
const asVariation = ({ id, definition, first }: StoredText): Variation => ({
  id,
  definition: JSON.parse(definition) as VariationDefinition,
  messageId: first!,
})

const mapped = <Result>(row: StoredText | undefined, as: (row: StoredText) => Result) => row && as(row)

export const findCampaign = (db: Db, id: string) => mapped(findOne(db, 'campaign', id), asCampaign)
export const findAudience = (db: Db, id: string) => mapped(findOne(db, 'campaign-audience', id), asAudience)
export const findMessage = (db: Db, id: string) => mapped(findOne(db, 'campaign-message', id), asMessage)
export const findVariation = (db: Db, id: string) => mapped(findOne(db, 'campaign-variation', id), asVariation)

/** The audiences of a campaign, by priority. */
export const audiencesOf = (db: Db, campaignId: string): Audience[] =>
  findBelow(db, 'campaign-audience', { type: 'campaign', id: campaignId })
    .map(asAudience)
    .sort((left, right) => left.definition.priority - right.definition.priority)

/** The messages of a campaign or of an audience, oldest first. */
export const messagesOf = (db: Db, parent: { type: 'campaign' | 'campaign-audience'; id: string }): Message[] =>
  findBelow(db, 'campaign-message', parent).map(asMessage)

/** The variations of a message, oldest first. */
export const variationsOf = (db: Db, messageId: string): Variation[] =>
  findBelow(db, 'campaign-variation', { type: 'campaign-message', id: messageId }).map(asVariation)

export function updateCampaign(db: Db, { id, definition, older }: Campaign, now: number): void {
  updateDefinition(db, { type: 'campaign', id }, definition, 'updated_at', now)
  db.run("UPDATE resource SET internal = ? WHERE type = 'campaign' AND id = ?", JSON.stringify(older), id)
}

export const updateAudience = (db: Db, { id, definition }: Audience, now: number): void =>
  updateDefinition(db, { type: 'campaign-audience', id }, definition, 'updated', now)

export const updateMessage = (db: Db, { id, definition }: Message, now: number): void =>
  updateDefinition(db, { type: 'campaign-message', id }, definition, 'updated', now)

export const updateVariation = (db: Db, { id, definition }: Variation, now: number): void =>
  updateDefinition(db, { type: 'campaign-variation', id }, definition, 'updated', now)

function updateDefinition(db: Db, at: Identifier, definition: object, time: string, now: number): void {
  const text = db.value<string>('SELECT attributes FROM resource WHERE type = ? AND id = ?', at.type, at.id)
  const attributes = { ...(JSON.parse(text!) as Json), [time]: formatMicroseconds(now), definition }
  updateResource(db, at, attributes, now)
}

/** Moves a message to another audience of its campaign. */
export function moveMessage(db: Db, messageId: string, audienceId: string): void {
  const audience = { type: 'campaign-audience', id: audienceId }
  relink(db, { type: 'campaign-message', id: messageId }, 'campaign-audience', [audience])
}

/** Deletes a variation with its translation. Its template copy is the caller's. */
export function deleteVariation(db: Db, id: string): boolean {
  const variation = { type: 'campaign-variation', id }
  deleteTranslationsOf(db, variation)
  return deleteResource(db, variation)
}

/** Deletes a message with its variations. */
export function deleteMessage(db: Db, id: string): void {
  for (const variation of variationsOf(db, id)) deleteVariation(db, variation.id)
  deleteResource(db, { type: 'campaign-message', id })
}

/** Deletes an audience with its messages. */
export function deleteAudience(db: Db, id: string): void {
  for (const message of messagesOf(db, { type: 'campaign-audience', id })) deleteMessage(db, message.id)
  deleteResource(db, { type: 'campaign-audience', id })
}

/** Deletes a campaign with everything below it. */
export function deleteCampaign(db: Db, id: string): void {
  for (const audience of audiencesOf(db, id)) deleteAudience(db, audience.id)
  deleteResource(db, { type: 'campaign', id })
}
