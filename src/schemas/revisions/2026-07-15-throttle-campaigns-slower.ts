import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

const added = [1, 2, 5]

/** Documented by the schemas. Assumed: that before, a campaign that is sent so slowly had an unsupported strategy. */
export const throttleCampaignsSlower: RevisionChange = {
  revision: '2026-07-15',
  description: 'A throttled campaign can go to 1, 2 or 5 percent of its recipients per hour.',
  downgradeResource: {
    campaign: (attributes) => {
      const strategy = attributes.send_strategy as Json | undefined
      const slower = added.includes(strategy?.throttle_percentage as number)
      return slower ? { ...attributes, send_strategy: { method: 'unsupported' } } : attributes
    },
  },
}
