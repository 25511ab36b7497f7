import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'
import { dataUri, PNG } from './image-files.ts'

let sandbox: Sandbox
let client: Client
let account: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  account = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const create = (kind: string, attributes: Json, relationships?: Json) =>
  client.post(`/api/brand-${kind}s`, {
    data: { type: `brand-${kind}`, attributes, ...(relationships && { relationships }) },
  })
const change = (kind: string, id: string, attributes: Json, relationships?: Json, collection = `brand-${kind}s`) =>
  client.patch(`/api/${collection}/${id}`, {
    data: { type: `brand-${kind}`, id, attributes, ...(relationships && { relationships }) },
  })
const list = async (kind: string): Promise<Json[]> => (await client.get(`/api/brand-${kind}s`)).body.data
const errorsOf = ({ status, body: { errors } }: Answer) => [
  status,
  ...errors.map(({ detail, source }: Json) => [detail, source.pointer]),
]
const to = (type: string, id: string | null) => ({ [type]: { data: id === null ? null : { type, id } } })

async function image(): Promise<string> {
  const attributes = { import_from_url: dataUri(PNG) }
  return (await client.post('/api/images', { data: { type: 'image', attributes } })).body.data.id
}

const button = (more: Json = {}): Json => ({
  style: { background_color: '#000000', border_radius: 2, box_shadow: '' },
  border: { border_color: '#000000', border_style: 'dashed', border_width: 1 },
  spacing: { padding_top: 1, padding_right: 2, padding_bottom: 3, padding_left: 4 },
  text: text(),
  ...more,
})

const text = (more: Json = {}): Json => ({
  ...{ color: '#ffffff', font_size: 14, font_style: 'normal', font_family: 'Arial', font_weight: 400 },
  ...{ letter_spacing: 0, text_decoration: '', ...more },
})

describe('a new account', () => {
  it('has e-mail defaults with a logo, a button and a social group, no colours, and a voice that says nothing', async () => {
    const [logo] = await list('logo')
    const [primary] = await list('button')
    const [group] = await list('social-group')
    expect([primary.attributes.is_primary, await list('color')]).toEqual([true, []])
    const ids = [logo, primary, group].map(({ id }: Json) => Number(id))
    expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2])
    const [defaults, ...others] = await list('email-default')
    expect([defaults.id, others]).toEqual([account, []])
    expect(defaults.attributes.header).toMatchObject({ links: [], logo_max_width: 160 })
    const self = `http://localhost:80/api/brand-email-defaults/${account}`
    const related = (type: string, id: string) => ({
      data: { type, id },
      links: { self: `${self}/relationships/${type}/`, related: `${self}/${type}/` },
    })
    expect(defaults.relationships).toEqual({
      'brand-button': related('brand-button', primary.id),
      'brand-logo': related('brand-logo', logo.id),
      'brand-social-group': related('brand-social-group', group.id),
    })
    expect((await client.get(`/api/brand-voice/${account}`)).body).toEqual({
      data: {
        type: 'brand-voice',
        id: account,
        attributes: { version: '1', tone_descriptors: [], language_patterns: [] },
        links: { self: `http://localhost:80/api/brand-voice/${account}/` },
      },
      links: { self: `http://localhost:80/api/brand-voice/${account}` },
    })
  })

  it.each(['brand-voice', 'brand-email-defaults'])('has one of %s, at its own id', async (collection) => {
    expect((await client.get(`/api/${collection}/${account}`)).status).toBe(200)
    expect((await client.get(`/api/${collection}/AbC123`)).status).toBe(404)
    const type = collection.replace(/s$/, '')
    const body = { data: { type, id: 'AbC123', attributes: {} } }
    expect(errorsOf(await client.patch(`/api/${collection}/AbC123`, body))).toEqual([
      404,
      [`A ${type} with id AbC123 does not exist.`, '/data/'],
    ])
  })
})

