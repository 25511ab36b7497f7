import type { Pair } from './pairs.ts'
import { pushPairs } from './push.ts'

// The attributes of an older campaign message, in wire order. Order and members Observed for e-mail (recorded bodies,
// 2026-04-15), else Documented; correspondence Assumed: revision-2026-10-15 §11.4.

const DETAILS = 'campaign-variation.definition.details'

/** What the models call the channels; WhatsApp has no older name. */
export const channels: readonly (readonly [newer: 'email' | 'sms' | 'push', older: string])[] = [
  ['email', 'email'],
  ['sms', 'sms'],
  ['push', 'mobile_push'],
]

const channel: Pair = {
  older: 'definition.channel',
  newer: [`${DETAILS}.channel`],
  down: ([value]) => channels.find(([newer]) => newer === value)?.[1],
  up: (value: string) => [channels.find(([, older]) => older === value)?.[0]],
  note: 'mobile_push: push',
}

const NAME = 'campaign-variation.definition.name'

/** The label of a text message; only 2024-10-15 shows it, beside the definition. */
const label: Pair = { older: 'definition.label', newer: [NAME], note: 'as old as the campaign: its name' }
const hiddenLabel: Pair = { ...label, direction: 'write', note: 'written at 2024-10-15 alone' }
const flatLabel: Pair = { older: 'label', newer: [NAME], direction: 'read', note: 'shown at 2024-10-15 alone' }

const content = (name: string): Pair => ({
  older: `definition.content.${name}`,
  newer: [`${DETAILS}.${name}`],
  up: (value: string | null) => [value ?? ''],
})

const contentOrNull = (name: string): Pair => ({
  ...content(name),
  down: ([value]) => value || null,
  note: 'null: empty',
})

const rendering = (name: string, fallback: boolean): Pair => ({
  older: `definition.render_options.${name}`,
  newer: [`${DETAILS}.${name}`],
  down: ([value]) => value ?? fallback,
})

const times: readonly Pair[] = [
  flatLabel,
  {
    older: 'send_times',
    newer: [
      'campaign-message.definition.status',
      'campaign-message.definition.send_options.send_time',
      'campaign-message.definition.send_options.send_strategy',
    ],
    direction: 'read',
    down: ([status, datetime, strategy]: [string, string | null, string]) =>
      status === 'draft' || datetime === null ? [] : [{ datetime, is_local: /local_timezone$/.test(strategy) }],
    note: 'empty for a draft',
  },
  { older: 'created_at', newer: ['campaign-variation.created'], direction: 'read' },
  { older: 'updated_at', newer: ['campaign-variation.updated'], direction: 'read' },
]

/** The pairs of a campaign message, by what it is. */
export const messagePairs: Readonly<Record<'email' | 'sms' | 'push standard' | 'push silent', readonly Pair[]>> = {
  email: [
    channel,
    label,
    content('subject'),
    content('preview_text'),
    contentOrNull('from_email'),
    contentOrNull('from_label'),
    contentOrNull('reply_to_email'),
    contentOrNull('cc_email'),
    contentOrNull('bcc_email'),
    ...times,
  ],
  sms: [
    channel,
    hiddenLabel,
    content('body'),
    {
      older: 'definition.content.media_url',
      newer: [`${DETAILS}.mms_static_image_asset_id`],
      direction: 'read',
      down: () => null,
      note: 'the URL of the image; written through the relationship',
    },
    rendering('shorten_links', true),
    rendering('add_org_prefix', true),
    rendering('add_info_link', true),
    rendering('add_opt_out_language', false),
    ...times,
  ],
  'push standard': [channel, hiddenLabel, ...pushPairs.standard, ...times],
  'push silent': [channel, hiddenLabel, ...pushPairs.silent, ...times],
}
