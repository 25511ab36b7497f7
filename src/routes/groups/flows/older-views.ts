import type { ActionDefinition } from '../../../store/flows.ts'
import { messagesOf } from './definition.ts'

// Actions and messages as revisions before 2025-10-15 show them: flat, events-flows §1. Documented by the schemas; what
// stands where, unless said otherwise, is Assumed.

type Json = Readonly<Record<string, unknown>>

/** The members that stand in place of an action's definition. */
export function olderActionMembers(definition: ActionDefinition): Json {
  const [first] = messagesOf(definition)
  const { message: _, status: __, ...settings } = definition.data ?? {}
  const none = { tracking_options: null, send_options: null, badge_options: null, render_options: null }
  if (first === undefined) return { settings, ...none }
  return { settings: {}, ...none, ...optionsOf(first.type, first.message) }
}

function optionsOf(type: string, message: Json): Json {
  const {
    smart_sending_enabled: smart,
    transactional,
    add_tracking_params: add,
    custom_tracking_params: custom,
  } = message
  const params = ((custom ?? []) as readonly { param: string; value: string }[]).map(({ param, value }) => ({
    name: param,
    value,
  }))
  const utm = { add_utm: add === true, utm_params: params }
  const send_options =
    typeof smart === 'boolean' ? { use_smart_sending: smart, is_transactional: transactional === true } : null
  switch (type) {
    case 'send-email':
      return { send_options, tracking_options: { ...utm, is_tracking_opens: true, is_tracking_clicks: true } }
    case 'send-sms':
      return { send_options, tracking_options: utm, render_options: renderOptions(message) }
    case 'send-mobile-push':
      return { send_options, badge_options: message.badge_options ?? null }
    default:
      return { send_options }
  }
}

const renderOptions = ({ shorten_links, add_org_prefix, add_info_link, add_opt_out_language }: Json): Json => ({
  ...{ shorten_links, add_org_prefix, add_info_link, add_opt_out_language },
})

/** The content of a message, by the members that it has. */
export function olderContent(channel: string, definition: Json): Json {
  const { body, subject_line, preview_text, from_email, from_label, reply_to_email, cc_email, bcc_email } = definition
  if (channel === 'Push') return pushContent(definition)
  if ('subject_line' in definition) {
    return {
      subject: subject_line ?? '',
      preview_text: preview_text ?? '',
      from_email: from_email ?? '',
      from_label: from_label ?? '',
      reply_to_email: reply_to_email ?? null,
      cc_email: cc_email ?? null,
      bcc_email: bcc_email ?? null,
    }
  }
  return { body: body ?? '', media_url: null }
}

function pushContent({ title, body, sound, badge, dynamic_image, ios_link, android_link, on_open }: Json): Json {
  return {
    title: title ?? '',
    body,
    sound,
    badge,
    media_url: null,
    ...{ dynamic_image, ios_link, android_link },
    // What could be opened since 2026-04-15 is a link to older revisions.
    on_open: on_open === 'open_url' ? 'link' : on_open,
  }
}
