import { brandSelection } from '../../../store/brands.ts'
import { linkedFrom } from '../../../store/resources.ts'
import type { Relationship, ResourceType } from '../../resource.ts'

const asset = (type: string): Relationship => ({
  type,
  many: false,
  related: linkedFrom('brand-email-default', type, type),
  knownWhenLinked: true,
})

type Parts = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * How e-mails look unless a template says otherwise: one resource, with the account's id. A relationship of null is one
 * that ends (Assumed), and so does one whose logo, button or group is deleted (Assumed; wrong if that is refused).
 */
export const emailDefaultType: ResourceType = {
  type: 'brand-email-default',
  collection: 'brand-email-defaults',
  selection: brandSelection('brand-email-default'),
  attributes: ['body', 'header', 'footer'],
  relationships: {
    'brand-button': asset('brand-button'),
    'brand-logo': asset('brand-logo'),
    'brand-social-group': asset('brand-social-group'),
  },
  update: ({ attributes: text }, { attributes }) => {
    const stored = JSON.parse(text) as Parts
    const parts = Object.entries(stored).map(([name, part]) => {
      const given = (attributes as Partial<Parts>)[name] ?? {}
      return [name, { ...part, ...Object.fromEntries(Object.entries(given).filter(isChange)) }]
    })
    return Object.fromEntries(parts) as Parts
  },
}

/** Member by member (Documented). Null clears the width of the logo (Documented) and changes no other member (Assumed). */
const isChange = ([name, value]: [string, unknown]): boolean => value !== null || name === 'logo_max_width'
