import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { PNG } from '../groups/image-files.ts'
import { ask } from './ask.ts'

// The one operation that takes a form: what clients send, and what nobody should.

let sandbox: Sandbox
const faults: string[] = []
beforeAll(async () => {
  sandbox = await testSandbox({ warn: (text) => faults.push(text) })
  await sandbox.listen()
})
afterAll(async () => {
  await sandbox.close()
  expect(faults).toEqual([])
})

type Part = string | Buffer

/** A part as the wire has it: the parameters of its disposition, further headers, the content. */
const part = (parameters: string, content: Part, more = ''): Buffer =>
  bytesOf(`Content-Disposition: form-data; ${parameters}\r\n${more}\r\n`, content)
const bytesOf = (...parts: Part[]): Buffer => Buffer.concat(parts.map((each) => Buffer.from(each as string)))
const multipart = (...parts: Part[]): Buffer =>
  bytesOf(...parts.flatMap((each) => ['--X\r\n', each, '\r\n']), '--X--\r\n')

const FILE = part('name="file"; filename="logo.png"', PNG, 'Content-Type: image/png\r\n')
const TYPE = 'multipart/form-data; boundary=X'

const send = (body: Buffer | string, headers: Record<string, string | undefined> = {}) =>
  ask(sandbox, { method: 'POST', url: '/api/image-upload', headers: { 'content-type': TYPE, ...headers }, body })

describe('a form', () => {
  it.each([
    [
      'of the Node SDK',
      [
        part('name="file"', PNG, 'Content-Type: application/octet-stream\r\n'),
        part('name="name"', 'N'),
        part('name="hidden"', 'true'),
      ],
      { name: 'N', hidden: true },
    ],
    [
      'of the Python SDK',
      [
        part('name="name"', 'P'),
        part('name="hidden"', 'True'),
        part('name="file"; filename="file"', PNG, 'Content-Type: application/octet-stream\r\n'),
      ],
      { name: 'P', hidden: true },
    ],
    ['of curl', [FILE, part('name="hidden"', 'false')], { name: 'logo.png', hidden: false }],
    [
      'whose texts are files, too',
      [FILE, part('name="name"; filename="blob"', 'Blob', 'Content-Type: text/plain\r\n')],
      { name: 'Blob' },
    ],
    [
      'with empty texts',
      [part('name="file"; filename="empty.png"', PNG), part('name="name"', ''), part('name="hidden"', '')],
      { name: 'empty.png', hidden: false },
    ],
    [
      'with a path in its file name',
      [part('name="file"; filename="C:\\\\Pictures\\\\path.png"', PNG)],
      { name: 'path.png' },
    ],
    ['with a file name beyond ASCII', [part('name="file"; filename="größe.png"', PNG)], { name: 'größe.png' }],
    ['that repeats a field', [FILE, part('name="name"', 'first'), part('name="name"', 'last')], { name: 'last' }],
    ['without quotes', [part('name=file; filename=plain.png', PNG)], { name: 'plain.png' }],
  ])('%s', async (_what, parts, attributes) => {
    const answer = await send(multipart(...parts))
    expect([answer.status, answer.body.data?.attributes]).toMatchObject([201, attributes])
  })

  it.each([
    ['Multipart/Form-Data; Boundary="X"', {}, multipart(FILE)],
    [`${TYPE}; charset=utf-8`, {}, multipart(FILE)],
    [TYPE, { 'content-encoding': 'gzip' }, gzipSync(multipart(FILE))],
    [TYPE, {}, bytesOf('preamble\r\n', multipart(FILE), 'epilogue')],
    [TYPE, {}, multipart(FILE).subarray(0, -2)],
  ])('behind %s %j', async (type, headers, body) => {
    expect((await send(body, { 'content-type': type, ...headers })).status).toBe(201)
  })
})

const FORM_ERROR = /^Multipart form parse error - /

