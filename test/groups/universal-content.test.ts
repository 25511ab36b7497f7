import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { sectionOf, textBlock } from '../definitions.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const TYPE = 'template-universal-content'
const URL = `/api/${TYPE}`
const DEFINITION = '/data/attributes/definition'
const html = (display_options: Json = {}) => ({
  content_type: 'block',
  type: 'html',
  data: { content: '<b>hi</b>', display_options },
})
const plain = { properties: {}, display_options: {}, styles: {} }
const block = (type: string, data: Json = plain) => ({ content_type: 'block', type, data })
const at = (revision: string) => clientOf(sandbox, { revision })
const create = (definition: Json, by = client, name = 'Footer') =>
  by.post(URL, { data: { type: TYPE, attributes: { name, definition } } })
const update = (id: string, attributes: Json, by = client) =>
  by.patch(`${URL}/${id}`, { data: { type: TYPE, id, attributes } })
const made = async (definition: Json): Promise<string> => (await create(definition)).body.data.id
const read = async (id: string, by = client): Promise<Json> => (await by.get(`${URL}/${id}`)).body.data.attributes
const errorsOf = ({ body }: { body: Json }) => body.errors.map(({ detail, source }: Json) => [source.pointer, detail])

describe('create_universal_content', () => {
  it('answers 201 with 32 hexadecimal digits and microseconds, then reads with whole seconds', async () => {
    const created = await create(html({ show_on: 'all' }))
    const { id } = created.body.data
    const document = (created: string, updated: string) => ({
      type: TYPE,
      id,
      attributes: {
        name: 'Footer',
        definition: html({ show_on: 'all' }),
        created,
        updated,
        screenshot_status: 'never_generated',
        screenshot_url: '',
      },
      links: { self: `http://localhost:80${URL}/${id}/` },
    })
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: document('2026-11-02T10:00:00.250000+00:00', '2026-11-02T10:00:00.250024+00:00'),
      links: { self: `http://localhost:80${URL}` },
    })
    expect((await client.get(`${URL}/${id}`)).body.data).toEqual(
      document('2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00'),
    )
  })

  it('takes a section, without the ids that a template gives its parts', async () => {
    const section = sectionOf('1-column-full-width', [textBlock()])
    const named = structuredClone(section)
    Object.assign(named, { id: '1', data_id: '2', universal_id: '3' })
    Object.assign(named.rows[0].columns[0].blocks[0], { id: '4', universal_id: '5' })
    expect((await create(named)).body.data.attributes.definition).toEqual(section)
  })

  it.each<[string, Json, [string, string][]]>([
    [
      'no definition',
      undefined,
      [[DEFINITION, "'definition' is a required field for the resource 'template-universal-content'."]],
    ],
    [
      'an unsupported block',
      block('unsupported', null),
      [[`${DEFINITION}/type`, expect.stringContaining('(got unsupported)') as never]],
    ],
    [
      'a member that the block does not have',
      block('html', { content: 'a', display_options: {}, styles: {} }),
      [[`${DEFINITION}/data/styles`, "'styles' is not a valid field for the resource 'HTMLBlockData'."]],
    ],
    [
      'the visible_check of older revisions',
      html({ visible_check: 'a' }),
      [
        [
          `${DEFINITION}/data/display_options/visible_check`,
          "'visible_check' is not a valid field for the resource 'DisplayOptions'.",
        ],
      ],
    ],
    [
      'a section whose columns do not fit',
      sectionOf('2-columns-equal-width', [textBlock()]),
      [
        [
          `${DEFINITION}/rows/0/columns`,
          "The number of columns does not fit the layout '2-columns-equal-width' (got 1)",
        ],
      ],
    ],
  ])('refuses %s', async (_, definition, expected) => {
    const answer = await create(definition)
    expect([answer.status, errorsOf(answer)]).toEqual([400, expected])
    expect((await client.get(URL)).body.data).toEqual([])
  })
})

