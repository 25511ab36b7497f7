import { shapesOf } from '../../../schemas/projection.ts'
import { isBefore } from '../../../schemas/revisions/change.ts'
import { showDraftsOfLiveForms } from '../../../schemas/revisions/2026-10-15-show-drafts-of-live-forms.ts'
import { formsByLiveness } from '../../../store/forms.ts'
import type { Answer, Context } from '../../context.ts'
import type { Group } from '../../resource.ts'
import { getShape, listShape, relationshipShape } from '../../shapes/read.ts'
import { publishForm, unpublishForm } from './publish-form.ts'
import { encodedFormType, formType, formVersionType, publishJobType, unpublishJobType } from './types.ts'
import { createForm, updateFormAnswer } from './write-form.ts'

// Forms and their versions. campaigns-content §9, events-flows §7, revision-2026-10-15 §8.

export const forms: Group = {
  name: 'Forms',
  types: [formType, formVersionType, publishJobType, unpublishJobType],
  takeOvers: {
    get_forms: listForms,
    get_form: getForm,
    get_version_ids_for_form: listVersionIds,
    create_form: createForm,
    update_form: updateFormAnswer,
    publish_form: publishForm,
    unpublish_form: unpublishForm,
  },
}

/** GET /api/forms; what a status is depends on the revision. */
function listForms(context: Context): Answer {
  const byLiveness = isBefore(context.revision, showDraftsOfLiveForms)
  return listShape(byLiveness ? { ...formType, selection: formsByLiveness } : formType, context)
}

/** GET /api/forms/{id}: with its definition where the contract has one. */
function getForm(context: Context): Answer {
  const isEncoded = 'definition' in (shapesOf(context.operation).primary.get('form')?.attributes ?? {})
  const answer = getShape(formType, context)
  return isEncoded && answer.kind === 'one' ? { ...answer, type: encodedFormType } : answer
}

/** GET /api/forms/{id}/relationships/form-versions: page[size] changes nothing. Observed, protocol §6. */
function listVersionIds(context: Context): Answer {
  const { pageSize: _, ...query } = context.query
  return relationshipShape(formType, formType.relationships['form-versions']!, { ...context, query })
}
