import { renderTemplate, TemplateError, type RenderOptions } from '../../../content/django/render.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { findRow, readPage } from '../../../store/selection.ts'
import { resourcesOf } from '../../../store/resources.ts'
import type { Db } from '../../../store/database.ts'
import type { TemplateAttributes } from '../../../store/templates.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { feedsFor, refreshFeeds, storeRefreshed, type RefreshedFeed } from '../web-feeds/refresh.ts'
import { wholeHtml } from './template-html.ts'
import { templateType } from './template-type.ts'

// Rendering templates. campaigns-content §3.5, §4.5.

type Json = Record<string, unknown>

/** The forms of a message that a template holds. */
export type Rendered = Pick<TemplateAttributes, 'html' | 'text' | 'amp'>

type Rendering = Pick<Context, 'db' | 'now'>

/** POST /api/template-render: the template as read, with rendered contents and whole seconds. Observed. */
export function renderTemplateAnswer(context: Context): Answer {
  const { id, attributes } = (context.body as RequestBodies['render_template']).data
  storeRefreshed(context.prepared as RefreshedFeed[] | undefined, context)
  const row = findOrThrow(templateType, id, context)
  const template = JSON.parse(row.attributes) as TemplateAttributes
  const rendered = renderedContent(template, attributes.context, context)
  return { kind: 'one', type: 'template', row: { ...row, attributes: JSON.stringify({ ...template, ...rendered }) } }
}

/** Asks anew for the web feeds that a template shows, before it is rendered; none where there is no such template. */
export async function prepareFeeds(templateId: string | undefined, context: Context): Promise<RefreshedFeed[]> {
  const row = templateId === undefined ? undefined : findRow(context.db, templateType.selection, templateId)
  return row === undefined
    ? []
    : refreshFeeds(sourceOf(JSON.parse(row.attributes) as TemplateAttributes, context.db), context)
}

/** Everything that a template renders, as one text. */
const sourceOf = (template: TemplateAttributes, db: Db): string =>
  [wholeHtml(template, db), template.text, template.amp].join('\n')

/**
 * A template's HTML, text and AMP with the context filled in; throws the 400 of a template that cannot be rendered.
 * Assumed, campaigns-content §14: that the context has the account's `organization` and `feeds` where it names none itself.
 */
export function renderedContent(template: TemplateAttributes, given: Json, { db, now }: Rendering): Rendered {
  const account = accountOf(db)
  const feeds = feedsFor(sourceOf(template, db), db)
  const values = { organization: organizationOf(account), feeds, ...given }
  const { timezone: timeZone = 'UTC', preferred_currency: currency, locale } = account
  const options = { now, timeZone, ...(currency && { currency }), ...(locale && { locale }) }
  const render = (source: string | null, autoescape: boolean) =>
    source === null ? null : renderedSource(source, values, { ...options, autoescape })
  return {
    html: render(wholeHtml(template, db), true)!,
    // Assumed: that plain text is not escaped.
    text: render(template.text, false),
    amp: render(template.amp, true),
  }
}

function renderedSource(source: string, values: Json, options: RenderOptions): string {
  try {
    return renderTemplate(source, values, options)
  } catch (error) {
    if (error instanceof TemplateError) throw invalid(CANNOT_RENDER)
    throw error
  }
}

/** Observed text, campaigns-content §3.5; its pointer is Assumed. */
const CANNOT_RENDER =
  'Unable to render given template with provided context. ' +
  'Please check included django syntax and ensure it is compatible with provided context.'

const accountSelection = resourcesOf('account')

interface AccountAttributes {
  contact_information?: {
    organization_name?: string
    website_url?: string
    street_address?: Readonly<Record<string, string>>
  }
  timezone?: string
  preferred_currency?: string
  locale?: string
}

function accountOf(db: Db): AccountAttributes {
  const [row] = readPage(db, accountSelection, { size: 1 }).rows
  return row === undefined ? {} : (JSON.parse(row.attributes) as AccountAttributes)
}

/** What templates know of the account as `organization`. Assumed: the members, after the tags of Klaviyo's editor. */
function organizationOf({ contact_information: contact = {}, timezone }: AccountAttributes): Json {
  const { street_address: address = {} } = contact
  const { address1, address2, city, region, zip, country } = address
  const lines = [address1, address2, city, [region, zip].filter(Boolean).join(' '), country]
  return {
    name: contact.organization_name,
    url: contact.website_url,
    full_address: lines.filter(Boolean).join(', '),
    ...address,
    timezone,
  }
}
