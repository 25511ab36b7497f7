import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { everyBlock } from '../content/every-block.ts'
import { dragAndDropDefinition, sectionOf, styles, textBlock } from '../definitions.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const create = (definition: Json) =>
  client.post('/api/templates?additional-fields[template]=definition', {
    data: { type: 'template', attributes: { name: 'A', editor_type: 'SYSTEM_DRAGGABLE', definition } },
  })
const update = (id: string, definition: Json) =>
  client.patch(`/api/templates/${id}?additional-fields[template]=definition`, {
    data: { type: 'template', id, attributes: { definition } },
  })
const definitionOf = async (id: string) => (await client.get(`/api/templates/${id}`)).body.data.attributes.definition
const blockIn = (definition: Json) => definition.body.sections[0].rows[0].columns[0].blocks[0]

const DEFINITION = '/data/attributes/definition'
const SECTION = `${DEFINITION}/body/sections/0`
const ROW = `${SECTION}/rows/0`
const BLOCK = `${ROW}/columns/0/blocks/0`

const block = (part: Json) => dragAndDropDefinition(sectionOf('1-column-full-width', [part]))
const blockOf = (type: string, data: Json, more: Json = {}) => block({ content_type: 'block', type, data, ...more })
const text = (data: Json) => block({ ...textBlock(), data: { ...textBlock().data, ...data } })
const plain = { properties: {}, display_options: {}, styles: {} }
const unknown = (name: string, dto: string) => `'${name}' is not a valid field for the resource '${dto}'.`
const required = (name: string, dto: string) => `'${name}' is a required field for the resource '${dto}'.`

describe('a definition is refused', () => {
  it.each<[string, Json, [string, string][]]>([
    [
      'without sections',
      { ...dragAndDropDefinition(), body: { properties: {}, styles: {}, sections: [] } },
      [[`${DEFINITION}/body/sections`, 'Template must contain at least one section']],
    ],
    [
      'without the member that holds sections',
      { ...dragAndDropDefinition(), body: { properties: {}, styles: {} } },
      [[`${DEFINITION}/body/sections`, 'Template must contain at least one section']],
    ],
    [
      'without one style and with another twice',
      { ...dragAndDropDefinition(), styles: [...styles().slice(1), styles()[1]] },
      [
        [`${DEFINITION}/styles`, "Template must contain exactly one style of type 'base-styles' (got 0)"],
        [`${DEFINITION}/styles`, "Template must contain exactly one style of type 'text-styles' (got 2)"],
      ],
    ],
    ['without body', { styles: styles() }, [[`${DEFINITION}/body`, required('body', 'TemplateDefinition')]]],
    ['that is a text', 'x', [[DEFINITION, "'definition' must be of type object or null."]]],
    [
      'with members of its own',
      { ...dragAndDropDefinition(), extra: 1, body: { ...dragAndDropDefinition().body, more: 1 } },
      [
        [`${DEFINITION}/body/more`, unknown('more', 'Body')],
        [`${DEFINITION}/extra`, unknown('extra', 'TemplateDefinition')],
      ],
    ],
    [
      'with a section that lacks its data',
      dragAndDropDefinition({ content_type: 'section', type: 'section' }),
      [[`${SECTION}/data`, required('data', 'Section')]],
    ],
    [
      'with too few and too many columns',
      dragAndDropDefinition(
        sectionOf('2-columns-equal-width', [textBlock()]),
        sectionOf('1-column-full-width', [], []),
      ),
      [
        [`${ROW}/columns`, "The number of columns does not fit the layout '2-columns-equal-width' (got 1)"],
        [
          `${DEFINITION}/body/sections/1/rows/0/columns`,
          "The number of columns does not fit the layout '1-column-full-width' (got 2)",
        ],
      ],
    ],
    [
      'with data in a column',
      dragAndDropDefinition({
        ...sectionOf('1-column-full-width'),
        rows: [{ data: { styles: {} }, columns: [{ data: { width: 1, height: 1 }, blocks: [] }] }],
      }),
      [
        [`${ROW}/columns/0/data/width`, unknown('width', 'ColumnData')],
        [`${ROW}/columns/0/data/height`, unknown('height', 'ColumnData')],
      ],
    ],
    [
      'with unknown members in the data of a block, all of them named',
      text({ foo: 1, bar: 1 }),
      [
        [`${BLOCK}/data/foo`, unknown('foo', 'TextBlockData')],
        [`${BLOCK}/data/bar`, unknown('bar', 'TextBlockData')],
      ],
    ],
    [
      'with wrong styles',
      text({ styles: { text_align: 'up', font_size: '12', zoom: 1 } }),
      [
        [`${BLOCK}/data/styles/text_align`, "'text_align' must be one of: center, left, right (got up)"],
        [`${BLOCK}/data/styles/font_size`, "'font_size' must be of type integer or null."],
        [`${BLOCK}/data/styles/zoom`, unknown('zoom', 'TextBlockStyles')],
      ],
    ],
    [
      'with the visible_check of universal content',
      text({ display_options: { visible_check: 'a', visibility: { chek: 'a' } } }),
      [
        [`${BLOCK}/data/display_options/visible_check`, unknown('visible_check', 'DisplayOptions')],
        [`${BLOCK}/data/display_options/visibility/chek`, unknown('chek', 'Visibility')],
      ],
    ],
    [
      'with a block of no type',
      block({ content_type: 'block', data: plain }),
      [[`${BLOCK}/type`, required('type', 'Column')]],
    ],
    [
      'with a block of no content',
      blockOf('text', { display_options: {}, styles: {} }),
      [[`${BLOCK}/data/content`, required('content', 'TextBlockData')]],
    ],
    ['with a block that is a text', block('x'), [[BLOCK, "'blocks' must be of type object."]]],
    [
      'with a section in a column',
      block(sectionOf('1-column-full-width', [])),
      [[`${BLOCK}/content_type`, "'content_type' must be one of: block (got section)"]],
    ],
    [
      'with a wrong member of a dynamic image',
      blockOf('image', { ...plain, properties: { dynamic: true, asset_id: '1' } }),
      [[`${BLOCK}/data/properties/asset_id`, unknown('asset_id', 'DynamicImageBlockProperties')]],
    ],
    [
      'with a wrong crop of a static image',
      blockOf('image', { ...plain, properties: { dynamic: false, cropping_properties: { a: 1 } } }),
      [[`${BLOCK}/data/properties/cropping_properties/a`, unknown('a', 'ImageBlockCroppingProperties')]],
    ],
    [
      'with wrong subblocks, each in its place',
      blockOf('social', plain, {
        subblocks: [{ type: 'zzz' }, { type: 'social_link_spacer', gap: 1 }],
      }),
      [
        [`${BLOCK}/subblocks/0/type`, "'type' must be one of: social_link_icon, social_link_spacer (got zzz)"],
        [`${BLOCK}/subblocks/1/gap`, unknown('gap', 'SocialSpacerSubBlock')],
      ],
    ],
  ])('%s', async (_, definition, expected) => {
    const { status, body } = await create(definition)
    expect(status).toBe(400)
    expect(body.errors.map(({ source, detail }: Json) => [source.pointer, detail])).toEqual(expected)
    expect((await client.get('/api/templates')).body.data).toEqual([])
  })

  it('with a block of unknown type, which names all that there are', async () => {
    const { body } = await create(blockOf('tex', plain))
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0].source.pointer).toBe(`${BLOCK}/type`)
    for (const type of ['button', 'coupon', 'header', 'product', 'video']) expect(body.errors[0].detail).toContain(type)
  })

  it('on an update, which leaves everything as it was', async () => {
    const { id } = (await create(dragAndDropDefinition())).body.data
    const before = (await client.get(`/api/templates/${id}`)).text
    const wrong = { ...dragAndDropDefinition(), body: { properties: {}, styles: {}, sections: [] } }
    expect((await update(id, wrong)).status).toBe(400)
    expect((await client.get(`/api/templates/${id}`)).text).toBe(before)
  })
})

