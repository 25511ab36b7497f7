import type { Json } from './client.ts'
import { section, STYLES, text } from './content/every-block.ts'

// Small definitions of drag-and-drop templates, for tests.

/** One style of each type. */
export const styles = (): Json[] => structuredClone([...STYLES])

/** A block of text. */
export const textBlock = (content = '<p>Hello</p>'): Json => text(content)

/** A section of one row, with a column for each list of blocks. */
export const sectionOf = (layout: string, ...columns: Json[][]): Json => section(columns, layout)

/** A valid definition; one block of text, unless told otherwise. */
export const dragAndDropDefinition = (...sections: Json[]): Json => ({
  body: {
    properties: {},
    styles: {},
    sections: sections.length > 0 ? sections : [sectionOf('1-column-full-width', [textBlock()])],
  },
  styles: styles(),
})
