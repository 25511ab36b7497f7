import type { Definition, DateFilter } from './definition.ts'
import { passesWithTime } from './windows.ts'

/** Whether who meets a definition changes although nothing happens: it has a filter on dates that is relative to today. */
export function changesWithTime(definition: Definition): boolean {
  return dateFiltersIn(definition).some(passesWithTime)
}

/** All filters on dates, wherever they stand. */
function dateFiltersIn(value: unknown): DateFilter[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && value.type === 'date' ? [value as DateFilter] : []
  return [...own, ...Object.values(value).flatMap(dateFiltersIn)]
}
