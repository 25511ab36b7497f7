import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import {
  deleteVersion,
  readVersions,
  updateForm,
  updateVersion,
  type FormStatus,
  type FormVersion,
} from '../../../store/forms.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { formType, publishJobType, unpublishJobType } from './types.ts'

// Publishing and unpublishing, done before the answer. revision-2026-10-15 §8.

type JobBody = RequestBodies['publish_form'] | RequestBodies['unpublish_form']

/** POST /api/form-publish-jobs: the draft goes live, and the version that was live goes. Documented. */
export function publishForm(context: Context): Answer {
  const { id, drafts, live } = targetOf(context)
  // Assumed: status, text and place of both refusals. Documented: that a test cannot be published.
  if (drafts.length === 0) throw refusal('The form has no draft version')
  if (drafts.some(isTest)) throw refusal('Forms with a draft A/B test cannot be published through the API')
  for (const version of live) deleteVersion(context.db, version.id)
  for (const version of drafts) setStatus(version, 'live', context)
  return jobAnswer(publishJobType, id, context)
}

/**
 * POST /api/form-unpublish-jobs: the live version goes; without one, nothing happens. Observed. Assumed: that a form's
 * only version becomes a draft; wrong if a form is seen to have none.
 */
export function unpublishForm(context: Context): Answer {
  const { id, drafts, live } = targetOf(context)
  // Documented rule; status, text and place are Assumed.
  if (live.some(isTest)) throw refusal('Forms with a live A/B test cannot be unpublished through the API')
  for (const version of live) {
    if (drafts.length > 0) deleteVersion(context.db, version.id)
    else setStatus(version, 'draft', context)
  }
  return jobAnswer(unpublishJobType, id, context)
}

const isTest = ({ attributes }: FormVersion): boolean => attributes.ab_test !== null

const refusal = (detail: string) => invalid(detail, { pointer: '/data/relationships/form' })

function targetOf(context: Context): { id: string; drafts: FormVersion[]; live: FormVersion[] } {
  const { data } = (context.body as JobBody).data.relationships.form
  if (data === undefined) {
    throw invalid(`'data' is a required field for the resource 'form'.`, { pointer: '/data/relationships/form/data' })
  }
  const { id } = findOrThrow(formType, data.id, context)
  const versions = readVersions(context.db, id)
  const having = (status: FormStatus) => versions.filter(({ attributes }) => attributes.status === status)
  return { id, drafts: having('draft'), live: having('live') }
}

function setStatus(version: FormVersion, status: FormStatus, { db, now }: Context): void {
  updateVersion(db, { ...version, attributes: { ...version.attributes, status } }, now)
}

/** A job that is complete: Assumed, as is the form of its id. Its form has changed by now. */
function jobAnswer(type: ResourceType, formId: string, { account, db, now }: Context): Answer {
  updateForm(db, formId, {}, now)
  const attributes = JSON.stringify({ status: 'complete', created_at: formatSeconds(now) })
  return { kind: 'one', type, row: { id: account.ids.ulid(now), attributes, form_id: formId } }
}
