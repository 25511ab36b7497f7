import { brandSelection, takeBrandId } from '../../../store/brands.ts'
import { linkedFrom } from '../../../store/resources.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { updateShape } from '../../shapes/write.ts'

/** Logos: an image, and how it is shown. */
export const logoType: ResourceType = {
  type: 'brand-logo',
  collection: 'brand-logos',
  selection: brandSelection('brand-logo'),
  attributes: ['width', 'height', 'alt_text', 'link_url', 'name'],
  relationships: {
    image: { type: 'image', many: false, related: linkedFrom('brand-logo', 'image', 'image'), knownWhenLinked: true },
  },
  create: ({ attributes, relationships }, { db }) => {
    if (!relationships.image) {
      // Documented rule; status, place and text Assumed.
      throw invalid("'image' is a required field for the resource 'brand-logo'.", {
        pointer: '/data/relationships/image',
      })
    }
    const { width = null, height = null, alt_text = null, link_url = null, name = null } = attributes
    return { id: takeBrandId(db), attributes: { width, height, alt_text, link_url, name } }
  },
  update: ({ attributes: stored }, { attributes }) => ({ ...(JSON.parse(stored) as object), ...attributes }),
}

/** PATCH /api/brand-logos/{id}: an image of null is as good as none given. Documented: a logo must have one. */
export function changeLogo(context: Context): Answer {
  const { data } = context.body as { data: { relationships?: { image?: { data?: unknown } } } }
  if (data.relationships?.image?.data !== null) return updateShape(logoType, context)
  const { relationships: _, ...rest } = data
  return updateShape(logoType, { ...context, body: { data: rest } })
}
