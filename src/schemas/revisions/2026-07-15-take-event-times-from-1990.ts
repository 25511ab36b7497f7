import type { Revision } from '../contract.ts'

/** The time of an event may lie as far back as 1990; before this revision it was 2000. Documented, events §2.1. */
export function earliestEventYear(revision: Revision): number {
  return revision >= '2026-07-15' ? 1990 : 2000
}
