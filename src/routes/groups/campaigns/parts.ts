import {
  audiencesOf,
  deleteAudience,
  deleteCampaign,
  deleteMessage,
  deleteVariation,
  insertAudience,
  insertCampaign,
  insertMessage,
  insertVariation,
  messagesOf,
  updateVariation,
  variationsOf,
  type AudienceDefinition,
  type Builder,
  type CampaignDefinition,
  type MessageDefinition,
  type OlderFacts,
  type Variation,
  type VariationDefinition,
} from '../../../store/campaigns.ts'
import type { Context } from '../../context.ts'
import { copyTemplate, deleteTemplateCopy } from '../templates/copies.ts'
import { completeDetails, type Details } from './details.ts'
import { deleteEstimation } from './sending/estimations.ts'
import { deleteSend } from './sending/sends.ts'

// How a campaign and what is below it come into being, change their content and go. What is refused was refused before.

type Writing = Pick<Context, 'account' | 'db' | 'now'>
type Json = Readonly<Record<string, unknown>>

/** Content as a body gives it: details may be partial, or null on a draft that is not finished. */
export interface NewVariation {
  name: string | null
  details: Json | null
}

/** A message to insert, with one variation at least. */
export interface NewMessage {
  definition: MessageDefinition
  variations: readonly NewVariation[]
}

/** An audience to insert, with its messages. */
export interface NewAudience {
  definition: AudienceDefinition
  messages: readonly NewMessage[]
}

/** A campaign to insert, with everything below it. */
export interface NewCampaign {
  definition: CampaignDefinition
  older: OlderFacts
  audiences: readonly NewAudience[]
}

/** How a new message tracks: Assumed, as new accounts do. Parameters for UTM are off until asked for. */
export const defaultTracking = { is_add_utm: false, is_tracking_clicks: true, is_tracking_opens: true }

/** How a new message is sent. Assumed, revision-2026-10-15 §3.8. */
export const defaultSendOptions = {
  send_time: null,
  send_times: null,
  send_strategy: 'static',
  recipient_percentage: null,
  throttling_type: 'throttle-for-campaigns-and-flows',
  throttle_unit: null,
  is_ignoring_unsubscribes: false,
}

/** What a message has before anybody says anything. */
export const messageDefaults: MessageDefinition = {
  name: null,
  status: 'draft',
  tracking_options: defaultTracking,
  send_options: defaultSendOptions,
  ab_test: null,
}

/** The variation of a message that is made without: an empty e-mail, called like the message. Documented; how, Assumed. */
export const defaultVariation = (name: string | null): NewVariation => ({ name, details: { channel: 'email' } })

/**
 * The details of a variation: complete, and with a copy of the template that they name, which belongs to the variation
 * alone. Assumed that the copy is made on write and its id shown (as Documented for flows); wrong if a read-back shows
 * the id that was sent. Other channels than e-mail name templates of other kinds, which stay as they are.
 */
export function variationDetails(
  given: Json | null,
  context: Writing,
  variationId: string,
  current: Details | null = null,
): Details | null {
  if (given === null) return null
  const details = completeDetails(given, current)
  const { channel, template_id: templateId } = details
  if (channel !== 'email' || typeof templateId !== 'string' || templateId === current?.template_id) return details
  const copy = copyTemplate(context, templateId, { type: 'campaign-variation', id: variationId })
  return { ...details, template_id: copy ?? null }
}

/** Inserts a campaign with everything below it and gives its id. */
export function insertTree(context: Writing, { definition, older, audiences }: NewCampaign): string {
  const { account, db, now } = context
  const id = account.ids.ulid(now)
  insertCampaign(db, { id, definition, older }, now)
  for (const audience of audiences) {
    const audienceId = account.ids.ulid(now)
    insertAudience(db, { id: audienceId, campaignId: id, definition: audience.definition }, now)
    for (const message of audience.messages) {
      insertMessageTree(context, { campaignId: id, audienceId, builder: definition.builder }, message)
    }
  }
  return id
}

/** Inserts a message with its variations and gives its id. */
export function insertMessageTree(
  context: Writing,
  parent: { campaignId: string; audienceId: string; builder: Builder },
  { definition, variations }: NewMessage,
): string {
  const { account, db, now } = context
  const { campaignId, audienceId, builder } = parent
  const id = account.ids.ulid(now)
  insertMessage(db, { id, campaignId, audienceId, definition }, now)
  for (const [index, variation] of variations.entries()) {
    // Observed: such a message and its content share an id, revision-2026-10-15 §11.2.
    const shared = builder === 'wizard' && index === 0
    insertVariationOf(context, id, variation, shared ? id : account.ids.ulid(now))
  }
  return id
}

/** Inserts a variation of a message. */
export function insertVariationOf(context: Writing, messageId: string, given: NewVariation, id: string): void {
  const definition = { name: given.name, details: variationDetails(given.details, context, id) }
  insertVariation(context.db, { id, messageId, definition }, context.now)
}

/** Gives a variation another name and content; the copy of a template that it no longer names goes (Assumed). */
export function rewriteVariation(
  context: Writing,
  { id, messageId, definition: before }: Variation,
  { name, details: given }: NewVariation,
): void {
  const details = variationDetails(given, context, id, before.details)
  updateVariation(context.db, { id, messageId, definition: { name, details } }, context.now)
  const former = templateOf(before)
  if (former !== undefined && former !== templateOf({ name, details })) deleteTemplateCopy(context.db, former)
}

function templateOf({ details }: VariationDefinition): string | undefined {
  const id = details?.channel === 'email' ? details.template_id : undefined
  return typeof id === 'string' ? id : undefined
}

/** Deletes a variation with its copy of a template. */
export function removeVariation({ db }: Pick<Context, 'db'>, { id, definition }: Variation): void {
  const template = templateOf(definition)
  if (template !== undefined) deleteTemplateCopy(db, template)
  deleteVariation(db, id)
}

/** Deletes a message with its variations and its schedule. */
export function removeMessage(context: Pick<Context, 'db'>, id: string): void {
  deleteSend(context.db, id)
  for (const variation of variationsOf(context.db, id)) removeVariation(context, variation)
  deleteMessage(context.db, id)
}

/** Deletes an audience with its messages. */
export function removeAudience(context: Pick<Context, 'db'>, id: string): void {
  for (const message of messagesOf(context.db, { type: 'campaign-audience', id })) removeMessage(context, message.id)
  deleteAudience(context.db, id)
}

/** Deletes a campaign with everything below it, and what tags it. */
export function removeCampaign(context: Pick<Context, 'db'>, id: string): void {
  for (const audience of audiencesOf(context.db, id)) removeAudience(context, audience.id)
  deleteEstimation(context.db, id)
  deleteCampaign(context.db, id)
}