describe('a logo', () => {
  it('has an image, and answers what it was given', async () => {
    const picture = await image()
    const { status, body } = await create('logo', { width: 200, name: 'Wide' }, to('image', picture))
    const { id } = body.data
    const self = `http://localhost:80/api/brand-logos/${id}`
    const logo = {
      type: 'brand-logo',
      id,
      attributes: { width: 200, height: null, alt_text: null, link_url: null, name: 'Wide' },
      relationships: {
        image: {
          data: { type: 'image', id: picture },
          links: { self: `${self}/relationships/image/`, related: `${self}/image/` },
        },
      },
      links: { self: `${self}/` },
    }
    expect([status, body.data]).toEqual([201, logo])
    expect((await list('logo')).at(-1)).toEqual(logo)
    const { included } = (await client.get(`/api/brand-logos/${id}?include=image`)).body
    expect(included.map((one: Json) => one.id)).toEqual([picture])
  })

  it('is refused without an image, and with one that is not there', async () => {
    const required = ["'image' is a required field for the resource 'brand-logo'.", '/data/relationships/image']
    expect(errorsOf(await create('logo', {}))).toEqual([400, required])
    expect(errorsOf(await create('logo', {}, to('image', '1')))).toEqual([
      404,
      ['An image with id 1 does not exist.', '/data/'],
    ])
  })

  it('changes member by member; null clears, but not the image', async () => {
    const [first, second] = [await image(), await image()]
    const { id } = (await create('logo', { name: 'A', alt_text: 'B', width: 10 }, to('image', first))).body.data
    const shown = async ({ body }: Answer) => [
      body.data.attributes,
      body.data.relationships.image.data.id,
      (await client.get(`/api/brand-logos/${id}`)).body.data.id,
    ]
    const attributes = { width: 10, height: null, alt_text: null, link_url: null, name: 'C' }
    expect(await shown(await change('logo', id, { name: 'C', alt_text: null }, to('image', null)))).toEqual([
      attributes,
      first,
      id,
    ])
    expect(await shown(await change('logo', id, {}, to('image', second)))).toEqual([attributes, second, id])
  })
})

describe('a button', () => {
  it('answers what it was given, with the defaults of what is not active', async () => {
    const { body } = await create('button', button({ name: 'Buy', preview_page_hex: '#EEEEEE' }))
    const { style, border, spacing, text } = button()
    expect(body.data.attributes).toEqual({
      name: 'Buy',
      is_primary: false,
      style: { ...style, is_shadow_active: false },
      border: { ...border, is_border_active: false },
      spacing,
      text,
      preview_page_hex: '#EEEEEE',
    })
  })

  it('that becomes primary takes it from the one that was', async () => {
    const primaries = async () => (await list('button')).map(({ attributes }) => attributes.is_primary)
    const ids = [(await list('button'))[0].id]
    for (const is_primary of [true, null]) ids.push((await create('button', button({ is_primary }))).body.data.id)
    expect(await primaries()).toEqual([false, true, false])
    await change('button', ids[2], { is_primary: true, name: 'C' })
    expect(await primaries()).toEqual([false, false, true])
    await change('button', ids[2], { is_primary: false })
    expect(await primaries()).toEqual([false, false, false])
    await create('button', button())
    expect(await primaries()).toEqual([false, false, false, true])
  })

  it('changes part by part, each as a whole', async () => {
    const { id, attributes } = (await create('button', button())).body.data
    const spacing = { padding_top: 9, padding_right: 9, padding_bottom: 9, padding_left: 9 }
    expect((await change('button', id, { spacing })).body.data.attributes).toEqual({ ...attributes, spacing })
    expect(errorsOf(await change('button', id, { spacing: { padding_top: 1 } }))).toEqual([
      400,
      ...['right', 'bottom', 'left'].map((side) => [
        `'padding_${side}' is a required field for the resource 'SpacingStyles'.`,
        `/data/attributes/spacing/padding_${side}`,
      ]),
    ])
  })
})

describe('colours', () => {
  it('stand in groups, in order, and are replaced as a whole', async () => {
    const [ink, paper] = [
      { hex: '#112233', name: 'Ink' },
      { hex: '#FFFFF0', name: 'Paper' },
    ]
    const { id, attributes } = (await create('color', { name: 'Print', colors: [ink, paper] })).body.data
    expect(attributes).toEqual({ name: 'Print', colors: [ink, paper] })
    expect((await change('color', id, { colors: [paper] })).body.data.attributes).toEqual({
      name: 'Print',
      colors: [paper],
    })
    expect((await create('color', {})).body.data.attributes).toEqual({ name: null, colors: [] })
  })

  it.each(['112233', '#12', 'red', '#11223g', ''])('are refused as %j', async (hex) => {
    const colors = [
      { hex: '#000000', name: 'Black' },
      { hex, name: 'None' },
    ]
    expect(errorsOf(await create('color', { colors }))).toEqual([
      400,
      [`'${hex}' is not a valid hex color.`, '/data/attributes/colors/1/hex'],
    ])
    expect(errorsOf(await create('button', button({ preview_page_hex: hex })))).toEqual([
      400,
      [`'${hex}' is not a valid hex color.`, '/data/attributes/preview_page_hex'],
    ])
  })
})

