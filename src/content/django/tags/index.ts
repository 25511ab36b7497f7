import type { Tags } from '../parser.ts'
import { commerceTags } from './commerce.ts'
import { dateTags } from './dates.ts'
import { flowTags } from './flow.ts'
import { linkTags } from './links.ts'
import { loopTags } from './loops.ts'
import { outputTags } from './output.ts'

/** All tags by name. */
export const tags: Tags = { ...flowTags, ...loopTags, ...outputTags, ...dateTags, ...linkTags, ...commerceTags }
