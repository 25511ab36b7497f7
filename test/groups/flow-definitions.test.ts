import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { ask } from '../protocol/ask.ts'
import { definitionOf, delay, email, flowAccount, flowBody, makeFlow, problemsOf, split } from './flow-bodies.ts'
import type { FlowAccount } from './flow-bodies.ts'

// What a definition may say, what of it is refused, and how revisions show it.

let sandbox: Sandbox
let client: Client
let account: FlowAccount
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  account = await flowAccount(client)
})
afterAll(() => sandbox.close())

const DEFINITION = '/data/attributes/definition'
const trigger = () => ({ type: 'list', id: account.list })
const refusals = async (definition: object) => {
  const answer = await client.post('/api/flows', flowBody(definition))
  expect(answer.status).toBe(400)
  return problemsOf(answer)
}
const filterOf = (condition: object) => ({ condition_groups: [{ conditions: [condition] }] })

describe('a definition is refused', () => {
  it.each<[string, () => object, string, string]>([
    [
      'without a trigger',
      () => ({ ...definitionOf({}), triggers: [] }),
      'triggers',
      'A flow must have exactly one trigger.',
    ],
    [
      'with two triggers',
      () => ({ ...definitionOf({}), triggers: [trigger(), trigger()] }),
      'triggers',
      'A flow must have exactly one trigger.',
    ],
    [
      'when there is no such list',
      () => definitionOf({ type: 'list', id: 'NOPE01' }),
      'triggers/0/id',
      'A list with id NOPE01 does not exist.',
    ],
    [
      'when an action has an id',
      () => definitionOf(trigger(), { ...delay('a'), id: '1' }),
      'actions/0/id',
      "'id' is not allowed on create.",
    ],
    [
      'when an action has no temporary id',
      () => ({ ...definitionOf(trigger(), { ...delay('a'), temporary_id: null }), entry_action_id: 'a' }),
      'actions/0/temporary_id',
      "'temporary_id' is required on create.",
    ],
    [
      'when two actions have the same temporary id',
      () => definitionOf(trigger(), delay('a'), delay('a')),
      'actions/1/temporary_id',
      "The temporary_id 'a' is used more than once.",
    ],
    [
      'when a link leads nowhere',
      () => definitionOf(trigger(), delay('a', 'b')),
      'actions/0/links/next',
      "No action has the id 'b'.",
    ],
    [
      'when it begins nowhere',
      () => ({ ...definitionOf(trigger(), delay('a')), entry_action_id: 'x' }),
      'entry_action_id',
      "No action has the id 'x'.",
    ],
    [
      'when actions make a circle',
      () => definitionOf(trigger(), delay('a', 'b'), delay('b', 'a')),
      'actions/1/links/next',
      "The action 'a' is reached more than once.",
    ],
    [
      'when paths meet',
      () => definitionOf(trigger(), split('s', 'a', 'a'), delay('a')),
      'actions/0/links/next_if_false',
      "The action 'a' is reached more than once.",
    ],
    [
      'when an action is not reached',
      () => definitionOf(trigger(), delay('a'), delay('b')),
      'actions/1',
      "The action 'b' cannot be reached from the entry action.",
    ],
    [
      'when there is no such template',
      () => definitionOf(trigger(), email('a', null, { template_id: 'NOPE01' })),
      'actions/0/data/message/template_id',
      'A template with id NOPE01 does not exist.',
    ],
    [
      'when a message has an id',
      () => definitionOf(trigger(), email('a', null, { id: 'X' })),
      'actions/0/data/message/id',
      "'id' is not allowed on create.",
    ],
    [
      'when hours wait for a time of day',
      () => definitionOf(trigger(), delay('a', null, { unit: 'hours', delay_until_time: '09:00:00' })),
      'actions/0/data/delay_until_time',
      "'delay_until_time' is only allowed when unit is 'days'.",
    ],
    [
      'when a filter names no metric',
      () =>
        definitionOf(
          trigger(),
          split(
            's',
            null,
            null,
            filterOf({
              ...{ type: 'profile-metric', metric_id: 'NOPE01', measurement: 'count' },
              measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
              timeframe_filter: { type: 'date', operator: 'flow-start' },
            }),
          ),
        ),
      'actions/0/data/profile_filter/condition_groups/0/conditions/0/metric_id',
      'Metric with id NOPE01 does not exist.',
    ],
    [
      'when re-entry is neither never nor always',
      () => ({ ...definitionOf(trigger()), reentry_criteria: { unit: 'alltime', duration: 2 } }),
      'reentry_criteria/duration',
      "'duration' must be 0 or 1 when unit is 'alltime'.",
    ],
  ])('%s', async (_, definition, place, detail) => {
    expect(await refusals(definition())).toEqual([[`${DEFINITION}/${place}`, detail]])
  })

  it('with all that is wrong at once', async () => {
    const definition = definitionOf(
      { type: 'metric', id: 'NOPE01' },
      { ...delay('a'), id: '1' },
      delay('b', null, { value: -1 }),
    )
    expect((await refusals(definition)).map(([pointer]) => pointer.slice(DEFINITION.length))).toEqual([
      '/triggers/0/id',
      '/actions/0/id',
      '/actions/1/data/value',
    ])
  })
})

