import type { Json } from './client.ts'

// Definitions of drag-and-drop templates, for tests.

const STYLE_TYPES = ['base', 'text', 'heading-1', 'heading-2', 'heading-3', 'heading-4', 'link', 'mobile']

/** One style of each type, as small as it may be. */
export const styles = (): Json[] =>
  STYLE_TYPES.map((name) => ({
    style_type: `${name}-styles`,
    ...(['base', 'mobile'].includes(name) && { properties: {} }),
    styles: {},
  }))

/** A block of text. */
export const textBlock = (content = '<p>Hello</p>'): Json => ({
  content_type: 'block',
  type: 'text',
  data: { content, display_options: {}, styles: {} },
})

/** A section of one row, with a column for each list of blocks. */
export const sectionOf = (layout: string, ...columns: Json[][]): Json => ({
  content_type: 'section',
  type: 'section',
  data: { properties: {}, display_options: {}, styles: {} },
  rows: [{ data: { styles: { column_layout: layout } }, columns: columns.map((blocks) => ({ blocks })) }],
})

/** A small valid definition; one block of text, unless told otherwise. */
export const dragAndDropDefinition = (...sections: Json[]): Json => ({
  body: {
    properties: {},
    styles: {},
    sections: sections.length > 0 ? sections : [sectionOf('1-column-full-width', [textBlock()])],
  },
  styles: styles(),
})
