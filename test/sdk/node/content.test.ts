import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TemplateDefinition } from 'klaviyo-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { dragAndDropDefinition, sectionOf, textBlock } from '../../definitions.ts'
import { dataUri, GIF, PNG } from '../../groups/image-files.ts'
import { camelCased, errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Templates, universal content and images, called as a program calls them. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node_content')
})
afterAll(() => sandbox.close())

const made: Record<string, string> = {}
const namesOf = (rows: readonly { attributes: { name?: string | null } }[]) => rows.map((row) => row.attributes.name)
const definition = (...content: Parameters<typeof dragAndDropDefinition>) =>
  camelCased(dragAndDropDefinition(...content)) as unknown as TemplateDefinition

describe('templates', () => {
  it('are created of code, as hybrids and of blocks', async () => {
    const create = async (attributes: Parameters<typeof k.templates.createTemplate>[0]['data']['attributes']) => {
      const { response, body } = await k.templates.createTemplate({ data: { type: 'template', attributes } })
      expect([response.status, body.data.attributes.name]).toEqual([201, attributes.name])
      return body.data
    }
    const code = await create({
      name: 'Code',
      editorType: 'CODE',
      html: '<p>Hello {{ first_name }}</p>',
      text: 'Hello',
    })
    expect(code.attributes.created).toBeInstanceOf(Date)
    const region = '<td data-klaviyo-region="true" data-klaviyo-region-width-pixels="600"></td>'
    const hybrid = await create({
      name: 'Hybrid',
      editorType: 'USER_DRAGGABLE',
      html: `<html><body><table><tr>${region}</tr></table></body></html>`,
    })
    const blocks = await create({ name: 'Blocks', editorType: 'SYSTEM_DRAGGABLE', definition: definition() })
    expect(blocks.attributes.html).toContain('Hello')
    Object.assign(made, { code: code.id, hybrid: hybrid.id, blocks: blocks.id })
  })

  it('are refused where their definition is wrong, with a pointer into it', async () => {
    const [wrong] = (dragAndDropDefinition() as { body: { sections: unknown[] } }).body.sections
    const styles = dragAndDropDefinition().styles as { style_type: string }[]
    const { status, data } = await errorOf(
      k.templates.createTemplate({
        data: {
          type: 'template',
          attributes: {
            name: 'Wrong',
            editorType: 'SYSTEM_DRAGGABLE',
            definition: camelCased({
              body: { properties: {}, styles: { width: 'wide' }, sections: [wrong] },
              styles,
            }) as unknown as TemplateDefinition,
          },
        },
      }),
    )
    expect(status).toBe(400)
    expect(data.errors[0]!.source).toEqual({ pointer: '/data/attributes/definition/body/styles/width' })
  })

  it('are read, in a list with the definition where it is asked for', async () => {
    const { body } = await k.templates.getTemplate(made.blocks!, { additionalFieldsTemplate: ['definition'] })
    expect(body.data.attributes.editorType).toBe('SYSTEM_DRAGGABLE')
    expect(body.data.attributes.definition?.body.sections).toHaveLength(1)
    const filter = `equals(id,"${made.blocks}")`
    const [plain] = (await k.templates.getTemplates({ filter })).body.data
    expect(plain!.attributes.definition).toBeUndefined()
    const [whole] = (await k.templates.getTemplates({ filter, additionalFieldsTemplate: ['definition'] })).body.data
    expect(whole!.attributes.definition).toEqual(body.data.attributes.definition)
    expect((await errorOf(k.templates.getTemplate('Nothing'))).status).toBe(404)
  })

  it('are listed, filtered and sorted', async () => {
    const listed = async (options: Parameters<typeof k.templates.getTemplates>[0]) =>
      namesOf((await k.templates.getTemplates(options)).body.data)
    expect(await listed({ sort: 'name' })).toEqual(['Blocks', 'Code', 'Hybrid'])
    expect(await listed({ sort: '-name', filter: 'any(name,["Code","Blocks"])' })).toEqual(['Code', 'Blocks'])
    expect(await listed({ filter: `equals(id,"${made.hybrid}")` })).toEqual(['Hybrid'])
  })

  it('are updated', async () => {
    const renamed = await k.templates.updateTemplate(made.code!, {
      data: { type: 'template', id: made.code!, attributes: { name: 'Letter', html: '<p>Dear {{ first_name }}</p>' } },
    })
    expect(renamed.body.data.attributes).toMatchObject({
      name: 'Letter',
      html: expect.stringContaining('Dear {{ first_name }}'),
    })
    const attributes = { definition: definition(sectionOf('1-column-full-width', [textBlock('<p>Bye</p>')])) }
    const { body } = await k.templates.updateTemplate(made.blocks!, {
      data: { type: 'template', id: made.blocks!, attributes },
    })
    expect(body.data.attributes.html).toContain('Bye')
  })

  it('are rendered and cloned', async () => {
    const context = { first_name: 'Ada' }
    const rendered = await k.templates.renderTemplate({
      data: { type: 'template', id: made.code!, attributes: { context } },
    })
    expect(rendered.body.data.attributes.html).toContain('Dear Ada')
    const { response, body } = await k.templates.cloneTemplate({
      data: { type: 'template', id: made.code!, attributes: { name: 'Second letter' } },
    })
    expect([response.status, body.data.attributes.name]).toEqual([200, 'Second letter'])
    expect(body.data.id).not.toBe(made.code)
    made.clone = body.data.id
  })

  it('are deleted', async () => {
    expect((await k.templates.deleteTemplate(made.clone!)).response.status).toBe(200)
    expect((await errorOf(k.templates.getTemplate(made.clone!))).status).toBe(404)
  })
})

