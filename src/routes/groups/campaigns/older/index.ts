import { splitCampaigns } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import type { Group, OlderModel } from '../../../resource.ts'
import { cloneCampaign, deleteCampaign, updateCampaign } from './campaigns.ts'
import { createCampaign } from './create-campaign.ts'
import { getImage, getImageId, updateImage } from './images.ts'
import { listCampaigns } from './list-campaigns.ts'
import { getMessage, listMessages, updateMessage } from './messages.ts'
import { assignTemplate, getTemplate, getTemplateId } from './templates.ts'
import { includedTemplateType, olderCampaignType, olderMessageType } from './types.ts'

// Campaigns and campaign messages as revisions before 2026-10-15 speak of them. campaigns-content §2,
// revision-2026-10-15 §11.

/** Operations on the template and the image of a message: 2026-10-15 has kept their older shapes. */
export const contentTakeOvers = {
  assign_template_to_campaign_message: assignTemplate,
  get_template_for_campaign_message: getTemplate,
  get_template_id_for_campaign_message: getTemplateId,
  get_image_for_campaign_message: getImage,
  get_image_id_for_campaign_message: getImageId,
  update_image_for_campaign_message: updateImage,
} satisfies NonNullable<Group['takeOvers']>

/** The older model of campaigns. */
export const olderCampaigns: OlderModel = {
  before: splitCampaigns,
  always: Object.keys(contentTakeOvers) as (keyof typeof contentTakeOvers)[],
  types: [olderCampaignType, olderMessageType, includedTemplateType],
  takeOvers: {
    get_campaigns: listCampaigns,
    create_campaign: createCampaign,
    update_campaign: updateCampaign,
    delete_campaign: deleteCampaign,
    clone_campaign: cloneCampaign,
    get_messages_for_campaign: listMessages,
    get_campaign_message: getMessage,
    update_campaign_message: updateMessage,
  },
}
