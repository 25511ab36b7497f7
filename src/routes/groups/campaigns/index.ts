import type { Group } from '../../resource.ts'
import { changeAudience, createAudience, dropAudience } from './audiences.ts'
import { changeCampaign, dropCampaign } from './campaigns.ts'
import { cloneAudience, cloneCampaign, cloneMessage } from './clones.ts'
import { createCampaign } from './create-campaign.ts'
import { changeMessage, createMessage, dropMessage } from './messages.ts'
import { contentTakeOvers, olderCampaigns } from './older/index.ts'
import { sendingJobs, sendingTakeOvers, sendingTypes } from './sending/index.ts'
import { audienceType, campaignType, messageType, variationType } from './types.ts'
import { changeVariation, createVariation, dropVariation } from './variations.ts'

// Campaigns as revision 2026-10-15 speaks of them (here), as older revisions do (older/), and how they are sent
// (sending/). revision-2026-10-15 §2, §3, §11.

export const campaigns: Group = {
  name: 'Campaigns',
  types: [campaignType, audienceType, messageType, variationType, ...sendingTypes],
  takeOvers: {
    ...sendingTakeOvers,
    ...contentTakeOvers,
    create_campaign: createCampaign,
    update_campaign: changeCampaign,
    delete_campaign: dropCampaign,
    clone_campaign: cloneCampaign,
    create_campaign_audience: createAudience,
    update_campaign_audience: changeAudience,
    delete_campaign_audience: dropAudience,
    clone_campaign_audience: cloneAudience,
    create_campaign_message: createMessage,
    update_campaign_message: changeMessage,
    delete_campaign_message: dropMessage,
    clone_campaign_message: cloneMessage,
    create_campaign_variation: createVariation,
    update_campaign_variation: changeVariation,
    delete_campaign_variation: dropVariation,
  },
  jobs: sendingJobs,
  older: olderCampaigns,
}
