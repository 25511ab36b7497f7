import { formatSeconds } from '../../../store/clock.ts'
import { countCustomMetrics, customMetricNamed, type CustomMetricDefinition } from '../../../store/custom-metrics.ts'
import { unknownMetrics } from '../../../store/metrics.ts'
import { linkedFrom, relink, resourcesOf } from '../../../store/resources.ts'
import { readSetting } from '../../../store/settings.ts'
import type { Row } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { invalid, invalidEntry, permissionDenied, type ErrorEntry } from '../../errors.ts'
import type { Input, ResourceType } from '../../resource.ts'
import { throwAll } from '../profiles/identifiers.ts'

// Custom metrics: several metrics, each with filters and a property that holds its value, counted as one. events §3.4.

export const customMetricType: ResourceType = {
  type: 'custom-metric',
  collection: 'custom-metrics',
  selection: resourcesOf('custom-metric'),
  attributes: ['name', 'created', 'updated', 'definition'],
  whole: ['definition'],
  relationships: {
    // The metrics of its groups; a request cannot name them. Observed, events §3.4.
    metrics: {
      type: 'metric',
      many: true,
      related: linkedFrom('custom-metric', 'metrics', 'metric'),
      known: true,
    },
  },
  // Observed, events §3.4.
  notFound: (id) => `Custom metric with id \`${id}\` does not exist.`,
  create: (input, context) => {
    const { account, db, now } = context
    const limit = readSetting(db, 'custom_metric_limit')
    // Documented numbers, sdk-changelog of 2025-04-15; status and text Assumed.
    if (countCustomMetrics(db) >= limit) {
      throw permissionDenied(`The maximum number of custom metrics (${limit}) has been reached for this account.`)
    }
    const name = checkedName(input, undefined, context)
    const [created, updated] = [formatSeconds(now), formatSeconds(now)]
    const attributes = { name, created, updated, definition: checkedDefinition(input, context) }
    return { id: account.ids.ulid(now), attributes }
  },
  created: linkMetrics,
  update: (row, input, context) => {
    const stored = JSON.parse(row.attributes) as Record<string, unknown>
    const { name, definition } = input.attributes
    return {
      ...stored,
      ...(name !== undefined && { name: checkedName(input, row, context) }),
      ...(definition !== undefined && { definition: checkedDefinition(input, context) }),
    }
  },
  updated: (row, input, context) => {
    if (input.attributes.definition !== undefined) linkMetrics(row, input, context)
  },
}

/** Documented: a name that is taken is refused with 400, events §3.4. Text Assumed; so is that an empty one is refused. */
function checkedName({ attributes }: Input, own: Row | undefined, { db }: Context): string {
  const name = attributes.name as string
  const at = { pointer: '/data/attributes/name' }
  if (name.trim() === '') throw invalid("'name' must not be empty.", at)
  const taken = customMetricNamed(db, name)
  if (taken !== undefined && taken !== own?.id) throw invalid(`A custom metric named '${name}' already exists.`, at)
  return name
}

const AT = '/data/attributes/definition/metric_groups'

/** The definition with what was left out as null (Assumed). Throws all that the schema cannot say; texts Assumed. */
function checkedDefinition({ attributes }: Input, { db }: Context): CustomMetricDefinition {
  const given = attributes.definition as CustomMetricDefinition
  const groups = given.metric_groups
  if (groups.length === 0) throw invalid('At least one metric group is required.', { pointer: AT })
  const unknown = unknownMetrics(
    db,
    groups.map(({ metric_id }) => metric_id),
  )
  const problems: ErrorEntry[] = groups.flatMap(({ metric_id }, index) =>
    unknown.includes(metric_id)
      ? [invalidEntry(`Metric with id ${metric_id} does not exist.`, { pointer: `${AT}/${index}/metric_id` })]
      : [],
  )
  throwAll(problems)
  return {
    aggregation_method: given.aggregation_method,
    metric_groups: groups.map(({ metric_id, metric_filters, value_property }) => ({
      metric_id,
      metric_filters: metric_filters ?? null,
      value_property: value_property ?? null,
    })),
  }
}

function linkMetrics({ id }: Row, { attributes }: Input, { db }: Context): void {
  const { metric_groups } = attributes.definition as CustomMetricDefinition
  const ids = [...new Set(metric_groups.map(({ metric_id }) => metric_id))]
  const metrics = ids.map((metricId) => ({ type: 'metric', id: metricId }))
  relink(db, { type: 'custom-metric', id }, 'metrics', metrics)
}