describe('universal content', () => {
  const type = 'template-universal-content' as const
  const block = (content: string) => ({
    contentType: 'block' as const,
    type: 'text' as const,
    data: { content, displayOptions: {}, styles: {} },
  })

  it('is created, read, listed, updated and deleted', async () => {
    const { response, body } = await k.templates.createUniversalContent({
      data: { type, attributes: { name: 'Footer', definition: block('<p>Goodbye</p>') } },
    })
    expect([response.status, body.data.attributes.name]).toEqual([201, 'Footer'])
    expect(body.data.attributes.screenshotStatus).toBe('never_generated')
    const { id } = body.data
    const found = await k.templates.getUniversalContent(id)
    expect(found.body.data.attributes.definition).toMatchObject(block('<p>Goodbye</p>'))
    const attributes = { name: 'Closing', definition: block('<p>So long</p>') }
    const updated = await k.templates.updateUniversalContent(id, { data: { type, id, attributes } })
    expect(updated.body.data.attributes.name).toBe('Closing')
    const listed = await k.templates.getAllUniversalContent({
      filter: 'equals(name,"Closing")',
      sort: '-updated',
      pageSize: 5,
    })
    expect(namesOf(listed.body.data)).toEqual(['Closing'])
    expect((await k.templates.deleteUniversalContent(id)).response.status).toBe(204)
    expect((await errorOf(k.templates.getUniversalContent(id))).status).toBe(404)
  })
})

describe('images', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'images-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('are uploaded by data URI and as a file, and served', async () => {
    const { response, body } = await k.images.uploadImageFromUrl({
      data: { type: 'image', attributes: { importFromUrl: dataUri(PNG), name: 'Dot' } },
    })
    expect([response.status, body.data.attributes.name, body.data.attributes.format]).toEqual([201, 'Dot', 'png'])
    made.dot = body.data.id
    const served = await fetch(body.data.attributes.imageUrl)
    expect(Buffer.from(await served.arrayBuffer())).toEqual(PNG)
    const path = join(folder, 'dance.gif')
    await writeFile(path, GIF)
    const uploaded = await k.images.uploadImageFromFile(createReadStream(path), undefined, true)
    expect(uploaded.response.status).toBe(201)
    expect(uploaded.body.data.attributes).toMatchObject({ name: 'dance.gif', format: 'gif', size: GIF.length })
    made.dance = uploaded.body.data.id
    const data = { type: 'image' as const, attributes: { importFromUrl: 'https://nowhere.example/a.png' } }
    expect((await errorOf(k.images.uploadImageFromUrl({ data }))).status).toBe(400)
  })

  it('are read, listed and updated', async () => {
    expect((await k.images.getImage(made.dance!)).body.data.attributes.hidden).toBe(true)
    const listed = await k.images.getImages({ sort: 'name', pageSize: 10 })
    expect(namesOf(listed.body.data)).toEqual(['Dot'])
    const hidden = await k.images.getImages({ filter: 'equals(hidden,true)' })
    expect(namesOf(hidden.body.data)).toEqual(['dance.gif'])
    const { body } = await k.images.updateImage(made.dance!, {
      data: { type: 'image', id: made.dance!, attributes: { name: 'Dance', hidden: false } },
    })
    expect(body.data.attributes).toMatchObject({ name: 'Dance', hidden: false })
    expect((await errorOf(k.images.getImage('1'))).status).toBe(404)
  })
})

it('every operation was walked', () => {
  expect(forgotten('content', k)).toEqual([])
})
