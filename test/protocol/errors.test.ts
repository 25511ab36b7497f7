import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, familyA, familyB, listBody, makeList, type Question } from './ask.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())

const INVALID = 'Invalid input.'
const big = JSON.stringify(listBody('x'.repeat(5 * 1024 * 1024)))
const plain = (type: string): Question => ({
  method: 'POST',
  url: '/api/lists',
  headers: { 'content-type': type },
  body: JSON.stringify(listBody('A')),
})

describe('errors of the framework family', () => {
  it.each<[string, Question, number, string, string, string]>([
    [
      'an unknown list',
      { url: '/api/lists/invalid' },
      404,
      'not_found',
      'Not found.',
      'A list with id `invalid` does not exist.',
    ],
    [
      'a wrong method',
      { method: 'DELETE', url: '/api/lists' },
      405,
      'method_not_allowed',
      'Method "DELETE" not allowed.',
      'Method "DELETE" not allowed.',
    ],
    [
      'PUT, though Allow names it',
      { method: 'PUT', url: '/api/lists/x', body: {} },
      405,
      'method_not_allowed',
      'Method "PUT" not allowed.',
      'Method "PUT" not allowed.',
    ],
    [
      'an Accept that cannot be met',
      { url: '/api/lists', headers: { accept: 'text/html' } },
      406,
      'not_acceptable',
      'Could not satisfy the request Accept header.',
      'Could not satisfy the request Accept header.',
    ],
    [
      'a foreign content type',
      plain('text/plain'),
      415,
      'unsupported_media_type',
      'Unsupported media type "text/plain" in request.',
      'Unsupported media type "text/plain" in request.',
    ],
    [
      'a form',
      plain('application/x-www-form-urlencoded'),
      415,
      'unsupported_media_type',
      'Unsupported media type "application/x-www-form-urlencoded" in request.',
      'Unsupported media type "application/x-www-form-urlencoded" in request.',
    ],
    [
      'a cursor that is none',
      { url: '/api/lists?page[cursor]=nonsense' },
      400,
      'invalid',
      INVALID,
      'Invalid cursor provided.',
    ],
  ])('%s', async (_, question, status, code, title, detail) => {
    const answer = await ask(sandbox, question)
    expect(answer.status).toBe(status)
    expect(answer.text).toBe(familyB(answer.headers['x-klaviyo-req-id']!, status, code, title, detail))
    expect(answer.headers['content-type']).toBe('application/vnd.api+json')
    expect(answer.headers['x-klaviyo-req-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each<[string, Question, number, string]>([
    ['no JSON', { method: 'POST', url: '/api/lists', body: '{"data":' }, 400, 'parse_error'],
    [
      'no JSON, compressed',
      { method: 'POST', url: '/api/lists', headers: { 'content-encoding': 'gzip' }, body: 'x' },
      400,
      'parse_error',
    ],
    [
      'an unknown encoding',
      { method: 'POST', url: '/api/lists', headers: { 'content-encoding': 'br' }, body: '{}' },
      415,
      'unsupported_media_type',
    ],
    ['more than 5 MB', { method: 'POST', url: '/api/lists', body: big }, 413, 'payload_too_large'],
    [
      'more than 5 MB once decompressed',
      { method: 'POST', url: '/api/lists', headers: { 'content-encoding': 'gzip' }, body: gzipSync(big) },
      413,
      'payload_too_large',
    ],
    ['a path that no revision has', { url: '/api/nonsense' }, 404, 'not_found'],
    ['a relation that no revision has', { url: '/api/lists/x/nonsense' }, 404, 'not_found'],
    ['a path outside the API', { url: '/nonsense' }, 404, 'not_found'],
    ['the root', { url: '/' }, 404, 'not_found'],
    ['a path with broken escapes', { url: '/api/lists/%E0%A4%A' }, 400, 'parse_error'],
  ])('%s', async (_, question, status, code) => {
    const answer = await ask(sandbox, question)
    expect([answer.status, answer.body.errors[0].code]).toEqual([status, code])
    expect(Object.keys(answer.body.errors[0])).toEqual(['id', 'status', 'code', 'title', 'detail', 'source'])
    expect(answer.body.errors[0].id).toBe(answer.headers['x-klaviyo-req-id'])
  })
})

describe('errors of the validation family', () => {
  const post = (body: unknown) => ask(sandbox, { method: 'POST', url: '/api/lists', body })

  it('name an unknown attribute and point at it', async () => {
    const answer = await post({ data: { type: 'list', attributes: { name: 'A', nme: 1 } } })
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      familyA(
        answer.headers['x-klaviyo-req-id']!,
        400,
        'invalid',
        INVALID,
        `'nme' is not a valid field for the resource 'list'.`,
        { pointer: '/data/attributes/nme' },
      ),
    )
  })

  it('come several at once, each with a pointer and an id of its own', async () => {
    const { body } = await post({ data: { type: 'lists', attributes: { nme: 1 } } })
    const pointers = body.errors.map((error: { source: { pointer: string } }) => error.source.pointer)
    expect(new Set(pointers)).toEqual(new Set(['/data/type', '/data/attributes/nme', '/data/attributes/name']))
    expect(new Set(body.errors.map(({ id }: { id: string }) => id)).size).toBe(body.errors.length)
    for (const error of body.errors) {
      expect(Object.keys(error)).toEqual(['id', 'status', 'code', 'title', 'detail', 'source', 'links', 'meta'])
      expect(error.status).toBe(400)
    }
  })

  it.each([
    ['no body', undefined],
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '5'],
    ['a text', '"a"'],
    ['an empty object', '{}'],
    ['data: null', '{"data":null}'],
    ['data: []', '{"data":[]}'],
    ['attributes: 1', '{"data":{"type":"list","attributes":1}}'],
    ['a name that is no text', '{"data":{"type":"list","attributes":{"name":1}}}'],
    ['__proto__', '{"data":{"type":"list","attributes":{"__proto__":{"name":"A"}}}}'],
  ])('%s is a 400 of the right shape', async (_, text) => {
    const answer = await ask(sandbox, {
      method: 'POST',
      url: '/api/lists',
      headers: { 'content-type': 'application/json' },
      ...(text !== undefined && { body: text }),
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors.length).toBeGreaterThan(0)
    for (const error of answer.body.errors)
      expect(error).toMatchObject({ status: 400, code: 'invalid', title: INVALID })
  })

  it('leave nothing behind', async () => {
    const before = (await ask(sandbox, { url: '/api/lists' })).body.data
    await post({ data: { type: 'list', attributes: { name: 'Half', nme: 1 } } })
    expect((await ask(sandbox, { url: '/api/lists' })).body.data).toEqual(before)
  })

  it('refuse another id than the one of the path', async () => {
    const id = await makeList(sandbox, 'A')
    const answer = await ask(sandbox, {
      method: 'PATCH',
      url: `/api/lists/${id}`,
      body: { data: { type: 'list', id: 'Other1', attributes: { name: 'B' } } },
    })
    expect([answer.status, answer.body.errors[0].source]).toEqual([400, { pointer: '/data/id' }])
  })

  it.each([
    ['/api/lists?include=profiless', `'profiless' is not an allowed include parameter for this resource.`, 'include'],
    ['/api/lists?filter=foo', 'Invalid filter provided', 'filter'],
    ['/api/lists?sort=opt_in_process', undefined, 'sort'],
    ['/api/lists?fields[list]=nope', undefined, 'fields[list]'],
    ['/api/lists?nope=1', undefined, 'nope'],
    ['/api/lists?page[size]=0', undefined, 'page[size]'],
    ['/api/lists?page[size]=11', undefined, 'page[size]'],
    ['/api/lists?page[size]=ten', undefined, 'page[size]'],
  ])('%s names the parameter', async (url, detail, parameter) => {
    const { status, body } = await ask(sandbox, { url })
    expect(status).toBe(400)
    expect(body.errors[0].source).toEqual({ parameter })
    if (detail !== undefined) expect(body.errors[0].detail).toBe(detail)
  })

  it('point at page_size where the revision has no page[size]', async () => {
    const { status, body } = await ask(sandbox, { url: '/api/lists?page[size]=1', headers: { revision: '2024-10-15' } })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({
      detail: `'page_size' is not a valid field for the resource 'list'.`,
      source: { pointer: '/data/attributes/page_size' },
    })
  })
})

it('a fault of the sandbox is a 500 without internals, and is told to its owner', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
  writeFileSync(
    join(dataDir, 'AAAAAA.sqlite'),
    'this is no database, only some text that is long enough to look like one',
  )
  const warnings: string[] = []
  const accounts = [{ id: 'AAAAAA', keys: { pk_a: 'full' as const } }]
  const faulty = await testSandbox({ dataDir, accounts, warn: (text) => warnings.push(text) })
  const answer = await ask(faulty, { url: '/api/lists', headers: { authorization: 'Klaviyo-API-Key pk_a' } })
  expect(answer.status).toBe(500)
  expect(answer.text).toBe(
    familyB(answer.headers['x-klaviyo-req-id']!, 500, 'error', 'A server error occurred.', 'A server error occurred.'),
  )
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(/^GET \/api\/lists: /)
  await faulty.close()
  rmSync(dataDir, { recursive: true })
})
