import { updateVariation } from '../../../../store/campaigns.ts'
import { parseTime } from '../../../../store/clock.ts'
import { findRow, type Row } from '../../../../store/selection.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalid } from '../../../errors.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { copyTemplate, deleteTemplateCopy, templateType } from '../../templates/index.ts'
import { completeDetails } from '../details.ts'
import { requireDraft } from '../sending/guards.ts'
import { findContentOrThrow } from './contents.ts'
import { answerWhenEmpty } from './empty.ts'
import { flatMessageType } from './types.ts'

// The template of a message: a copy of its own. campaigns-content §2.6.

interface AssignTemplate {
  data: { id: string; relationships?: { template?: { data?: { id: string } } } }
}

/**
 * POST /api/campaign-message-assign-template: a fresh copy each time; the former one goes (Assumed). The message shows
 * no new `updated_at` (Observed, recorded body).
 */
export function assignTemplate(context: Context): Answer {
  const { db } = context
  const { id, relationships } = (context.body as AssignTemplate).data
  const templateId = relationships?.template?.data?.id
  // The schemas let it be left out; text Assumed.
  if (templateId === undefined) {
    throw invalid("'template' is a required field for the resource 'campaign-message'.", {
      pointer: '/data/relationships/template',
    })
  }
  const { variation, message, row, ambiguous } = findContentOrThrow(context, id)
  const { details } = variation.definition
  if (details !== null && details.channel !== 'email') {
    throw invalid('Templates can only be assigned to email messages.', { pointer: '/data/id' })
  }
  if (ambiguous) throw invalid(`The campaign-message ${id} has several variations.`, { pointer: '/data/id' })
  const source = findOrThrow(templateType, templateId, context)
  requireDraft(message)
  const copy = copyTemplate(context, source.id, { type: 'campaign-variation', id: variation.id })!
  const changed = { ...(details ?? completeDetails({})), template_id: copy }
  const definition = { ...variation.definition, details: changed }
  updateVariation(db, { ...variation, definition }, lastUpdate(row))
  if (typeof details?.template_id === 'string') deleteTemplateCopy(db, details.template_id)
  const { row: answered } = findContentOrThrow(context, id)
  return { kind: 'one', type: flatMessageType, row: answered, include: ['template'] }
}

function lastUpdate({ attributes }: Row): number {
  const parts = JSON.parse(attributes) as { 'campaign-variation': { updated: string } }
  return parseTime(parts['campaign-variation'].updated)
}

/** GET /api/campaign-messages/{id}/template: the copy. */
export function getTemplate(context: Context): Answer {
  const id = findContentOrThrow(context, context.id).row.template_id
  const row = typeof id === 'string' ? findRow(context.db, templateType.selection, id) : undefined
  return row === undefined ? answerWhenEmpty(context, 'template') : { kind: 'one', type: 'template', row }
}

/** GET /api/campaign-messages/{id}/relationships/template. */
export function getTemplateId(context: Context): Answer {
  const id = findContentOrThrow(context, context.id).row.template_id
  return typeof id === 'string'
    ? { kind: 'identifiers', type: 'template', ids: id }
    : answerWhenEmpty(context, 'template')
}
