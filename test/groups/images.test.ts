import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'
import { dataUri, formOf, GIF, JPEG, PNG } from './image-files.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const upload = (file: Buffer, more: Json = {}, by = client): Promise<Answer> =>
  by.post('/api/image-upload', formOf({ file, ...more }))
const importFrom = (import_from_url: string, attributes: object = {}): Promise<Answer> =>
  client.post('/api/images', { data: { type: 'image', attributes: { import_from_url, ...attributes } } })
const change = (id: string, attributes: object): Promise<Answer> =>
  client.patch(`/api/images/${id}`, { data: { type: 'image', id, attributes } })
const names = async (query = '', by = client): Promise<string[]> =>
  (await by.get(`/api/images?${query}`)).body.data.map(({ attributes }: Json) => attributes.name)
const errorOf = ({ status, body }: Answer) => [status, body.errors[0].detail, body.errors[0].source]
const pathOf = ({ body }: Answer) => new URL(body.data.attributes.image_url as string).pathname

const FRESH = '2026-11-02T10:00:00.250000+00:00'

describe('upload_image_from_file', () => {
  it('answers 201 with microseconds, then reads with whole seconds', async () => {
    const created = await upload(PNG, { fileName: 'logo.png', name: 'Logo' })
    const { id, attributes } = created.body.data
    expect(id).toMatch(/^3\d{8}$/)
    expect(attributes.image_url).toMatch(
      /^http:\/\/localhost:80\/company\/\w{6}\/images\/[\da-f]{8}-[\da-f-]{27}\.png$/,
    )
    const image = (updated_at: string) => ({
      type: 'image',
      id,
      attributes: { name: 'Logo', image_url: attributes.image_url, format: 'png', size: 73, hidden: false, updated_at },
      links: { self: `http://localhost:80/api/images/${id}/` },
    })
    expect([created.status, created.body]).toEqual([
      201,
      { data: image(FRESH), links: { self: 'http://localhost:80/api/image-upload' } },
    ])
    expect((await client.get(`/api/images/${id}`)).body).toEqual({
      data: image('2026-11-02T10:00:00+00:00'),
      links: { self: `http://localhost:80/api/images/${id}` },
    })
  })

  it.each([
    ['png', PNG],
    ['jpeg', JPEG],
    ['gif', GIF],
  ])('finds %s in the bytes, whatever the file is called', async (format, file) => {
    const { attributes } = (await upload(file, { fileName: 'picture.bmp' })).body.data
    expect(attributes).toMatchObject({ format, size: file.length, name: 'picture.bmp' })
    expect(attributes.image_url).toMatch(new RegExp(`\\.${format}$`))
  })

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a bitmap', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)])],
    ['half a PNG', PNG.subarray(0, 40)],
    ['half a JPEG', JPEG.subarray(0, 300)],
    ['a JPEG without its end', JPEG.subarray(0, -2)],
    ['half a GIF', GIF.subarray(0, 30)],
    ['a PNG with a flipped bit', Buffer.from(PNG.map((byte, at) => (at === 45 ? byte ^ 1 : byte)))],
    ['a GIF with too few pixels', Buffer.from(GIF.map((byte, at) => (at === 24 ? 200 : byte)))],
    ['a PNG of 2^40 pixels', pngOf(2 ** 20, 2 ** 20)],
  ])('refuses %s', async (_what, file) => {
    expect(errorOf(await upload(file, { fileName: 'a.png' }))).toEqual([
      400,
      'The file is not a valid image. Supported image formats: jpeg, png, gif.',
      { pointer: '/data/attributes/file' },
    ])
    expect(await names()).toEqual([])
  })

  it('takes 5 MB and no byte more', async () => {
    const padded = (size: number) => Buffer.concat([GIF, Buffer.alloc(size - GIF.length)])
    expect((await upload(padded(5 * 1024 * 1024))).body.data.attributes.size).toBe(5 * 1024 * 1024)
    expect(errorOf(await upload(padded(5 * 1024 * 1024 + 1)))).toEqual([
      400,
      'The image exceeds the maximum size of 5MB.',
      { pointer: '/data/attributes/file' },
    ])
  })

  it.each(REVISIONS)('works at %s', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const { id } = (await upload(PNG, { name: 'A' }, at)).body.data
    expect(await names('sort=-updated_at', at)).toEqual(['A'])
    expect((await at.get(`/api/images/${id}?fields[image]=size`)).body.data.attributes).toEqual({ size: 73 })
  })
})

