import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/** Documented by the schemas. Assumed: that before, such a message showed no action at all. */
export const openWebUrlsFromPush: RevisionChange = {
  revision: '2026-04-15',
  description: 'A push message can open a web URL.',
  downgradeResource: {
    'campaign-message': (attributes) => {
      const definition = attributes.definition as (Json & { options?: Json | null }) | undefined
      const opened = definition?.options?.on_open as Json | null | undefined
      if (opened?.type !== 'open_web_url') return attributes
      return { ...attributes, definition: { ...definition, options: { ...definition!.options, on_open: null } } }
    },
  },
}
