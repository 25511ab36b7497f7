import type { Account } from './accounts.ts'
import type { Db } from './database.ts'
import { profileBehind } from './profiles.ts'
import { deleteResource, insertResource, link, linkedIdentifiers, linkedTo, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'

export type Channel = 'instagram' | 'sms' | 'whatsapp'

interface ConversationStore {
  account: Account
  db: Db
  now: number
}

export const conversationSelection: Selection = resourcesOf('conversation')

/** The conversations of a profile (its id is the parameter), at most one per channel. */
export const conversationsOfProfile: Selection = linkedTo('conversation', 'profile', 'profile')

/** The profile of a conversation (its id is the parameter). */
export const profileOfConversation = profileBehind(
  'linkage l JOIN profile p ON p.id = l.to_id',
  `l.type = 'conversation' AND l.id = ? AND l.relationship = 'profile' AND l.to_type = 'profile'`,
)

/** The profile's conversation on a channel, begun when there is none; gives its id. */
export function openConversation(store: ConversationStore, profileId: string, channel: Channel): string {
  const { account, db, now } = store
  const known = conversationsOf(db, profileId).find((conversation) => conversation.channel === channel)
  if (known !== undefined) return known.id
  const id = account.ids.ulid(now)
  insertResource(db, { type: 'conversation', id, created: now, updated: now, attributes: { channel } })
  link(db, { type: 'conversation', id }, 'profile', [{ type: 'profile', id: profileId }])
  return id
}

function conversationsOf(db: Db, profileId: string): { id: string; channel: string }[] {
  return db.all(
    `SELECT r.id, r.attributes ->> '$.channel' AS channel
     FROM linkage l JOIN resource r ON r.type = 'conversation' AND r.id = l.id
     WHERE l.to_type = 'profile' AND l.to_id = ? AND l.type = 'conversation' AND l.relationship = 'profile'`,
    profileId,
  )
}

/** Joins the conversations of a profile to another's where both have one on a channel; the rest are the caller's. */
export function mergeConversations(db: Db, fromProfileId: string, toProfileId: string): void {
  const kept = new Map(conversationsOf(db, toProfileId).map(({ id, channel }) => [channel, id]))
  for (const { id, channel } of conversationsOf(db, fromProfileId)) {
    const into = kept.get(channel)
    if (into === undefined) continue
    db.run(
      `UPDATE linkage SET to_id = ?
       WHERE to_type = 'conversation' AND to_id = ? AND type = 'conversation-message' AND relationship = 'conversation'`,
      into,
      id,
    )
    deleteResource(db, { type: 'conversation', id })
  }
}

/** Deletes the conversations of a profile with all that was written in them. */
export function deleteConversations(db: Db, profileId: string): void {
  for (const { id } of conversationsOf(db, profileId)) {
    const messages = db.all<{ id: string }>(
      `SELECT id FROM linkage
       WHERE to_type = 'conversation' AND to_id = ? AND type = 'conversation-message' AND relationship = 'conversation'`,
      id,
    )
    for (const message of messages) deleteResource(db, { type: 'conversation-message', id: message.id })
    deleteResource(db, { type: 'conversation', id })
  }
}

/** A message that the account sent. No operation reads it back; it is kept for whoever looks into the sandbox. */
export interface OutboundMessage {
  body: string
  message_hierarchy?: unknown
}

/** Keeps a message of a conversation and moves the conversation's `updated`. */
export function insertMessage(store: ConversationStore, conversationId: string, message: OutboundMessage): void {
  const { account, db, now } = store
  const id = account.ids.ulid(now)
  insertResource(db, {
    type: 'conversation-message',
    id,
    created: now,
    updated: now,
    attributes: { ...message, direction: 'outbound' },
  })
  link(db, { type: 'conversation-message', id }, 'conversation', [{ type: 'conversation', id: conversationId }])
  db.run(`UPDATE resource SET updated = ? WHERE type = 'conversation' AND id = ?`, now, conversationId)
}

/** The id of the profile that a conversation is held with. */
export function findConversationProfile(db: Db, conversationId: string): string | undefined {
  return linkedIdentifiers(db, { type: 'conversation', id: conversationId }, 'profile')[0]?.id
}
