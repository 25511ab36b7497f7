import type { RevisionChange } from './change.ts'

/** Every change that bodies or attributes go through, oldest first. */
export const revisionChanges: readonly RevisionChange[] = []
