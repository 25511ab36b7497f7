import type { OperationId } from '../../../schemas/contract.ts'
import {
  mappedMetricSelection,
  mappedMetricUpdates,
  mappedTo,
  noteMappedMetricUpdate,
  type MappedTo,
} from '../../../store/mapped-metrics.ts'
import { relink, type Identifier } from '../../../store/resources.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { invalid, permissionDenied } from '../../errors.ts'
import type { Relationship, ResourceType } from '../../resource.ts'
import { findOrThrow, getShape, relatedShape, relationshipShape } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'

// Mapped metrics: which metric plays the part of, say, revenue. The slots are fixed. events §3.5.

/** Only what a slot is mapped to is shown, of an unset one nothing. Observed, events §3.5. */
const mapped = (type: MappedTo): Relationship => ({ type, many: false, related: mappedTo(type), hiddenWhenEmpty: true })

const metric = mapped('metric')
const customMetric = mapped('custom-metric')

export const mappedMetricType: ResourceType = {
  type: 'mapped-metric',
  collection: 'mapped-metrics',
  selection: mappedMetricSelection,
  attributes: ['updated'],
  relationships: { metric, 'custom-metric': customMetric },
}

export const mappedMetricTakeOvers = {
  get_mapped_metric: ofSlot((context) => getShape(mappedMetricType, context)),
  get_metric_for_mapped_metric: ofSlot((context) => relatedShape(mappedMetricType, metric, context)),
  get_metric_id_for_mapped_metric: ofSlot((context) => relationshipShape(mappedMetricType, metric, context)),
  get_custom_metric_for_mapped_metric: ofSlot((context) => relatedShape(mappedMetricType, customMetric, context)),
  get_custom_metric_id_for_mapped_metric: ofSlot((context) =>
    relationshipShape(mappedMetricType, customMetric, context),
  ),
  update_mapped_metric: ofSlot(updateMappedMetric),
} satisfies Partial<Record<OperationId, Handler>>

/** A slot that does not exist is refused with 400, not 404. Observed on get_mapped_metric, Assumed on the rest. */
function ofSlot(handler: Handler): Handler {
  return (context) => {
    if (context.operation.ids?.includes(context.id) === false) {
      throw invalid(`'${context.id}' is not a valid choice for 'id'.`, { pointer: '/data/attributes/id' })
    }
    return handler(context)
  }
}

/** Observed number, events §3.5; that the day is the last 24 hours and no calendar day is Assumed. */
const UPDATES_A_DAY = 2
const DAY = 86_400_000_000

interface Body {
  data: { id: string; relationships?: Partial<Record<MappedTo, { data?: Identifier | null }>> }
}

/** PATCH /api/mapped-metrics/{id}: maps a slot, or unsets it by `data: null` (Observed). One that is mapped anew forgets what it was. */
function updateMappedMetric(context: Context): Answer {
  const { db, id, now, types } = context
  const { data } = context.body as Body
  requireSameId(data.id, id)
  const given = (['metric', 'custom-metric'] as const).flatMap((type) => {
    const target = data.relationships?.[type]?.data
    return target === undefined ? [] : [{ type, target }]
  })
  const named = given.filter(({ target }) => target !== null)
  // Assumed: a slot holds one metric, so a request that names two contradicts itself.
  if (named.length > 1) {
    throw invalid('Only one of metric and custom-metric may be mapped.', { pointer: '/data/relationships' })
  }
  for (const { type, target } of named) findOrThrow(types.get(type)!, target!.id, context)
  // Assumed: a request that names neither changes nothing and does not count.
  if (given.length > 0) {
    const earlier = mappedMetricUpdates(db, id, now - DAY)
    if (earlier.length >= UPDATES_A_DAY) {
      // Observed text, protocol §1.3.
      throw permissionDenied(`Mapped Metric \`${id}\` has reached the daily limit of updates (${UPDATES_A_DAY}).`)
    }
    const cleared = named.length > 0 ? (['metric', 'custom-metric'] as const) : given.map(({ type }) => type)
    for (const type of cleared) relink(db, { type: 'mapped-metric', id }, type, [])
    for (const { type, target } of named) relink(db, { type: 'mapped-metric', id }, type, [target!])
    noteMappedMetricUpdate(db, id, earlier, now)
  }
  const row = findOrThrow(mappedMetricType, id, context)
  return { kind: 'one', type: 'mapped-metric', row, ...(given.length > 0 && { fresh: { updated: now } }) }
}
