import type { JsonSchema } from '../../../schemas/json-schema.ts'
import { countFlowMessages, insertFlowMessage, updateFlowMessage } from '../../../store/flows.ts'
import type { Context } from '../../context.ts'
import { senderOf } from '../accounts.ts'
import { copyTemplate, isReusable } from '../templates/index.ts'
import { messageMembers } from './grammar.ts'

// The messages that the actions of flows send. events-flows §5.2, §5.3.

type Json = Readonly<Record<string, unknown>>
export type Store = Pick<Context, 'account' | 'db' | 'now'>

/** What a message is called where its channel is shown. `Email` Observed, events-flows §5.1; the others Assumed. */
const channels: Readonly<Record<string, string>> = {
  'send-email': 'Email',
  'send-sms': 'SMS',
  'send-mobile-push': 'Push',
  'send-whatsapp': 'WhatsApp',
  'send-webhook': 'Webhook',
  'send-internal-alert': 'Internal Alert',
}

/** Whether the actions of a type send a message. */
export const sendsMessage = (type: string): boolean => type in channels

/** The type of the actions that send the messages of a channel. */
export const senderType = (channel: string): string =>
  Object.keys(channels).find((type) => channels[type] === channel) ?? 'send-email'

/** What is not given, of an e-mail. Observed: the account's sender. */
function emailDefaults(store: Store): Json {
  const { email, name } = senderOf(store)
  return { from_email: email, from_label: name, reply_to_email: email }
}

/**
 * All members of a message in the schema's order: as given, as they were, or their defaults. Assumed: that members
 * without a default are shown as null; that what an update leaves out stays.
 */
export function completeMessage(type: string, given: Json | null | undefined, before: Json): Json {
  const members = Object.entries(messageMembers(type) ?? {})
  return Object.fromEntries(
    members.flatMap(([name, schema]) => {
      const value =
        given?.[name] ?? (given?.[name] === undefined ? before[name] : undefined) ?? emptyValue(name, schema)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** What stands for a member that nobody gave: its default, null, or the empty value of its type. */
function emptyValue(name: string, { default: preset, type, anyOf }: JsonSchema): unknown {
  // Older revisions know no webhook without headers.
  if (name === 'headers') return {}
  if (preset !== undefined) return preset
  const types = [type ?? []].flat()
  if (types.includes('null') || anyOf?.some((branch) => branch.type === 'null') === true) return null
  if (types.includes('string')) return ''
  return types.includes('array') ? [] : undefined
}

/** Stores a new message of an action; gives it as the action's definition shows it. */
export function storeNewMessage(
  type: string,
  given: Json | null | undefined,
  { actionId, flowId }: { actionId: string; flowId: string },
  store: Store,
): Json {
  const { account, db, now } = store
  const id = account.ids.short()
  const channel = channels[type]!
  // Observed of the first e-mail, `Email #1`; the count, and other channels, are Assumed.
  const name = (given?.name as string | null | undefined) || `${channel} #${countFlowMessages(db, flowId, channel) + 1}`
  const preset = type === 'send-email' ? emailDefaults(store) : {}
  const message = { ...preset, ...without(given, null), name, id }
  const complete = completeMessage(type, message, {})
  const templateId = copyFor(id, complete.template_id as string | null | undefined, store)
  const definition = 'template_id' in complete ? { ...complete, template_id: templateId } : complete
  insertFlowMessage(db, { id, actionId, channel, name, templateId, definition }, now)
  return definition
}

/** The members that are not this value. */
const without = (value: Json | null | undefined, unwanted: unknown): Json =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== unwanted))

/** The id of a message's own copy of a template. Observed: a flow holds copies, events-flows §5.2. */
function copyFor(messageId: string, templateId: string | null | undefined, store: Store): string | null {
  if (templateId == null || !isReusable(store.db, templateId)) return null
  return copyTemplate(store, templateId, { type: 'flow-message', id: messageId }) ?? null
}

/**
 * Stores what an update makes of a message; gives it as the action's definition shows it. Another template is copied
 * anew; that the copy before stays is Assumed, by analogy with deleted flows.
 */
export function storeChangedMessage(type: string, given: Json | null | undefined, before: Json, store: Store): Json {
  const id = before.id as string
  const wanted = completeMessage(type, given, before)
  const name = (wanted.name as string | null | undefined) || (before.name as string)
  const kept = wanted.template_id === before.template_id
  const templateId = kept
    ? ((before.template_id as string | null | undefined) ?? null)
    : copyFor(id, wanted.template_id as string | null | undefined, store)
  const definition = { ...wanted, name, id, ...('template_id' in wanted && { template_id: templateId }) }
  updateFlowMessage(store.db, { id, name, templateId, definition }, store.now)
  return definition
}
