import type { SendStrategy } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'

// Bodies as the revision before 2026-10-15 writes them; those of older ones were upgraded to it.

/** What a campaign body may say of the campaign itself. */
export interface CampaignAttributes {
  name?: string | null
  audiences?: { included?: string[] | null; excluded?: string[] | null } | null
  send_strategy?: SendStrategy | null
  tracking_options?: { custom_tracking_params?: { name: string }[] | null } | null
  [other: string]: unknown
}

/** The content of a message; a body of 2024-10-15 that changes one does not say its channel. */
export interface MessageBody {
  attributes: { definition?: MessageDefinition | null }
  relationships?: { image?: { data?: { id: string } } }
}

export interface MessageDefinition {
  channel?: string
  label?: string | null
  notification_type?: 'standard' | 'silent'
  content?: Record<string, unknown> | null
  options?: { on_open?: Record<string, unknown> | null } | null
  [other: string]: unknown
}

export interface CreateCampaign {
  data: { attributes: CampaignAttributes & { name: string; 'campaign-messages': { data: MessageBody[] } } }
}

export interface UpdateCampaign {
  data: { id: string; attributes: CampaignAttributes }
}

export interface CloneCampaign {
  data: { id: string; attributes: { new_name?: string | null } }
}

export interface UpdateMessage {
  data: MessageBody & { id: string }
}
