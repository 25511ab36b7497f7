import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { list, template } from './campaign-bodies.ts'

// Translations of flow messages: those of flows that are made here.

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

/** A flow with one message; gives its id and the message's. */
async function flow(type: string, message: Json): Promise<{ flow: string; message: string }> {
  const action = { temporary_id: 'a', type, data: { message }, links: { next: null } }
  const definition = {
    ...{ triggers: [{ type: 'list', id: await list(client) }], profile_filter: null },
    ...{ actions: [action], entry_action_id: 'a' },
  }
  const { body } = await client.post('/api/flows?additional-fields[flow]=definition', {
    data: { type: 'flow', attributes: { name: 'A', definition } },
  })
  return { flow: body.data.id, message: body.data.attributes.definition.actions[0].data.message.id }
}

const mail = async () =>
  flow('send-email', {
    ...{ from_email: 'a@example.com', from_label: 'A', subject_line: 'Hello', preview_text: 'News' },
    template_id: await template(client),
  })

const translate = (id: string, channel: string) =>
  client.post('/api/translations?additional-fields[translation]=values', {
    data: {
      type: 'translation',
      attributes: { source_locale: 'en', target_locales: ['de'], fallback_locale: 'en', channel },
      relationships: { 'flow-message': { data: { type: 'flow-message', id } } },
    },
  })

it('a flow message has the texts of its channel', async () => {
  const { message } = await mail()
  const { body } = await translate(message, 'email')
  const id = `flow-message::email::${message}`
  expect([body.data.id, body.data.attributes.values]).toEqual([
    id,
    [
      { id: `${id}::subject`, source_value: 'Hello', translations: {} },
      { id: `${id}::preheader`, source_value: 'News', translations: {} },
      { id: `${id}::body`, source_value: '<html><head></head><body><p>Hello</p></body></html>', translations: {} },
    ],
  ])
  const sms = await flow('send-sms', { body: 'Sale!' })
  const { values } = (await translate(sms.message, 'sms')).body.data.attributes
  expect(values.map(({ source_value }: Json) => source_value)).toEqual(['Sale!'])
})

it('a flow message is read in its flat form, and included so', async () => {
  const { message } = await mail()
  const { id } = (await translate(message, 'email')).body.data
  const { data } = (await client.get(`/api/translations/${id}/flow-message`)).body
  expect([data.id, data.attributes.channel, data.attributes.content.subject]).toEqual([message, 'Email', 'Hello'])
  expect('definition' in data.attributes).toBe(false)
  const related = await client.get(`/api/translations/${id}/relationships/flow-message`)
  expect(related.body.data).toEqual({ type: 'flow-message', id: message })
  const { included } = (await client.get(`/api/translations/${id}?include=flow-message`)).body
  expect(included).toEqual([data])
})

it('a flow message is translated for its own channel alone, and only while it is there', async () => {
  const { flow: flowId, message } = await mail()
  const { status, body } = await translate(message, 'sms')
  expect([status, body.errors[0].detail]).toEqual([400, "'channel' must be one of: email (got sms)"])
  expect((await translate('none', 'email')).status).toBe(404)
  await translate(message, 'email')
  await client.delete(`/api/flows/${flowId}`)
  expect((await client.get('/api/translations')).body.data).toEqual([])
})
