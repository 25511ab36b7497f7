import type { RevisionChange } from './change.ts'

const added = ['Cancelled: Billing Limit', 'Cancelled: Misconfigured']

/** Documented by the schemas. Assumed: that before, such a campaign was plainly cancelled. */
export const tellWhyCampaignsWereCancelled: RevisionChange = {
  revision: '2026-01-15',
  description: 'The status of a campaign tells when it was cancelled for its billing limit or its configuration.',
  downgradeResource: {
    campaign: (attributes) =>
      added.includes(attributes.status as string) ? { ...attributes, status: 'Cancelled' } : attributes,
  },
}
