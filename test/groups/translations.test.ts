import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'
import { dragAndDropDefinition, sectionOf, textBlock } from '../definitions.ts'
import { body, campaign, make, oneMessage, template, wizard } from './campaign-bodies.ts'
import { dataUri, PNG } from './image-files.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const LOCALES = { source_locale: 'en', target_locales: ['de', 'fr'], fallback_locale: 'en' }
const VALUES = 'additional-fields[translation]=values'

const create = (type: string, id: string, attributes: Json = {}, query = '') =>
  client.post(`/api/translations${query}`, {
    data: {
      type: 'translation',
      attributes: { ...LOCALES, channel: 'email', ...attributes },
      relationships: { [type]: { data: { type, id } } },
    },
  })
const change = (id: string, attributes: Json, query = '') =>
  client.patch(`/api/translations/${id}${query}`, { data: { type: 'translation', id, attributes } })
const valuesOf = async (id: string) =>
  (await client.get(`/api/translations/${id}?${VALUES}`)).body.data.attributes.values
const idsOf = async (query = '') => (await client.get(`/api/translations?${query}`)).body.data.map(({ id }: Json) => id)
const errorsOf = ({ status, body: { errors } }: Answer) => [
  status,
  ...errors.map(({ detail, source }: Json) => [detail, source.pointer ?? source.parameter]),
]

/** A message of one variation with these details; gives the variation's id. */
async function variation(details: Json): Promise<string> {
  const given = campaign({}, oneMessage({ variations: [{ definition: { name: 'A', details } }] }))
  return (await make(client, given)).variations[0]!
}

async function universalContent(): Promise<string> {
  const definition = textBlock('<p>Shared</p>')
  const attributes = { name: 'Shared', definition }
  return (
    await client.post('/api/template-universal-content', { data: { type: 'template-universal-content', attributes } })
  ).body.data.id
}

const link = (id: string, relation: string) => {
  const self = `http://localhost:80/api/translations/${id}`
  return { links: { self: `${self}/relationships/${relation}/`, related: `${self}/${relation}/` } }
}

describe('a translation', () => {
  it('is named after what it translates, and shows that alone as data', async () => {
    const source = await template(client)
    const id = `template::email::${source}`
    const created = await create('template', source)
    const data = (time: string): Json => ({
      type: 'translation',
      id,
      attributes: { ...LOCALES, channel: 'email', metadata: null, created: time, updated: time },
      relationships: {
        'campaign-variation': link(id, 'campaign-variation'),
        'flow-message': link(id, 'flow-message'),
        template: { data: { type: 'template', id: source }, ...link(id, 'template') },
        'template-universal-content': link(id, 'template-universal-content'),
        'consent-page': link(id, 'consent-page'),
      },
      links: { self: `http://localhost:80/api/translations/${id}/` },
    })
    const fresh = data('2026-11-02T10:00:00.250000+00:00')
    fresh.attributes.updated = '2026-11-02T10:00:00.250024+00:00'
    expect([created.status, created.body]).toEqual([
      201,
      { data: fresh, links: { self: 'http://localhost:80/api/translations' } },
    ])
    expect((await client.get(`/api/translations/${id}`)).body).toEqual({
      data: data('2026-11-02T10:00:00+00:00'),
      links: { self: `http://localhost:80/api/translations/${id}` },
    })
  })

  it('leads to its resource, and that leads to it', async () => {
    const id = await variation({ channel: 'sms', body: 'Hello' })
    const translation = (await create('campaign-variation', id, { channel: 'sms' })).body.data.id
    expect(translation).toBe(`campaign-variation::sms::${id}`)
    const related = await client.get(`/api/translations/${translation}/campaign-variation`)
    expect(related.body.data).toEqual((await client.get(`/api/campaign-variations/${id}`)).body.data)
    expect((await client.get(`/api/translations/${translation}/relationships/campaign-variation`)).body.data).toEqual({
      type: 'campaign-variation',
      id,
    })
    for (const relation of ['template', 'relationships/template', 'template-universal-content']) {
      expect((await client.get(`/api/translations/${translation}/${relation}`)).body).toEqual({ data: null })
    }
    expect((await client.get(`/api/campaign-variations/${id}/translation`)).body.data.id).toBe(translation)
  })

  it('includes what it translates', async () => {
    const sources = { template: await template(client), 'template-universal-content': await universalContent() }
    for (const [type, id] of Object.entries(sources)) await create(type, id)
    const include = 'campaign-variation,flow-message,template,template-universal-content'
    const { included } = (await client.get(`/api/translations?include=${include}`)).body
    expect(included.map(({ type, id }: Json) => [type, id])).toEqual(Object.entries(sources))
  })

  it('can be had once for a resource and channel', async () => {
    const id = await template(client)
    await create('template', id)
    const { status, body } = await create('template', id, { target_locales: ['es'] })
    expect([status, body.errors[0]]).toMatchObject([
      409,
      { code: 'conflict', detail: `A translation with id template::email::${id} already exists.` },
    ])
    expect((await create('template', id, { channel: 'whatsapp' })).status).toBe(201)
  })

  it('takes the id of the message of an older campaign', async () => {
    const { messages } = await make(client, wizard())
    expect((await create('campaign-variation', messages[0]!)).body.data.id).toBe(
      `campaign-variation::email::${messages[0]}`,
    )
  })
})

