import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { dragAndDropDefinition } from '../definitions.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const code = { name: 'Welcome', editor_type: 'CODE', html: '<p>hi</p>' }
const blocks = () => ({ name: 'Welcome', editor_type: 'SYSTEM_DRAGGABLE', definition: dragAndDropDefinition() })
const create = (attributes: object, by = client, query = '') =>
  by.post(`/api/templates${query}`, { data: { type: 'template', attributes } })
const update = (id: string, attributes: object, by = client, query = '') =>
  by.patch(`/api/templates/${id}${query}`, { data: { type: 'template', id, attributes } })
const made = async (attributes: object): Promise<Json> => (await create(attributes)).body.data
const errorsOf = ({ body }: { body: Json }) => body.errors.map(({ detail, source }: Json) => [source.pointer, detail])
const at = (name: string) => `/data/attributes/${name}`

describe('create_template', () => {
  it('answers 201 with microseconds and parsed HTML, then reads with whole seconds', async () => {
    const created = await create(code)
    const { id } = created.body.data
    const document = (created: string, updated: string) => ({
      type: 'template',
      id,
      attributes: {
        name: 'Welcome',
        editor_type: 'CODE',
        html: '<html><head></head><body><p>hi</p></body></html>',
        text: null,
        amp: null,
        created,
        updated,
        screenshot_url: null,
      },
      links: { self: `http://localhost:80/api/templates/${id}/` },
    })
    expect(id).toMatch(/^[Q-Y][A-Za-z0-9]{5}$/)
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: document('2026-11-02T10:00:00.250000+00:00', '2026-11-02T10:00:00.250024+00:00'),
      links: { self: 'http://localhost:80/api/templates' },
    })
    expect((await client.get(`/api/templates/${id}`)).body).toEqual({
      data: document('2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00'),
      links: { self: `http://localhost:80/api/templates/${id}` },
    })
  })

  it('compiles blocks to HTML and shows the definition only when asked', async () => {
    const plain = await made(blocks())
    expect(plain.attributes.html).toContain('<p>Hello</p>')
    expect(plain.attributes).not.toHaveProperty('definition')
    const asked = await create(blocks(), client, '?additional-fields[template]=definition')
    expect(asked.body.data.attributes.definition.template_id).toBe(asked.body.data.id)
  })

  it('stops at a thousand templates, clones too', async () => {
    const { id } = await made(code)
    for (let count = 1; count < 1000; count++) await create(code)
    expect(errorsOf(await create(code))).toEqual([['/data', 'This account already has 1000 templates.']])
    const clone = await client.post('/api/template-clone', { data: { type: 'template', id, attributes: {} } })
    expect(clone.status).toBe(400)
    await client.delete(`/api/templates/${id}`)
    expect((await create(code)).status).toBe(201)
  })
})

describe('what each revision shows', () => {
  const old = ['name', 'editor_type', 'html', 'text', 'created', 'updated']
  const withAmp = ['name', 'editor_type', 'html', 'text', 'amp', 'created', 'updated']
  const members = (revision: string) =>
    revision < '2025-01-15' ? old : revision < '2026-10-15' ? withAmp : [...withAmp, 'screenshot_url']

  it.each(REVISIONS)('%s', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const { id, attributes } = (await create(code, at)).body.data
    expect(Object.keys(attributes)).toEqual(members(revision))
    const shown = [
      (await at.get(`/api/templates/${id}`)).body.data,
      (await at.get('/api/templates')).body.data[0],
      (await update(id, { text: 'hi' }, at)).body.data,
      (await at.post('/api/template-clone', { data: { type: 'template', id, attributes: {} } })).body.data,
      (await at.post('/api/template-render', { data: { type: 'template', id, attributes: { context: {} } } })).body
        .data,
    ]
    for (const { attributes } of shown) expect(Object.keys(attributes)).toEqual(members(revision))
  })

  it.each(['2024-10-15', '2026-01-15'])('%s knows nothing of blocks, but reads and renames them', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const refused = await create({ name: 'A', editor_type: 'SYSTEM_DRAGGABLE' }, at)
    expect(errorsOf(refused)).toEqual([
      ['/data/attributes/editor_type', "'editor_type' must be one of: CODE, USER_DRAGGABLE (got SYSTEM_DRAGGABLE)"],
    ])
    expect((await create(blocks(), at)).body.errors[0].detail).toBe(
      "'definition' is not a valid field for the resource 'template'.",
    )
    const { id, attributes } = await made(blocks())
    const read = (await at.get(`/api/templates/${id}`)).body.data.attributes
    expect(read).toMatchObject({ editor_type: 'SYSTEM_DRAGGABLE', html: attributes.html })
    expect(read).not.toHaveProperty('definition')
    expect((await update(id, { name: 'B', text: 'b' }, at)).status).toBe(200)
    expect((await update(id, { html: '<p>b</p>' }, at)).status).toBe(400)
    expect((await client.get(`/api/templates/${id}`)).body.data.attributes.definition).toBeDefined()
  })
})

