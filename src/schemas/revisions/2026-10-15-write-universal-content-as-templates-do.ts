import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/** The blocks whose data revisions before read and write. Documented, campaigns-content §5.1. */
const SIMPLE = new Set(['button', 'drop_shadow', 'horizontal_rule', 'html', 'image', 'spacer', 'text'])

/** Members of the data that the grammar of templates requires, by block; Assumed to be empty where none were given. */
const required: Readonly<Record<string, Json>> = {
  button: { content: null, properties: {}, styles: {} },
  drop_shadow: { styles: {} },
  horizontal_rule: { styles: {} },
  image: { properties: { dynamic: false }, styles: {} },
  spacer: { styles: {} },
}

/**
 * Documented, revision-2026-10-15 §10: `visible_check` became `visibility.check`, and every block and section is
 * written and read in full. Assumed: that the older revisions show the others with `data: null`, as their schemas say.
 */
export const writeUniversalContentAsTemplatesDo: RevisionChange = {
  revision: '2026-10-15',
  description: 'Universal content has the blocks and sections of template definitions, with `visibility`.',
  upgradeRequest: { create_universal_content: upgrade, update_universal_content: upgrade },
  downgradeResource: {
    'template-universal-content': (attributes) =>
      isObject(attributes.definition) ? { ...attributes, definition: downgraded(attributes.definition) } : attributes,
  },
}

function upgrade(body: Json): Json {
  const data = body.data as Json
  const attributes = data.attributes as Json
  const { definition } = attributes
  if (!isObject(definition) || !isObject(definition.data)) return body
  const { display_options: options, ...rest } = definition.data
  const upgraded = {
    ...required[definition.type as string],
    ...rest,
    display_options: isObject(options) ? upgradedOptions(options) : {},
  }
  return { ...body, data: { ...data, attributes: { ...attributes, definition: { ...definition, data: upgraded } } } }
}

function upgradedOptions({ visible_check: check, ...options }: Json): Json {
  if (check === undefined) return options
  return { ...options, visibility: check === null ? null : { check } }
}

function downgraded({ content_type, type, data }: Json): Json {
  if (!SIMPLE.has(type as string) || !isObject(data)) return { content_type, type, data: null }
  const { display_options: options, ...rest } = data
  return { content_type, type, data: { ...rest, display_options: downgradedOptions(isObject(options) ? options : {}) } }
}

function downgradedOptions({ show_on, visibility, content_repeat }: Json): Json {
  return {
    ...(show_on !== undefined && { show_on }),
    ...(visibility !== undefined && { visible_check: isObject(visibility) ? (visibility.check ?? null) : null }),
    ...(content_repeat !== undefined && { content_repeat }),
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
