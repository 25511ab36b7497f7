import type { Json } from '../client.ts'

/** A version that asks for an e-mail address, then thanks. */
export const version = (more: Json = {}): Json => ({
  steps: [
    step([{ type: 'email', properties: { placeholder: 'Email' } }, button({ type: 'next_step', submit: false })]),
    step([{ type: 'html_text', properties: { content: '<p>Thank you</p>' } }]),
  ],
  triggers: [{ type: 'delay', properties: { seconds: 3 } }],
  ...more,
})

export const step = (blocks: Json[], name = 'Step'): Json => ({ name, columns: [{ rows: [{ blocks }] }] })

export const button = (action?: Json): Json => ({
  type: 'button',
  properties: { label: 'Go' },
  ...(action && { action }),
})

/** The body that creates a form of these versions. */
export const formBody = (versions: Json[] = [version()], more: Json = {}): Json => ({
  data: {
    type: 'form',
    attributes: { name: 'Newsletter', status: 'draft', ab_test: false, definition: { versions }, ...more },
  },
})