describe('the blocks that a revision writes', () => {
  const simple = ['button', 'drop_shadow', 'horizontal_rule', 'image', 'spacer']
  const others = ['coupon', 'header', 'product', 'review', 'social', 'split', 'table', 'video']
  const least: Record<string, Json> = {
    html: { content: 'a', display_options: {} },
    text: { content: 'a', display_options: {}, styles: {} },
    button: { ...plain, content: 'a' },
    coupon: { ...plain, content: 'a' },
    image: { ...plain, properties: { dynamic: false } },
    product: { ...plain, properties: { dynamic: false } },
    review: { ...plain, properties: { dynamic: false } },
    table: { ...plain, properties: { dynamic: false } },
  }
  const dataOf = (type: string) => {
    if (least[type] !== undefined) return least[type]
    const { properties: _, ...rest } = plain
    return ['social', 'video'].includes(type) ? plain : rest
  }
  const rows = REVISIONS.flatMap((revision) =>
    ['html', 'text', ...simple, ...others].map((type) => {
      const taken =
        ['html', 'text'].includes(type) ||
        (simple.includes(type) && revision >= '2025-04-15') ||
        revision >= '2026-10-15'
      return [revision, type, taken ? 201 : 400] as const
    }),
  )

  it.each(rows)('%s: %s is answered %i', async (revision, type, status) => {
    const answer = await create(block(type, dataOf(type)), at(revision))
    expect(answer.status, answer.text).toBe(status)
    if (status === 400) return
    for (const other of REVISIONS) await read(answer.body.data.id, at(other)) // held to each schema by the client
  })

  it.each(['2024-10-15', '2026-07-15'])(
    '%s reads the others without their data and only renames them',
    async (revision) => {
      const id = await made(block('social', plain))
      const old = at(revision)
      expect((await read(id, old)).definition).toEqual({ content_type: 'block', type: 'social', data: null })
      expect((await update(id, { name: 'Links' }, old)).body.data.attributes.name).toBe('Links')
      const refused = await update(id, { definition: html({ show_on: 'all' }) }, old)
      expect(errorsOf(refused)).toEqual([
        [DEFINITION, "Only the name of universal content of the type 'social' can be updated."],
      ])
      expect((await read(id)).definition).toEqual(block('social', plain))
    },
  )

  it('coupons have no name of their own before 2025-10-15', async () => {
    const id = await made(block('coupon', { ...plain, content: 'a' }))
    const bare = (type: string) => ({ content_type: 'block', type, data: null })
    expect((await read(id, at('2025-10-15'))).definition).toEqual(bare('coupon'))
    expect((await read(id, at('2025-07-15'))).definition).toEqual(bare('unsupported'))
  })

  it('2024-10-15 reads simple blocks without their data', async () => {
    const id = await made(block('spacer', { display_options: {}, styles: { height: 20 } }))
    expect((await read(id, at('2024-10-15'))).definition.data).toBeNull()
    expect((await read(id, at('2025-01-15'))).definition.data.styles).toEqual({ height: 20 })
  })

  it('older ones leave the data of simple blocks free, but an object it is', async () => {
    const old = at('2026-07-15')
    const answer = await create(block('button', 'a'), old)
    expect(errorsOf(answer)).toEqual([[`${DEFINITION}/data`, "'data' must be of type object or null."]])
    const { id } = (await create(block('button', { content: 'Buy' }), old)).body.data
    expect((await read(id)).definition.data).toEqual({ content: 'Buy', ...plain })
  })
})

describe('visibility', () => {
  it.each<[string, Json, Json]>([
    ['a check', { visible_check: 'person.a' }, { visibility: { check: 'person.a' } }],
    ['an empty check, as recorded', { visible_check: '' }, { visibility: { check: '' } }],
    ['null', { visible_check: null }, { visibility: null }],
    ['nothing', { show_on: 'mobile' }, { show_on: 'mobile' }],
    [
      'a repeat beside it',
      { content_repeat: { repeat_for: 'a', item_alias: 'b' }, visible_check: 'c' },
      { content_repeat: { repeat_for: 'a', item_alias: 'b' }, visibility: { check: 'c' } },
    ],
  ])('is the visible_check of older revisions, both ways: %s', async (_, older, newer) => {
    const old = at('2026-07-15')
    const created = (await create(html(older), old)).body.data
    expect(created.attributes.definition).toEqual(html(older))
    expect((await read(created.id)).definition).toEqual(html(newer))
    expect((await read(await made(html(newer)), old)).definition).toEqual(html(older))
    const changed = await update(await made(html()), { definition: html(older) }, old)
    expect(changed.body.data.attributes.definition).toEqual(html(older))
  })

  it('loses what older revisions have no member for', async () => {
    const id = await made(html({ layout_type: 'a', visibility: { check: 'b', is_code_only: true } }))
    expect((await read(id, at('2026-04-15'))).definition).toEqual(html({ visible_check: 'b' }))
  })
})

