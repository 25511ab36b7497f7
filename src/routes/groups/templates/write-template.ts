import type { RequestBodies, TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds, UPDATED_LATER } from '../../../store/clock.ts'
import { updateResource } from '../../../store/resources.ts'
import {
  hasTemplates,
  insertTemplate,
  readDefinition,
  replaceTemplateHtml,
  templateOwner,
  templatesWith,
  type TemplateAttributes,
  type TemplateOwner,
} from '../../../store/templates.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid, notFound } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { inputOf, requireSameId } from '../../shapes/write.ts'
import { BLOCKS, checkCreate, checkUpdate, type TemplateWrite } from './editor-rules.ts'
import { keepDefinition } from './stored-definition.ts'
import { compiledHtml, storedHtml } from './template-html.ts'
import { templateType } from './template-type.ts'

// Writing templates. campaigns-content §3.1.

type Store = Pick<Context, 'account' | 'db' | 'now'>

/** What a template is made of. */
export interface TemplateContent {
  name: string
  editor_type: string
  html: string
  text: string | null
  amp: string | null
  definition?: TemplateDefinition
}

/** Templates that the API makes at most. Documented, campaigns-content §3.1; status and text Assumed. */
const MOST_TEMPLATES = 1000

/** Throws when the account holds as many templates as the API makes. */
export function requireRoom({ db }: Store): void {
  if (hasTemplates(db, MOST_TEMPLATES)) throw invalid(`This account already has ${MOST_TEMPLATES} templates.`)
}

/** POST /api/templates. A definition is ignored where the editor has none (Documented). */
export function createTemplate(context: Context): Answer {
  const { attributes } = (context.body as RequestBodies['create_template']).data
  checkCreate(attributes, context.operation)
  requireRoom(context)
  const { name, editor_type, html, text, amp, definition } = attributes
  const content = { name, editor_type, text: text ?? null, amp: amp ?? null }
  const made =
    editor_type === BLOCKS && definition
      ? { ...content, definition, html: compiledHtml(definition, context) }
      : { ...content, html: storedHtml(html ?? '') }
  return shownNew(addTemplate(context, made), context)
}

/** Stores a template, under a new id; its HTML is ready as it is. */
export function addTemplate(store: Store, content: TemplateContent, owner?: TemplateOwner): string {
  const { account, db, now } = store
  const id = account.ids.short()
  const { definition, name, editor_type, html, text, amp } = content
  if (definition !== undefined) keepDefinition(store, id, definition)
  const time = formatSeconds(now)
  const attributes = { name, editor_type, html, text, amp, created: time, updated: time, screenshot_url: null }
  insertTemplate(db, id, attributes, { created: now, updated: now + UPDATED_LATER }, owner)
  return id
}

/** The answer to a write that made a template. */
export function shownNew(id: string, context: Context): Answer {
  const fresh = { created: context.now, updated: context.now + UPDATED_LATER }
  return { kind: 'one', type: 'template', row: findOrThrow(templateType, id, context), fresh }
}

/** PATCH /api/templates/{id}: each member by itself. A message's copy answers 404: Observed, campaigns-content §2.6. */
export function updateTemplate(context: Context): Answer {
  const { id, db, now } = context
  const row = findOrThrow(templateType, id, context)
  if (templateOwner(db, id) !== undefined) throw notFound(`A template with id ${id} does not exist.`)
  const input = inputOf(context.body)
  requireSameId(input.id, id)
  const stored = JSON.parse(row.attributes) as TemplateAttributes
  const write: TemplateWrite = input.attributes
  checkUpdate(write, stored.editor_type)
  const changed = { ...stored, ...changesOf(write), updated: formatSeconds(now) }
  if (write.definition) {
    keepDefinition(context, id, write.definition)
    changed.html = compiledHtml(write.definition, context)
  }
  updateResource(db, { type: 'template', id }, changed, now)
  return { kind: 'one', type: 'template', row: findOrThrow(templateType, id, context), fresh: { updated: now } }
}

/** Null clears text and amp; a name and HTML there must be, so that null leaves them (Assumed). */
function changesOf({ name, html, text, amp }: TemplateWrite): Partial<TemplateAttributes> {
  return {
    ...(name != null && { name }),
    ...(html != null && { html: storedHtml(html) }),
    ...(text !== undefined && { text }),
    ...(amp !== undefined && { amp }),
  }
}

/**
 * Brings every template in which universal content stands up to what it holds now. Assumed (campaigns-content §5.1), as is
 * that the `updated` of the templates stays.
 */
export function refreshTemplates(universalId: string, context: Context): void {
  const { db } = context
  for (const id of templatesWith(db, universalId)) {
    const definition = readDefinition<TemplateDefinition>(db, id)
    if (definition === undefined) continue
    keepDefinition(context, id, definition)
    replaceTemplateHtml(db, id, compiledHtml(definition, context))
  }
}
