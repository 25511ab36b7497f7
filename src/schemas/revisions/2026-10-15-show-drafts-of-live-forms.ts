import type { RevisionChange } from './change.ts'

/** Observed on both sides: campaigns-content §9 (2026-07-15), revision-2026-10-15 §8. */
export const showDraftsOfLiveForms: RevisionChange = {
  revision: '2026-10-15',
  description: 'A form with a live and a draft version is a draft; before, it was live.',
  downgradeResource: {
    form: (attributes) => ({ ...attributes, status: attributes.any_live === true ? 'live' : attributes.status }),
  },
}
