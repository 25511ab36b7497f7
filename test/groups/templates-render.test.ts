import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { sendPreview, startPreview } from '../../src/routes/groups/templates/preview-send-jobs.ts'
import type { Account } from '../../src/store/accounts.ts'
import { openDatabase } from '../../src/store/database.ts'
import { createIds } from '../../src/store/ids.ts'
import { findResource, insertResource, resourcesOf } from '../../src/store/resources.ts'
import { readPage } from '../../src/store/selection.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const create = async (attributes: object): Promise<string> => {
  const data = { type: 'template', attributes: { name: 'Hello', editor_type: 'CODE', ...attributes } }
  return (await client.post('/api/templates', { data })).body.data.id
}
const render = (id: string, context: object = {}, query = '') =>
  client.post(`/api/template-render${query}`, { data: { type: 'template', id, attributes: { context } } })
const preview = (template: string, attributes: object, profile?: string) =>
  client.post('/api/template-preview-send-jobs', {
    data: {
      type: 'template-preview-send-job',
      attributes: { recipients: ['a@example.com'], ...attributes },
      relationships: {
        template: { data: { type: 'template', id: template } },
        ...(profile !== undefined && { profile: { data: { type: 'profile', id: profile } } }),
      },
    },
  })
const CANNOT =
  'Unable to render given template with provided context. ' +
  'Please check included django syntax and ensure it is compatible with provided context.'

