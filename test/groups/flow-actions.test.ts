import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { definitionOf, delay, email, flowAccount, makeFlow, problemsOf, readDefinition, split } from './flow-bodies.ts'
import type { FlowAccount } from './flow-bodies.ts'

// Single actions: updated, deleted, inserted.

let sandbox: Sandbox
let client: Client
let account: FlowAccount
beforeAll(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  account = await flowAccount(client)
})
afterAll(() => sandbox.close())

/** A flow with these actions; gives its id and the ids of its actions. */
async function flowOf(...actions: Json[]): Promise<{ id: string; ids: string[]; actions: Json[] }> {
  const { id, attributes } = await makeFlow(client, definitionOf({ type: 'list', id: account.list }, ...actions))
  const made = attributes.definition.actions as Json[]
  return { id, ids: made.map((action) => action.id as string), actions: made }
}

/** The links of a flow's actions, from the entry on: `entry → …`. */
async function linksOf(id: string): Promise<Json> {
  const { entry_action_id, actions } = await readDefinition(client, id)
  return { entry: entry_action_id, ...Object.fromEntries(actions.map((action: Json) => [action.id, action.links])) }
}

const patch = (id: string, definition: Json) =>
  client.patch(`/api/flow-actions/${id}`, { data: { type: 'flow-action', id, attributes: { definition } } })

const insert = (definition: Json, attributes: object = {}, relationships?: object) =>
  client.post('/api/flow-actions', {
    data: { type: 'flow-action', attributes: { definition, ...attributes }, ...(relationships && { relationships }) },
  })

const anchored = (id: string, definition: Json) => ({
  'anchor-action': { data: { type: 'flow-action', id, attributes: { definition } } },
})

describe('update_flow_action', () => {
  it('replaces what a delay waits for, and shows when', async () => {
    const { id, ids } = await flowOf(delay('a', 'b'), email('b'))
    const [wait, mail] = ids
    const { status, body } = await patch(wait!, { id: wait, type: 'time-delay', data: { unit: 'hours', value: 4 } })
    expect(status).toBe(200)
    expect(body.data.attributes).toEqual({
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:00:00.250000+00:00',
      definition: {
        id: wait,
        type: 'time-delay',
        data: { unit: 'hours', value: 4, secondary_value: 0, timezone: 'profile' },
        links: { next: mail },
      },
    })
    expect((await readDefinition(client, id)).actions[0]).toEqual(body.data.attributes.definition)
  })

  it('keeps of a message what it does not name, and copies another template', async () => {
    const { template } = account
    const { ids, actions } = await flowOf(email('a', null, { template_id: template, preview_text: 'Before' }))
    const before = actions[0].data.message
    const message = { id: before.id, subject_line: 'After', template_id: template }
    const { body } = await patch(ids[0]!, { type: 'send-email', data: { message, status: 'live' } })
    const { data } = body.data.attributes.definition
    expect(data.status).toBe('live')
    expect(data.message).toEqual({ ...before, subject_line: 'After', template_id: data.message.template_id })
    expect([template, before.template_id]).not.toContain(data.message.template_id)
    const shown = (await client.get(`/api/flow-messages/${before.id}?include=template`)).body
    expect(shown.data.attributes.definition).toEqual(data.message)
    expect(shown.included[0]).toMatchObject({ id: data.message.template_id, attributes: { name: 'Welcome' } })
    expect((await client.delete(`/api/templates/${before.template_id}`)).status).toBe(200)
    const again = await patch(ids[0]!, { type: 'send-email', data: { message: data.message } })
    expect(again.body.data.attributes.definition.data).toEqual(data)
  })

  it('relinks the actions of a flow as long as they stay one tree', async () => {
    const { id, ids } = await flowOf(split('s', 'a', null), delay('a'))
    const [choice, wait] = ids
    const links = { next_if_true: null, next_if_false: wait }
    const data = { profile_filter: null }
    expect((await patch(choice!, { type: 'conditional-split', data, links })).status).toBe(200)
    expect(await linksOf(id)).toMatchObject({ [choice!]: links })
    const loose = { next_if_true: null, next_if_false: null }
    expect(problemsOf(await patch(choice!, { type: 'conditional-split', data, links: loose }))).toEqual([
      ['/data/attributes/definition/links', `The action '${wait}' cannot be reached from the entry action.`],
    ])
    expect(problemsOf(await patch(wait!, { type: 'time-delay', data: { value: 1 }, links: { next: choice } }))).toEqual(
      [['/data/attributes/definition/links/next', `The action '${choice}' is reached more than once.`]],
    )
    expect(await linksOf(id)).toMatchObject({ [choice!]: links })
  })

  it.each([
    [{ type: 'countdown-delay', data: {} }, 'type', "The type of an action cannot be changed (it is 'time-delay')."],
    [{ id: '1', type: 'time-delay', data: { value: 1 } }, 'id', 'The id in the definition (1) does not match'],
    [{ temporary_id: 'x', type: 'time-delay', data: { value: 1 } }, 'temporary_id', 'is not allowed on update.'],
    [
      { type: 'time-delay', data: { unit: 'hours', value: 1, delay_until_time: '09:00:00' } },
      'data/delay_until_time',
      "'delay_until_time' is only allowed when unit is 'days'.",
    ],
  ])('refuses %j', async (definition, place, detail) => {
    const { ids } = await flowOf(delay('a'))
    const [[pointer, text]] = problemsOf(await patch(ids[0]!, definition)) as [[string, string]]
    expect(pointer).toBe(`/data/attributes/definition/${place}`)
    expect(text).toContain(detail)
  })

  it('keeps the ids of branches that it knows, and makes those of new ones', async () => {
    const branch = (id: string) => ({ branch_id: id, branch_filter: null, links: { next: null }, name: id })
    const many = {
      ...{ temporary_id: 'm', type: 'multi-branch-split' },
      data: { name: 'Which', branches: [branch('x'), { ...branch('y'), is_else: true }] },
    }
    const { ids, actions } = await flowOf(many)
    const [first] = actions[0].data.branches
    expect(first.branch_id).toMatch(/^[\da-f-]{36}$/)
    const data = { name: 'Which', branches: [first, branch('z')] }
    const { body } = await patch(ids[0]!, { type: 'multi-branch-split', data })
    const { branches } = body.data.attributes.definition.data
    expect(branches[0]).toEqual(first)
    expect(branches[1]).toMatchObject({ name: 'z', order: 1, is_else: false })
    expect(branches[1].branch_id).not.toBe('z')
  })
})

