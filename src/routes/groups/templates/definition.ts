import type { ColumnV1, RowV1, SectionV1, TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'

// The definition of a template made of blocks: what the server adds to it. campaigns-content §3.4.

/** A block of any type, or a section: what universal content holds. */
export type Content = NonNullable<ColumnV1['blocks']>[number] | SectionV1

/** What the ids of a definition are made from. */
export interface Naming {
  templateId: string
  newId: () => string
  /** Ids that the template's definition had before: sent back, they stay. */
  known: ReadonlySet<string>
  /** Universal content by its id. */
  findUniversal: (id: string) => Content | undefined
}

type Named = { id?: string | null; data_id?: string | null; universal_id?: string | null }

/**
 * The definition with the ids that the server assigns; those that a client makes up are not taken (Documented: they are
 * read only). A `universal_id` that names universal content is, and brings its content with it: Assumed, as is the form
 * of the ids; wrong if live drops it, for then no definition could name universal content.
 */
export function namedDefinition(definition: TemplateDefinition, naming: Naming): TemplateDefinition {
  const { body, styles } = definition
  return {
    id: idOf(definition, naming),
    template_id: naming.templateId,
    body: {
      id: idOf(body, naming),
      ...without(body, 'id'),
      ...(body.sections && { sections: body.sections.map((section) => namedSection(section, naming)) }),
    },
    styles: styles.map((style) => ({ id: idOf(style, naming), ...without(style, 'id') }) as typeof style),
  }
}

function namedSection(given: SectionV1, naming: Naming): SectionV1 {
  const section = withUniversal(given, naming)
  const { rows } = section
  return { ...named(section, naming), ...(rows && { rows: rows.map((row) => namedRow(row, naming)) }) }
}

function namedRow(row: RowV1, naming: Naming): RowV1 {
  const { columns } = row
  const ids = { id: idOf(row, naming), data_id: dataIdOf(row, naming) }
  return {
    ...ids,
    ...row,
    ...ids,
    ...(columns && { columns: columns.map((column) => namedColumn(column, naming)) }),
  }
}

function namedColumn(column: ColumnV1, naming: Naming): ColumnV1 {
  const ids = { id: idOf(column, naming), data_id: dataIdOf(column, naming) }
  const blocks = column.blocks?.map((block) => {
    const whole = withUniversal(block, naming)
    if (!('subblocks' in whole) || !whole.subblocks) return named(whole, naming)
    const subblocks = whole.subblocks.map((subblock) => ({ id: idOf(subblock, naming), ...without(subblock, 'id') }))
    return { ...named(whole, naming), subblocks } as typeof whole
  })
  return { ...ids, ...column, ...ids, ...(blocks && { blocks }) }
}

function named<Part extends Named>(part: Part, naming: Naming): Part {
  const ids = { id: idOf(part, naming), data_id: dataIdOf(part, naming), universal_id: part.universal_id ?? null }
  return { ...ids, ...part, ...ids }
}

/** The part with the content of the universal content that it names; a name that fits nothing is taken off. */
function withUniversal<Part extends Named & { content_type: string }>(part: Part, { findUniversal }: Naming): Part {
  const found = part.universal_id ? findUniversal(part.universal_id) : undefined
  if (found?.content_type !== part.content_type) return { ...part, universal_id: null }
  return { ...found, id: part.id, data_id: part.data_id, universal_id: part.universal_id } as unknown as Part
}

function idOf({ id }: Named, { known, newId }: Naming): string {
  return id && known.has(id) ? id : newId()
}

function dataIdOf({ data_id: id }: Named, { known, newId }: Naming): string {
  return id && known.has(id) ? id : newId()
}

function without<Part extends object, Name extends keyof Part>(part: Part, name: Name): Omit<Part, Name> {
  const { [name]: _, ...rest } = part
  return rest
}

/** Every id in a definition, and the universal content that stands in it. */
export function idsIn(definition: unknown): { ids: Set<string>; universalIds: string[] } {
  const ids = new Set<string>()
  const universalIds = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    const { id, data_id, universal_id } = value as Named
    for (const one of [id, data_id]) if (typeof one === 'string') ids.add(one)
    if (typeof universal_id === 'string') universalIds.add(universal_id)
    Object.values(value).forEach(visit)
  }
  visit(definition)
  return { ids, universalIds: [...universalIds] }
}
