import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Flows, their actions and messages, called as a program calls them. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node_flows')
})
afterAll(() => sandbox.close())

const made: Record<string, string> = {}
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)

describe('flows', () => {
  it('are created of triggers, actions and messages', async () => {
    const list = await k.lists.createList({ data: { type: 'list', attributes: { name: 'Newsletter' } } })
    made.list = list.body.data.id
    const template = await k.templates.createTemplate({
      data: { type: 'template', attributes: { name: 'Welcome', editorType: 'CODE', html: '<p>Hi</p>' } },
    })
    made.template = template.body.data.id
    const { response, body } = await k.flows.createFlow({
      data: {
        type: 'flow',
        attributes: {
          name: 'Welcome',
          definition: {
            triggers: [{ type: 'list', id: made.list }],
            actions: [
              { temporaryId: 'wait', type: 'time-delay', data: { unit: 'days', value: 1 }, links: { next: 'mail' } },
              {
                temporaryId: 'mail',
                type: 'send-email',
                data: { message: { subjectLine: 'Welcome', templateId: made.template } },
                links: { next: null },
              },
            ],
            entryActionId: 'wait',
          },
        },
      },
    } as Parameters<typeof k.flows.createFlow>[0])
    expect(response.status).toBe(201)
    const { id, attributes } = body.data
    expect(attributes).toMatchObject({ name: 'Welcome', status: 'draft', triggerType: 'Added to List' })
    const [wait, mail] = attributes.definition!.actions as { id: string; data: { message?: { id: string } } }[]
    expect(attributes.definition!.entryActionId).toBe(wait!.id)
    Object.assign(made, { flow: id, wait: wait!.id, mail: mail!.id, message: mail!.data.message!.id })
  })

  it('are read, listed and found by what triggers them', async () => {
    const { body } = await k.flows.getFlow(made.flow!, {
      additionalFieldsFlow: ['definition'],
      include: ['flow-actions'],
    })
    expect(body.data.attributes.definition!.triggers).toEqual([{ type: 'list', id: made.list }])
    expect(idsOf(body.included as { id: string }[])).toEqual([made.wait, made.mail])
    const found = await k.flows.getFlows({ filter: 'equals(status,"draft")', sort: '-updated', pageSize: 50 })
    expect(idsOf(found.body.data)).toEqual([made.flow])
    expect(idsOf((await k.lists.getFlowsTriggeredByList(made.list!)).body.data)).toEqual([made.flow])
    expect((await k.flows.getTagsForFlow(made.flow!)).body.data).toEqual([])
    expect((await k.flows.getTagIdsForFlow(made.flow!)).body.data).toEqual([])
  })

  it('have actions', async () => {
    expect(idsOf((await k.flows.getActionsForFlow(made.flow!)).body.data)).toEqual([made.wait, made.mail])
    const mails = await k.flows.getActionIdsForFlow(made.flow!, { filter: 'equals(action_type,"SEND_EMAIL")' })
    expect(idsOf(mails.body.data)).toEqual([made.mail])
    const { body } = await k.flows.getFlowAction(made.mail!, { include: ['flow-messages'] })
    expect(body.data.attributes.definition).toMatchObject({ type: 'send-email', data: { status: 'draft' } })
    expect((await k.flows.getFlowForFlowAction(made.wait!)).body.data?.id).toBe(made.flow)
    expect((await k.flows.getFlowIdForFlowAction(made.wait!)).body.data?.id).toBe(made.flow)
  })

  it('have messages with copies of templates', async () => {
    expect(idsOf((await k.flows.getFlowActionMessages(made.mail!)).body.data)).toEqual([made.message])
    expect(idsOf((await k.flows.getMessageIdsForFlowAction(made.mail!)).body.data)).toEqual([made.message])
    const { body } = await k.flows.getFlowMessage(made.message!, { include: ['template'] })
    expect(body.data.attributes).toMatchObject({ channel: 'Email', definition: { subjectLine: 'Welcome' } })
    expect((await k.flows.getActionForFlowMessage(made.message!)).body.data?.id).toBe(made.mail)
    expect((await k.flows.getActionIdForFlowMessage(made.message!)).body.data?.id).toBe(made.mail)
    const template = (await k.flows.getTemplateForFlowMessage(made.message!)).body.data
    expect(template?.attributes.name).toBe('Welcome')
    expect(template?.id).not.toBe(made.template)
    expect((await k.flows.getTemplateIdForFlowMessage(made.message!)).body.data?.id).toBe(template?.id)
  })

  it('go live with their actions, which can be changed and deleted', async () => {
    const live = { data: { type: 'flow' as const, id: made.flow!, attributes: { status: 'live' } } }
    expect((await k.flows.updateFlow(made.flow!, live)).body.data.attributes.status).toBe('live')
    const definition = {
      id: made.wait!,
      type: 'time-delay',
      data: { unit: 'hours', value: 4 },
      links: { next: made.mail! },
    }
    const { body } = await k.flows.updateFlowAction(made.wait!, {
      data: { type: 'flow-action', id: made.wait!, attributes: { definition } },
    } as Parameters<typeof k.flows.updateFlowAction>[1])
    expect(body.data.attributes.definition).toMatchObject({ data: { unit: 'hours', value: 4 } })
    expect((await k.flows.deleteFlowAction(made.mail!)).response.status).toBe(204)
    const wait = (await k.flows.getFlowAction(made.wait!)).body.data.attributes.definition
    expect(wait).toMatchObject({ links: { next: null } })
  })

  it('are deleted', async () => {
    expect((await k.flows.deleteFlow(made.flow!)).response.status).toBe(204)
    const { status } = await errorOf(k.flows.getFlow(made.flow!))
    expect(status).toBe(404)
  })
})

it('nothing was forgotten', () => {
  expect(forgotten('flows', k)).toEqual([])
})
