import type { RevisionChange } from './change.ts'

/** Documented by the schemas. */
export const tellWhyReviewsWereRejected: RevisionChange = {
  revision: '2025-01-15',
  description: 'The status of a review is an object, which tells why a review was rejected.',
  downgradeResource: {
    review: (attributes) => {
      const { status } = attributes as { status?: { value: string } | null }
      return status ? { ...attributes, status: status.value } : attributes
    },
  },
}
