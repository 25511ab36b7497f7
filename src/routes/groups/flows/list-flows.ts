import { parseTime } from '../../../store/clock.ts'
import type { FilterTerm } from '../../../store/filter-sql.ts'
import type { Answer, Context } from '../../context.ts'
import { invalidParameter } from '../../errors.ts'
import { listShape } from '../../shapes/read.ts'
import { flowType } from './types.ts'

/** GET /api/flows. Observed: both refusals, events-flows §5.1; that they point at the parameters is Assumed. */
export function listFlows(context: Context): Answer {
  const { query, now } = context
  const dates = query.terms.filter(({ field }) => field === 'created' || field === 'updated')
  const [first] = dates
  if (first === undefined) return listShape(flowType, context)
  if (query.sort !== undefined && dates.some(({ field }) => field !== query.sort?.field)) {
    throw invalidParameter('sort', 'If a date filter is provided, sort field must also match or be omitted.')
  }
  if (dates.some((term) => endOf(term) > now)) throw invalidParameter('filter', 'End date may not be in the future')
  // Assumed: that the filtered date is the order where none is asked for.
  return listShape(flowType, { ...context, query: { ...query, sort: query.sort ?? { field: first.field } } })
}

/** The end of the time that a term spans, in microseconds; none for one that is open. */
function endOf({ operator, values: [value] }: FilterTerm): number {
  const isEnd = operator === 'less-than' || operator === 'less-or-equal'
  return isEnd && value?.kind === 'datetime' ? parseTime(value.text) : Number.NEGATIVE_INFINITY
}
