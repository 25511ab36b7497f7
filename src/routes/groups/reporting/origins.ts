import { audiencesOf, findCampaign, findMessage, findVariation } from '../../../store/campaigns.ts'
import { messageNameOf } from '../../../store/message-events.ts'
import { findResource } from '../../../store/resources.ts'
import { readPage, type Row } from '../../../store/selection.ts'
import { tagsOfResource, type Taggable } from '../../../store/tags.ts'
import type { Context } from '../../context.ts'
import type { SendChannel } from './message-metrics.ts'

/** What all events of one sort of sending have in common. */
export interface Sending {
  message: string
  flow: string | null
  variation: string | null
  format: string | null
  channel: SendChannel
  /** One of its events. */
  seq: number
}

/** What reports group and filter by: each attribute with its values, of which tags and groups may have several. */
export type Origin = Readonly<Record<string, readonly string[]>>

/** Of a message of a campaign; undefined for one of a flow, or of a campaign that is gone. */
export function campaignOrigin({ db }: Context, sending: Sending): Origin | undefined {
  const message = sending.flow === null ? findMessage(db, sending.message) : undefined
  const campaign = message && findCampaign(db, message.campaignId)
  if (message === undefined || campaign === undefined) return undefined
  const audience = audiencesOf(db, campaign.id).find(({ id }) => id === message.audienceId)
  const groups = audience?.definition.included ?? []
  return {
    ...commonOrigin(sending),
    ...tagsOf(db, 'campaign', campaign.id),
    campaign_id: [campaign.id],
    campaign_message_id: [message.id],
    // Assumed: a message without a name of its own goes by its campaign's.
    campaign_message_name: [message.definition.name ?? campaign.definition.name ?? ''],
    variation_name: [nameOfVariation(db, sending)],
    // Assumed: every recipient counts for each list or segment that the message went to.
    group: groups.length === 0 ? NONE : groups,
    group_name: groups.length === 0 ? NONE : groups.map((id) => nameOfGroup(db, id)),
  }
}

/** Of a message of a flow; undefined for one of a campaign. */
export function flowOrigin({ db }: Context, sending: Sending): Origin | undefined {
  if (sending.flow === null) return undefined
  return {
    ...commonOrigin(sending),
    ...tagsOf(db, 'flow', sending.flow),
    flow_id: [sending.flow],
    flow_name: [nameOf(findResource(db, { type: 'flow', id: sending.flow }))],
    flow_message_id: [sending.message],
    flow_message_name: [messageNameOf(db, sending.seq)],
    // Assumed: variations of flow messages have no names.
    variation_name: NONE,
  }
}

/** What an attribute without a value shows. Assumed. */
const NONE: readonly string[] = ['']

const commonOrigin = ({ channel, variation, format }: Sending): Origin => ({
  send_channel: [channel],
  variation: [variation ?? ''],
  text_message_format: [format ?? ''],
})

function tagsOf(db: Context['db'], type: Taggable, id: string): Origin {
  const tags = readPage(db, tagsOfResource(type), { parents: [id] }).rows
  if (tags.length === 0) return { tag_id: NONE, tag_name: NONE }
  return { tag_id: tags.map((tag) => tag.id), tag_name: tags.map(nameOf) }
}

const nameOfVariation = (db: Context['db'], { variation }: Sending): string =>
  variation === null ? '' : (findVariation(db, variation)?.definition.name ?? '')

const nameOfGroup = (db: Context['db'], id: string): string =>
  nameOf(findResource(db, { type: 'list', id }) ?? findResource(db, { type: 'segment', id }))

const nameOf = (row: Row | undefined): string =>
  row === undefined ? '' : ((JSON.parse(row.attributes) as { name?: string | null }).name ?? '')