describe('a translation is refused', () => {
  const RELATIONSHIPS = '/data/relationships'
  it.each<[string, Json | undefined, number]>([
    ['of nothing', undefined, 0],
    ['of relationships without any', {}, 0],
    ['of a relationship without data', { template: {} }, 0],
  ])('%s', async (_what, relationships, count) => {
    const attributes = { ...LOCALES, channel: 'email' }
    const answer = await client.post('/api/translations', {
      data: { type: 'translation', attributes, ...(relationships && { relationships }) },
    })
    const types = 'campaign-variation, flow-message, template, template-universal-content, consent-page'
    expect(errorsOf(answer)).toEqual([400, [`Exactly one of ${types} must be given (got ${count}).`, RELATIONSHIPS]])
  })

  it.each([
    ['template', 'A template with id none does not exist.'],
    ['template-universal-content', 'A template-universal-content with id none does not exist.'],
    ['campaign-variation', "A campaign-variation with id 'none' does not exist."],
    ['consent-page', 'A consent-page with id none does not exist.'],
  ])('of a %s that is not there', async (type, detail) => {
    expect(errorsOf(await create(type, 'none'))).toEqual([404, [detail, '/data/']])
  })

  it('on a channel that its resource has not', async () => {
    const sources: [string, string, string, string][] = [
      ['template', await template(client), 'sms', 'email, whatsapp'],
      ['template-universal-content', await universalContent(), 'mobile_push', 'email'],
      ['campaign-variation', await variation({ channel: 'push', title: 'Hi' }), 'email', 'mobile_push'],
    ]
    for (const [type, id, channel, allowed] of sources) {
      expect(errorsOf(await create(type, id, { channel }))).toEqual([
        400,
        [`'channel' must be one of: ${allowed} (got ${channel})`, '/data/attributes/channel'],
      ])
    }
  })

  it.each<[string, Json, [string, string][]]>([
    [
      'codes that are none',
      { source_locale: 'english', target_locales: ['de', 'x y'], fallback_locale: '' },
      [
        ["'english' is not a valid locale.", 'source_locale'],
        ["'x y' is not a valid locale.", 'target_locales/1'],
        ["'' is not a valid locale.", 'fallback_locale'],
      ],
    ],
    [
      'the source among the targets',
      { target_locales: ['de', 'en'] },
      [["The source locale 'en' cannot be a target locale.", 'target_locales']],
    ],
    [
      'a fallback that is neither',
      { fallback_locale: 'es' },
      [["The fallback locale 'es' must be the source locale or a target locale.", 'fallback_locale']],
    ],
  ])('with %s, when made and when changed', async (_what, attributes, expected) => {
    const id = await template(client)
    const problems = expected.map(([detail, place]) => [detail, `/data/attributes/${place}`])
    expect(errorsOf(await create('template', id, attributes))).toEqual([400, ...problems])
    const translation = (await create('template', id)).body.data.id
    expect(errorsOf(await change(translation, attributes))).toEqual([400, ...problems])
  })
})