describe('the members of each editor', () => {
  const values = { html: '<p>b</p>', amp: '<html>b</html>', text: 'b', definition: dragAndDropDefinition() }
  type Member = keyof typeof values

  it.each<[string, Member, 'taken' | 'ignored' | 'required' | 'refused']>([
    ['CODE', 'html', 'required'],
    ['CODE', 'definition', 'ignored'],
    ['CODE', 'amp', 'taken'],
    ['CODE', 'text', 'taken'],
    ['USER_DRAGGABLE', 'html', 'required'],
    ['USER_DRAGGABLE', 'definition', 'ignored'],
    ['USER_DRAGGABLE', 'amp', 'taken'],
    ['USER_DRAGGABLE', 'text', 'taken'],
    ['SYSTEM_DRAGGABLE', 'html', 'refused'],
    ['SYSTEM_DRAGGABLE', 'definition', 'required'],
    ['SYSTEM_DRAGGABLE', 'amp', 'refused'],
    ['SYSTEM_DRAGGABLE', 'text', 'taken'],
  ])('on create: %s, %s is %s', async (editor_type, member, outcome) => {
    const main = editor_type === 'SYSTEM_DRAGGABLE' ? 'definition' : 'html'
    const least = { name: 'A', editor_type, [main]: values[main] }
    const query = '?additional-fields[template]=definition'
    const given = await create({ ...least, [member]: values[member] }, client, query)
    const without = await create({ ...least, [member]: null }, client, query)
    if (outcome === 'refused') {
      const detail = `'${member}' is not allowed for templates of the editor type '${editor_type}'.`
      expect(errorsOf(given)).toEqual([[at(member), detail]])
    } else {
      expect(given.status).toBe(201)
      const stored = given.body.data.attributes[member]
      if (outcome === 'ignored') expect(stored).toBeNull()
      else expect(stored).not.toBeNull()
    }
    if (outcome === 'required') {
      const detail = `'${member}' is required for templates of the editor type '${editor_type}'.`
      expect(errorsOf(without)).toEqual([[at(member), detail]])
    } else expect(without.status).toBe(201)
  })

  it.each<[string, Member, 'taken' | 'refused']>([
    ['CODE', 'html', 'taken'],
    ['CODE', 'definition', 'refused'],
    ['CODE', 'amp', 'taken'],
    ['CODE', 'text', 'taken'],
    ['USER_DRAGGABLE', 'html', 'taken'],
    ['USER_DRAGGABLE', 'definition', 'refused'],
    ['USER_DRAGGABLE', 'amp', 'taken'],
    ['USER_DRAGGABLE', 'text', 'taken'],
    ['SYSTEM_DRAGGABLE', 'html', 'refused'],
    ['SYSTEM_DRAGGABLE', 'definition', 'taken'],
    ['SYSTEM_DRAGGABLE', 'amp', 'refused'],
    ['SYSTEM_DRAGGABLE', 'text', 'taken'],
  ])('on update: %s, %s is %s', async (editor_type, member, outcome) => {
    const { id } = await made(editor_type === 'SYSTEM_DRAGGABLE' ? blocks() : { ...code, editor_type })
    const before = (await client.get(`/api/templates/${id}`)).body.data.attributes
    const answer = await update(id, { [member]: values[member] })
    const after = (await client.get(`/api/templates/${id}`)).body.data.attributes
    if (outcome === 'refused') {
      const detail = `'${member}' is not allowed for templates of the editor type '${editor_type}'.`
      expect(errorsOf(answer)).toEqual([[at(member), detail]])
      expect(after).toEqual(before)
    } else {
      expect(answer.status).toBe(200)
      expect(after[member]).not.toEqual(before[member])
    }
  })

  it.each(['SIMPLE', 'code', 'HYBRID', ''])('the editor %j cannot be chosen', async (editor_type) => {
    const [[pointer, detail]] = errorsOf(await create({ ...code, editor_type }))
    expect(pointer).toBe('/data/attributes/editor_type')
    expect(detail).toContain("'editor_type' must be one of: CODE, USER_DRAGGABLE, SYSTEM_DRAGGABLE (got ")
  })

  it('are refused together', async () => {
    const answer = await create({ name: 'A', editor_type: 'SYSTEM_DRAGGABLE', html: 'a', amp: 'a' })
    expect(errorsOf(answer).map(([pointer]: string[]) => pointer)).toEqual([at('definition'), at('html'), at('amp')])
  })
})

