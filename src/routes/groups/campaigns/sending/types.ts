import { resourcesOf } from '../../../../store/resources.ts'
import type { Selection } from '../../../../store/selection.ts'
import type { ResourceType } from '../../../resource.ts'

// What tells of sending. Jobs and estimations have the id of their campaign, the schedule of a message has the message's
// (Documented); none is stored as it is shown, because the states of the messages say it all.

function told(type: string, attribute: string, collection = `${type}s`): ResourceType {
  return { type, collection, selection: resourcesOf(type), attributes: [attribute], relationships: {} }
}

export const sendJobType = told('campaign-send-job', 'status')
export const estimationJobType = told('campaign-recipient-estimation-job', 'status')
export const estimationType = told('campaign-recipient-estimation', 'estimated_recipient_count')

const byId = (type: string): Selection => ({ ...resourcesOf(type), where: `r.type = '${type}' AND r.id = ?` })

export const campaignScheduleType: ResourceType = {
  ...told('campaign-schedule', 'messages', 'campaign-schedule'),
  relationships: {
    campaign: { type: 'campaign', many: false, related: byId('campaign'), column: 'target_id', known: true },
  },
}

export const messageScheduleType: ResourceType = {
  ...told('campaign-message-schedule', 'strategy', 'campaign-message-schedule'),
  attributes: ['send_time', 'send_date', 'strategy', 'throttling_percentage', 'throttle_unit'],
  relationships: {
    'campaign-message': {
      type: 'campaign-message',
      many: false,
      related: byId('campaign-message'),
      column: 'target_id',
      known: true,
    },
  },
}
