import type { GroupRequests, Ids } from './group-requests.ts'

// Reports.

const report = (type: string, statistic: string, more: object = {}) => ({
  data: { type, attributes: { statistics: [statistic], timeframe: { key: 'last_7_days' }, ...more } },
})

const daily = { interval: 'daily' }
const conversions = ({ metric }: Ids) => ({ conversion_metric_id: metric })

export const reporting: GroupRequests = {
  groups: [],
  idTypes: {},
  bodies: {
    query_campaign_values: (ids) => report('campaign-values-report', 'opens', conversions(ids)),
    query_flow_values: (ids) => report('flow-values-report', 'opens', conversions(ids)),
    query_flow_series: (ids) => report('flow-series-report', 'opens', { ...daily, ...conversions(ids) }),
    query_form_values: () => report('form-values-report', 'submits'),
    query_form_series: () => report('form-series-report', 'submits', daily),
    query_segment_values: () => report('segment-values-report', 'total_members'),
    query_segment_series: () => report('segment-series-report', 'total_members', daily),
  },
}