describe('values', () => {
  it('of an e-mail are its subject, preheader and body', async () => {
    const details = { channel: 'email', subject: 'Hello', preview_text: 'News', template_id: await template(client) }
    const id = `campaign-variation::email::${await variation(details)}`
    await create('campaign-variation', id.split('::')[2]!)
    const html = '<html><head></head><body><p>Hello</p></body></html>'
    expect(await valuesOf(id)).toEqual([
      { id: `${id}::subject`, source_value: 'Hello', translations: {} },
      { id: `${id}::preheader`, source_value: 'News', translations: {} },
      { id: `${id}::body`, source_value: html, translations: {} },
    ])
  })

  it.each<[string, string, Json, [string, string][]]>([
    ['sms', 'sms', { body: 'Sale!' }, [['body', 'Sale!']]],
    [
      'push',
      'mobile_push',
      { title: 'Sale', body: 'Now', action_buttons: [{ label: 'Go', action_type: 'open_app', url: null }] },
      [
        ['title', 'Sale'],
        ['body', 'Now'],
        ['action_buttons.0.label', 'Go'],
      ],
    ],
  ])('of %s are its texts', async (channel, as, details, expected) => {
    const source = await variation({ channel, ...details })
    const { body } = await create('campaign-variation', source, { channel: as }, `?${VALUES}`)
    const found = body.data.attributes.values.map(({ id, source_value }: Json) => [id.split('::')[3], source_value])
    expect(found).toEqual(expected)
  })

  it('of blocks are one for each text that people read', async () => {
    const image = {
      properties: { dynamic: false, src: dataUri(PNG), alt_text: 'A hat' },
      styles: {},
      display_options: {},
    }
    const definition = dragAndDropDefinition(
      sectionOf('1-column-full-width', [
        textBlock('<p>Hello {{ first_name }}</p>'),
        textBlock('{{ unsubscribe }}'),
        { content_type: 'block', type: 'image', data: image },
      ]),
    )
    const attributes = { name: 'A', editor_type: 'SYSTEM_DRAGGABLE', definition }
    const made = (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data
    const stored = (await client.get(`/api/templates/${made.id}`)).body.data.attributes.definition
    const blocks = stored.body.sections[0].rows[0].columns[0].blocks
    const id = (await create('template', made.id)).body.data.id
    expect(await valuesOf(id)).toEqual([
      { id: `${id}::${blocks[0].id}`, source_value: '<p>Hello {{ first_name }}</p>', translations: {} },
      { id: `${id}::${blocks[2].id}.alt_text`, source_value: 'A hat', translations: {} },
    ])
  })

  it('of universal content are named by their place, for it has no ids', async () => {
    const id = (await create('template-universal-content', await universalContent())).body.data.id
    expect(await valuesOf(id)).toEqual([{ id: `${id}::content`, source_value: '<p>Shared</p>', translations: {} }])
  })

  it('follow the content, and keep what was translated', async () => {
    const source = await variation({ channel: 'email', subject: 'Old' })
    const id = (await create('campaign-variation', source)).body.data.id
    await change(id, { values: [{ id: `${id}::subject`, translations: { de: 'Neu' } }] })
    const definition = { details: { channel: 'email', subject: 'New' } }
    const patch = body('campaign-variation', definition).data
    await client.patch(`/api/campaign-variations/${source}`, { data: { ...patch, id: source } })
    expect(await valuesOf(id)).toEqual([{ id: `${id}::subject`, source_value: 'New', translations: { de: 'Neu' } }])
  })

  it('are shown where they are asked for, and never in lists', async () => {
    const id = (await create('template', await template(client))).body.data.id
    expect('values' in (await client.get(`/api/translations/${id}`)).body.data.attributes).toBe(false)
    expect(errorsOf(await client.get(`/api/translations?${VALUES}`))).toEqual([
      400,
      [
        "'additional-fields[translation]' is not an allowed query parameter for this resource.",
        'additional-fields[translation]',
      ],
    ])
  })
})

describe('writing values', () => {
  let id: string
  const subject = async () => (await valuesOf(id))[0].translations
  beforeEach(async () => {
    const source = await variation({ channel: 'email', subject: 'Hello', preview_text: 'News' })
    id = (await create('campaign-variation', source)).body.data.id
  })

  it('keeps the locales and values that it does not mention', async () => {
    const write = (translations: Json) => change(id, { values: [{ id: `${id}::subject`, translations }] }, `?${VALUES}`)
    await write({ de: 'Hallo' })
    const { status, body } = await write({ fr: 'Bonjour' })
    expect([status, body.data.attributes.values]).toEqual([
      200,
      [
        { id: `${id}::subject`, source_value: 'Hello', translations: { de: 'Hallo', fr: 'Bonjour' } },
        { id: `${id}::preheader`, source_value: 'News', translations: {} },
      ],
    ])
    await write({ de: null })
    expect(await subject()).toEqual({ fr: 'Bonjour' })
  })

  it('may name a locale that the same request adds; one that goes takes its texts along', async () => {
    const values = [{ id: `${id}::subject`, translations: { es: 'Hola', de: 'Hallo' } }]
    await change(id, { target_locales: ['de', 'es', 'de'], values })
    expect(await subject()).toEqual({ de: 'Hallo', es: 'Hola' })
    const { attributes } = (await change(id, { target_locales: ['es'], values: null })).body.data
    expect(attributes.target_locales).toEqual(['es'])
    await change(id, { target_locales: ['de', 'es'] })
    expect(await subject()).toEqual({ es: 'Hola' })
  })

  it('is refused as a whole', async () => {
    const values = [
      { id: `${id}::subject`, translations: { de: 'Hallo', es: 'Hola', fr: 1 } },
      { id: `${id}::title`, translations: {} },
      { translations: [] },
      { id: `${id}::subject` },
    ]
    const at = '/data/attributes/values'
    expect(errorsOf(await change(id, { values }))).toEqual([
      400,
      ["'es' is not a target locale of this translation.", `${at}/0/translations/es`],
      ["'fr' must be of type string.", `${at}/0/translations/fr`],
      [`A translation value with id ${id}::title does not exist.`, `${at}/1/id`],
      ["'id' is a required field for the resource 'values'.", `${at}/2/id`],
      ["'translations' must be of type object.", `${at}/2/translations`],
      ["'translations' is a required field for the resource 'values'.", `${at}/3/translations`],
    ])
    expect(await subject()).toEqual({})
  })

  it('takes 100 values and not one more', async () => {
    const values = Array.from({ length: 100 }, () => ({ id: `${id}::subject`, translations: { de: 'Hallo' } }))
    expect((await change(id, { values })).status).toBe(200)
    expect(errorsOf(await change(id, { values: [...values, values[0]] }))).toEqual([
      400,
      ['A maximum of 100 values is allowed per request.', '/data/attributes/values'],
    ])
  })
})

describe('translations', () => {
  it('are listed by id, type of resource, channel and resource, and in pages', async () => {
    const sources = [await template(client), await template(client)].sort()
    const [first, second] = sources as [string, string]
    const sms = await variation({ channel: 'sms', body: 'Hello' })
    for (const id of sources) await create('template', id)
    await create('template', first, { channel: 'whatsapp' })
    await create('campaign-variation', sms, { channel: 'sms' })
    const [textMessage, ...mails] = [
      `campaign-variation::sms::${sms}`,
      `template::email::${first}`,
      `template::email::${second}`,
    ]
    const whatsapp = `template::whatsapp::${first}`
    expect(await idsOf()).toEqual([textMessage, ...mails, whatsapp])
    expect(await idsOf('sort=-id&page[size]=1')).toEqual([whatsapp])
    expect(await idsOf('filter=equals(resource_type,"campaign-variation")')).toEqual([textMessage])
    expect(await idsOf('filter=and(equals(channel,"email"),equals(resource_type,"template"))')).toEqual(mails)
    expect(await idsOf(`filter=equals(related_resource_id,"${first}")`)).toEqual([mails[0], whatsapp])
    expect(await idsOf(`filter=any(id,["${whatsapp}","none"])`)).toEqual([whatsapp])
  })

  it('go with what they translate, not the other way round', async () => {
    const content = await universalContent()
    const own = await template(client)
    const { id, variations } = await make(client)
    await create('template-universal-content', content)
    await create('template', own)
    await create('campaign-variation', variations[0]!)
    expect((await client.delete(`/api/translations/template::email::${own}`)).status).toBe(204)
    expect((await client.get(`/api/templates/${own}`)).status).toBe(200)
    await create('template', own)
    await client.delete(`/api/templates/${own}`)
    await client.delete(`/api/template-universal-content/${content}`)
    expect(await idsOf()).toEqual([`campaign-variation::email::${variations[0]}`])
    await client.delete(`/api/campaigns/${id}`)
    expect(await idsOf()).toEqual([])
  })

  it('answer 404 when they are not there', async () => {
    const id = 'template::email::none'
    for (const answer of [await client.get(`/api/translations/${id}`), await change(id, {})]) {
      expect(errorsOf(answer)).toEqual([404, [`A translation with id ${id} does not exist.`, '/data/']])
    }
  })
})
