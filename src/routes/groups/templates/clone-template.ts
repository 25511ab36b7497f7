import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Answer, Context } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { contentOf } from './copies.ts'
import { addTemplate, requireRoom, shownNew } from './write-template.ts'

/**
 * POST /api/template-clone: a reusable template with the same content. Assumed: the name where none is given, by
 * analogy with the copies of messages; and that a message's copy can be cloned, too.
 */
export function cloneTemplate(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['clone_template']).data
  const content = contentOf(context.db, id)
  if (content === undefined) throw notFound(`A template with id ${id} does not exist.`)
  requireRoom(context)
  return shownNew(addTemplate(context, { ...content, name: attributes.name ?? `Clone of ${id}` }), context)
}