describe('a definition', () => {
  it('of every block is taken, shown as sent but for ids, and compiled', async () => {
    const sent = everyBlock
    const { status, body } = await create(sent)
    expect(status).toBe(201)
    const { definition } = body.data.attributes
    const without = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(without)
      if (typeof value !== 'object' || value === null) return value
      const named = Object.entries(value).filter(
        ([name]) => !['id', 'data_id', 'universal_id', 'template_id'].includes(name),
      )
      return Object.fromEntries(named.map(([name, member]) => [name, name === 'data' ? member : without(member)]))
    }
    expect(without(definition)).toEqual(without(sent))
    const rendered = await client.post('/api/template-render', {
      data: { type: 'template', id: body.data.id, attributes: { context: {} } },
    })
    expect(rendered.status).toBe(200)
  })

  it('has ids from the server alone, which stay when it is sent back', async () => {
    const mine = { ...dragAndDropDefinition(), id: 'mine', template_id: 'mine' }
    mine.body.id = 'mine'
    blockIn(mine).id = 'mine'
    blockIn(mine).data_id = 'mine'
    const { id, attributes } = (await create(mine)).body.data
    expect(attributes.definition.template_id).toBe(id)
    expect(JSON.stringify(attributes.definition)).not.toContain('mine')
    const back = await update(id, attributes.definition)
    expect(back.body.data.attributes.definition).toEqual(attributes.definition)
    const foreign = (await create(attributes.definition)).body.data.attributes.definition
    expect(foreign.id).not.toBe(attributes.definition.id)
  })

  it('is replaced as a whole', async () => {
    const { id } = (await create(text({ styles: { color: '#111111' } }))).body.data
    const { body } = await update(id, block(textBlock('<p>Bye</p>')))
    expect(blockIn(body.data.attributes.definition).data).toEqual({
      content: '<p>Bye</p>',
      display_options: {},
      styles: {},
    })
    expect(body.data.attributes.html).toContain('<p>Bye</p>')
    expect(body.data.attributes.html).not.toContain('#111111')
  })

  it('goes with its template', async () => {
    const { id } = (await create(dragAndDropDefinition())).body.data
    await client.delete(`/api/templates/${id}`)
    expect((await client.get('/api/templates?additional-fields[template]=definition')).body.data).toEqual([])
  })

  it('names uploaded images by their id', async () => {
    const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    const uploaded = await client.post('/api/images', {
      data: { type: 'image', attributes: { import_from_url: gif, name: 'Dot' } },
    })
    const { id, attributes } = uploaded.body.data
    const image = blockOf('image', { ...plain, properties: { dynamic: false, asset_id: id } })
    expect((await create(image)).body.data.attributes.html).toContain(attributes.image_url)
  })
})

