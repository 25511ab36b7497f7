import type { TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import type { Db } from '../../../store/database.ts'
import { findRow } from '../../../store/selection.ts'
import {
  deleteTemplate,
  readDefinition,
  templateOwner,
  templateSelection,
  type TemplateAttributes,
  type TemplateOwner,
} from '../../../store/templates.ts'
import type { Context } from '../../context.ts'
import { addTemplate, type TemplateContent } from './write-template.ts'

// The copies of templates that messages hold. campaigns-content §2.6.

/** What a template holds, for another one like it; undefined when there is none with this id. */
export function contentOf(db: Db, id: string): TemplateContent | undefined {
  const row = findRow(db, templateSelection, id)
  if (row === undefined) return undefined
  const attributes = JSON.parse(row.attributes) as TemplateAttributes
  const definition = readDefinition<TemplateDefinition>(db, id)
  return { ...attributes, ...(definition && { definition }) }
}

/**
 * Copies a template for a message, which alone may use the copy: gives the id of the copy, undefined when there is no
 * such template. Observed: a campaign's copy is called after the source's id, a flow's keeps the name (events-flows).
 */
export function copyTemplate(
  context: Pick<Context, 'account' | 'db' | 'now'>,
  templateId: string,
  owner: TemplateOwner,
): string | undefined {
  const content = contentOf(context.db, templateId)
  if (content === undefined) return undefined
  const name = owner.type === 'flow-message' ? content.name : `Clone of ${templateId}`
  return addTemplate(context, { ...content, name }, owner)
}

/** Deletes a message's copy of a template; a template that is no copy, or is not there, is left alone. */
export function deleteTemplateCopy(db: Db, id: string): void {
  if (templateOwner(db, id) !== undefined) deleteTemplate(db, id)
}

/** Whether a template exists that any message may use: no copy. */
export function isReusable(db: Db, id: string): boolean {
  return findRow(db, templateSelection, id) !== undefined && templateOwner(db, id) === undefined
}
