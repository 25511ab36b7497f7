import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  campaignPairs,
  changed,
  downgrade,
  messagePairs,
  upgrade,
  type Pair,
  type Parts,
} from '../../src/schemas/revisions/2026-10-15-split-campaigns.ts'
import { valueAt } from '../../src/schemas/revisions/split-campaigns/pairs.ts'
import { runs } from './runs.ts'

// Whatever an older revision may write of a campaign or a message, it reads again.

type Json = Readonly<Record<string, unknown>>

const text = fc.string({ unit: 'grapheme' })
const textOrNull = fc.option(text.filter((value) => value !== ''))
const flag = fc.boolean()
const ids = fc.array(fc.string({ minLength: 6, maxLength: 6 }))
const datetime = fc.constantFrom('2027-01-15T12:00:00+00:00', '2027-01-15T12:00:00.500000+00:00')

const strategy = fc.oneof(
  fc.constant({ method: 'immediate' }),
  fc.record({
    method: fc.constant('static'),
    datetime,
    options: fc.oneof(
      fc.constant({ is_local: false }),
      fc.record({ is_local: fc.constant(true), send_past_recipients_immediately: flag }),
    ),
  }),
  fc.record({
    method: fc.constant('throttled'),
    datetime,
    throttle_percentage: fc.constantFrom(1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50),
  }),
  fc.constant({ method: 'smart_send_time', date: '2027-01-15' }),
)

const badge = fc.oneof(
  fc.constant({ display: false }),
  fc.constant({ display: true, badge_options: { badge_config: 'increment_one' } }),
  text.map((value) => ({ display: true, badge_options: { badge_config: 'set_count', value } })),
  text.map((name) => ({ display: true, badge_options: { badge_config: 'set_property', set_from_property: name } })),
)

const onOpen = fc.oneof(
  fc.constant({ type: 'open_app' }),
  fc.record({ type: fc.constant('deep_link'), ios_deep_link: textOrNull, android_deep_link: textOrNull }),
  fc.record({ type: fc.constant('open_web_url'), web_url: textOrNull }),
)

const buttons = fc.option(
  fc
    .array(fc.record({ label: text, action_type: fc.constantFrom('open_app', 'open_url'), url: textOrNull }))
    .map((all) => all.map((button, position) => ({ ...button, position }))),
)

const kvPairs = fc.option(fc.dictionary(fc.stringMatching(/^[a-z]+$/), text))

/** What may be written to each older member, by its path. */
const written: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: text,
  'audiences.included': ids,
  'audiences.excluded': ids,
  'send_options.use_smart_sending': flag,
  'tracking_options.add_tracking_params': flag,
  'tracking_options.custom_tracking_params': fc.array(
    fc.record({ type: fc.constant('static'), name: text, value: text }),
  ),
  'tracking_options.is_tracking_clicks': flag,
  'tracking_options.is_tracking_opens': flag,
  send_strategy: strategy,
  'definition.label': text,
  'definition.content.subject': text,
  'definition.content.preview_text': text,
  'definition.content.from_email': textOrNull,
  'definition.content.from_label': textOrNull,
  'definition.content.reply_to_email': textOrNull,
  'definition.content.cc_email': textOrNull,
  'definition.content.bcc_email': textOrNull,
  'definition.content.body': text,
  'definition.content.title': textOrNull,
  'definition.content.dynamic_image': textOrNull,
  'definition.content.action_buttons': buttons,
  'definition.render_options.shorten_links': flag,
  'definition.render_options.add_org_prefix': flag,
  'definition.render_options.add_info_link': flag,
  'definition.render_options.add_opt_out_language': flag,
  'definition.kv_pairs': kvPairs,
  'definition.options.on_open': onOpen,
  'definition.options.badge': badge,
  'definition.options.play_sound': flag,
}

const channels: Readonly<Record<string, string>> = {
  email: 'email',
  sms: 'sms',
  'push standard': 'mobile_push',
  'push silent': 'mobile_push',
}

const draft: Parts = {
  campaign: { definition: { name: 'A', archived: false, send_settings: {} } },
  'campaign-audience': { definition: { included: [], excluded: [] } },
  'campaign-message': { definition: { status: 'draft', tracking_options: {}, send_options: {}, ab_test: null } },
  'campaign-variation': { definition: { name: 'A', details: {} } },
  kept: { status: 'Draft', scheduled_at: null, send_strategy: null, custom_tracking_params: [] },
}

function attributesFor(pairs: readonly Pair[], fixed: Readonly<Record<string, unknown>>): fc.Arbitrary<Json> {
  const members = pairs.filter(({ direction }) => direction === undefined).map(({ older }) => older)
  const values = members.map((older) => {
    const value = older in fixed ? fc.constant(fixed[older]) : written[older]
    if (value === undefined) throw new Error(`nothing is known to be written to ${older}`)
    return value
  })
  return fc.tuple(...values).map((all) => nested(members.map((older, index) => [older, all[index]] as const)))
}

function nested(entries: readonly (readonly [string, unknown])[]): Json {
  return changed({} as Parts, entries as [string, unknown][]) as Json
}

const cases: [string, readonly Pair[], Json][] = [
  ...Object.entries(campaignPairs).map(([channel, pairs]): [string, readonly Pair[], Json] => [
    `campaign by ${channel}`,
    pairs,
    {},
  ]),
  ...Object.entries(messagePairs).map(([kind, pairs]): [string, readonly Pair[], Json] => [
    `message: ${kind}`,
    pairs,
    { 'definition.channel': channels[kind], 'definition.notification_type': kind.split(' ')[1] },
  ]),
]

describe.each(cases)('%s', (_, pairs, fixed) => {
  const both = pairs.filter(({ direction }) => direction === undefined).map(({ older }) => older)
  const given = attributesFor(pairs, fixed)

  it('reads again what was written, member by member', () => {
    fc.assert(
      fc.property(given, (attributes) => {
        const shown = downgrade(pairs, changed(draft, upgrade(pairs, attributes)))
        for (const older of both) expect([older, valueAt(shown, older)]).toEqual([older, valueAt(attributes, older)])
      }),
      runs(200),
    )
  })

  it('keeps all others when one member is written', () => {
    fc.assert(
      fc.property(given, given, fc.constantFrom(...both), (before, after, older) => {
        const first = changed(draft, upgrade(pairs, before))
        const one = nested([[older, valueAt(after, older)]])
        const shown = downgrade(pairs, changed(first, upgrade(pairs, one)))
        for (const other of both) {
          const expected = other === older ? after : before
          expect([other, valueAt(shown, other)]).toEqual([other, valueAt(expected, other)])
        }
      }),
      runs(200),
    )
  })

  it('changes nothing by writing what it reads', () => {
    fc.assert(
      fc.property(given, (attributes) => {
        const parts = changed(draft, upgrade(pairs, attributes))
        const shown = downgrade(pairs, parts)
        expect(downgrade(pairs, changed(parts, upgrade(pairs, shown)))).toEqual(shown)
      }),
      runs(200),
    )
  })
})
