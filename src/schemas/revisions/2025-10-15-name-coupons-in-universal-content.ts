import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/** Documented by the schemas: before, no read knows a block of the type `coupon`. Assumed: that it is `unsupported` there. */
export const nameCouponsInUniversalContent: RevisionChange = {
  revision: '2025-10-15',
  description: 'Universal content names its coupon blocks, which were of the type `unsupported` before.',
  downgradeResource: {
    'template-universal-content': (attributes) => {
      const definition = attributes.definition as Json
      return definition.type === 'coupon'
        ? { ...attributes, definition: { ...definition, type: 'unsupported', data: null } }
        : attributes
    },
  },
}