describe('render_template', () => {
  it('answers 200 with the template as it reads, its contents rendered', async () => {
    const id = await create({
      html: '<p>Hi {{ first_name|default:"you" }}</p>',
      text: 'Hi {{ first_name }} & co',
      amp: '<html>{{ first_name }}</html>',
    })
    const stored = (await client.get(`/api/templates/${id}`)).body.data
    const answer = await render(id, { first_name: '<Ann>' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      data: {
        ...stored,
        attributes: {
          ...stored.attributes,
          html: '<html><head></head><body><p>Hi &lt;Ann&gt;</p></body></html>',
          text: 'Hi <Ann> & co',
          amp: '<html>&lt;Ann&gt;</html>',
        },
      },
      links: { self: 'http://localhost:80/api/template-render' },
    })
    expect((await client.get(`/api/templates/${id}`)).body.data).toEqual(stored)
    const sparse = (await render(id, {}, '?fields[template]=html')).body.data.attributes
    expect(sparse).toEqual({ html: '<html><head></head><body><p>Hi you</p></body></html>' })
  })

  it('knows the account as organization, unless the context says otherwise', async () => {
    const id = await create({ html: '<p>a</p>', text: '{{ organization.name }}, {{ organization.full_address }}' })
    expect((await render(id)).body.data.attributes.text).toBe('Sandbox Account, 1 Sandbox Way, Boston, MA 02111, US')
    expect((await render(id, { organization: { name: 'Mine' } })).body.data.attributes.text).toBe('Mine, ')
  })

  it.each(['html', 'text', 'amp'])('refuses a fault in %s with the one text that there is', async (member) => {
    const id = await create({ html: '<p>a</p>', [member]: '{% if %}' })
    const { status, body } = await render(id)
    expect([status, body.errors.map(({ detail }: Json) => detail)]).toEqual([400, [CANNOT]])
  })

  it.each([
    ['an unknown tag', '{% unsubscribe_url %}'],
    ['an unknown filter', '{{ a|nosuch }}'],
    ['a tag that is not closed', '{% for x in a %}'],
    ['a reach into the machine', '{{ a.__proto__.constructor }}'],
    ['a width without end', '{{ "a"|center:"99999999" }}'],
    [
      'a loop in a loop in a loop',
      '{% for a in n %}{% for b in n %}{% for c in n %}x{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['tags too deep', '{% if 1 %}'.repeat(5000) + '{% endif %}'.repeat(5000)],
  ])('refuses %s', async (_, html) => {
    const id = await create({ html, text: html })
    const { status, body } = await render(id, { a: {}, n: [...Array(500).keys()] })
    expect([status, body.errors.map(({ detail }: Json) => detail)]).toEqual([400, [CANNOT]])
  })

  it('puts blocks of universal content in the places of a hybrid template, and no sections', async () => {
    const share = async (definition: Json) => {
      const type = 'template-universal-content'
      return (await client.post(`/api/${type}`, { data: { type, attributes: { name: 'A', definition } } })).body.data.id
    }
    const html = { content_type: 'block', type: 'html', data: { content: '<b>{{ a }}</b>', display_options: {} } }
    const data = { properties: {}, display_options: {}, styles: {} }
    const [block, section] = [await share(html), await share({ content_type: 'section', type: 'section', data })]
    const place = (id: string) => `<div data-klaviyo-universal-block="${id}">&nbsp;</div>`
    const source = { html: `${place(block)}${place(section)}${place('none')}` }
    const hybrid = await create({ ...source, editor_type: 'USER_DRAGGABLE' })
    expect((await client.get(`/api/templates/${hybrid}`)).body.data.attributes.html).toContain(place(block))
    const rendered = (await render(hybrid, { a: 'new' })).body.data.attributes.html
    expect(rendered).toContain('<b>new</b>')
    expect(rendered).toContain(`${place(section)}${place('none')}`)
    expect((await render(await create(source))).body.data.attributes.html).toContain(place(block))
  })

  it('answers 404 for a template that is not there', async () => {
    expect((await render('NOPE01')).status).toBe(404)
  })
})

describe('create_template_preview_send_job', () => {
  it('answers 202 with a queued job', async () => {
    const answer = await preview(await create({ html: '<p>a</p>' }), {})
    const { id } = answer.body.data
    expect(id).toMatch(/^[0-9A-Z]{26}$/)
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({
      data: {
        type: 'template-preview-send-job',
        id,
        attributes: { status: 'queued', created_at: '2026-11-02T10:00:00+00:00' },
        links: { self: `http://localhost:80/api/template-preview-send-jobs/${id}/` },
      },
      links: { self: 'http://localhost:80/api/template-preview-send-jobs' },
    })
  })

  it.each<[string, string[], string[]]>([
    ['none', [], ['']],
    ['six', ['a@x.io', 'b@x.io', 'c@x.io', 'd@x.io', 'e@x.io', 'f@x.io'], ['']],
    ['bad ones, all of them named', ['a@x.io', 'b', 'c@'], ['/1', '/2']],
  ])('refuses %s as recipients', async (_, recipients, places) => {
    const { status, body } = await preview(await create({ html: '<p>a</p>' }), { recipients })
    const pointers = places.map((place) => `/data/attributes/recipients${place}`)
    expect([status, body.errors.map(({ source }: Json) => source.pointer)]).toEqual([400, pointers])
  })

  it('answers 404 for a template or a profile that is not there', async () => {
    expect((await preview('NOPE01', {})).status).toBe(404)
    expect((await preview(await create({ html: '<p>a</p>' }), {}, 'NOPE')).status).toBe(404)
  })

  it('refuses what cannot be rendered, as template-render does', async () => {
    const { status, body } = await preview(await create({ html: '{% if %}' }), {})
    expect([status, body.errors[0].detail]).toEqual([400, CANNOT])
  })

  it('puts one message in the outbox, marked as a preview, once the job is done', () => {
    const db = openDatabase(':memory:')
    const ids = createIds('test')
    const job = { type: 'template-preview-send-job', id: 'J1' }
    insertResource(db, { ...job, created: 1, updated: 1, attributes: { status: 'queued', created_at: 'then' } })
    const context = { account: { ids } as Account, db, now: 1_000_000, jobDelay: 0, warn: () => {} }
    const statusOf = () => JSON.parse(findResource(db, job)!.attributes).status
    startPreview({ id: 'J1' }, context)
    expect(statusOf()).toBe('processing')
    sendPreview({ id: 'J1', message: { recipients: ['a@x.io'], html: '<p>a</p>' } }, context)
    expect(statusOf()).toBe('complete')
    const outbox = readPage(db, resourcesOf('outbox-message')).rows.map(({ attributes }) => JSON.parse(attributes))
    expect(outbox).toEqual([
      {
        kind: 'preview',
        channel: 'email',
        recipients: ['a@x.io'],
        html: '<p>a</p>',
        sent_at: '1970-01-01T00:00:01+00:00',
      },
    ])
    db.close()
  })

  it('leaves no event and no profile behind', async () => {
    await preview(await create({ html: '<p>a</p>' }), { recipients: ['a@x.io', 'b@x.io'], context: { a: 1 } })
    await sandbox.clock.advance(60_000)
    expect((await client.get('/api/events')).body.data).toEqual([])
    expect((await client.get('/api/profiles')).body.data).toEqual([])
  })
})
