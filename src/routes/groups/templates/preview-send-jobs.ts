import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { findResource, insertResource, resourcesOf, updateResource } from '../../../store/resources.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import type { TemplateAttributes } from '../../../store/templates.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError, invalidEntry } from '../../errors.ts'
import type { JobContext, ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { isEmail } from '../profiles/identifiers.ts'
import { profileType } from '../profiles/profile-type.ts'
import { storeRefreshed, type RefreshedFeed } from '../web-feeds/refresh.ts'
import { personOf, SOMEONE } from './person.ts'
import { renderedContent } from './render-template.ts'
import { templateType } from './template-type.ts'

// Previews of templates, sent to people who try them out. revision-2026-10-15 §10.

const JOB = 'template-preview-send-job'

export const previewSendJobType: ResourceType = {
  type: JOB,
  collection: 'template-preview-send-jobs',
  selection: resourcesOf(JOB),
  attributes: ['status', 'created_at'],
  relationships: {},
}

/** Recipients of one preview. Documented. */
const MOST_RECIPIENTS = 5
/** The share of a job's time after which it is `processing`: the sandbox's own. */
const QUEUED_SHARE = 0.5

/**
 * POST /api/template-preview-send-jobs: 202 with a queued job. What cannot be rendered is refused at once, as by
 * template-render (Assumed). The given context stands above the profile's (Assumed).
 */
export function createPreviewSendJob(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_template_preview_send_job']).data
  const { recipients } = attributes
  checkRecipients(recipients)
  storeRefreshed(context.prepared as RefreshedFeed[] | undefined, context)
  const templateId = relationships.template.data?.id
  if (templateId === undefined) throw missingTemplate()
  const row = findOrThrow(templateType, templateId, context)
  const profileId = relationships.profile?.data?.id
  const person = profileId === undefined ? SOMEONE : personOf(findOrThrow(profileType, profileId, context))
  const template = JSON.parse(row.attributes) as TemplateAttributes
  const rendered = renderedContent(template, { ...person, person, ...attributes.context }, context)
  const { account, db, now, jobDelay } = context
  const id = account.ids.ulid(now)
  const message = {
    template_id: templateId,
    profile_id: profileId ?? null,
    recipients,
    subject: template.name,
    ...rendered,
  }
  const job = { status: 'queued', created_at: formatSeconds(now) }
  insertResource(db, { type: JOB, id, created: now, updated: now, attributes: job })
  scheduleWork(db, now + jobDelay * QUEUED_SHARE, 'template-preview-start', { id })
  scheduleWork(db, now + jobDelay, 'template-preview-send', { id, message })
  return { kind: 'one', type: JOB, row: findOrThrow(previewSendJobType, id, context) }
}

/** Assumed: status, place and texts. */
function checkRecipients(recipients: readonly string[]): void {
  const pointer = '/data/attributes/recipients'
  if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS) {
    const detail = `'recipients' must have between 1 and ${MOST_RECIPIENTS} email addresses (got ${recipients.length})`
    throw new ApiError(invalidEntry(detail, { pointer }))
  }
  const entries = recipients.flatMap((recipient, index) =>
    isEmail(recipient) ? [] : invalidEntry('Invalid email address', { pointer: `${pointer}/${index}` }),
  )
  if (entries.length > 0) throw new ApiError(entries as [(typeof entries)[0], ...typeof entries])
}

function missingTemplate(): ApiError {
  const pointer = '/data/relationships/template/data'
  return new ApiError(invalidEntry(`'data' is a required field for the resource '${JOB}'.`, { pointer }))
}

/** The job begins. */
export function startPreview({ id }: { id: string }, { db, now }: JobContext): void {
  change(db, id, now, 'processing')
}

/**
 * The message goes to the outbox, marked as a preview: no profile receives it, so that there is neither an event nor a
 * check of consent (Assumed).
 */
export function sendPreview({ id, message }: { id: string; message: object }, { account, db, now }: JobContext): void {
  const attributes = { kind: 'preview', channel: 'email', ...message, sent_at: formatSeconds(now) }
  insertResource(db, {
    type: 'outbox-message',
    id: account.ids.ulid(now),
    created: now,
    updated: now,
    attributes,
    internal: { job: id },
  })
  change(db, id, now, 'complete')
}

function change(db: JobContext['db'], id: string, now: number, status: string): void {
  const job = findResource(db, { type: JOB, id })
  if (job === undefined) return
  updateResource(db, { type: JOB, id }, { ...(JSON.parse(job.attributes) as object), status }, now)
}
