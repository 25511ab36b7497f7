import { tagsOfResource } from '../../../store/tags.ts'
import type { Relationship } from '../../resource.ts'

/** Tags of a resource: linked from the tag's side. */
export const tagsOf = (type: string): Relationship => ({ type: 'tag', many: true, related: tagsOfResource(type) })
