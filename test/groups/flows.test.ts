import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { definitionOf, delay, email, flowAccount, flowBody, makeFlow, readDefinition, split } from './flow-bodies.ts'
import type { FlowAccount } from './flow-bodies.ts'

// Flows as they are made, read, set and deleted.

let sandbox: Sandbox
let client: Client
let account: FlowAccount
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  account = await flowAccount(client)
})
afterAll(() => sandbox.close())

const listTrigger = () => ({ type: 'list', id: account.list })

describe('a new flow', () => {
  it('is a draft that says what was given, with real ids everywhere', async () => {
    const definition = definitionOf(
      listTrigger(),
      delay('a', 's'),
      split('s', 'b', null),
      delay('b', null, { unit: 'hours' }),
    )
    const { status, body } = await client.post('/api/flows', flowBody(definition, 'Welcome'))
    expect(status).toBe(201)
    const { data } = body
    const [first, second, third] = data.attributes.definition.actions.map(({ id }: Json) => id)
    const links = (relation: string) => ({
      self: `http://localhost:80/api/flows/${data.id}/relationships/${relation}/`,
      related: `http://localhost:80/api/flows/${data.id}/${relation}/`,
    })
    expect(body).toEqual({
      data: {
        type: 'flow',
        id: expect.stringMatching(/^[Q-Y]\w{5}$/),
        attributes: {
          name: 'Welcome',
          status: 'draft',
          archived: false,
          created: '2026-11-02T10:00:00.250000+00:00',
          updated: '2026-11-02T10:00:00.250024+00:00',
          trigger_type: 'Added to List',
          definition: {
            triggers: [{ type: 'list', id: account.list }],
            profile_filter: null,
            actions: [
              {
                id: first,
                type: 'time-delay',
                data: { unit: 'days', value: 1, secondary_value: null, timezone: 'profile' },
                links: { next: second },
              },
              {
                id: second,
                type: 'conditional-split',
                data: { profile_filter: null },
                links: { next_if_true: third, next_if_false: null },
              },
              {
                id: third,
                type: 'time-delay',
                data: { unit: 'hours', value: 1, secondary_value: 0, timezone: 'profile' },
                links: { next: null },
              },
            ],
            entry_action_id: first,
          },
        },
        relationships: { 'flow-actions': { links: links('flow-actions') }, tags: { links: links('tags') } },
        links: { self: `http://localhost:80/api/flows/${data.id}/` },
      },
      links: { self: 'http://localhost:80/api/flows' },
    })
    expect(Object.keys(data.attributes.definition.actions[0])).toEqual(['id', 'type', 'data', 'links'])
    expect(first).toMatch(/^\d{9}$/)
    expect([first, second, third]).toEqual([first, second, third].sort())
    expect(await readDefinition(client, data.id)).toEqual(data.attributes.definition)
  })

  it('shows its definition only when asked', async () => {
    const { id } = await makeFlow(client, definitionOf(listTrigger()))
    expect((await client.get(`/api/flows/${id}`)).body.data.attributes).not.toHaveProperty('definition')
  })

  it.each([
    ['Added to List', () => ({ type: 'segment', id: account.segment })],
    ['Metric', () => ({ type: 'metric', id: account.metric, trigger_filter: null })],
    [
      'Date Based',
      () => ({
        ...{ type: 'date', date_field_type: 'profile-property', date_profile_property: 'birthday' },
        ...{ timedelta_value_before_date: 1, trigger_time: '09:00:00' },
      }),
    ],
    [
      'Price Drop',
      () => ({ type: 'price-drop', trigger_filter: null, price_drop_amount_value: 5, audience: ['viewed'] }),
    ],
    [
      'Low Inventory',
      () => ({
        ...{ type: 'low-inventory', product_level: 'product', trigger_filter: null },
        ...{ inventory_count: 3, audience: ['viewed'] },
      }),
    ],
    ['Unconfigured', () => ({ type: 'list', id: null })],
  ])('has the trigger type %s of its trigger', async (expected, trigger) => {
    const { id, attributes } = await makeFlow(client, definitionOf(trigger()))
    expect(attributes.trigger_type).toBe(expected)
    expect(attributes.definition.triggers[0]).toMatchObject(trigger())
    const found = await client.get(`/api/flows?filter=equals(trigger_type,"${expected}")`)
    expect(found.body.data.map((flow: Json) => flow.id)).toContain(id)
  })

  it('fills in what its trigger leaves out', async () => {
    const trigger = { type: 'price-drop', trigger_filter: null, price_drop_amount_value: 5, audience: ['viewed'] }
    const { attributes } = await makeFlow(client, definitionOf(trigger))
    expect(attributes.definition.triggers).toEqual([
      {
        ...{ type: 'price-drop', trigger_filter: null, price_drop_amount_value: 5, price_drop_amount_unit: 'currency' },
        ...{ audience: ['viewed'], timeframe_days: 30, currency_type: 'usd' },
      },
    ])
  })

  it('keeps its profile filter and re-entry criteria', async () => {
    const filter = { condition_groups: [{ conditions: [{ type: 'profile-sample', percentage: 50 }] }] }
    const reentry_criteria = { duration: 1, unit: 'alltime' }
    const given = { ...definitionOf(listTrigger()), profile_filter: filter, reentry_criteria }
    const { attributes } = await makeFlow(client, given)
    expect(attributes.definition).toMatchObject({ profile_filter: filter, reentry_criteria })
  })
})