describe('universal content in a definition', () => {
  const TYPE = 'template-universal-content'
  const html = (content: string) => ({ content_type: 'block', type: 'html', data: { content, display_options: {} } })
  const share = async (definition: Json) => {
    const data = { type: TYPE, attributes: { name: 'Shared', definition } }
    return (await client.post(`/api/${TYPE}`, { data })).body.data.id
  }
  const change = (id: string, definition: Json) =>
    client.patch(`/api/${TYPE}/${id}`, { data: { type: TYPE, id, attributes: { definition } } })
  const using = (id: string) => block({ ...textBlock('own'), universal_id: id })

  it('brings its content, and brings every template up to a change', async () => {
    const shared = await share(html('<b>one</b>'))
    const first = (await create(using(shared))).body.data
    const other = (await create(block(textBlock('<b>one</b>')))).body.data
    expect(blockIn(first.attributes.definition)).toMatchObject({ universal_id: shared, ...html('<b>one</b>') })
    expect(first.attributes.html).toContain('<b>one</b>')
    await sandbox.clock.advance(60_000)
    expect((await change(shared, html('<b>two</b>'))).status).toBe(200)
    const read = (await client.get(`/api/templates/${first.id}`)).body.data.attributes
    expect(read.html).toContain('<b>two</b>')
    expect(read.updated).toBe('2026-11-02T10:00:00+00:00')
    expect(blockIn(read.definition)).toEqual({ ...blockIn(first.attributes.definition), ...html('<b>two</b>') })
    expect(
      (await client.get('/api/templates?sort=created')).body.data.map(({ attributes }: Json) => attributes.html),
    ).toEqual(expect.arrayContaining([read.html, other.attributes.html]))
  })

  it('may be a section', async () => {
    const section = sectionOf('1-column-full-width', [textBlock('<i>shared</i>')])
    const shared = await share(section)
    const own = { ...sectionOf('1-column-full-width', [textBlock('own')]), universal_id: shared }
    const { html: compiled, definition } = (await create(dragAndDropDefinition(own))).body.data.attributes
    expect(compiled).toContain('<i>shared</i>')
    expect(compiled).not.toContain('own')
    expect(definition.body.sections[0]).toMatchObject({ universal_id: shared, rows: section.rows })
    await change(shared, sectionOf('1-column-full-width', [textBlock('<i>new</i>')]))
    expect((await client.get('/api/templates')).body.data[0].attributes.html).toContain('<i>new</i>')
  })

  it.each([
    ['that does not exist', async () => 'b0efdc506d1741d8b47c7f45b8c649e6'],
    ['that is a section in place of a block', () => share(sectionOf('1-column-full-width', [textBlock('no')]))],
  ])('%s is not named', async (_, id) => {
    const { html: compiled, definition } = (await create(using(await id()))).body.data.attributes
    expect(blockIn(definition).universal_id).toBeNull()
    expect(compiled).toContain('own')
  })

  it('leaves what it last held when it is deleted or named no more', async () => {
    const shared = await share(html('<b>one</b>'))
    const { id } = (await create(using(shared))).body.data
    const freed = (await create(using(shared))).body.data.id
    await update(freed, block(textBlock('own')))
    await change(shared, html('<b>two</b>'))
    expect((await client.get(`/api/templates/${freed}`)).body.data.attributes.html).not.toContain('two')
    await client.delete(`/api/${TYPE}/${shared}`)
    const { attributes } = (await client.get(`/api/templates/${id}`)).body.data
    expect(attributes.html).toContain('<b>two</b>')
    expect(blockIn(await definitionOf(id)).data.content).toBe('<b>two</b>')
    expect((await update(id, attributes.definition)).body.data.attributes.html).toBe(attributes.html)
  })
})