describe('actions of every type', () => {
  const others: Json[] = [
    { type: 'back-in-stock-delay' },
    { type: 'target-date', data: { target_time: '09:00:00' } },
    { type: 'countdown-delay', data: { unit: 'weeks', value: 1 } },
    { type: 'send-sms', data: { message: { body: 'Hi' } } },
    { type: 'send-mobile-push', data: { message: { title: 'Hi', body: 'There' } } },
    { type: 'send-whatsapp', data: { message: { vendor_id: 'v' } } },
    { type: 'send-webhook', data: { message: { url: 'https://example.com/' } } },
    {
      type: 'send-internal-alert',
      data: {
        message: { from_email: 'a@example.com', from_label: 'A', to_emails: ['b@example.com'], subject_line: 'S' },
      },
    },
    {
      type: 'update-profile',
      data: { profile_operations: [{ operator: 'delete', property_key: 'shoe_size' }] },
    },
    { type: 'internal-service', data: { service_configuration: { service_method_type: 'unknown' } } },
    { type: 'code' },
  ]

  it('follow one another, each with its defaults', async () => {
    const actions = others.map((action, index) => ({
      temporary_id: `a${index}`,
      ...action,
      links: { next: index + 1 < others.length ? `a${index + 1}` : null },
    }))
    const { id, attributes } = await makeFlow(client, definitionOf(trigger(), ...actions))
    const made = attributes.definition.actions as Json[]
    expect(made.map(({ type }) => type)).toEqual(others.map(({ type }) => type))
    expect(made[0]).not.toHaveProperty('data')
    expect(made[2].data).toEqual({ unit: 'weeks', value: 1, timezone: 'profile' })
    expect(made[3].data.message).toMatchObject({ body: 'Hi', shorten_links: true, name: 'SMS #1', template_id: null })
    expect(made[8].data.status).toBe('draft')
    const related = (await client.get(`/api/flows/${id}/flow-actions`)).body.data as Json[]
    expect(related.map((action) => action.attributes.definition)).toEqual(made)
    for (const [index, channel] of [
      [3, 'SMS'],
      [4, 'Push'],
      [6, 'Webhook'],
    ] as const) {
      const messages = (await client.get(`/api/flow-actions/${made[index].id}/flow-messages`)).body.data as Json[]
      expect(messages.map((message) => message.attributes)).toEqual([
        expect.objectContaining({ channel, definition: made[index].data.message }),
      ])
    }
    for (const revision of ['2024-10-15', '2025-07-15', '2025-10-15', '2026-01-15', '2026-04-15']) {
      const older = clientOf(sandbox, { revision })
      expect((await older.get(`/api/flows/${id}/flow-actions`)).body.data).toHaveLength(others.length)
    }
  })

  it('of an experiment have ids by which its shares name them', async () => {
    const variation = (id: string) => ({ ...email(id), links: { next: null } })
    const experiment = {
      ...{ temporary_id: 'x', type: 'ab-test', links: { next: null } },
      data: {
        main_action: variation('m'),
        current_experiment: {
          ...{ name: 'Which?', variations: [variation('v'), variation('w')], allocations: { v: 50, w: 50 } },
          winner_metric: 'unique-opens',
        },
      },
    }
    const { attributes } = await makeFlow(client, definitionOf(trigger(), experiment))
    const [{ id, data }] = attributes.definition.actions
    const [v, w] = data.current_experiment.variations
    expect(data.current_experiment.allocations).toEqual({ [v.id]: 50, [w.id]: 50 })
    expect(data).toMatchObject({ status: 'draft', experiment_status: 'draft' })
    const messages = (await client.get(`/api/flow-actions/${id}/relationships/flow-messages`)).body.data as Json[]
    expect(messages.map((message) => message.id).sort()).toEqual(
      [data.main_action, v, w].map((action) => action.data.message.id).sort(),
    )
  })
})

