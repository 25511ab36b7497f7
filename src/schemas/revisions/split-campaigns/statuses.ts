import type { Pair } from './pairs.ts'

/** The statuses of a message and, for each, those of the campaign in older revisions; the first stands for the rest. */
export const statuses: Readonly<Record<string, readonly [string, ...string[]]>> = {
  draft: ['Draft'],
  scheduled: ['Scheduled', 'Queued without Recipients', 'Preparing to schedule'],
  sending: ['Sending', 'Preparing to send', 'Adding Recipients', 'Sending Segments', 'Variations Sent'],
  sent: ['Sent'],
  cancelled: [
    'Cancelled',
    'Cancelled: Account Disabled',
    'Cancelled: Billing Limit',
    'Cancelled: Internal Error',
    'Cancelled: Misconfigured',
    'Cancelled: No Recipients',
    'Cancelled: Smart Sending',
  ],
}

/** The fine word that is kept, as long as it agrees with the message. Assumed, revision-2026-10-15 §11.4. */
export const statusPair: Pair = {
  older: 'status',
  newer: ['campaign-message.definition.status', 'kept.status'],
  direction: 'read',
  down: ([coarse, fine]: [string, string]) => {
    const known = statuses[coarse] ?? ['Unknown']
    return known.includes(fine) ? fine : known[0]
  },
  note: Object.entries(statuses)
    .map(([coarse, fine]) => `${coarse}: ${fine.join(', ')}`)
    .join('; '),
}
