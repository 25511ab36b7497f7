import { metricSelection } from '../../../store/metrics.ts'
import type { Group, ResourceType } from '../../resource.ts'
import { flowTriggersOf } from '../linked-types.ts'
import { queryMetricAggregates } from './metric-aggregates.ts'
import { metricPropertyTakeOvers, metricPropertyType } from './metric-properties.ts'

// Metrics, their properties and aggregates. events §3. Metrics come into being with events, never by themselves.

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
  types: [metricType, metricPropertyType],
  takeOvers: { ...metricPropertyTakeOvers, query_metric_aggregates: queryMetricAggregates },
  later: [
    'create_custom_metric',
    'delete_custom_metric',
    'get_custom_metric',
    'get_custom_metric_for_mapped_metric',
    'get_custom_metric_id_for_mapped_metric',
    'get_custom_metrics',
    'get_mapped_metric',
    'get_mapped_metrics',
    'get_metric_for_mapped_metric',
    'get_metric_id_for_mapped_metric',
    'get_metric_ids_for_custom_metric',
    'get_metrics_for_custom_metric',
    'update_custom_metric',
    'update_mapped_metric',
  ],
}
