import type { Group } from '../../resource.ts'
import { formReportTakeOvers } from './form-reports.ts'
import { messageReportTakeOvers } from './message-reports.ts'
import { segmentReportTakeOvers } from './segment-reports.ts'

// Reports: worked out of stored events and memberships whenever they are asked for. events §4.

export const reporting: Group = {
  name: 'Reporting',
  types: [],
  takeOvers: { ...messageReportTakeOvers, ...formReportTakeOvers, ...segmentReportTakeOvers },
}