describe('update_template', () => {
  it('changes each member by itself and moves updated', async () => {
    const { id } = await made({ ...code, text: 'hi', amp: '<html></html>' })
    await sandbox.clock.advance(60_000)
    const renamed = await update(id, { name: 'B' })
    expect(renamed.body.data.attributes).toEqual({
      name: 'B',
      editor_type: 'CODE',
      html: '<html><head></head><body><p>hi</p></body></html>',
      text: 'hi',
      amp: '<html></html>',
      created: '2026-11-02T10:00:00+00:00',
      updated: '2026-11-02T10:01:00.250000+00:00',
      screenshot_url: null,
    })
    const cleared = await update(id, { text: null, amp: null, html: null, name: null, definition: null })
    expect(cleared.body.data.attributes).toEqual({ ...renamed.body.data.attributes, text: null, amp: null })
  })

  it('does not take an editor_type', async () => {
    const { id } = await made(code)
    expect(errorsOf(await update(id, { editor_type: 'USER_DRAGGABLE' }))).toEqual([
      [at('editor_type'), "'editor_type' is not a valid field for the resource 'template'."],
    ])
  })

  it('answers 404 for a template that is not there, 400 for the id of another', async () => {
    expect((await update('NOPE01', { name: 'B' })).status).toBe(404)
    const { id } = await made(code)
    const body = { data: { type: 'template', id: 'NOPE01', attributes: {} } }
    expect((await client.patch(`/api/templates/${id}`, body)).body.errors[0].source.pointer).toBe('/data/id')
  })
})

describe('get_templates', () => {
  it('pages by ten, sorts and filters', async () => {
    for (let count = 0; count < 12; count++) {
      await create({ ...code, name: `T${String(count).padStart(2, '0')}` })
      await sandbox.clock.advance(1000)
    }
    const names = async (query: string) =>
      (await client.get(`/api/templates?${query}`)).body.data.map(({ attributes }: Json) => attributes.name)
    expect(await names('sort=-name')).toEqual(['T11', 'T10', 'T09', 'T08', 'T07', 'T06', 'T05', 'T04', 'T03', 'T02'])
    expect(await names('sort=name&page[size]=2')).toEqual(['T00', 'T01'])
    expect((await client.get('/api/templates?page[size]=11')).status).toBe(400)
    expect(await names('sort=-created&page[size]=1')).toEqual(['T11'])
    expect(await names('filter=contains(name,"1")&sort=name')).toEqual(['T01', 'T10', 'T11'])
    expect(await names('filter=any(name,["T03","T05"])&sort=updated')).toEqual(['T03', 'T05'])
    expect(await names('filter=greater-or-equal(created,2026-11-02T10:00:10Z)&sort=name')).toEqual(['T10', 'T11'])
    const old = clientOf(sandbox, { revision: '2025-01-15' })
    const first = (await old.get('/api/templates')).body
    expect([first.data.length, (await old.get(first.links.next)).body.data.length]).toEqual([10, 2])
  })

  it('shows definitions when asked: null for a template without blocks', async () => {
    await made(code)
    await made(blocks())
    const shown = (await client.get('/api/templates?additional-fields[template]=definition&sort=created')).body.data
    const definitions = shown.map(({ attributes }: Json) => [attributes.editor_type, attributes.definition === null])
    expect(definitions.sort()).toEqual([
      ['CODE', true],
      ['SYSTEM_DRAGGABLE', false],
    ])
    for (const { attributes } of (await client.get('/api/templates')).body.data) {
      expect(attributes).not.toHaveProperty('definition')
    }
  })
})

