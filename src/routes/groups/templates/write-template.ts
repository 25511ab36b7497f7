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
import { definitionFor, keepDefinition } from './stored-definition.ts'
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
  const id = context.account.ids.short()
  const content = { name, editor_type, text: text ?? null, amp: amp ?? null }
  if (editor_type === BLOCKS && definition) {
    const own = definitionFor(context, id, definition)
    storeTemplate(context, id, { ...content, definition: own, html: compiledHtml(own, context) })
  } else storeTemplate(context, id, { ...content, html: storedHtml(html ?? '') })
  return shownNew(id, context)
}

/** Stores a template like another, under a new id; gives that. */
export function addTemplate(store: Store, content: TemplateContent, owner?: TemplateOwner): string {
  const id = store.account.ids.short()
  const { definition } = content
  const own = definition === undefined ? content : { ...content, definition: definitionFor(store, id, definition) }
  storeTemplate(store, id, own, owner)
  return id
}

function storeTemplate(store: Store, id: string, content: TemplateContent, owner?: TemplateOwner): void {
  const { db, now } = store
  const { definition, name, editor_type, html, text, amp } = content
  if (definition !== undefined) keepDefinition(store, id, definition)
  const time = formatSeconds(now)
  const attributes = { name, editor_type, html, text, amp, created: time, updated: time, screenshot_url: null }
  insertTemplate(db, id, attributes, { created: now, updated: now + UPDATED_LATER }, owner)
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
  if (write.definition) changed.html = replaceDefinition(id, write.definition, context)
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
    replaceTemplateHtml(db, id, replaceDefinition(id, definition, context))
  }
}

/** Stores another definition of a template; gives the HTML that it comes to. */
function replaceDefinition(id: string, given: TemplateDefinition, context: Context): string {
  const definition = definitionFor(context, id, given)
  keepDefinition(context, id, definition)
  return compiledHtml(definition, context)
}
