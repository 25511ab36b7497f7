import type { MessageStatus } from '../../../../store/campaigns.ts'

/** What revisions before 2026-10-15 say of a campaign; those that the sandbox comes to. campaigns-content §2.10. */
export type FineStatus = keyof typeof coarse

/** The status of the message for each status of its campaign. Assumed, revision-2026-10-15 §11.4. */
const coarse = {
  Draft: 'draft',
  'Preparing to schedule': 'scheduled',
  'Queued without Recipients': 'scheduled',
  Scheduled: 'scheduled',
  'Preparing to send': 'sending',
  'Adding Recipients': 'sending',
  Sending: 'sending',
  'Variations Sent': 'sending',
  Sent: 'sent',
  Cancelled: 'cancelled',
  'Cancelled: No Recipients': 'cancelled',
} as const satisfies Readonly<Record<string, MessageStatus>>

export const coarseOf = (status: FineStatus): MessageStatus => coarse[status]

/** What is said of a message that was never sent here, because somebody stored it so. */
const plain: Readonly<Record<MessageStatus, FineStatus>> = {
  draft: 'Draft',
  scheduled: 'Scheduled',
  sending: 'Sending',
  sent: 'Sent',
  cancelled: 'Cancelled',
}

export const plainStatus = (status: MessageStatus): FineStatus => plain[status]

/** A campaign is as busy as the busiest of its messages; one is all that older revisions see. Assumed. */
const busiest: readonly FineStatus[] = [
  'Sending',
  'Variations Sent',
  'Adding Recipients',
  'Preparing to send',
  'Queued without Recipients',
  'Scheduled',
  'Preparing to schedule',
  'Draft',
  'Sent',
  'Cancelled',
  'Cancelled: No Recipients',
]

/** The status of a campaign with messages in these; `Draft` without any. */
export const campaignStatusOf = (messages: readonly FineStatus[]): FineStatus =>
  busiest.find((status) => messages.includes(status)) ?? 'Draft'

/** Nothing was decided about recipients yet: it can become a draft again. Documented of the send job, §2.10. */
export const isRevertible = (status: FineStatus): boolean =>
  coarseOf(status) === 'scheduled' || status === 'Preparing to send'

/** Something is left to stop. */
export const isCancellable = (status: FineStatus): boolean => ['scheduled', 'sending'].includes(coarseOf(status))
