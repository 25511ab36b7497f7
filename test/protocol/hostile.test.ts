import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, listBody, type Question } from './ask.ts'

let sandbox: Sandbox
const warnings: string[] = []
beforeAll(async () => {
  sandbox = await testSandbox({ warn: (text) => warnings.push(text) })
  await ask(sandbox, { url: '/api/accounts' })
})
afterAll(async () => {
  expect(warnings).toEqual([])
  await sandbox.close()
})

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const profile = (properties: string) => `{"data":{"type":"profile","attributes":{"properties":${properties}}}}`
const post = (url: string, body: unknown, headers = {}): Question => ({ method: 'POST', url, body, headers })
const padded = (bytes: number) => ({
  data: { type: 'profile', attributes: { email: 'a@example.com', properties: { a: 'x'.repeat(bytes) } } },
})

describe('what nobody should send is refused without a fault', () => {
  it.each<[string, Question, number, string]>([
    ['a body for a path that is not there', post('/nope', {}), 404, 'not_found'],
    ['text for a path that is not there', post('/nope', 'x', { 'content-type': 'text/plain' }), 404, 'not_found'],
    [
      'an encoding of Object',
      post('/api/lists', '{}', { 'content-encoding': 'constructor' }),
      415,
      'unsupported_media_type',
    ],
    [
      'an encoding __proto__',
      post('/api/lists', '{}', { 'content-encoding': '__proto__' }),
      415,
      'unsupported_media_type',
    ],
    [
      'no content type',
      post('/api/lists', Buffer.from('{}'), { 'content-type': undefined }),
      415,
      'unsupported_media_type',
    ],
    ['objects too deep for the database', post('/api/profiles', profile(nested(1100))), 400, 'parse_error'],
    ['objects too deep for the stack', post('/api/profiles', profile(nested(9000))), 400, 'parse_error'],
    ['arrays without end', post('/api/lists', '['.repeat(1_000_000)), 400, 'parse_error'],
    ['an include of Object', { url: '/api/lists?include=constructor' }, 400, 'invalid'],
    ['a sort by Object', { url: '/api/lists?sort=constructor' }, 400, 'invalid'],
    ['fields of Object', { url: '/api/lists?fields[constructor]=a' }, 400, 'invalid'],
    ['a parameter __proto__', { url: '/api/lists?__proto__=a' }, 400, 'invalid'],
    ['a filter by Object', { url: '/api/lists?filter=equals(constructor,"a")' }, 400, 'invalid'],
    ['a filter of broken escapes', { url: '/api/lists?filter=%E0%A4%A' }, 400, 'invalid'],
    ['and( without end', { url: `/api/lists?filter=${'and('.repeat(100_000)}` }, 400, 'invalid'],
    ['a day that is none as revision', { url: '/api/lists', headers: { revision: '2025-02-30' } }, 400, 'invalid'],
    ['an id of 15 kB', { url: `/api/lists/${'x'.repeat(15_000)}` }, 404, 'not_found'],
    ['an id that is a NUL', { url: '/api/lists/%00' }, 404, 'not_found'],
    [
      'a sort value that is no number',
      { url: `/api/lists?sort=created&page[cursor]=${cursor('created::::A')}` },
      400,
      'invalid',
    ],
  ])('%s', async (_, question, status, code) => {
    const answer = await ask(sandbox, question)
    expect([answer.status, answer.body.errors[0].code]).toEqual([status, code])
  })

  it('and( without end in a body', async () => {
    const { body } = await ask(sandbox, { url: '/api/metrics' })
    const attributes = { metric_id: body.data[0].id, measurements: ['count'], filter: ['and('.repeat(100_000)] }
    const answer = await ask(
      sandbox,
      post('/api/metric-aggregates', { data: { type: 'metric-aggregate', attributes } }),
    )
    expect(answer.status).toBe(400)
  })

  it('a body that would change a prototype loses only that', async () => {
    const text =
      '{"data":{"type":"list","__proto__":{"polluted":1},"attributes":{"name":"A","__proto__":{"polluted":1}}}}'
    expect((await ask(sandbox, post('/api/lists', text))).status).toBe(201)
    expect({}).not.toHaveProperty('polluted')
  })

  it('brackets inside texts are not levels', async () => {
    const name = `${'["{'.repeat(2000)}\\`
    const answer = await ask(sandbox, post('/api/lists', listBody(name)))
    expect([answer.status, answer.body.data.attributes.name]).toEqual([201, name])
  })
})