describe('get_template', () => {
  it('shows the definition of blocks, asked for or not, and keeps to fields', async () => {
    const { id } = await made(blocks())
    const read = async (query: string) => (await client.get(`/api/templates/${id}?${query}`)).body.data.attributes
    const { definition } = await read('')
    expect(definition.body.sections[0].rows[0].columns[0].blocks[0].data.content).toBe('<p>Hello</p>')
    expect(await read('fields[template]=name')).toEqual({ name: 'Welcome' })
    expect(await read('fields[template]=definition.template_id')).toEqual({ definition: { template_id: id } })
    const other = await made(code)
    expect((await client.get(`/api/templates/${other.id}`)).body.data.attributes).not.toHaveProperty('definition')
  })
})

describe('delete_template', () => {
  it('answers 200 without a body, then 404', async () => {
    const { id } = await made(blocks())
    const deleted = await client.delete(`/api/templates/${id}`)
    expect([deleted.status, deleted.body, deleted.headers['content-type']]).toEqual([200, undefined, undefined])
    const missing = await client.get(`/api/templates/${id}`)
    expect([missing.status, missing.body.errors[0].detail]).toEqual([404, `A template with id ${id} does not exist.`])
    expect((await client.delete(`/api/templates/${id}`)).status).toBe(404)
  })
})

describe('clone_template', () => {
  const clone = (id: string, attributes: object = {}) =>
    client.post('/api/template-clone', { data: { type: 'template', id, attributes } })

  it('answers 200 with a template of its own', async () => {
    const source = await made({ ...code, text: 'hi', amp: '<html></html>' })
    await sandbox.clock.advance(60_000)
    const answer = await clone(source.id, { name: 'Second' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      data: {
        type: 'template',
        id: answer.body.data.id,
        attributes: {
          ...source.attributes,
          name: 'Second',
          created: '2026-11-02T10:01:00.250000+00:00',
          updated: '2026-11-02T10:01:00.250024+00:00',
        },
        links: { self: `http://localhost:80/api/templates/${answer.body.data.id}/` },
      },
      links: { self: 'http://localhost:80/api/template-clone' },
    })
    await update(source.id, { html: '<p>changed</p>' })
    const read = await client.get(`/api/templates/${answer.body.data.id}`)
    expect(read.body.data.attributes.html).toContain('<p>hi</p>')
  })

  it('is called after its source without a name, and has a definition of its own', async () => {
    const { id } = await made(blocks())
    const { data } = (await clone(id)).body
    expect(data.attributes.name).toBe(`Clone of ${id}`)
    const definition = async (of: string) => (await client.get(`/api/templates/${of}`)).body.data.attributes.definition
    const [source, copy] = [await definition(id), await definition(data.id)]
    expect([copy.template_id, copy.id === source.id]).toEqual([data.id, false])
    expect(copy.body.sections[0].rows[0].columns[0].blocks[0].data).toEqual(
      source.body.sections[0].rows[0].columns[0].blocks[0].data,
    )
  })

  it('answers 404 when there is no source', async () => {
    expect((await clone('NOPE01')).status).toBe(404)
  })
})