describe('a social group', () => {
  it('has links of platforms and of our own, in order', async () => {
    const social_links = [
      { platform: 'youtube', link_url: 'https://youtube.com/@shop' },
      { platform: 'custom', link_url: 'https://shop.example', asset_url: 'https://shop.example/i.png', width: 32 },
    ]
    const { id, attributes } = (await create('social-group', { social_links })).body.data
    expect(attributes).toEqual({ name: null, social_links })
    const changed = await change('social-group', id, { name: 'Footer', social_links: social_links.slice(1) })
    expect(changed.body.data.attributes).toEqual({ name: 'Footer', social_links: social_links.slice(1) })
  })

  it('refuses platforms that there are not, and pictures where the platform has one', async () => {
    const social_links = [
      { platform: 'orkut', link_url: 'https://shop.example' },
      { platform: 'facebook', link_url: 'https://shop.example', width: 1, asset_url: null },
    ]
    const [status, first, ...rest] = errorsOf(await create('social-group', { social_links }))
    expect([status, first![1]]).toEqual([400, '/data/attributes/social_links/0/platform'])
    expect(first![0]).toMatch(/^'platform' must be one of: custom, .*x_twitter.* \(got orkut\)$/)
    expect(rest).toEqual(
      ['asset_url', 'width'].map((name) => [
        `'${name}' is not a valid field for the resource 'FirstPartySocialLink'.`,
        `/data/attributes/social_links/1/${name}`,
      ]),
    )
  })
})

describe('the voice', () => {
  it('is replaced list by list, and counts its versions', async () => {
    const voice = (attributes: Json) => change('voice', account, attributes, undefined, 'brand-voice')
    const warm = { name: 'Warm', description: 'Like a friend' }
    const short = { name: 'Short', description: 'Few words', user_modified: true }
    await voice({ tone_descriptors: [warm] })
    expect((await voice({ language_patterns: [short], tone_descriptors: null })).body.data.attributes).toEqual({
      version: '3',
      tone_descriptors: [{ ...warm, user_modified: false }],
      language_patterns: [short],
    })
    expect((await voice({})).body.data.attributes.version).toBe('3')
  })
})

describe('the e-mail defaults', () => {
  const defaults = (attributes: Json, relationships?: Json) =>
    change('email-default', account, attributes, relationships)

  it('change member by member; null clears the width of the logo alone', async () => {
    const before = (await list('email-default'))[0].attributes
    const h1_text = text({ font_size: 44 })
    const links = [{ text: 'New', url: 'https://shop.example/new' }]
    const { body } = await defaults({
      body: { h1_text, background_color: null },
      header: { links, logo_max_width: null },
      footer: null,
    })
    expect(body.data.attributes).toEqual({
      body: { ...before.body, h1_text },
      header: { ...before.header, links, logo_max_width: null },
      footer: before.footer,
    })
    expect((await client.get(`/api/brand-email-defaults/${account}`)).body.data.attributes).toEqual(
      body.data.attributes,
    )
  })

  it('take only whole texts', async () => {
    expect(errorsOf(await defaults({ footer: { link_text: { color: '#000000' } } }))).toEqual([
      400,
      ...['font_style', 'text_decoration'].map((name) => [
        `'${name}' is a required field for the resource 'LinkTextStyles'.`,
        `/data/attributes/footer/link_text/${name}`,
      ]),
    ])
  })

  it('point elsewhere, at nothing, and not at what is not there', async () => {
    const { id } = (await create('button', button())).body.data
    const { relationships } = (await defaults({}, { ...to('brand-button', id), ...to('brand-logo', null) })).body.data
    expect([relationships['brand-button'].data.id, 'data' in relationships['brand-logo']]).toEqual([id, false])
    expect((await defaults({}, to('brand-social-group', '1'))).status).toBe(404)
    const include = 'include=brand-button,brand-logo,brand-social-group'
    const { included } = (await client.get(`/api/brand-email-defaults?${include}`)).body
    expect(included.map(({ type }: Json) => type)).toEqual(['brand-button', 'brand-social-group'])
  })

  it('lose a button that is deleted', async () => {
    const { id } = (await list('button'))[0]
    expect((await client.delete(`/api/brand-buttons/${id}`)).status).toBe(204)
    expect((await client.get(`/api/brand-buttons/${id}`)).status).toBe(404)
    const { relationships } = (await client.get(`/api/brand-email-defaults/${account}`)).body.data
    expect('data' in relationships['brand-button']).toBe(false)
    const next = (await create('button', button())).body.data
    expect([Number(next.id) > Number(id), next.attributes.is_primary]).toEqual([true, true])
  })
})
