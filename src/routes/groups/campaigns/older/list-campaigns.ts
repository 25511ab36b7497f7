import { olderCampaignSelection, scheduledOnly, unarchivedOnly } from '../../../../store/older-campaigns.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalidParameter } from '../../../errors.ts'
import { pageOf } from '../../../shapes/read.ts'

/**
 * GET /api/campaigns. A filter must say of which channel (Documented; the text is one that test doubles use). Archived
 * campaigns appear when the filter speaks of them: Assumed, connectors ask for both kinds. campaigns-content §2.2.
 */
export function listCampaigns(context: Context): Answer {
  const named = new Set(context.query.terms.map(({ field }) => field))
  if (!named.has('messages.channel')) throw invalidParameter('filter', 'A channel filter is required.')
  const conditions = [olderCampaignSelection.where]
  if (!named.has('archived')) conditions.push(unarchivedOnly)
  if (named.has('scheduled_at')) conditions.push(scheduledOnly)
  const selection = { ...olderCampaignSelection, where: conditions.join(' AND ') }
  return { kind: 'many', type: 'campaign', ...pageOf(selection, context, []) }
}
