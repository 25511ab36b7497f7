import type { RequestBodies } from '../../schemas/contract/request-bodies.ts'
import {
  conversationSelection,
  conversationsOfProfile,
  findConversationProfile,
  insertMessage,
  profileOfConversation,
  type Channel,
} from '../../store/conversations.ts'
import { recordEvent } from '../../store/events.ts'
import { readSetting } from '../../store/settings.ts'
import type { Answer, Context } from '../context.ts'
import { forbidden, invalid } from '../errors.ts'
import type { Group, Relationship, ResourceType } from '../resource.ts'
import { findOrThrow } from '../shapes/read.ts'

// Conversations: threads with a profile, one per channel. campaigns-content §8, audience §2.10. No operation begins
// one: a profile does, by writing (see events/record-events.ts).

export const conversationType: ResourceType = {
  type: 'conversation',
  collection: 'conversations',
  selection: conversationSelection,
  attributes: ['channel'],
  relationships: { profile: { type: 'profile', many: false, related: profileOfConversation } },
}

/** The profile's `conversation`: of several, the one that began first (Assumed). */
export const conversationOfProfile: Relationship = {
  type: 'conversation',
  many: false,
  related: conversationsOfProfile,
}

/** The profile's `conversations`, over all channels. */
export const allConversationsOfProfile: Relationship = { ...conversationOfProfile, many: true }

export const conversations: Group = {
  name: 'Conversations',
  types: [conversationType],
  takeOvers: { create_conversation_message: createMessage },
}

/** By channel, the metric of a message that a profile was sent. Names of the text ones Observed, events §8. */
const SENT: Partial<Record<Channel, string>> = {
  sms: 'Received Text Message',
  whatsapp: 'Received WhatsApp',
}

/**
 * POST /api/conversation-messages: 202 without a body, into a thread that exists. The channel is the conversation's.
 * Documented. That the message shows as an event of the profile: Documented (history is read through events); the
 * event's properties, the refusals and their texts: Assumed.
 */
function createMessage(context: Context): Answer {
  const { data } = context.body as RequestBodies['create_conversation_message']
  if (!readSetting(context.db, 'conversations')) {
    throw forbidden('Your account does not have access to conversations.')
  }
  const target = data.relationships.conversation.data
  if (target === undefined) {
    const detail = `'data' is a required field for the resource 'conversation'.`
    throw invalid(detail, { pointer: '/data/relationships/conversation/data' })
  }
  const conversation = findOrThrow(conversationType, target.id, context)
  const { channel } = JSON.parse(conversation.attributes) as { channel: Channel }
  const metric = SENT[channel]
  if (metric === undefined) {
    throw invalid(`Messages cannot be sent on the channel '${channel}'.`, {
      pointer: '/data/relationships/conversation',
    })
  }
  const { body, message_hierarchy } = data.attributes
  if (body.trim() === '') throw invalid('The body must not be empty.', { pointer: '/data/attributes/body' })
  if (message_hierarchy) checkHierarchy(message_hierarchy, channel)
  insertMessage(context, conversation.id, { body, ...(message_hierarchy && { message_hierarchy }) })
  const profileId = findConversationProfile(context.db, conversation.id)
  if (profileId !== undefined) {
    const uniqueId = context.account.ids.uuid()
    const format = message_hierarchy ? 'RCS' : channel === 'sms' ? 'SMS' : 'WhatsApp'
    const properties = { 'Message Body': body, 'Message Format': format, 'Message Type': 'conversation' }
    recordEvent(context, { metric, integration: 'klaviyo', profileId, properties, uniqueId })
  }
  return { kind: 'empty' }
}

/** An ordered pair: what RCS shows, then the text for phones without it. Documented, campaigns-content §8. */
function checkHierarchy(hierarchy: readonly object[], channel: Channel): void {
  const pointer = '/data/attributes/message_hierarchy'
  const formats = hierarchy.map((item, index) => formatOf(item, index))
  if (formats.join() !== 'RCS,SMS') {
    throw invalid('message_hierarchy must hold an RCS message and then an SMS message.', { pointer })
  }
  if (channel !== 'sms') throw invalid('message_hierarchy is for text messages only.', { pointer })
}

/** Each item has a default format of its own, so one that names none is what its place says. */
function formatOf(item: object, index: number): unknown {
  return 'message_format' in item && item.message_format ? item.message_format : ['RCS', 'SMS'][index]
}
