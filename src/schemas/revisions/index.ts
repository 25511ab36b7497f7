import { flattenSendStrategies } from './2025-01-15-flatten-send-strategies.ts'
import { giveCampaignMessagesADefinition } from './2025-01-15-give-campaign-messages-a-definition.ts'
import { showTheDataOfSimpleBlocks } from './2025-01-15-show-the-data-of-simple-blocks.ts'
import { tellWhyReviewsWereRejected } from './2025-01-15-tell-why-reviews-were-rejected.ts'
import { nameCouponsInUniversalContent } from './2025-10-15-name-coupons-in-universal-content.ts'
import { tellWhyCampaignsWereCancelled } from './2026-01-15-tell-why-campaigns-were-cancelled.ts'
import { openWebUrlsFromPush } from './2026-04-15-open-web-urls-from-push.ts'
import { throttleCampaignsSlower } from './2026-07-15-throttle-campaigns-slower.ts'
import { showDraftsOfLiveForms } from './2026-10-15-show-drafts-of-live-forms.ts'
import { splitCampaigns } from './2026-10-15-split-campaigns.ts'
import { writeUniversalContentAsTemplatesDo } from './2026-10-15-write-universal-content-as-templates-do.ts'
import type { RevisionChange } from './change.ts'

/** Every change that bodies or attributes go through, oldest first. */
export const revisionChanges: readonly RevisionChange[] = [
  flattenSendStrategies,
  giveCampaignMessagesADefinition,
  showTheDataOfSimpleBlocks,
  tellWhyReviewsWereRejected,
  nameCouponsInUniversalContent,
  tellWhyCampaignsWereCancelled,
  openWebUrlsFromPush,
  throttleCampaignsSlower,
  showDraftsOfLiveForms,
  splitCampaigns,
  writeUniversalContentAsTemplatesDo,
]