describe('delete_flow_action', () => {
  it('makes what led to it lead on', async () => {
    const { id, ids } = await flowOf(delay('a', 'b'), email('b', 'c'), delay('c'))
    const [first, second, third] = ids as [string, string, string]
    expect((await client.delete(`/api/flow-actions/${second}`)).status).toBe(204)
    expect(await linksOf(id)).toEqual({ entry: first, [first]: { next: third }, [third]: { next: null } })
    expect((await client.delete(`/api/flow-actions/${first}`)).status).toBe(204)
    expect(await linksOf(id)).toEqual({ entry: third, [third]: { next: null } })
    expect((await client.delete(`/api/flow-actions/${third}`)).status).toBe(204)
    expect(await linksOf(id)).toEqual({ entry: null })
    const { status, body } = await client.get(`/api/flow-actions/${third}`)
    expect([status, body.errors[0].detail]).toEqual([404, `An action with id ${third} does not exist.`])
  })

  it('takes a split with actions on one path, not on two', async () => {
    const { id, ids } = await flowOf(delay('z', 's'), split('s', 'a', 'b'), delay('a'), delay('b'))
    const [first, choice, yes, no] = ids as [string, string, string, string]
    expect((await client.delete(`/api/flow-actions/${choice}`)).status).toBe(400)
    await client.delete(`/api/flow-actions/${yes}`)
    expect((await client.delete(`/api/flow-actions/${choice}`)).status).toBe(204)
    expect(await linksOf(id)).toEqual({ entry: first, [first]: { next: no }, [no]: { next: null } })
  })

  it('answers 400 where the id is no number', async () => {
    const { status, body } = await client.delete('/api/flow-actions/NOPE01')
    expect([status, body.errors[0].detail]).toEqual([400, 'Flow Action ID must be a digit'])
  })
})

