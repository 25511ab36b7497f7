import { metricSelection } from '../../../store/metrics.ts'
import type { Group, ResourceType } from '../../resource.ts'
import { flowTriggersOf } from '../flows/triggers.ts'
import { customMetricType } from './custom-metrics.ts'
import { mappedMetricTakeOvers, mappedMetricType } from './mapped-metrics.ts'
import { queryMetricAggregates } from './metric-aggregates.ts'
import { metricPropertyTakeOvers, metricPropertyType } from './metric-properties.ts'

// Metrics, their properties and aggregates, custom and mapped metrics. events §3. Metrics come into being with events, never by themselves.

export const metricType: ResourceType = {
  type: 'metric',
  collection: 'metrics',
  selection: metricSelection,
  attributes: ['name', 'created', 'updated', 'integration'],
  whole: ['integration'],
  relationships: { 'flow-triggers': flowTriggersOf('metric') },
  // Observed, events §3.1.
  notFound: (id) => `Metric with id ${id} does not exist.`,
}

export const metrics: Group = {
  name: 'Metrics',
  types: [metricType, metricPropertyType, customMetricType, mappedMetricType],
  takeOvers: {
    ...metricPropertyTakeOvers,
    ...mappedMetricTakeOvers,
    query_metric_aggregates: queryMetricAggregates,
  },
}
