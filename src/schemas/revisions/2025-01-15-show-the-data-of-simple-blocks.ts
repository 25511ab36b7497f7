import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/** Before, the contract gives text or null as the data of these blocks. */
const BARE = new Set(['button', 'drop_shadow', 'horizontal_rule', 'image', 'spacer'])

/**
 * Documented by the schemas. Assumed: that the data is null then, not text; and what stands for a stale screenshot,
 * which the older enumeration does not have.
 */
export const showTheDataOfSimpleBlocks: RevisionChange = {
  revision: '2025-01-15',
  description: 'Universal content shows the data of buttons, drop shadows, rules, images and spacers.',
  downgradeResource: {
    'template-universal-content': (attributes) => {
      const definition = attributes.definition as Json
      const bare = BARE.has(definition.type as string)
      return {
        ...attributes,
        ...(bare && { definition: { ...definition, data: null } }),
        ...(attributes.screenshot_status === 'stale' && { screenshot_status: 'completed' }),
      }
    },
  },
}
