import type { Pair } from './pairs.ts'
import { sendStrategyPair } from './send-strategy.ts'
import { statusPair } from './statuses.ts'

// The attributes of an older campaign, in wire order. Order and members Observed (recorded bodies, 2026-04-15),
// correspondence Assumed: revision-2026-10-15 §11.4.

const MESSAGE = 'campaign-message.definition'
const SMART_SENDING = 'throttle-for-campaigns-and-flows'

const orElse =
  (fallback: unknown) =>
  (value: unknown): readonly unknown[] => [value ?? fallback]

const before: readonly Pair[] = [
  { older: 'name', newer: ['campaign.definition.name'], down: ([name]) => name ?? '' },
  statusPair,
  { older: 'archived', newer: ['campaign.definition.archived'], direction: 'read', down: ([value]) => value === true },
  { older: 'audiences.included', newer: ['campaign-audience.definition.included'], up: orElse([]) },
  { older: 'audiences.excluded', newer: ['campaign-audience.definition.excluded'], up: orElse([]) },
  {
    older: 'send_options.use_smart_sending',
    newer: [`${MESSAGE}.send_options.throttling_type`],
    down: ([type]) => type !== 'none',
    up: (value: boolean | null) => [value === false ? 'none' : SMART_SENDING],
    note: `true: anything but none, written as ${SMART_SENDING}; false: none`,
  },
]

const ignoresUnsubscribes: Pair = {
  older: 'send_options.ignore_unsubscribes',
  newer: [`${MESSAGE}.send_options.is_ignoring_unsubscribes`],
  direction: 'read',
  down: ([value]) => value === true,
}

const parameters: readonly Pair[] = [
  {
    older: 'tracking_options.add_tracking_params',
    newer: [`${MESSAGE}.tracking_options.is_add_utm`],
    down: ([value]) => value === true,
    up: orElse(false),
  },
  {
    older: 'tracking_options.custom_tracking_params',
    newer: ['kept.custom_tracking_params'],
    up: orElse([]),
    note: 'the newest revision neither shows nor changes them',
  },
]

const tracked = (name: string): Pair => ({
  older: `tracking_options.${name}`,
  newer: [`${MESSAGE}.tracking_options.${name}`],
  down: ([value]) => value !== false,
  up: orElse(true),
})

const untracked: Pair = {
  older: 'tracking_options',
  newer: [],
  direction: 'read',
  down: () => null,
  note: 'a push has none',
}

const after: readonly Pair[] = [
  sendStrategyPair,
  { older: 'created_at', newer: ['campaign.created_at'], direction: 'read' },
  { older: 'scheduled_at', newer: ['kept.scheduled_at'], direction: 'read' },
  { older: 'updated_at', newer: ['campaign.updated_at'], direction: 'read' },
  {
    older: 'send_time',
    newer: [`${MESSAGE}.send_options.send_time`, `${MESSAGE}.status`],
    direction: 'read',
    down: ([time, status]) => (status === 'draft' ? null : (time ?? null)),
    note: 'null for a draft',
  },
]

/** The pairs of a campaign, by the channel of its message as the newest revision calls it. */
export const campaignPairs: Readonly<Record<'email' | 'sms' | 'push', readonly Pair[]>> = {
  email: [
    ...before,
    ignoresUnsubscribes,
    ...parameters,
    tracked('is_tracking_clicks'),
    tracked('is_tracking_opens'),
    ...after,
  ],
  sms: [...before, ...parameters, ...after],
  push: [...before, untracked, ...after],
}
