import { findCampaign, type Campaign } from '../../../../store/campaigns.ts'
import type { Context } from '../../../context.ts'
import { findOrThrow } from '../../../shapes/read.ts'

/**
 * The campaign with an id; throws the 404 of the model that the revision speaks, which does not know every campaign.
 * Observed text, campaigns-content §2.9.
 */
export function findCampaignOrThrow(context: Context, id: string): Campaign {
  const type = context.types.get('campaign')!
  return findCampaign(context.db, findOrThrow(type, id, context).id)!
}
