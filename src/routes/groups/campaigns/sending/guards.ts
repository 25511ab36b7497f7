import type { Campaign, Message, MessageStatus } from '../../../../store/campaigns.ts'
import { ApiError } from '../../../errors.ts'

// What the status of messages forbids. That it is a conflict, and the texts, are Assumed: campaigns-content §2.5,
// revision-2026-10-15 §3.6–§3.8.

/** 409 `conflict`. Observed pointer of conflicts about a resource, campaigns-content §1. */
export const statusConflict = (detail: string): ApiError =>
  new ApiError({
    family: 'A',
    status: 409,
    code: 'conflict',
    title: 'Conflict.',
    detail,
    source: { pointer: '/data/id' },
  })

const isOf = (message: Message, status: MessageStatus): string =>
  `campaign-message with id '${message.id}' because its status is ${status}.`

function refuseStatuses(verb: string, messages: readonly Message[], statuses: readonly MessageStatus[]): void {
  const message = messages.find(({ definition }) => statuses.includes(definition.status))
  if (message !== undefined) throw statusConflict(`Cannot ${verb} ${isOf(message, message.definition.status)}`)
}

/** Throws 409 unless the message is a draft: its content and settings are fixed from the schedule on. */
export function requireDraft(message: Message): void {
  refuseStatuses('change', [message], ['scheduled', 'sending', 'sent', 'cancelled'])
}

/** Throws 409 unless the campaign is a draft, in the words of revisions before 2026-10-15. */
export function requireDraftCampaign({ id, older }: Pick<Campaign, 'id' | 'older'>): void {
  if (older.status === 'Draft') return
  throw statusConflict(`Cannot change campaign with id '${id}' because its status is ${older.status}.`)
}

/** Throws 409 when one of the messages that would go is out already. */
export function requireDeletable(messages: readonly Message[]): void {
  refuseStatuses('delete', messages, ['sending', 'sent'])
}

/** Throws 409 when an audience is fixed, because one of its messages is scheduled or out; also for its deletion. */
export function requireUnlocked(messages: readonly Message[], verb: 'change' | 'delete' = 'change'): void {
  refuseStatuses(`${verb} the audience of`, messages, ['scheduled', 'sending', 'sent'])
}
