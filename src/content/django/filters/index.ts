import type { Filters } from '../filter.ts'
import { dateFilters } from './dates.ts'
import { listFilters } from './list.ts'
import { numericFilters } from './numeric.ts'
import { otherFilters } from './other.ts'
import { textFilters } from './text.ts'
import { webFilters } from './web.ts'

/** All filters by name. */
export const filters: Filters = {
  ...numericFilters,
  ...textFilters,
  ...webFilters,
  ...listFilters,
  ...dateFilters,
  ...otherFilters,
}
