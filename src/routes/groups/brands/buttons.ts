import { brandSelection, takeBrandId } from '../../../store/brands.ts'
import { updateResource } from '../../../store/resources.ts'
import { readPage, type Row } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { refuse } from '../../errors.ts'
import type { Input, ResourceType } from '../../resource.ts'
import { hexProblems } from './hex.ts'

type Json = Readonly<Record<string, unknown>>

const selection = brandSelection('brand-button')

/** Buttons, one of which at most is primary: who becomes it demotes the former one. Documented. */
export const buttonType: ResourceType = {
  type: 'brand-button',
  collection: 'brand-buttons',
  selection,
  attributes: ['name', 'is_primary', 'style', 'border', 'spacing', 'text', 'preview_page_hex'],
  relationships: {},
  create: ({ attributes }, context) => {
    checkButton(attributes)
    const { name = null, style, border, spacing, text, preview_page_hex = null } = attributes
    // Assumed: where no button is primary, a new one that does not say becomes it.
    const is_primary = attributes.is_primary ?? primaryButtons(context).length === 0
    const parts = { style: withShadow(style), border: withBorder(border), spacing, text }
    return { id: takeBrandId(context.db), attributes: { name, is_primary, ...parts, preview_page_hex } }
  },
  created: demoteOthers,
  update: ({ attributes: stored }, { attributes }) => {
    checkButton(attributes)
    const { is_primary, style, border } = attributes
    return {
      ...(JSON.parse(stored) as Json),
      ...attributes,
      // Assumed: null takes the mark away. A primary button may lose it, and then none has it (Assumed, too).
      ...(is_primary !== undefined && { is_primary: is_primary ?? false }),
      ...(style !== undefined && { style: withShadow(style) }),
      ...(border !== undefined && { border: withBorder(border) }),
    }
  },
  updated: demoteOthers,
}

/** With the default of the schema. */
const withShadow = (style: unknown) => (style === null ? null : { is_shadow_active: false, ...(style as Json) })
const withBorder = (border: unknown) => (border === null ? null : { is_border_active: false, ...(border as Json) })

function checkButton({ preview_page_hex }: Input['attributes']): void {
  refuse(hexProblems(preview_page_hex as string | null | undefined, '/data/attributes/preview_page_hex'))
}

/** The buttons that are marked as primary. */
function primaryButtons({ db }: Pick<Context, 'db'>): Row[] {
  const rows = readPage(db, selection).rows
  return rows.filter(({ attributes }) => (JSON.parse(attributes) as Json).is_primary === true)
}

function demoteOthers({ id }: Row, { attributes }: Input, context: Context): void {
  if (attributes.is_primary !== true) return
  for (const other of primaryButtons(context)) {
    if (other.id === id) continue
    const demoted = { ...(JSON.parse(other.attributes) as Json), is_primary: false }
    updateResource(context.db, { type: 'brand-button', id: other.id }, demoted, context.now)
  }
}
