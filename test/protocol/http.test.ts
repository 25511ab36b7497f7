import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, KEY, listBody, makeList, REVISION } from './ask.ts'

let sandbox: Sandbox
let url = ''
let companyId = ''
beforeAll(async () => {
  sandbox = await testSandbox()
  url = await sandbox.listen()
  companyId = (await ask(sandbox, { url: '/api/accounts' })).headers.cid!
})
afterAll(() => sandbox.close())

const text = JSON.stringify(listBody('A'))

describe('request bodies', () => {
  it.each([
    ['application/vnd.api+json', {}, text],
    ['application/json', {}, text],
    ['application/json; charset=utf-8', {}, text],
    ['application/vnd.api+json;charset=UTF-8', {}, text],
    ['Application/JSON', {}, text],
    ['application/json', { 'content-encoding': 'gzip' }, gzipSync(text)],
    ['application/json', { 'content-encoding': 'deflate' }, deflateSync(text)],
    ['application/json', { 'content-encoding': 'identity' }, text],
  ])('%s %j', async (type, headers, body) => {
    const answer = await ask(sandbox, {
      method: 'POST',
      url: '/api/lists',
      headers: { 'content-type': type, ...headers },
      body,
    })
    expect(answer.status).toBe(201)
  })

  it.each(['application/json', 'application/vnd.api+json'])('may be missing behind %s', async (type) => {
    const id = await makeList(sandbox, 'A')
    const headers = { 'content-type': type }
    expect((await ask(sandbox, { url: `/api/lists/${id}`, headers })).status).toBe(200)
    expect((await ask(sandbox, { method: 'DELETE', url: `/api/lists/${id}`, headers })).status).toBe(204)
  })

  it('come with DELETE too', async () => {
    const id = await makeList(sandbox, 'A')
    const answer = await ask(sandbox, {
      method: 'DELETE',
      url: `/api/lists/${id}/relationships/profiles`,
      body: { data: [{ type: 'profile', id: 'NOPE' }] },
    })
    expect(answer.body.errors[0].detail).toBe('Invalid profile IDs: NOPE')
  })

  it('may carry a byte order mark or stray blanks around', async () => {
    const answer = await ask(sandbox, { method: 'POST', url: '/api/lists', body: `\n ${text} \n` })
    expect(answer.status).toBe(201)
  })
})

describe('answers', () => {
  it.each(['application/json', 'application/vnd.api+json', '*/*', 'text/html, */*;q=0.1', undefined])(
    'are application/vnd.api+json without a charset for Accept %s',
    async (accept) => {
      const { status, headers } = await ask(sandbox, { url: '/api/lists', headers: { accept } })
      expect([status, headers['content-type']]).toEqual([200, 'application/vnd.api+json'])
    },
  )

  it('without a body have no content type: 204', async () => {
    const id = await makeList(sandbox, 'A')
    const { status, headers, text } = await ask(sandbox, { method: 'DELETE', url: `/api/lists/${id}` })
    expect([status, text]).toEqual([204, ''])
    expect(headers).not.toHaveProperty('content-type')
  })

  it('without a body have no content type: 202, whose length is 0', async () => {
    const { status, headers, text } = await ask(sandbox, {
      method: 'POST',
      url: `/client/profiles/?company_id=${companyId}`,
      headers: { authorization: undefined },
      body: { data: { type: 'profile', attributes: { email: 'a@example.com' } } },
    })
    expect([status, text, String(headers['content-length'])]).toEqual([202, '', '0'])
    expect(headers).not.toHaveProperty('content-type')
  })
})

