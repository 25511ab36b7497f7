import type { SectionV1, TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'

// What is wrong with a definition beyond its schema. campaigns-content §3.4.

const STYLE_TYPES = [
  'base-styles',
  'text-styles',
  'heading-1-styles',
  'heading-2-styles',
  'heading-3-styles',
  'heading-4-styles',
  'link-styles',
  'mobile-styles',
] as const

/** The rules that a template's definition breaks; `pointer` leads to it. */
export function definitionProblems({ body, styles }: TemplateDefinition, pointer: string): ErrorEntry[] {
  const sections = body.sections ?? []
  const entries = sections.flatMap((section, index) => sectionProblems(section, `${pointer}/body/sections/${index}`))
  if (sections.length === 0) {
    // Observed text; the pointer is Assumed.
    entries.unshift(invalidEntry('Template must contain at least one section', { pointer: `${pointer}/body/sections` }))
  }
  return [...entries, ...styleProblems(styles, `${pointer}/styles`)]
}

/** Each type of style once. Documented rule; text Assumed. */
function styleProblems(styles: TemplateDefinition['styles'], pointer: string): ErrorEntry[] {
  return STYLE_TYPES.flatMap((type) => {
    const count = styles.filter((style) => style.style_type === type).length
    if (count === 1) return []
    return invalidEntry(`Template must contain exactly one style of type '${type}' (got ${count})`, { pointer })
  })
}

/**
 * A row has as many columns as its layout says. Assumed, rule and text; wrong if live takes a row with fewer. A row
 * without a layout or without columns is left alone.
 */
export function sectionProblems({ rows }: SectionV1, pointer: string): ErrorEntry[] {
  return (rows ?? []).flatMap(({ data, columns }, index) => {
    const layout = data.styles.column_layout
    if (!layout || !columns || columns.length === Number(layout[0])) return []
    const detail = `The number of columns does not fit the layout '${layout}' (got ${columns.length})`
    return invalidEntry(detail, { pointer: `${pointer}/rows/${index}/columns` })
  })
}
