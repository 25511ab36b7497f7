import type { Revision } from '../contract.ts'

/** An event may have 400 properties; before this revision it was 300. Documented, events §2.1. */
export function mostEventProperties(revision: Revision): number {
  return revision >= '2025-04-15' ? 400 : 300
}
