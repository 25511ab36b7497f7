import type { CampaignChannel, VariationDefinition } from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import { findResource } from '../../../store/resources.ts'
import { findRow } from '../../../store/selection.ts'
import { templateSelection } from '../../../store/templates.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'

// The content of a variation, by channel: its members, their defaults, and what is wrong with it. revision-2026-10-15 §3.9.

type Json = Readonly<Record<string, unknown>>

/** What a variation says on its channel. */
export type Details = NonNullable<VariationDefinition['details']>

/**
 * The members of each channel in wire order with their defaults, Documented by the schema. Those that the schema gives
 * no default are as a live text message showed them (Observed), or null. `add_opt_out_language`: null is the account's.
 */
const defaults: { readonly [Channel in CampaignChannel]: Json & { channel: Channel } } = {
  email: {
    channel: 'email',
    template_id: null,
    from_label: '',
    from_email: '',
    reply_to_email: '',
    cc_email: '',
    bcc_email: '',
    subject: '',
    preview_text: '',
  },
  sms: {
    channel: 'sms',
    template_id: null,
    cost: null,
    mms_static_image_asset_id: null,
    shorten_links: true,
    include_contact_card: false,
    body: '',
    add_org_prefix: true,
    add_info_link: true,
    add_opt_out_language: null,
    mms_dynamic_image_template: '',
    text_message_type: 'SMS',
    message_hierarchy: null,
  },
  push: {
    channel: 'push',
    title: '',
    body: '',
    badge: false,
    badge_config: 'increment-one',
    badge_value: '1',
    sound_file_name: '',
    static_asset_id: null,
    sound: false,
    open_action: 0,
    dynamic_media_template: '',
    kv_pairs: null,
    push_type: 'standard',
    ios_deep_link: null,
    android_deep_link: null,
    web_url: null,
    content_available: null,
    mutable_content: null,
    video_asset_id: null,
    action_buttons: null,
  },
  whatsapp: { channel: 'whatsapp', template_id: null, shorten_links: true },
}

const schemaNames: Readonly<Record<CampaignChannel, string>> = {
  email: 'EmailChannelDetails',
  sms: 'SMSChannelDetails',
  push: 'PushChannelDetails',
  whatsapp: 'WhatsappChannelDetails',
}

/** The channel that details are for: the one they name, the one that the variation has, else e-mail (Assumed). */
function channelOf(given: Json, current: Details | null): CampaignChannel {
  return (given.channel as CampaignChannel | undefined) ?? current?.channel ?? 'email'
}

/**
 * Details with every member of their channel. What is left out keeps its value while the channel stays and has the
 * channel's default otherwise; null means the default. Assumed: wrong if a change of the subject alone clears the rest.
 */
export function completeDetails(given: Json, current: Details | null = null): Details {
  const channel = channelOf(given, current)
  const base = current?.channel === channel ? current : {}
  const members = Object.entries(defaults[channel]).map(([name, value]) => {
    const wanted = Object.hasOwn(given, name) ? given[name] : (base as Json)[name]
    return [name, wanted ?? value]
  })
  return Object.fromEntries(members) as Details
}

/** The image that details point at, by its id; undefined when they do without. */
export function imageIdOf(details: Details | null): string | undefined {
  const id = details?.static_asset_id ?? details?.mms_static_image_asset_id
  return typeof id === 'number' ? String(id) : undefined
}

/**
 * What is wrong with details beyond their schema; `pointer` leads to them. All rules Assumed but that `cost` is not
 * written (Documented).
 */
export function detailsProblems(given: Json, current: Details | null, db: Db, pointer: string): ErrorEntry[] {
  const channel = channelOf(given, current)
  const at = (name: string) => ({ pointer: `${pointer}/${name}` })
  const problems: ErrorEntry[] = []
  for (const [name, value] of Object.entries(given)) {
    const unwritten = name === 'cost' && value !== null && value !== current?.cost
    if (name in defaults[channel] && !unwritten) continue
    problems.push(invalidEntry(`'${name}' is not a valid field for the resource '${schemaNames[channel]}'.`, at(name)))
  }
  const { template_id: templateId } = given
  const copies = channel === 'email' && typeof templateId === 'string' && templateId !== current?.template_id
  if (copies && findRow(db, templateSelection, templateId) === undefined) {
    problems.push(invalidEntry(`A template with id ${templateId} does not exist.`, at('template_id')))
  }
  for (const name of ['static_asset_id', 'mms_static_image_asset_id']) {
    const id = given[name]
    if (typeof id === 'number' && findResource(db, { type: 'image', id: String(id) }) === undefined) {
      problems.push(invalidEntry(`An image with id ${id} does not exist.`, at(name)))
    }
  }
  return [...problems, ...buttonProblems(given.action_buttons, `${pointer}/action_buttons`)]
}

const BUTTONS = 3
const LABEL_LENGTH = 40
const URL_LENGTH = 2048

/** Limits of buttons. Documented for the campaigns of 2026-04-15, campaigns-content §2.4; texts Assumed. */
function buttonProblems(given: unknown, pointer: string): ErrorEntry[] {
  if (!Array.isArray(given)) return []
  const problems: ErrorEntry[] = []
  if (given.length > BUTTONS) {
    problems.push(invalidEntry(`A maximum of ${BUTTONS} action buttons is allowed.`, { pointer }))
  }
  for (const [index, { label, action_type, url }] of given.entries()) {
    const at = (name: string) => ({ pointer: `${pointer}/${index}/${name}` })
    if (label.length > LABEL_LENGTH) {
      problems.push(invalidEntry(`'label' must have ${LABEL_LENGTH} characters at most.`, at('label')))
    }
    const leads = action_type === 'deep_link' || action_type === 'open_url'
    if (leads && !url) problems.push(invalidEntry(`'url' is required for the action '${action_type}'.`, at('url')))
    if (typeof url === 'string' && url.length > URL_LENGTH) {
      problems.push(invalidEntry(`'url' must have ${URL_LENGTH} characters at most.`, at('url')))
    }
  }
  return problems
}