describe('paths', () => {
  it('may end in a slash', async () => {
    const id = await makeList(sandbox, 'A')
    for (const path of [
      '/api/lists',
      `/api/lists/${id}`,
      `/api/lists/${id}/tags`,
      `/api/lists/${id}/relationships/tags`,
    ]) {
      expect((await ask(sandbox, { url: path })).status).toBe(200)
      expect((await ask(sandbox, { url: `${path}/` })).status).toBe(200)
      expect((await ask(sandbox, { url: `${path}/?fields[nope]=a` })).status).toBe(400)
    }
    expect((await ask(sandbox, { method: 'POST', url: '/api/lists/', body: listBody('B') })).status).toBe(201)
  })

  it.each([
    ['$custom:::$default:::shoe', '$custom:::$default:::shoe'],
    ['%24custom%3A%3A%3A%24default%3A%3A%3Ashoe', '$custom:::$default:::shoe'],
    ['a%2Fb', 'a/b'],
    ['a%25b', 'a%b'],
    ['a%20b', 'a b'],
    ['a+b', 'a+b'],
    ['%C3%BC', 'ü'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
    [encodeURIComponent('$custom:::$default:::' + 'x'.repeat(400)), '$custom:::$default:::' + 'x'.repeat(400)],
  ])('carry the id %s', async (written, id) => {
    const { status, body } = await ask(sandbox, { url: `/api/lists/${written}` })
    expect([status, body.errors[0].detail]).toEqual([404, `A list with id \`${id}\` does not exist.`])
  })
})

describe('methods', () => {
  it.each([
    ['/api/lists', 'GET, POST, HEAD, OPTIONS'],
    ['/api/events', 'GET, POST, HEAD, OPTIONS'],
    ['/api/data-privacy-deletion-jobs', 'GET, POST, HEAD, OPTIONS'],
    ['/api/lists/x', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
    ['/api/metric-aggregates', 'POST, OPTIONS'],
    ['/api/campaign-values-reports', 'POST, OPTIONS'],
    ['/api/campaign-message-assign-template', 'POST, OPTIONS'],
  ])('OPTIONS %s: %s', async (path, allow) => {
    const { status, headers, text } = await ask(sandbox, { method: 'OPTIONS', url: path })
    expect([status, headers.allow, text]).toEqual([200, allow, ''])
  })

  it('HEAD answers like GET, without the body', async () => {
    const get = await fetch(`${url}/api/lists`, { headers: { authorization: KEY, revision: REVISION } })
    const head = await fetch(`${url}/api/lists`, {
      method: 'HEAD',
      headers: { authorization: KEY, revision: REVISION },
    })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect(head.headers.get('content-type')).toBe('application/vnd.api+json')
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(await get.text())))
    const missing = await fetch(`${url}/api/lists/x`, {
      method: 'HEAD',
      headers: { authorization: KEY, revision: REVISION },
    })
    expect(missing.status).toBe(404)
  })
})

describe('browsers', () => {
  it('get their preflight answered under /client', async () => {
    const { status, headers } = await ask(sandbox, {
      method: 'OPTIONS',
      url: `/client/subscriptions?company_id=${companyId}`,
      headers: {
        authorization: undefined,
        origin: 'https://shop.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,revision',
      },
    })
    expect(status).toBe(200)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-headers']).toBe('content-type,revision')
    expect(headers['access-control-allow-methods']).toContain('POST')
  })

  it('may read what /client answers, errors too', async () => {
    const { status, headers } = await ask(sandbox, {
      method: 'POST',
      url: '/client/subscriptions',
      headers: { authorization: undefined, origin: 'https://shop.example.com' },
      body: {},
    })
    expect([status, headers['access-control-allow-origin']]).toEqual([400, '*'])
  })

  it('get nothing of the kind under /api', async () => {
    const { headers } = await ask(sandbox, { url: '/api/lists', headers: { origin: 'https://shop.example.com' } })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('and phones send headers of their own', async () => {
    const { status } = await ask(sandbox, {
      method: 'POST',
      url: `/client/profiles/?company_id=${companyId}`,
      headers: {
        authorization: undefined,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-klaviyo-mobile': '1',
        'x-klaviyo-attempt-count': '1/50',
        'accept-encoding': 'br,gzip,deflate',
      },
      body: { data: { type: 'profile', attributes: { email: 'b@example.com' } } },
    })
    expect(status).toBe(202)
  })
})
