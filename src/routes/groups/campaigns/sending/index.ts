import type { OperationId } from '../../../../schemas/contract.ts'
import type { Handler } from '../../../context.ts'
import type { Group, ResourceType } from '../../../resource.ts'
import { createEstimationJob, estimate, getEstimation, getEstimationJob } from './estimations.ts'
import { runSend } from './machine.ts'
import { scheduleCampaign, scheduleMessage, updateMessageSchedule } from './schedules.ts'
import { createSendJob, getSendJob, updateSendJob } from './send-jobs.ts'
import { campaignScheduleType, estimationJobType, estimationType, messageScheduleType, sendJobType } from './types.ts'

export { requireDeletable, requireDraft, requireDraftCampaign, requireUnlocked } from './guards.ts'

// Sending campaigns, for both models. The operations look up campaigns through `context.types`, so that each revision
// finds those that its model knows: none of them belongs among the ones that always speak the older model.

export const sendingTypes: readonly ResourceType[] = [
  sendJobType,
  estimationJobType,
  estimationType,
  campaignScheduleType,
  messageScheduleType,
]

/** How the operations of sending are answered. */
export const sendingTakeOvers: Partial<Record<OperationId, Handler>> = {
  send_campaign: createSendJob,
  get_campaign_send_job: getSendJob,
  cancel_campaign_send: updateSendJob,
  refresh_campaign_recipient_estimation: createEstimationJob,
  get_campaign_recipient_estimation_job: getEstimationJob,
  get_campaign_recipient_estimation: getEstimation,
  schedule_campaign: scheduleCampaign,
  schedule_campaign_message: scheduleMessage,
  update_campaign_message_schedule: updateMessageSchedule,
}

/** What sending puts on the schedule. */
export const sendingJobs: NonNullable<Group['jobs']> = {
  'campaign-send': runSend,
  'campaign-recipient-estimation': estimate,
}