describe('revisions', () => {
  it('before 2025-10-15 show actions and messages flat', async () => {
    const older = clientOf(sandbox, { revision: '2025-07-15' })
    const tracking = { add_tracking_params: true, custom_tracking_params: [{ param: 'utm_x', value: 'y' }] }
    const { attributes } = await makeFlow(client, definitionOf(trigger(), email('a', null, tracking)))
    const [action] = attributes.definition.actions
    const { data } = (await older.get(`/api/flow-actions/${action.id}`)).body
    expect(data.attributes).toEqual({
      action_type: 'SEND_EMAIL',
      status: 'draft',
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:00:00+00:00',
      settings: {},
      tracking_options: {
        add_utm: true,
        utm_params: [{ name: 'utm_x', value: 'y' }],
        is_tracking_opens: true,
        is_tracking_clicks: true,
      },
      send_options: { use_smart_sending: true, is_transactional: false },
      badge_options: null,
      render_options: null,
    })
    const message = (await older.get(`/api/flow-messages/${action.data.message.id}`)).body.data
    expect(message.attributes).toEqual({
      name: 'Email #1',
      channel: 'Email',
      content: {
        subject: 'Hello',
        preview_text: '',
        from_email: 'hello@sandbox.example',
        from_label: 'Sandbox Account',
        reply_to_email: 'hello@sandbox.example',
        cc_email: null,
        bcc_email: null,
      },
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:00:00+00:00',
    })
  })

  it('leave out members of definitions that came later', async () => {
    const given = { ...definitionOf(trigger()), reentry_criteria: { unit: 'alltime', duration: 0 } }
    const { id } = await makeFlow(client, given)
    const path = `/api/flows/${id}?additional-fields[flow]=definition`
    const at = async (revision: string) =>
      (await clientOf(sandbox, { revision }).get(path)).body.data.attributes.definition as Json
    expect(await at('2026-01-15')).toHaveProperty('reentry_criteria')
    expect(await at('2025-10-15')).not.toHaveProperty('reentry_criteria')
  })

  it('label what came later as unsupported, with its place among the others', async () => {
    const branch = { branch_id: 'b', is_else: true, branch_filter: null, links: { next: 'd' }, name: 'Else' }
    const many = { temporary_id: 'm', type: 'multi-branch-split', data: { name: 'Which', branches: [branch] } }
    const { id, attributes } = await makeFlow(client, definitionOf(trigger(), many, delay('d')))
    const [first, second] = attributes.definition.actions as Json[]
    const { body } = await ask(sandbox, {
      url: `/api/flows/${id}?additional-fields[flow]=definition`,
      headers: { revision: '2025-07-15', authorization: 'Klaviyo-API-Key pk_test' },
    })
    expect(body.data.attributes.definition.actions).toEqual([
      { id: first.id, type: 'unsupported', links: null },
      second,
    ])
  })

  it('take what they wrote themselves', async () => {
    for (const revision of ['2025-01-15', '2025-07-15', '2026-01-15']) {
      const older = clientOf(sandbox, { revision })
      const message = {
        ...{ from_email: 'a@example.com', from_label: 'A', reply_to_email: null, cc_email: null, bcc_email: null },
        ...{ subject_line: 'S', preview_text: null },
      }
      const { attributes } = await makeFlow(older, definitionOf(trigger(), delay('d', 'a'), email('a', null, message)))
      expect(attributes.definition.actions).toHaveLength(2)
    }
  })
})

describe('lists of flows', () => {
  it('refuse another order than that of a date filter, and an end in the future', async () => {
    const refusal = async (query: string) => (await client.get(`/api/flows?${query}`)).body.errors[0]
    expect(await refusal('filter=greater-than(created,2026-01-01T00:00:00Z)&sort=name')).toMatchObject({
      detail: 'If a date filter is provided, sort field must also match or be omitted.',
      source: { parameter: 'sort' },
    })
    expect(await refusal('filter=less-than(updated,2027-01-01T00:00:00Z)')).toMatchObject({
      detail: 'End date may not be in the future',
      source: { parameter: 'filter' },
    })
    const found = await client.get('/api/flows?filter=greater-than(created,2026-01-01T00:00:00Z)&sort=-created')
    expect(found.status).toBe(200)
  })
})
