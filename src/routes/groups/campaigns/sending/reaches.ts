import { messagesOf, variationsOf, type Audience, type CampaignChannel } from '../../../../store/campaigns.ts'
import type { Db } from '../../../../store/database.ts'
import type { Reach } from '../../../../store/recipients.ts'

/**
 * Whom audiences reach, given in the order of their priority: by the channels of their messages, or of one message. An
 * audience without messages is sent nothing and keeps nobody from the others (Assumed).
 */
export function reachesOf(db: Db, audiences: readonly Audience[], messageId?: string): Reach[] {
  return audiences.map(({ id, definition: { included, excluded } }) => {
    const messages = messagesOf(db, { type: 'campaign-audience', id })
    if (messages.length === 0) return { included: [], excluded: [], channels: [] }
    const wanted = messages.filter((message) => messageId === undefined || message.id === messageId)
    return { included, excluded, channels: [...new Set(wanted.flatMap((message) => channelsOf(db, message.id)))] }
  })
}

function channelsOf(db: Db, messageId: string): CampaignChannel[] {
  return variationsOf(db, messageId).flatMap(({ definition }) => definition.details?.channel ?? [])
}