/** A PNG of this header, with the pixels of a small one. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.from(PNG)
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(header.subarray(12, 29)))
  return Buffer.concat([header.subarray(0, 29), crc, header.subarray(33)])
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

describe('upload_image_from_url with a data URI', () => {
  it('answers 201 and makes up a name', async () => {
    const { status, body } = await importFrom(dataUri(JPEG, 'image/jpeg'), { hidden: true })
    expect([status, body.links]).toEqual([201, { self: 'http://localhost:80/api/images' }])
    expect(body.data.attributes).toEqual({
      name: expect.stringMatching(/^image-[\da-f]{8}-[\da-f-]{27}$/),
      image_url: expect.stringMatching(/\.jpeg$/),
      format: 'jpeg',
      size: JPEG.length,
      hidden: true,
      updated_at: FRESH,
    })
  })

  it.each([
    ['another type', 'data:image/svg+xml;base64,PHN2Zy8+'],
    ['no base64', 'data:image/png,%89PNG'],
    ['broken base64', 'data:image/png;base64,iVBO-_!'],
    ['bytes of no image', 'data:image/png;base64,AAAA'],
    ['no URL', 'logo.png'],
    ['another protocol', 'file:///etc/passwd'],
    ['a host that is not allowed', 'https://example.com/a.png'],
  ])('refuses %s', async (_what, url) => {
    expect(errorOf(await importFrom(url))).toEqual([
      400,
      'Unable to fetch the URL you entered.',
      { pointer: '/data/attributes/import_from_url' },
    ])
  })
})

describe('a name that is taken', () => {
  it('gets a number behind it', async () => {
    for (const hidden of [false, true, false]) await importFrom(dataUri(PNG), { name: 'Nango Test Image', hidden })
    await upload(PNG, { fileName: 'logo.png' })
    await upload(GIF, { fileName: 'logo.png' })
    expect(await names('filter=any(hidden,[true,false])&sort=id')).toEqual([
      'Nango Test Image',
      'Nango Test Image.1',
      'Nango Test Image.2',
      'logo.png',
      'logo.png.1',
    ])
  })
})

describe('get_images', () => {
  beforeEach(async () => {
    await upload(PNG, { name: 'Apple' })
    await sandbox.clock.advance(60_000)
    await upload(GIF, { name: 'Banana' })
    await sandbox.clock.advance(60_000)
    await upload(JPEG, { name: 'Cherry', hidden: 'True' })
  })

  it.each([
    ['', ['Apple', 'Banana']],
    ['filter=equals(hidden,true)', ['Cherry']],
    ['filter=equals(hidden,false)', ['Apple', 'Banana']],
    ['filter=any(hidden,[true,false])', ['Apple', 'Banana', 'Cherry']],
    ['filter=equals(format,"gif")', ['Banana']],
    ['filter=any(format,["png","jpeg"]),any(hidden,[true,false])', ['Apple', 'Cherry']],
    ['filter=contains(name,"an")', ['Banana']],
    ['filter=starts-with(name,"App")', ['Apple']],
    ['filter=ends-with(name,"a")', ['Banana']],
    ['filter=any(name,["Apple","Cherry"])', ['Apple']],
    ['filter=greater-than(size,39)', ['Apple']],
    ['filter=less-or-equal(size,39)', ['Banana']],
    ['filter=greater-than(updated_at,2026-11-02T10:00:30Z)', ['Banana']],
    ['sort=-name', ['Banana', 'Apple']],
    ['sort=size', ['Banana', 'Apple']],
    ['sort=-format', ['Apple', 'Banana']],
    ['sort=-updated_at', ['Banana', 'Apple']],
    ['sort=-id', ['Banana', 'Apple']],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('finds one by id, and pages', async () => {
    const first = (await client.get('/api/images?page[size]=1&sort=-size')).body
    expect(first.data[0].attributes.name).toBe('Apple')
    const second = (await client.get(first.links.next)).body
    expect([second.data[0].attributes.name, second.links.next]).toEqual(['Banana', null])
    const { id } = second.data[0]
    expect(await names(`filter=equals(id,"${id}")`)).toEqual(['Banana'])
  })

  it('takes a size of 0 for no value', async () => {
    const refused = await client.get('/api/images?filter=greater-than(size,0)')
    const detail = 'At least one filter value is required to filter on size'
    expect(errorOf(refused)).toEqual([400, detail, { parameter: 'filter' }])
  })
})

describe('update_image', () => {
  it('replaces both attributes: what is left out is cleared', async () => {
    const { id, attributes } = (await upload(PNG, { name: 'Apple' })).body.data
    await sandbox.clock.advance(60_000)
    const hidden = await change(id, { hidden: true })
    const expected = { ...attributes, name: null, hidden: true, updated_at: '2026-11-02T10:01:00.250000+00:00' }
    expect([hidden.status, hidden.body.data.attributes]).toEqual([200, expected])
    expect((await change(id, { name: 'Pear' })).body.data.attributes).toMatchObject({ name: 'Pear', hidden: false })
    expect(await names()).toEqual(['Pear'])
  })

  it('answers 404 for an id that is not there, 405 to DELETE', async () => {
    expect(errorOf(await change('1', {}))).toEqual([404, 'An image with id 1 does not exist.', { pointer: '/data/' }])
    expect((await client.delete('/api/images/1')).status).toBe(405)
  })
})

describe('the file behind image_url', () => {
  it('is what was uploaded, for whoever has the URL', async () => {
    const path = pathOf(await upload(JPEG))
    const answer = await sandbox.inject({ url: path })
    expect((answer as unknown as { rawPayload: Buffer }).rawPayload.equals(JPEG)).toBe(true)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(JPEG.length),
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${path.split('/').at(-1)}"`,
    })
    const head = await sandbox.inject({ method: 'HEAD', url: path })
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', String(JPEG.length)])
    const etag = String(answer.headers.etag)
    const again = await sandbox.inject({ url: path, headers: { 'if-none-match': `"x", W/${etag}` } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('is not there under another account or name', async () => {
    const path = pathOf(await upload(PNG))
    const other = clientOf(sandbox, { key: 'pk_other' })
    const id = (await upload(PNG, {}, other)).body.data.attributes.image_url.split('/')[4] as string
    for (const url of [path.replace(/company\/\w+/, `company/${id}`), `${path}x`, '/company/NoNo99/images/a.png']) {
      expect((await sandbox.inject({ url })).statusCode).toBe(404)
    }
    expect((await sandbox.inject({ method: 'POST', url: path })).statusCode).toBe(404)
  })

  it('has the host that the caller used', async () => {
    const { id } = (await upload(PNG)).body.data
    const read = await client.get(`/api/images/${id}`, { host: 'images.example:8080' })
    expect(read.body.data.attributes.image_url).toMatch(/^http:\/\/images\.example:8080\/company\//)
  })
})

it('an account does not see the images of another', async () => {
  const { id } = (await upload(PNG)).body.data
  const other = clientOf(sandbox, { key: 'pk_other' })
  expect((await other.get(`/api/images/${id}`)).status).toBe(404)
  expect(await names('', other)).toEqual([])
})

it('an image whose pixels unpack to more than its header says is taken', async () => {
  const data = deflateSync(Buffer.alloc(1000))
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), data, Buffer.alloc(4)])
  chunk.writeUInt32BE(data.length)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  expect((await upload(Buffer.concat([PNG.subarray(0, 33), chunk, PNG.subarray(-12)]))).status).toBe(201)
})
