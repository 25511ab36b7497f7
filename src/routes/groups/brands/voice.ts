import { brandSelection } from '../../../store/brands.ts'
import type { ResourceType } from '../../resource.ts'

interface Voice {
  version: string
  tone_descriptors: unknown
  language_patterns: unknown
}

/** How the account speaks: one resource, with the account's id. */
export const voiceType: ResourceType = {
  type: 'brand-voice',
  collection: 'brand-voice',
  selection: brandSelection('brand-voice'),
  attributes: ['version', 'tone_descriptors', 'language_patterns'],
  relationships: {},
  update: ({ attributes: text }, { attributes }) => {
    const stored = JSON.parse(text) as Voice
    // A list that is given replaces the stored one whole (Documented); null leaves it (Assumed).
    const given = Object.entries(attributes).filter(([, list]) => list != null)
    const lists = given.map(([name, list]) => [name, descriptorsOf(list as readonly object[])] as const)
    // Assumed: the version counts the changes.
    const version = String(Number(stored.version) + (given.length > 0 ? 1 : 0))
    return { ...stored, ...Object.fromEntries(lists), version }
  },
}

/** With the default of the schema. */
const descriptorsOf = (given: readonly object[]) =>
  given.map((descriptor) => ({ ...descriptor, user_modified: false, ...descriptor }))
