import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { readPage } from '../../../store/selection.ts'
import { resourcesOf } from '../../../store/resources.ts'
import type { Db } from '../../../store/database.ts'
import type { TemplateAttributes } from '../../../store/templates.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { renderedSource } from './template-html.ts'
import { templateType } from './template-type.ts'

// Rendering templates. campaigns-content §3.5, §4.5.

type Json = Record<string, unknown>

/** The forms of a message that a template holds. */
export type Rendered = Pick<TemplateAttributes, 'html' | 'text' | 'amp'>

/** POST /api/template-render: the template as read, with rendered contents and whole seconds. Observed. */
export function renderTemplateAnswer(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['render_template']).data
  const row = findOrThrow(templateType, id, context)
  const template = JSON.parse(row.attributes) as TemplateAttributes
  const rendered = renderedContent(template, attributes.context, context)
  return { kind: 'one', type: 'template', row: { ...row, attributes: JSON.stringify({ ...template, ...rendered }) } }
}

/**
 * A template's HTML, text and AMP with the context filled in; throws the 400 of a template that cannot be rendered.
 * Assumed, campaigns-content §14: that the context has the account's `organization` where it names none itself.
 */
export function renderedContent(
  { html, text, amp }: Rendered,
  given: Json,
  context: Pick<Context, 'account' | 'db' | 'now'>,
): Rendered {
  const values = { organization: organizationOf(context.db), ...given }
  const render = (source: string | null) => {
    if (source === null) return null
    const rendered = renderedSource(source, values, context)
    // Observed text (campaigns-content §3.5); pointer Assumed.
    if (rendered === undefined) throw invalid(CANNOT_RENDER)
    return rendered
  }
  return { html: render(html)!, text: render(text), amp: render(amp) }
}

const CANNOT_RENDER =
  'Unable to render given template with provided context. ' +
  'Please check included django syntax and ensure it is compatible with provided context.'

const accountSelection = resourcesOf('account')

/** What templates know of the account as `organization`. Assumed: the members, after the tags of Klaviyo's editor. */
export function organizationOf(db: Db): Json {
  const [row] = readPage(db, accountSelection, { size: 1 }).rows
  if (row === undefined) return {}
  const { contact_information: contact = {}, timezone } = JSON.parse(row.attributes) as {
    contact_information?: { organization_name?: string; website_url?: string; street_address?: Record<string, string> }
    timezone?: string
  }
  const { address1, address2, city, region, zip, country } = contact.street_address ?? {}
  const lines = [address1, address2, city, [region, zip].filter(Boolean).join(' '), country]
  return {
    name: contact.organization_name,
    url: contact.website_url,
    full_address: lines.filter(Boolean).join(', '),
    ...contact.street_address,
    timezone,
  }
}