describe('a malformed form is refused', () => {
  it.each([
    ['no boundary', multipart(FILE), 'multipart/form-data'],
    ['another boundary', multipart(FILE), 'multipart/form-data; boundary=Y'],
    ['no end', multipart(FILE).subarray(0, -7), TYPE],
    ['an end in a header', bytesOf('--X\r\nContent-Disposition: form-'), TYPE],
    ['no form at all', bytesOf('{"data":{}}'), TYPE],
    ['nothing but boundaries', Buffer.from('--X\r\n'.repeat(2_000_000)), TYPE],
    ['too many parts', multipart(...Array.from({ length: 101 }, () => part('name="name"', 'A'))), TYPE],
  ])('%s', async (_what, body, type) => {
    const { status, body: answer } = await send(body, { 'content-type': type })
    expect([status, answer.errors[0].code]).toEqual([400, 'parse_error'])
    expect(answer.errors[0].detail).toMatch(FORM_ERROR)
  })
})

describe('a form with the wrong fields is refused', () => {
  const required = ["'file' is a required field for the resource 'image'.", '/data/attributes/file']
  it.each([
    ['no file', [part('name="name"', 'A')], [required]],
    ['no name of a field', [part('filename="a.png"', PNG)], [required]],
    ['no disposition', ['Content-Type: image/png\r\n\r\n'], [required]],
    [
      'a strange truth',
      [FILE, part('name="hidden"', 'maybe')],
      [["'hidden' must be of type boolean.", '/data/attributes/hidden']],
    ],
    [
      'unknown fields',
      [FILE, part('name="__proto__"', '1'), part('name="tags"', '1')],
      [
        ["'__proto__' is not a valid field for the resource 'image'.", '/data/attributes/__proto__'],
        ["'tags' is not a valid field for the resource 'image'.", '/data/attributes/tags'],
      ],
    ],
  ])('%s', async (_what, parts, expected) => {
    const { status, body } = await send(multipart(...parts))
    const errors = (body.errors as { detail: string; source: { pointer: string } }[]).map((each) => [
      each.detail,
      each.source.pointer,
    ])
    expect([status, errors]).toEqual([400, expected])
  })
})

describe('what is no form here', () => {
  it.each([
    ['JSON', '/api/image-upload', 'application/vnd.api+json', '{}', 415],
    ['a form elsewhere', '/api/images', TYPE, multipart(FILE), 415],
    ['a form of another kind', '/api/image-upload', 'application/x-www-form-urlencoded', 'file=a', 415],
    ['an unknown encoding', '/api/image-upload', TYPE, multipart(FILE), 415, 'br'],
    ['broken bytes', '/api/image-upload', TYPE, multipart(FILE), 400, 'gzip'],
    ['nothing', '/api/image-upload', TYPE, '', 400],
    ['more than 10 MB', '/api/image-upload', TYPE, Buffer.alloc(10 * 1024 * 1024 + 1), 413],
    ['a bomb', '/api/image-upload', TYPE, gzipSync(Buffer.alloc(20 * 1024 * 1024)), 413, 'gzip'],
  ])('%s', async (_what, url, type, body, status, encoding?: string) => {
    const headers = { 'content-type': type, 'content-encoding': encoding }
    expect((await ask(sandbox, { method: 'POST', url, headers, body })).status).toBe(status)
  })
})

it('a form is waited for no longer than it takes, whatever is cut out of it, put in or turned around', async () => {
  const whole = multipart(FILE, part('name="name"', 'A'), part('name="hidden"', 'true'))
  const bits = fc.constantFrom(
    '--X',
    '\r\n',
    '\n',
    '--',
    '"',
    ';',
    '\0',
    'Content-Disposition: form-data; name="file"\r\n\r\n',
  )
  const places = fc.array(fc.tuple(fc.nat(whole.length), fc.nat(20), bits), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(places, async (edits) => {
      let body = whole
      for (const [at, cut, bit] of edits) body = bytesOf(body.subarray(0, at), bit, body.subarray(at + cut))
      expect([201, 400]).toContain((await send(body)).status)
    }),
    { numRuns: 300 },
  )
})