describe('create_flow_action', () => {
  const fresh = (links?: object) => ({
    ...{ temporary_id: 'new', type: 'time-delay', data: { unit: 'days', value: 2 } },
    ...(links && { links }),
  })

  it('inserts before an action, which follows then', async () => {
    const { id, ids } = await flowOf(delay('a', 'b'), email('b'))
    const [wait, mail] = ids as [string, string]
    const { status, body } = await insert(fresh({ next: mail }))
    expect(status).toBe(201)
    const made = body.data
    expect(made.attributes.definition).toEqual({
      id: made.id,
      type: 'time-delay',
      data: { unit: 'days', value: 2, secondary_value: null, timezone: 'profile' },
      links: { next: mail },
    })
    expect(made.relationships.flow.data).toEqual({ type: 'flow', id })
    expect(await linksOf(id)).toMatchObject({ entry: wait, [wait]: { next: made.id }, [made.id]: { next: mail } })
    const before = await insert(fresh({ next: wait }))
    expect(await linksOf(id)).toMatchObject({ entry: before.body.data.id, [before.body.data.id]: { next: wait } })
  })

  it('appends behind an anchor, or on an empty path of one', async () => {
    const { id, ids } = await flowOf(split('s', 'a', null), delay('a'))
    const [choice, wait] = ids as [string, string]
    const behind = await insert(fresh(), anchored(wait, { type: 'time-delay', links: { next: 'new' } }))
    const shown = { type: 'conditional-split', links: { next_if_false: 'new' } }
    const mail = await insert({ temporary_id: 'new', type: 'send-email', data: null }, anchored(choice, shown))
    expect(mail.body.data.attributes.definition.data).toMatchObject({
      status: 'draft',
      message: { name: 'Email #1', from_email: 'hello@sandbox.example', subject_line: null },
    })
    expect(await linksOf(id)).toMatchObject({
      [choice]: { next_if_true: wait, next_if_false: mail.body.data.id },
      [wait]: { next: behind.body.data.id },
    })
    expect(problemsOf(await insert(fresh(), anchored(choice, shown)))).toEqual([
      ['/data/attributes/anchor-action', 'Another action already follows on this link of the anchor action.'],
    ])
  })

  it('begins a flow that has a trigger only', async () => {
    const { id } = await flowOf()
    const flow = { flow: { data: { type: 'flow', id } } }
    const { body } = await insert(fresh(), {}, flow)
    expect(await linksOf(id)).toEqual({ entry: body.data.id, [body.data.id]: { next: null } })
    expect(problemsOf(await insert(fresh(), {}, flow))).toEqual([
      ['/data/relationships/flow', 'The flow already has actions.'],
    ])
  })

  it('needs a word for what works at once in a live flow', async () => {
    const { id, ids } = await flowOf(email('a'))
    await client.patch(`/api/flows/${id}`, { data: { type: 'flow', id, attributes: { status: 'live' } } })
    const links = { next: ids[0]! }
    expect(problemsOf(await insert(fresh(links)))).toEqual([
      [
        '/data/attributes/allow_live_action',
        "'allow_live_action' must be true to insert this action into a live flow.",
      ],
    ])
    expect((await insert(fresh(links), { allow_live_action: true })).status).toBe(201)
    const message = { temporary_id: 'm', type: 'send-email', data: { message: {}, status: 'live' }, links }
    const { body } = await insert(message)
    expect(body.data.attributes.definition.data.status).toBe('draft')
  })

  it('takes exactly one place', async () => {
    const { id, ids } = await flowOf(delay('a'))
    const both = await insert(fresh({ next: ids[0]! }), {}, { flow: { data: { type: 'flow', id } } })
    for (const [answer, count] of [
      [both, 2],
      [await insert(fresh()), 0],
    ] as const) {
      expect(problemsOf(answer)).toEqual([
        [
          '/data/attributes',
          `Exactly one of 'anchor-action', 'links' of the definition and the relationship 'flow' must be given (got ${count}).`,
        ],
      ])
    }
    const shown = { type: 'time-delay', links: { next: 'other' } }
    expect(problemsOf(await insert(fresh(), anchored(ids[0]!, shown)))[0]![0]).toBe(
      '/data/attributes/anchor-action/data/attributes/definition/links',
    )
    expect(problemsOf(await insert(fresh({ next: '1' })))[0]).toEqual([
      '/data/attributes/definition/links/next',
      'An action with id 1 does not exist.',
    ])
  })

  it.each(['conditional-split', 'trigger-split', 'action-output-split', 'ab-test', 'content-experiment'])(
    'inserts no %s',
    async (type) => {
      const { ids } = await flowOf(delay('a'))
      const { status, body } = await insert({ temporary_id: 'new', type, links: { next: ids[0]! } })
      expect([status, body.errors[0].source.pointer]).toEqual([400, '/data/attributes/definition/type'])
    },
  )
})
