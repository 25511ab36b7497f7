import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'

// Web feeds, from a server of this test whose host is allowed, or from hosts that are not.

let server: Server
let origin: string
let sandbox: Sandbox
let client: Client
/** What the server answers with, by path; asked: what it was asked. */
let pages: Record<string, { status?: number; text: string; location?: string }>
let asked: string[]

beforeEach(async () => {
  asked = []
  pages = {
    '/posts.json': { text: '{"posts":[{"title":"One & only"}]}' },
    '/posts.xml': { text: '<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>' },
    '/broken': { text: '{"posts":' },
    '/moved': { status: 302, text: '', location: '/posts.json' },
    '/none': { status: 404, text: '{}' },
    '/large': { text: JSON.stringify('x'.repeat(3_400_000)) },
  }
  server = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url}`)
    const { status = 200, text, location } = pages[request.url!]!
    reply.writeHead(status, location === undefined ? {} : { location }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  origin = `http://${host}`
  sandbox = await testSandbox({ allowedHosts: [host] })
  client = clientOf(sandbox)
})
afterEach(async () => {
  await sandbox.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const create = (name: string, url: string, attributes: object = {}): Promise<Answer> =>
  client.post('/api/web-feeds', {
    data: { type: 'web-feed', attributes: { name, url, request_method: 'get', content_type: 'json', ...attributes } },
  })
const patch = (id: string, attributes: object): Promise<Answer> =>
  client.patch(`/api/web-feeds/${id}`, { data: { type: 'web-feed', id, attributes } })
const statusOf = async (id: string) => (await client.get(`/api/web-feeds/${id}`)).body.data.attributes.status

async function render(html: string): Promise<string> {
  const attributes = { name: `T${asked.length} ${html}`, editor_type: 'CODE', html: `<p>${html}</p>` }
  const { id } = (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data
  const rendered = await client.post('/api/template-render', {
    data: { type: 'template', id, attributes: { context: {} } },
  })
  return /<p>(.*)<\/p>/.exec(rendered.body.data.attributes.html)![1]!
}

describe('a web feed', () => {
  it('is fetched when it is made; its status is null until the first poll', async () => {
    const created = await create('Posts', `${origin}/posts.json`)
    const { id } = created.body.data
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'web-feed',
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
        attributes: {
          name: 'Posts',
          url: `${origin}/posts.json`,
          request_method: 'get',
          content_type: 'json',
          created: '2026-11-02T10:00:00.250000+00:00',
          updated: '2026-11-02T10:00:00.250024+00:00',
          status: null,
        },
        links: { self: `http://localhost:80/api/web-feeds/${id}/` },
      },
      links: { self: 'http://localhost:80/api/web-feeds' },
    })
    expect([asked, await statusOf(id)]).toEqual([['GET /posts.json'], 'ok'])
    expect(await render('{{ feeds.Posts.posts.0.title }}')).toBe('One &amp; only')
  })

  it('of XML is converted, and posted for when it says so', async () => {
    await create('Blog', `${origin}/posts.xml`, { content_type: 'xml', request_method: 'post' })
    expect(asked).toEqual(['POST /posts.xml'])
    expect(await render('{% for item in feeds.Blog.rss.channel.item %}{{ item.title }},{% endfor %}')).toBe('A,B,')
  })

  it('of a host that is not allowed is kept, never fetched, and stays empty', async () => {
    const { status, body } = await create('Far', 'https://feeds.example.com/a.json')
    expect([status, await statusOf(body.data.id), asked]).toEqual([201, null, []])
    expect(await render('{{ feeds.Far.title|default:"nothing" }}')).toBe('nothing')
  })

  it.each([
    ['/broken', /^what came is no JSON: /],
    ['/none', /answered 404$/],
    ['/moved', /^more than 0 redirects$/],
    ['/large', /sent more than 3300000 bytes$/],
  ])('is refused when %s is what came', async (path, hint) => {
    const refused = await create('Posts', origin + path)
    expect([refused.status, refused.body.errors[0].detail, refused.body.errors[0].source]).toEqual([
      400,
      'Unable to fetch the URL you entered.',
      { pointer: '/data/attributes/url' },
    ])
    expect(refused.headers['sandbox-hint']).toMatch(hint)
    expect((await client.get('/api/web-feeds')).body.data).toEqual([])
  })

  it.each([
    ['a-b', 400, "'name' must match regex '^[0-9_A-z]+$' ('a-b' doesn't)", '/data/attributes/name'],
    ['Taken', 409, 'A web feed with the name Taken already exists.', '/data/attributes'],
  ])('is refused when it is called %s', async (name, status, detail, pointer) => {
    await create('Taken', 'https://feeds.example.com/')
    const refused = await create(name, `${origin}/posts.json`)
    const [error] = refused.body.errors
    expect([refused.status, error.detail, error.source.pointer]).toEqual([status, detail, pointer])
  })

  it('changes what is given, is asked for again, and keeps all when that fails', async () => {
    const { id } = (await create('Posts', `${origin}/posts.json`)).body.data
    await sandbox.clock.advance(1000)
    const renamed = await patch(id, { name: 'News', url: null })
    expect([renamed.status, renamed.body.data.attributes]).toMatchObject([
      200,
      { name: 'News', url: `${origin}/posts.json`, updated: '2026-11-02T10:00:01.250000+00:00' },
    ])
    expect((await patch(id, { url: `${origin}/broken` })).status).toBe(400)
    expect((await patch(id, { content_type: 'xml' })).status).toBe(400)
    expect(await render('{{ feeds.News.posts.0.title }}')).toBe('One &amp; only')
    await patch(id, { url: 'https://feeds.example.com/' })
    expect(await render('{{ feeds.News.posts.0.title }}')).toBe('')
    expect((await client.delete(`/api/web-feeds/${id}`)).status).toBe(204)
    const missing = [await client.get(`/api/web-feeds/${id}`), await patch(id, { name: 'X' })]
    expect(missing.map(({ status }) => status)).toEqual([404, 404])
  })

  it('is asked for anew by a template that uses it after 15 minutes; failing, it keeps what it gave for three days', async () => {
    const { id } = (await create('Posts', `${origin}/posts.json`)).body.data
    const title = '{{ feeds.Posts.posts.0.title }}'
    pages['/posts.json'] = { text: '{"posts":[{"title":"Two"}]}' }
    await sandbox.clock.advance(14 * 60_000)
    expect(await render(title)).toBe('One &amp; only')
    await sandbox.clock.advance(60_000)
    expect([await render('nothing'), asked.length]).toEqual(['nothing', 1])
    expect([await render(title), asked.length, await statusOf(id)]).toEqual(['Two', 2, 'ok'])
    pages['/posts.json'] = { status: 500, text: '' }
    for (const [hours, status, expected] of [
      [1, 'warning_periodic_refresh_timeout', 'Two'],
      [3, 'warning_nightly_refresh_timeout', 'Two'],
      [80, 'critical_nightly_refresh_timeout', ''],
    ] as const) {
      await sandbox.clock.advance(hours * 3_600_000)
      expect([await render(title), await statusOf(id)]).toEqual([expected, status])
    }
  })

  it('gives way to what the context itself calls feeds', async () => {
    await create('Posts', `${origin}/posts.json`)
    const attributes = { name: 'T', editor_type: 'CODE', html: '<p>{{ feeds.Posts }}</p>' }
    const { id } = (await client.post('/api/templates', { data: { type: 'template', attributes } })).body.data
    const context = { feeds: { Posts: 'mine' } }
    const { body } = await client.post('/api/template-render', {
      data: { type: 'template', id, attributes: { context } },
    })
    expect(body.data.attributes.html).toContain('<p>mine</p>')
  })
})

it('web feeds are listed five by five, filtered and sorted', async () => {
  for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta']) {
    await create(name, 'https://feeds.example.com/')
    await sandbox.clock.advance(1000)
  }
  const names = async (query: string) =>
    (await client.get(`/api/web-feeds?${query}`)).body.data.map(({ attributes }: Json) => attributes.name)
  expect(await names('')).toEqual(['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'])
  expect(await names('sort=-name&page[size]=2')).toEqual(['Zeta', 'Gamma'])
  expect(await names('filter=contains(name,"lta")')).toEqual(['Delta'])
  expect(await names('filter=any(name,["Beta","Zeta"])')).toEqual(['Beta', 'Zeta'])
  expect(await names('filter=greater-than(created,2026-11-02T10:00:03.5Z)')).toEqual(['Epsilon', 'Zeta'])
  expect((await client.get('/api/web-feeds?page[size]=21')).status).toBe(400)
})