/** A cursor that goes on behind this position. */
function cursor(position: string): string {
  return Buffer.from(`next::${position}`).toString('base64url')
}

describe('100 KB are the limit, compressed or not, of', () => {
  it.each<[string, string, string]>([
    ['create_profile', 'POST', '/api/profiles'],
    ['update_profile', 'PATCH', '/api/profiles/x'],
    ['create_or_update_profile', 'POST', '/api/profile-import'],
    ['create_push_token', 'POST', '/api/push-tokens'],
  ])('%s', async (_, method, url) => {
    const text = JSON.stringify(padded(101 * 1024))
    const question = { method, url, headers: { 'content-type': 'application/json' } }
    const gzip = { ...question.headers, 'content-encoding': 'gzip' }
    for (const sent of [
      { ...question, body: text },
      { ...question, headers: gzip, body: gzipSync(text) },
    ]) {
      const { status, body } = await ask(sandbox, sent)
      expect([status, body.errors[0].detail]).toEqual([413, 'The request payload exceeds the limit of 100 KB.'])
    }
  })

  it('create_profile takes just less', async () => {
    expect((await ask(sandbox, post('/api/profiles', padded(99 * 1024)))).status).toBe(201)
  })
})

describe('links lead to the host of the request and nowhere else', () => {
  it.each([
    [{ host: 'a\u0002b\u0003' }, 'http://localhost'],
    [{ host: 'a/b?c#d@e' }, 'http://localhost'],
    [{ host: 'good.test', 'x-forwarded-host': 'evil.test/x' }, 'http://good.test'],
    [{ host: 'good.test', 'x-forwarded-host': 'user@evil.test' }, 'http://good.test'],
    [{ host: 'good.test', 'x-forwarded-proto': 'javascript' }, 'http://good.test'],
    [{ host: '[::1]:8080', 'x-forwarded-proto': 'https' }, 'https://[::1]:8080'],
  ])('%j', async (headers, base) => {
    const { body } = await ask(sandbox, { url: '/api/accounts', headers })
    expect(body.links.self).toBe(`${base}/api/accounts`)
    expect(body.data[0].links.self).toBe(`${base}/api/accounts/${body.data[0].id}/`)
  })
})

describe('HEAD', () => {
  it.each([
    ['a collection', '/api/lists', {}, 200],
    ['an item that is not there', '/api/lists/x', {}, 404],
    ['a related resource that is not there', '/api/lists/x/tags', {}, 404],
    ['a relationship that is not there', '/api/lists/x/relationships/tags', {}, 404],
    ['an action', '/api/metric-aggregates', {}, 405],
    ['a path that is not there', '/api/nope', {}, 404],
    ['without a key', '/api/lists', { authorization: undefined }, 401],
  ])('%s', async (_, url, headers, status) => {
    expect((await ask(sandbox, { method: 'HEAD', url, headers })).status).toBe(status)
  })

  it('is named by the 405 that refuses it', async () => {
    const { body } = await ask(sandbox, { method: 'HEAD', url: '/api/metric-aggregates' })
    expect(body.errors[0].detail).toBe('Method "HEAD" not allowed.')
  })
})

describe('OPTIONS', () => {
  it.each(['/api/nope', '/client/nope', '/nope', '/'])('%s: 404', async (url) => {
    expect((await ask(sandbox, { method: 'OPTIONS', url })).status).toBe(404)
  })

  it('may carry a body', async () => {
    expect((await ask(sandbox, { method: 'OPTIONS', url: '/api/lists', body: {} })).status).toBe(200)
  })
})

describe('browsers may read why /client refused them', () => {
  it.each<[string, Question, number]>([
    ['an unknown company', { url: '/client/reviews?company_id=nobody' }, 400],
    ['an unknown path', { url: '/client/nope' }, 404],
    ['broken escapes', { url: '/client/reviews/%' }, 400],
    ['a wrong method', { method: 'DELETE', url: '/client/profiles' }, 405],
    ['another revision', { url: '/client/reviews', headers: { revision: 'x' } }, 400],
    ['no JSON', post('/client/profiles?company_id=nobody', '{'), 400],
  ])('%s', async (_, question, status) => {
    const answer = await ask(sandbox, question)
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, '*'])
  })
})
