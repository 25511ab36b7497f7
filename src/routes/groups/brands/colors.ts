import type { Color } from '../../../schemas/contract/request-bodies.ts'
import { brandSelection, takeBrandId } from '../../../store/brands.ts'
import { refuse } from '../../errors.ts'
import type { Input, ResourceType } from '../../resource.ts'
import { hexProblems } from './hex.ts'

/** Groups of named colours, in order; a change replaces the whole list. */
export const colorType: ResourceType = {
  type: 'brand-color',
  collection: 'brand-colors',
  selection: brandSelection('brand-color'),
  attributes: ['name', 'colors'],
  relationships: {},
  create: ({ attributes }, { db }) => {
    checkColors(attributes)
    // Assumed: a group that names no colours has an empty list.
    return { id: takeBrandId(db), attributes: { name: attributes.name ?? null, colors: attributes.colors ?? [] } }
  },
  update: ({ attributes: stored }, { attributes }) => {
    checkColors(attributes)
    return { ...(JSON.parse(stored) as object), ...attributes }
  },
}

function checkColors({ colors }: Input['attributes']): void {
  const given = (colors as readonly Color[] | null | undefined) ?? []
  refuse(given.flatMap(({ hex }, index) => hexProblems(hex, `/data/attributes/colors/${index}/hex`)))
}