describe('the status of a flow', () => {
  it.each(['live', 'manual', 'draft'])('%s is pushed onto its actions that have one', async (status) => {
    const { id } = await makeFlow(client, definitionOf(listTrigger(), delay('a', 'b'), email('b')))
    const body = { data: { type: 'flow', id, attributes: { status } } }
    const answer = await client.patch(`/api/flows/${id}`, body)
    expect(answer.body.data.attributes).toMatchObject({ status, updated: '2026-11-02T10:00:00+00:00' })
    const [wait, mail] = (await readDefinition(client, id)).actions
    expect(wait.data).not.toHaveProperty('status')
    expect(mail.data.status).toBe(status)
    const found = await client.get(`/api/flows/${id}/flow-actions?filter=equals(status,"${status}")`)
    expect(found.body.data.map((action: Json) => action.id)).toEqual([mail.id])
  })

  it('is one of three', async () => {
    const { id } = await makeFlow(client, definitionOf(listTrigger()))
    const { status, body } = await client.patch(`/api/flows/${id}`, {
      data: { type: 'flow', id, attributes: { status: 'paused' } },
    })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({
      detail: "'status' must be one of: draft, manual, live (got paused)",
      source: { pointer: '/data/attributes/status' },
    })
  })

  it('is all that can be changed', async () => {
    const { id, attributes } = await makeFlow(client, definitionOf(listTrigger()))
    const { status } = await client.patch(`/api/flows/${id}`, {
      data: { type: 'flow', id, attributes: { status: 'live', definition: attributes.definition } },
    })
    expect(status).toBe(400)
  })
})

describe('a deleted flow', () => {
  it('is gone with its actions and messages; the copies of templates stay', async () => {
    const { template } = account
    const { id, attributes } = await makeFlow(
      client,
      definitionOf(listTrigger(), email('a', null, { template_id: template })),
    )
    const [action] = attributes.definition.actions
    const { id: message, template_id: copy } = action.data.message
    const attached = await client.delete(`/api/templates/${copy}`)
    expect(attached.status).toBe(409)
    expect(attached.body.errors[0].detail).toBe(
      `Cannot delete template ${copy} while it is attached to\nFlowMessage ${message}`,
    )
    expect((await client.delete(`/api/flows/${id}`)).status).toBe(204)
    for (const [path, detail] of [
      [`flows/${id}`, `A flow with id ${id} does not exist.`],
      [`flow-actions/${action.id}`, `An action with id ${action.id} does not exist.`],
      [`flow-messages/${message}`, `A flow message with id ${message} does not exist.`],
    ]) {
      const { status, body } = await client.get(`/api/${path}`)
      expect([status, body.errors[0].detail]).toEqual([404, detail])
    }
    expect((await client.get(`/api/templates/${copy}`)).status).toBe(200)
    expect((await client.delete(`/api/templates/${copy}`)).status).toBe(200)
  })
})

describe('what triggers a flow', () => {
  it.each([
    ['lists', () => account.list],
    ['segments', () => account.segment],
    ['metrics', () => account.metric],
  ])('is known to %s', async (collection, idOf) => {
    const type = collection.slice(0, -1)
    const { id } = await makeFlow(client, definitionOf({ type, id: idOf() }))
    const path = `/api/${collection}/${idOf()}`
    const related = (await client.get(`${path}/flow-triggers`)).body.data as Json[]
    expect(related.find((flow) => flow.id === id).attributes).toMatchObject({ name: 'A flow', status: 'draft' })
    const ids = (await client.get(`${path}/relationships/flow-triggers`)).body.data as Json[]
    expect(ids).toContainEqual({ type: 'flow', id })
    await client.delete(`/api/flows/${id}`)
    expect((await client.get(`${path}/relationships/flow-triggers`)).body.data).not.toContainEqual({ type: 'flow', id })
  })

  it.each(['list', 'segment'])('leaves it without a trigger when the %s is deleted', async (type) => {
    const own = clientOf(sandbox, { key: `pk_deleted_${type}` })
    const made = await flowAccount(own)
    const trigger = { type, id: type === 'list' ? made.list : made.segment }
    const { id } = await makeFlow(own, definitionOf(trigger, delay('a')))
    await own.delete(`/api/${type}s/${trigger.id}`)
    const { data } = (await own.get(`/api/flows/${id}?additional-fields[flow]=definition`)).body
    expect(data.attributes).toMatchObject({ status: 'draft', trigger_type: 'Unconfigured' })
    expect(data.attributes.definition.triggers).toEqual([{ type, id: null }])
  })
})
