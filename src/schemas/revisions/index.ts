import { showTheDataOfSimpleBlocks } from './2025-01-15-show-the-data-of-simple-blocks.ts'
import { nameCouponsInUniversalContent } from './2025-10-15-name-coupons-in-universal-content.ts'
import { writeUniversalContentAsTemplatesDo } from './2026-10-15-write-universal-content-as-templates-do.ts'
import type { RevisionChange } from './change.ts'

/** Every change that bodies or attributes go through, oldest first. */
export const revisionChanges: readonly RevisionChange[] = [
  showTheDataOfSimpleBlocks,
  nameCouponsInUniversalContent,
  writeUniversalContentAsTemplatesDo,
]
