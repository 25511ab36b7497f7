import {
  findMetricProperty,
  listMetricProperties,
  sampleValues,
  type MetricProperty,
} from '../../../store/metric-properties.ts'
import { metricSelection } from '../../../store/metrics.ts'
import { resourcesOf } from '../../../store/resources.ts'
import { findRow, type Row } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { notFound } from '../../errors.ts'
import type { Group, ResourceType } from '../../resource.ts'

// Properties of a metric: read out of what its events were seen with. events §3.2.

export const metricPropertyType: ResourceType = {
  type: 'metric-property',
  collection: 'metric-properties',
  selection: resourcesOf('metric-property'), // none is stored: each read makes its rows
  attributes: ['label', 'property', 'inferred_type'],
  computed: { sample_values: { value: samplesOf } },
  relationships: {
    metric: { type: 'metric', many: false, related: metricSelection, column: 'metric_id', known: true },
  },
}

export const metricPropertyTakeOvers: NonNullable<Group['takeOvers']> = {
  get_properties_for_metric: (context) => ({
    kind: 'many',
    type: 'metric-property',
    rows: propertiesOrThrow(context).map(rowOf),
  }),
  get_property_ids_for_metric: (context) => ({
    kind: 'identifiers',
    type: 'metric-property',
    ids: propertiesOrThrow(context).map(({ id }) => id),
  }),
  get_metric_property: (context) => ({ kind: 'one', type: 'metric-property', row: rowOf(propertyOrThrow(context)) }),
  get_metric_for_metric_property: (context) => ({
    kind: 'one',
    type: 'metric',
    row: findRow(context.db, metricSelection, propertyOrThrow(context).metricId),
  }),
  get_metric_id_for_metric_property: (context) => ({
    kind: 'identifiers',
    type: 'metric',
    ids: propertyOrThrow(context).metricId,
  }),
}

function samplesOf(row: Row, { db, now }: Context): string[] | null {
  const { property } = JSON.parse(row.attributes) as MetricProperty
  return sampleValues(db, row.metric_id as string, property, now)
}

function propertiesOrThrow({ db, id }: Context): MetricProperty[] {
  const properties = listMetricProperties(db, id)
  if (properties === undefined) throw notFound(`Metric with id ${id} does not exist.`)
  return properties
}

function propertyOrThrow({ db, id }: Context): MetricProperty {
  const property = findMetricProperty(db, id)
  if (property === undefined) throw notFound(`A metric property with id \`${id}\` does not exist.`)
  return property
}

function rowOf({ id, metricId, ...attributes }: MetricProperty): Row {
  return {
    id,
    attributes: JSON.stringify(attributes),
    created: 0,
    updated: 0,
    sort_value: null,
    metric_id: metricId,
  }
}
