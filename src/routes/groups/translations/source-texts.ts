import { readableTexts, type ReadableText } from '../../../content/drag-and-drop/texts.ts'
import { findVariation, type VariationDefinition } from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import { findFlowMessage, type FlowMessage } from '../../../store/flows.ts'
import { findResource, type Identifier } from '../../../store/resources.ts'
import { readDefinition, type TemplateAttributes } from '../../../store/templates.ts'
import type { Translated } from '../../../store/translations.ts'

// The texts that a translation translates: read from its resource whenever they are asked for. Assumed,
// revision-2026-10-15 §4.4. The keys subject, preheader and body are Observed (§4.2), the others Assumed.

/** What a translation translates, and for which channel. */
export interface Source {
  type: Translated
  id: string
  channel: string
}

type Details = VariationDefinition['details']

/** The source texts, without those that are empty. */
export function sourceTexts(db: Db, { type, id, channel }: Source): ReadableText[] {
  const texts = readers[type]?.(db, id, channel) ?? []
  return texts.filter(({ text }) => text.trim() !== '')
}

const readers: Readonly<Partial<Record<Translated, (db: Db, id: string, channel: string) => ReadableText[]>>> = {
  'campaign-variation': (db, id, channel) => {
    const details = findVariation(db, id)?.definition.details ?? null
    // A variation that has moved to another channel has nothing to translate for this one.
    return channelOfVariation(details) === channel ? detailsTexts(details, db) : []
  },
  'flow-message': flowMessageTexts,
  template: templateTexts,
  'template-universal-content': (db, id) =>
    readableTexts(attributesOf(db, { type: 'template-universal-content', id })?.definition),
}

/** The channel of a variation as translations call it; e-mail while it has none. */
export function channelOfVariation(details: Details): string {
  const channel = details?.channel ?? 'email'
  return channel === 'push' ? 'mobile_push' : channel
}

/** Members of a variation's details by channel, with the keys of their texts. */
const members: Readonly<Record<string, readonly (readonly [key: string, member: string])[]>> = {
  email: [
    ['subject', 'subject'],
    ['preheader', 'preview_text'],
  ],
  sms: [['body', 'body']],
  push: [
    ['title', 'title'],
    ['body', 'body'],
  ],
}

function detailsTexts(details: Details, db: Db): ReadableText[] {
  if (details === null) return []
  const own = (members[details.channel] ?? []).map(([key, member]) => ({ key, text: textOf(details[member]) }))
  const buttons = Array.isArray(details.action_buttons) ? (details.action_buttons as { label?: unknown }[]) : []
  const labels = buttons.map(({ label }, index) => ({ key: `action_buttons.${index}.label`, text: textOf(label) }))
  const { template_id: template } = details
  const body = details.channel === 'email' && typeof template === 'string' ? templateTexts(db, template) : []
  return [...own, ...labels, ...body]
}

const flowChannels: Readonly<Record<string, string>> = { Email: 'email', SMS: 'sms', Push: 'mobile_push' }

/** The channel of a flow message as translations call it; '' for one that they have no name for. */
export const channelOfFlowMessage = ({ channel }: Pick<FlowMessage, 'channel'>): string => flowChannels[channel] ?? ''

/** A flow message says what a variation of its channel says, in members that are called a little differently. */
function flowMessageTexts(db: Db, id: string, channel: string): ReadableText[] {
  const message = findFlowMessage(db, id)
  if (message === undefined) return []
  const { definition } = message
  const details = {
    ...definition,
    subject: definition.subject_line,
    channel: channel === 'mobile_push' ? 'push' : channel,
  }
  return detailsTexts(details as Details, db)
}

/** One value for each text of blocks, the HTML as a whole of other templates. Observed, revision-2026-10-15 §4.2. */
function templateTexts(db: Db, id: string): ReadableText[] {
  const definition = readDefinition(db, id)
  if (definition !== undefined) return readableTexts(definition)
  const html = attributesOf(db, { type: 'template', id })?.html as TemplateAttributes['html'] | undefined
  return [{ key: 'body', text: html ?? '' }]
}

function attributesOf(db: Db, resource: Identifier): Record<string, unknown> | undefined {
  const row = findResource(db, resource)
  return row === undefined ? undefined : (JSON.parse(row.attributes) as Record<string, unknown>)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
