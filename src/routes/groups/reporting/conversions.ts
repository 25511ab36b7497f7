import { readConversions, type Conversion } from '../../../store/attributions.ts'
import { findCustomMetric, type CustomMetricDefinition, type MetricGroup } from '../../../store/custom-metrics.ts'
import { hasValues, unknownMetrics } from '../../../store/metrics.ts'
import type { Context } from '../../context.ts'
import { invalid, notFound } from '../../errors.ts'
import { countsIn } from '../metrics/metric-filter.ts'
import { valueStatistics } from './statistics.ts'

/** An event that counts as a conversion, and what it is worth. */
export interface Worth {
  conversion: Conversion
  value: number
}

/** The conversion metric of a report, a plain or a custom one, as a definition. Throws the 404 of an unknown one. */
export function conversionMetric({ db }: Context, id: string, statistics: readonly string[]): CustomMetricDefinition {
  const definition = findCustomMetric(db, id) ?? plainMetric(db, id)
  if (definition.aggregation_method !== 'value' && statistics.some((name) => valueStatistics.has(name))) {
    // Observed, events §4.1.
    throw invalid('Passed in conversion metric does not support querying for values data', {
      pointer: '/data/attributes/conversion_metric_id',
    })
  }
  return definition
}

/** A metric supports values once one of its events has had one: Assumed. Status and text of the 404 Assumed as well. */
function plainMetric(db: Context['db'], id: string): CustomMetricDefinition {
  if (unknownMetrics(db, [id]).length > 0) throw notFound(`Metric with id ${id} does not exist.`)
  return { aggregation_method: hasValues(db, id) ? 'value' : 'count', metric_groups: [{ metric_id: id }] }
}

/** The conversions since a time (seconds); the groups of a custom metric add up. */
export function listConversions({ db }: Context, definition: CustomMetricDefinition, since: number): Worth[] {
  const isWorth = definition.aggregation_method === 'value'
  return definition.metric_groups.flatMap((group) => {
    const named = isWorth ? (group.value_property ?? '$value') : '$value'
    const withText = (group.metric_filters ?? []).length > 0 || named !== '$value'
    const found = readConversions(db, group.metric_id, since, withText)
    return found.flatMap((conversion) => worthOf(conversion, group, named, isWorth))
  })
}

function worthOf(conversion: Conversion, group: MetricGroup, named: string, isWorth: boolean): Worth[] {
  let value: unknown = conversion.value
  if (conversion.attributes !== null) {
    const { event_properties: properties } = JSON.parse(conversion.attributes) as {
      event_properties: Record<string, unknown>
    }
    if (!countsIn(group, properties)) return []
    if (named !== '$value') value = Object.hasOwn(properties, named) ? properties[named] : 0
  }
  return [{ conversion, value: isWorth && typeof value === 'number' ? value : 0 }]
}