describe('update_universal_content', () => {
  it('renames and keeps the definition, or replaces it as a whole', async () => {
    const id = await made(html({ show_on: 'all' }))
    await sandbox.clock.advance(60_000)
    const renamed = await update(id, { name: 'B' })
    expect([renamed.status, renamed.body.data.attributes]).toEqual([
      200,
      {
        name: 'B',
        definition: html({ show_on: 'all' }),
        created: '2026-11-02T10:00:00+00:00',
        updated: '2026-11-02T10:01:00.250000+00:00',
        screenshot_status: 'never_generated',
        screenshot_url: '',
      },
    ])
    const replaced = await update(id, { definition: html() })
    expect(replaced.body.data.attributes).toMatchObject({ name: 'B', definition: html() })
    const same = await update(id, { name: null, definition: null })
    expect(same.body.data.attributes).toEqual(replaced.body.data.attributes)
  })

  it('answers 404 when there is none', async () => {
    expect((await update('none', { name: 'B' })).status).toBe(404)
  })
})

describe('get_all_universal_content', () => {
  it('filters and sorts', async () => {
    for (const [name, definition] of [
      ['A', html()],
      ['B', textBlock()],
      ['C', sectionOf('1-column-full-width', [textBlock()])],
    ] as const) {
      await create(definition, client, name)
      await sandbox.clock.advance(1000)
    }
    const names = async (query: string) =>
      (await client.get(`${URL}?${query}`)).body.data.map(({ attributes }: Json) => attributes.name)
    expect(await names('filter=equals(definition.content_type,"block")&sort=name')).toEqual(['A', 'B'])
    expect(await names('filter=equals(definition.type,"text")')).toEqual(['B'])
    expect(await names('filter=any(name,["A","C"])&sort=-name')).toEqual(['C', 'A'])
    expect(await names('filter=greater-than(created,2026-11-02T10:00:01Z)&sort=created')).toEqual(['B', 'C'])
    expect(await names('sort=-updated&page[size]=1')).toEqual(['C'])
    expect((await client.get(`${URL}?filter=equals(definition.type,"carousel")`)).status).toBe(400)
  })

  it('keeps to fields, down into the definition', async () => {
    await create(html({ show_on: 'all' }))
    const shown = await client.get(`${URL}?fields[${TYPE}]=name,definition.data.content`)
    expect(shown.body.data[0].attributes).toEqual({ name: 'Footer', definition: { data: { content: '<b>hi</b>' } } })
  })
})

describe('clone_universal_content', () => {
  const clone = (id: string, attributes: Json) => client.post(`${URL}-clone`, { data: { type: TYPE, id, attributes } })

  it('answers 201 with content of its own, called like its source unless told otherwise', async () => {
    const id = await made(html({ show_on: 'all' }))
    await sandbox.clock.advance(60_000)
    const answer = await clone(id, { id })
    const copy = answer.body.data.id
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      data: {
        type: TYPE,
        id: copy,
        attributes: {
          name: 'Footer',
          definition: html({ show_on: 'all' }),
          created: '2026-11-02T10:01:00.250000+00:00',
          updated: '2026-11-02T10:01:00.250024+00:00',
          screenshot_status: 'never_generated',
          screenshot_url: '',
        },
        links: { self: `http://localhost:80${URL}/${copy}/` },
      },
      links: { self: `http://localhost:80${URL}-clone` },
    })
    expect(copy).not.toBe(id)
    expect((await clone(id, { id, name: 'Second' })).body.data.attributes.name).toBe('Second')
    await update(id, { definition: html() })
    expect((await read(copy)).definition).toEqual(html({ show_on: 'all' }))
  })

  it('refuses two ids that differ, and one that is not there', async () => {
    const id = await made(html())
    expect((await clone(id, { id: 'other' })).body.errors[0].source.pointer).toBe('/data/attributes/id')
    expect((await clone('none', { id: 'none' })).status).toBe(404)
  })
})

describe('delete_universal_content', () => {
  it('answers 204 without a body, then 404', async () => {
    const id = await made(html())
    const deleted = await client.delete(`${URL}/${id}`)
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    expect((await client.get(`${URL}/${id}`)).status).toBe(404)
  })
})
