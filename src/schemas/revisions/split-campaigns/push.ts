import type { Pair } from './pairs.ts'

// The definition of an older push message, in wire order. Members Documented, correspondence Assumed:
// revision-2026-10-15 §11.4.

type Json = Readonly<Record<string, unknown>>

const DETAILS = 'campaign-variation.definition.details'

/** Between the newer `set-count` and the older `set_count`. */
const BADGES = [
  ['increment-one', 'increment_one', undefined],
  ['set-count', 'set_count', 'value'],
  ['set-property', 'set_property', 'set_from_property'],
] as const

const badge: Pair = {
  older: 'definition.options.badge',
  newer: [`${DETAILS}.badge`, `${DETAILS}.badge_config`, `${DETAILS}.badge_value`],
  down: ([display, config, value]: [boolean, string, string]) => {
    if (display !== true) return { display: false }
    const [, badge_config, member] = BADGES.find(([newer]) => newer === config) ?? BADGES[0]
    return { display: true, badge_options: { badge_config, ...(member && { [member]: value }) } }
  },
  up: (given: { display: boolean; badge_options?: Json | null } | null) => {
    if (given?.display !== true) return [false, null, null]
    const found = BADGES.find(([, older]) => older === given.badge_options?.badge_config) ?? BADGES[0]
    const [newer, , member] = found
    return [true, newer, member === undefined ? null : given.badge_options?.[member]]
  },
  note: BADGES.map(([newer, older, member]) => `${older}: ${newer}${member ? `, ${member} in badge_value` : ''}`).join(
    '; ',
  ),
}

/** How an open push goes on, by the newer number. The numbers are Assumed: nothing shows them. */
const OPENS = ['open_app', 'deep_link', 'open_web_url'] as const

const onOpen: Pair = {
  older: 'definition.options.on_open',
  newer: [`${DETAILS}.open_action`, `${DETAILS}.ios_deep_link`, `${DETAILS}.android_deep_link`, `${DETAILS}.web_url`],
  down: ([action, ios_deep_link, android_deep_link, web_url]: [number, ...unknown[]]) => {
    const type = OPENS[action] ?? 'open_app'
    if (type === 'deep_link')
      return { type, ios_deep_link: ios_deep_link ?? null, android_deep_link: android_deep_link ?? null }
    return type === 'open_web_url' ? { type, web_url: web_url ?? null } : { type }
  },
  up: (given: ({ type: (typeof OPENS)[number] } & Json) | null) => [
    given === null ? 0 : OPENS.indexOf(given.type),
    given?.ios_deep_link ?? null,
    given?.android_deep_link ?? null,
    given?.web_url ?? null,
  ],
  note: OPENS.map((older, newer) => `${older}: ${newer}`).join('; '),
}

interface Button {
  label: string
  action_type: string
  position?: number | null
  url?: string | null
}

const actionButtons: Pair = {
  older: 'definition.content.action_buttons',
  newer: [`${DETAILS}.action_buttons`],
  down: ([buttons]: [readonly Button[] | null]) =>
    buttons?.map(({ label, action_type, url }, position) => ({ label, action_type, position, url: url ?? null })) ??
    null,
  up: (buttons: readonly Button[] | null) => [buttons === null ? null : inOrder(buttons)],
  note: 'position: the place in the newer array',
}

/** By position, where one is given; without it as they stand. */
function inOrder(buttons: readonly Button[]): Json[] {
  const placed = buttons.map((button, index) => ({ button, at: button.position ?? index }))
  return placed
    .sort((left, right) => left.at - right.at)
    .map(({ button: { label, action_type, url } }) => ({ label, action_type, url: url ?? null }))
}

const textOrNull = (older: string, newer: string): Pair => ({
  older: `definition.content.${older}`,
  newer: [`${DETAILS}.${newer}`],
  down: ([value]) => value || null,
  up: (value: string | null) => [value ?? ''],
  note: 'null: empty',
})

const notificationType: Pair = { older: 'definition.notification_type', newer: [`${DETAILS}.push_type`] }

/** A silent push carries keys and values alone. */
const pairsOfKeys: Pair = { older: 'definition.kv_pairs', newer: [`${DETAILS}.kv_pairs`] }

/** What each kind of push message says. */
export const pushPairs: Readonly<Record<'standard' | 'silent', readonly Pair[]>> = {
  standard: [
    notificationType,
    textOrNull('title', 'title'),
    { older: 'definition.content.body', newer: [`${DETAILS}.body`], up: (value: string | null) => [value ?? ''] },
    textOrNull('dynamic_image', 'dynamic_media_template'),
    actionButtons,
    pairsOfKeys,
    onOpen,
    badge,
    {
      older: 'definition.options.play_sound',
      newer: [`${DETAILS}.sound`],
      down: ([value]) => value === true,
      up: (value: boolean | null) => [value ?? false],
    },
  ],
  silent: [notificationType, pairsOfKeys],
}
