import type { RevisionChange } from './change.ts'

export { campaignPairs } from './split-campaigns/campaign.ts'
export { channels, messagePairs } from './split-campaigns/message.ts'
export type { SendStrategy } from './split-campaigns/send-strategy.ts'
export { changed, downgrade, upgrade, type Change, type Pair, type Parts } from './split-campaigns/pairs.ts'

/**
 * Documented, revision-2026-10-15 §2. Not a change of one body into another: what older revisions call a campaign is a
 * view of several stored resources, made of the pairs in split-campaigns/ and listed in docs/campaign-models.md.
 */
export const splitCampaigns: RevisionChange = {
  revision: '2026-10-15',
  description:
    'Campaigns have audiences, messages and variations of their own; before, a campaign had one audience and one ' +
    'message for each variation.',
}
