import { patternProblem } from '../../../content/django/pattern.ts'
import {
  conditionsOf,
  type Condition,
  type DateFilter,
  type Definition,
  type MetricPropertyFilter,
  type ValueFilter,
} from '../../../store/conditions/definition.ts'
import { placeOfPostalCode } from '../../../store/conditions/postal-codes.ts'
import type { Db } from '../../../store/database.ts'
import { unknownMetrics } from '../../../store/metrics.ts'
import { unknownGroups } from '../../../store/memberships.ts'
import { OBJECT_TYPE } from '../../../store/object-schemas.ts'
import { findResource } from '../../../store/resources.ts'
import { findSegment, groupsNamed } from '../../../store/segments.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'

// What the schema of a definition does not say. Limits Documented, audience §5.1; that ids must exist, that segments must
// not name each other in a circle, and all texts: Assumed.

const CONDITIONS = 100
const METRIC_FILTERS = 10
const ZIP_CODES = 500
/** Assumed: no limit is known. */
const STEPS = 20

/** What is wrong with a definition that stands at a pointer; of the segment with this id, where it has one already. */
export function definitionProblems(db: Db, definition: Definition, pointer: string, segmentId?: string): ErrorEntry[] {
  const groups = definition.condition_groups
  if (groups.length === 0) return [emptyProblem(`${pointer}/condition_groups`)]
  if (conditionsOf(definition).length > CONDITIONS) {
    return [problem(`A maximum of ${CONDITIONS} conditions is allowed per segment.`, `${pointer}/condition_groups`)]
  }
  return groups.flatMap(({ conditions }, group) => {
    const at = `${pointer}/condition_groups/${group}/conditions`
    if (conditions.length === 0) return [emptyProblem(at)]
    return conditions.flatMap((condition, index) => conditionProblems(db, condition, `${at}/${index}`, segmentId))
  })
}

const problem = (detail: string, pointer: string): ErrorEntry => invalidEntry(detail, { pointer })

const emptyProblem = (pointer: string): ErrorEntry => {
  const field = pointer.slice(pointer.lastIndexOf('/') + 1)
  return problem(`'${field}' must not be empty.`, pointer)
}

/** What is wrong with one condition that stands at a pointer. */
export function conditionProblems(db: Db, condition: Condition, pointer: string, segmentId?: string): ErrorEntry[] {
  const own = filtersIn(condition, pointer).flatMap(([filter, at]) => filterProblems(filter, at))
  switch (condition.type) {
    case 'profile-group-membership':
      return [...groupProblems(db, condition.group_ids, `${pointer}/group_ids`, segmentId), ...own]
    case 'profile-metric':
      return [...metricProblems(db, condition, pointer), ...own]
    case 'profile-metric-funnel': {
      const { steps } = condition
      if (steps.length === 0) return [emptyProblem(`${pointer}/steps`)]
      if (steps.length > STEPS) return [problem(`A maximum of ${STEPS} steps is allowed.`, `${pointer}/steps`)]
      return [...steps.flatMap((step, index) => metricProblems(db, step, `${pointer}/steps/${index}`)), ...own]
    }
    case 'profile-property': {
      const { filter, property } = condition
      const isLong = property === 'zip' && 'value' in filter && Array.isArray(filter.value)
      if (isLong && (filter.value as readonly string[]).length > ZIP_CODES) {
        return [problem(`A maximum of ${ZIP_CODES} zip codes is allowed.`, `${pointer}/filter/value`)]
      }
      return own
    }
    case 'profile-postal-code-distance': {
      const { country_code, postal_code } = condition
      if (placeOfPostalCode(country_code, postal_code) !== undefined) return own
      return [...own, problem(`Postal code ${postal_code} of ${country_code} is not known.`, `${pointer}/postal_code`)]
    }
    case 'profile-has-custom-object': {
      const id = condition.object_type_id
      if (findResource(db, { type: OBJECT_TYPE, id }) !== undefined) return own
      return [...own, problem(`Object type with id ${id} does not exist.`, `${pointer}/object_type_id`)]
    }
    default:
      return own
  }
}

function groupProblems(db: Db, ids: readonly string[], pointer: string, segmentId?: string): ErrorEntry[] {
  if (ids.length === 0) return [emptyProblem(pointer)]
  const unknown = new Set(unknownGroups(db, ids))
  return ids.flatMap((id, index) => {
    if (unknown.has(id)) return [problem(`List or segment with id ${id} does not exist.`, `${pointer}/${index}`)]
    const isCircle = segmentId !== undefined && leadsTo(db, id, segmentId, new Set())
    return isCircle ? [problem(`Segment ${id} depends on this segment.`, `${pointer}/${index}`)] : []
  })
}

/** Whether a segment is another one, or asks for its members, itself or through others. */
function leadsTo(db: Db, id: string, segmentId: string, seen: Set<string>): boolean {
  if (id === segmentId) return true
  if (seen.has(id)) return false
  seen.add(id)
  const segment = findSegment(db, id)
  return (
    segment !== undefined &&
    groupsNamed(segment.attributes.definition).some((each) => leadsTo(db, each, segmentId, seen))
  )
}

function metricProblems(
  db: Db,
  { metric_id, metric_filters }: { metric_id: string; metric_filters?: readonly MetricPropertyFilter[] | null },
  pointer: string,
): ErrorEntry[] {
  if (unknownMetrics(db, [metric_id]).length > 0) {
    return [problem(`Metric with id ${metric_id} does not exist.`, `${pointer}/metric_id`)]
  }
  if ((metric_filters ?? []).length <= METRIC_FILTERS) return []
  return [problem(`A maximum of ${METRIC_FILTERS} metric filters is allowed.`, `${pointer}/metric_filters`)]
}

/** All filters on values in a condition, with their pointers. */
function filtersIn(value: unknown, pointer: string): [filter: ValueFilter, pointer: string][] {
  if (typeof value !== 'object' || value === null) return []
  const isFilter = 'operator' in value && 'type' in value
  const inside = Object.entries(value).flatMap(([name, member]) => filtersIn(member, `${pointer}/${name}`))
  return isFilter ? [[value as ValueFilter, pointer], ...inside] : inside
}

function filterProblems(filter: ValueFilter, pointer: string): ErrorEntry[] {
  if (filter.type === 'date') return dateProblems(filter, pointer)
  if (filter.type !== 'string' || (filter.operator !== 'regex' && filter.operator !== 'nregex')) return []
  const wrong = filter.value === null ? undefined : patternProblem(filter.value)
  return wrong === undefined ? [] : [problem(`'value' is not a valid regular expression.`, `${pointer}/value`)]
}

function dateProblems(filter: DateFilter, pointer: string): ErrorEntry[] {
  if (filter.operator === 'calendar-month') {
    const isMonth = filter.value >= 1 && filter.value <= 12
    return isMonth ? [] : [problem(`'value' must be a month from 1 to 12.`, `${pointer}/value`)]
  }
  const counts = 'quantity' in filter ? ['quantity'] : filter.operator === 'between' ? ['start', 'end'] : []
  return counts
    .filter((name) => (filter as unknown as Record<string, number>)[name]! < 0)
    .map((name) => problem(`'${name}' must not be negative.`, `${pointer}/${name}`))
}
