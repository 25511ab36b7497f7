import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { dragAndDropDefinition, sectionOf, textBlock } from '../definitions.ts'
import { campaign, make, oneMessage, patchBody, type Made } from './campaign-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const code = { name: 'Welcome', editor_type: 'CODE', html: '<p>hi</p>', text: 'hi', amp: '<html></html>' }
const create = async (attributes: object = code): Promise<string> =>
  (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data.id
const read = async (id: string): Promise<Json> => (await client.get(`/api/templates/${id}`)).body.data.attributes

/** A campaign whose only variation has a copy of the template. */
async function copyOf(template: string): Promise<Made & { copy: string }> {
  const made = await make(client, campaign({}, oneMessage()))
  const id = made.variations[0]!
  const details = { channel: 'email', template_id: template }
  const answer = await client.patch(`/api/campaign-variations/${id}`, patchBody('campaign-variation', id, { details }))
  return { ...made, copy: answer.body.data.attributes.definition.details.template_id }
}

describe('the copy of a template that a message holds', () => {
  it('is read, but neither listed nor changed', async () => {
    const source = await create()
    const { copy } = await copyOf(source)
    expect(copy).not.toBe(source)
    expect(await read(copy)).toEqual({ ...(await read(source)), name: `Clone of ${source}` })
    expect((await client.get('/api/templates')).body.data.map(({ id }: Json) => id)).toEqual([source])
    const change = { data: { type: 'template', id: copy, attributes: { name: 'B' } } }
    const refused = await client.patch(`/api/templates/${copy}`, change)
    expect([refused.status, refused.body.errors[0].detail]).toEqual([404, `A template with id ${copy} does not exist.`])
  })

  it('is not deleted while its message is there, and goes with it', async () => {
    const source = await create()
    const { copy, variations, id } = await copyOf(source)
    const refused = await client.delete(`/api/templates/${copy}`)
    expect([refused.status, refused.body.errors]).toEqual([
      409,
      [
        {
          id: expect.any(String),
          status: 409,
          code: 'conflict',
          title: 'Conflict.',
          detail: `Cannot delete template ${copy} while it is attached to\nCampaignMessage ${variations[0]}`,
          source: { pointer: '/data' },
          links: {},
          meta: {},
        },
      ],
    ])
    expect((await client.delete(`/api/templates/${source}`)).status).toBe(200)
    expect((await client.get(`/api/templates/${copy}`)).status).toBe(200)
    await client.delete(`/api/campaigns/${id}`)
    expect((await client.get(`/api/templates/${copy}`)).status).toBe(404)
  })

  it('stays as it was when its source changes', async () => {
    const source = await create()
    const { copy } = await copyOf(source)
    const change = { data: { type: 'template', id: source, attributes: { html: '<p>new</p>' } } }
    expect((await client.patch(`/api/templates/${source}`, change)).status).toBe(200)
    expect((await read(copy)).html).toContain('<p>hi</p>')
  })

  it('has a definition of its own, which follows universal content', async () => {
    const TYPE = 'template-universal-content'
    const html = (content: string) => ({ content_type: 'block', type: 'html', data: { content, display_options: {} } })
    const shared = await client.post(`/api/${TYPE}`, {
      data: { type: TYPE, attributes: { name: 'Shared', definition: html('<b>one</b>') } },
    })
    const { id } = shared.body.data
    const block = { ...textBlock(), universal_id: id }
    const definition = dragAndDropDefinition(sectionOf('1-column-full-width', [block]))
    const source = await create({ name: 'A', editor_type: 'SYSTEM_DRAGGABLE', definition })
    const { copy } = await copyOf(source)
    expect((await read(copy)).definition.template_id).toBe(copy)
    expect((await read(copy)).html).toBe((await read(source)).html)
    const change = { data: { type: TYPE, id, attributes: { definition: html('<b>two</b>') } } }
    await client.patch(`/api/${TYPE}/${id}`, change)
    expect((await read(copy)).html).toContain('<b>two</b>')
  })

  it('is cloned to a template that can be used again', async () => {
    const { copy } = await copyOf(await create())
    const clone = await client.post('/api/template-clone', { data: { type: 'template', id: copy, attributes: {} } })
    const change = { data: { type: 'template', id: clone.body.data.id, attributes: { name: 'B' } } }
    expect((await client.patch(`/api/templates/${clone.body.data.id}`, change)).status).toBe(200)
    expect((await client.get('/api/templates')).body.data).toHaveLength(2)
  })

  it('does not count among the thousand that the API makes', async () => {
    const source = await create()
    const { variations } = await copyOf(source)
    for (let count = 1; count < 999; count++) await create()
    expect(variations).toHaveLength(1)
    const last = { data: { type: 'template', attributes: code } }
    expect((await client.post('/api/templates', last)).status).toBe(201)
    expect((await client.post('/api/templates', last)).status).toBe(400)
  })
})
