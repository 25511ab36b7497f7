import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox, type Json } from '../client.ts'
import { ask, familyB, makeList, type Reply } from './ask.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
  for (let index = 0; index < 25; index++) {
    await makeList(sandbox, `List ${String(index).padStart(2, '0')}`)
    await sandbox.clock.advance(1000)
  }
})
afterAll(() => sandbox.close())

const page = (query: string, headers = {}): Promise<Reply> =>
  ask(sandbox, { url: `/api/lists${query === '' ? '' : `?${query}`}`, headers })
const names = ({ body }: Reply): string[] => body.data.map(({ attributes }: Json) => attributes.name)
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `List ${String(from + index).padStart(2, '0')}`)
const pathOf = (link: string) => link.replace(/^https?:\/\/[^/]+/, '')
const follow = (link: string): Promise<Reply> => ask(sandbox, { url: pathOf(link) })
const cursorOf = (link: string) => new URL(link).searchParams.get('page[cursor]')!

describe('a collection', () => {
  it('is read to its end and back by its links', async () => {
    const first = await page('sort=name&page[size]=10')
    expect(names(first)).toEqual(range(0, 10))
    expect(Object.keys(first.body.links)).toEqual(['self', 'next', 'prev'])
    expect(first.body.links.prev).toBeNull()
    const second = await follow(first.body.links.next)
    expect(names(second)).toEqual(range(10, 20))
    const third = await follow(second.body.links.next)
    expect(names(third)).toEqual(range(20, 25))
    expect(third.body.links.next).toBeNull()
    expect(names(await follow(third.body.links.prev))).toEqual(range(10, 20))
    expect(names(await follow(second.body.links.prev))).toEqual(range(0, 10))
  })

  it.each(['', 'sort=created', 'sort=-created', 'sort=-name', 'sort=id', 'sort=-id', 'sort=updated', 'sort=-updated'])(
    'gives every resource exactly once: %s',
    async (query) => {
      const seen: string[] = []
      let answer = await page(query === '' ? 'page[size]=7' : `${query}&page[size]=7`)
      for (;;) {
        seen.push(...names(answer))
        if (answer.body.links.next === null) break
        answer = await follow(answer.body.links.next)
      }
      expect(seen.length).toBe(25)
      expect(new Set(seen).size).toBe(25)
    },
  )

  it('stays whole while resources are added and removed between pages', async () => {
    const own = { authorization: 'Klaviyo-API-Key pk_moving' }
    const ids: string[] = []
    for (const name of ['b', 'd', 'f', 'h']) ids.push(await makeList(sandbox, name, own))
    const first = await page('sort=name&page[size]=2', own)
    expect(names(first)).toEqual(['b', 'd'])
    await makeList(sandbox, 'a', own)
    await makeList(sandbox, 'e', own)
    await ask(sandbox, { method: 'DELETE', url: `/api/lists/${ids[1]}`, headers: own })
    const second = await ask(sandbox, { url: pathOf(first.body.links.next), headers: own })
    expect(names(second)).toEqual(['e', 'f'])
    const third = await ask(sandbox, { url: pathOf(second.body.links.next), headers: own })
    expect(names(third)).toEqual(['h'])
  })

  it.each(['email', '-email'])(
    'gives those without the value that it is sorted by, too: profiles by %s',
    async (sort) => {
      const own = { authorization: `Klaviyo-API-Key pk_nulls_${sort}` }
      const ids: string[] = []
      for (const attributes of [
        { email: 'b@example.com' },
        { external_id: '1' },
        { external_id: '2' },
        { email: 'a@example.com' },
        { external_id: '3' },
      ]) {
        const body = { data: { type: 'profile', attributes } }
        ids.push((await ask(sandbox, { method: 'POST', url: '/api/profiles', body, headers: own })).body.data.id)
      }
      const walk = async (link: string | null, way: 'next' | 'prev'): Promise<string[][]> => {
        if (link === null) return []
        const { body } = await ask(sandbox, { url: pathOf(link), headers: own })
        const page = body.data.map(({ id }: Json) => id)
        const further = await walk(body.links[way], way)
        return way === 'next' ? [page, ...further] : [...further, page]
      }
      const first = `/api/profiles?page[size]=2&sort=${sort}`
      const pages = await walk(first, 'next')
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1])
      expect(new Set(pages.flat())).toEqual(new Set(ids))
      // And back: from the page behind the last to the first.
      const { body } = await ask(sandbox, { url: first, headers: own })
      const second = await ask(sandbox, { url: pathOf(body.links.next), headers: own })
      const third = await ask(sandbox, { url: pathOf(second.body.links.next), headers: own })
      expect(await walk(third.body.links.prev, 'prev')).toEqual(pages.slice(0, 2))
    },
  )

  it('has ten to a page before page[size] came', async () => {
    const answer = await page('sort=name', { revision: '2025-10-15' })
    expect(names(answer)).toEqual(range(0, 10))
    expect(answer.body.links.next).toContain('page%5Bcursor%5D=')
    expect(answer.body.links.next).not.toContain('size')
  })

  it.each([
    ['2026-01-15', 'page[size]=1', 400],
    ['2026-04-15', 'page[size]=1', 200],
    ['2026-07-15', 'page[size]=10', 200],
    ['2026-10-15', 'page[size]=11', 400],
    ['2026-10-15', 'page[size]=-1', 400],
    ['2026-10-15', 'page[size]=1.5', 400],
    ['2026-10-15', 'page%5Bsize%5D=1', 200],
  ])('at %s takes %s: %i', async (revision, query, status) => {
    expect((await page(query, { revision })).status).toBe(status)
  })
})

describe('a cursor', () => {
  let link = ''
  let wanted: string[] = []
  beforeAll(async () => {
    const first = await page('sort=name&page[size]=10')
    link = first.body.links.next
    wanted = range(10, 20)
  })
  const encoded = (text: string, times: number) =>
    Array.from({ length: times }).reduce<string>((value) => encodeURIComponent(value), text)

  it.each<[string, () => string]>([
    ['bare', () => cursorOf(link)],
    ['with a leading =', () => `=${cursorOf(link)}`],
    ['with a leading =, encoded', () => encoded(`=${cursorOf(link)}`, 1)],
    ['as the whole http link', () => encoded(link, 1)],
    ['as the whole https link', () => encoded(link.replace('http:', 'https:'), 1)],
    ['as the whole link, encoded twice', () => encoded(link, 2)],
    ['as the whole link, encoded three times', () => encoded(link, 3)],
    ['as the whole link, unquoted brackets inside', () => encoded(decodeURIComponent(link), 1)],
    ['as the link of the live host', () => encoded(link.replace(/^http:\/\/[^/]+/, 'https://a.klaviyo.com'), 1)],
  ])('is taken %s', async (_, spelling) => {
    const answer = await page(`sort=name&page[size]=10&page[cursor]=${spelling()}`)
    expect([answer.status, names(answer)]).toEqual([200, wanted])
  })

  it('reads as the recorded ones do: base64url without padding', async () => {
    const text = Buffer.from(cursorOf((await page('sort=id&page[size]=2')).body.links.next), 'base64url').toString()
    const { body } = await page('sort=id&page[size]=2')
    expect(text).toBe(`next::id::${body.data[1].id}`)
  })

  it('may be empty', async () => {
    expect(names(await page('sort=name&page[cursor]='))).toEqual(range(0, 10))
  })

  it.each(['nonsense', '%00', 'bmV4dA', 'W10=', 'bmV4dDo6bm9wZTo6MQ', encodeURIComponent('{"a":1}'), 'x'.repeat(5000)])(
    'that is none is refused: %s',
    async (cursor) => {
      const answer = await page(`sort=name&page[cursor]=${cursor}`)
      expect(answer.status).toBe(400)
      expect(answer.text).toBe(
        familyB(answer.headers['x-klaviyo-req-id']!, 400, 'invalid', 'Invalid input.', 'Invalid cursor provided.'),
      )
    },
  )

  it('of another sort is refused', async () => {
    const other = cursorOf((await page('sort=name&page[size]=2')).body.links.next)
    expect((await page(`sort=-created&page[cursor]=${other}`)).status).toBe(400)
  })
})

describe('links', () => {
  it('self repeats the URL as it was sent', async () => {
    for (const query of ['page[size]=1', 'page%5Bsize%5D=1', '']) {
      const { body } = await page(query)
      expect(pathOf(body.links.self)).toBe(`/api/lists${query === '' ? '' : `?${query}`}`)
    }
    expect(pathOf((await ask(sandbox, { url: '/api/lists/' })).body.links.self)).toBe('/api/lists/')
  })

  it('next keeps every parameter, percent-encoded, the cursor at the end or in its place', async () => {
    const { body } = await page('page[size]=1&sort=-name&fields[list]=name')
    expect(pathOf(body.links.next)).toMatch(
      /^\/api\/lists\?page%5Bsize%5D=1&sort=-name&fields%5Blist%5D=name&page%5Bcursor%5D=[\w-]+$/,
    )
    const second = await follow(body.links.next)
    expect(pathOf(second.body.links.next)).toMatch(/name&page%5Bcursor%5D=[\w-]+$/)
  })

  it('next keeps a plus as %2B', async () => {
    const { body } = await page('page[size]=1&filter=greater-than(created,2026-01-01T00:00:00%2B00:00)')
    expect(body.links.next).toContain('2026-01-01T00%3A00%3A00%2B00%3A00')
    expect((await follow(body.links.next)).body.data).toHaveLength(1)
  })

  it.each([
    [{ host: 'sandbox.test:8080' }, 'http://sandbox.test:8080'],
    [
      { host: 'inner:1', 'x-forwarded-host': 'api.example.com', 'x-forwarded-proto': 'https' },
      'https://api.example.com',
    ],
    [
      { host: 'inner:1', 'x-forwarded-host': 'one.example.com, two', 'x-forwarded-proto': 'https,http' },
      'https://one.example.com',
    ],
    [{ host: 'a.klaviyo.com', 'x-forwarded-proto': 'https' }, 'https://a.klaviyo.com'],
  ])('follow %j', async (headers, base) => {
    const { body, text } = await page('page[size]=1', headers)
    expect(body.links.self).toBe(`${base}/api/lists?page[size]=1`)
    expect(body.links.next.startsWith(`${base}/api/lists?`)).toBe(true)
    expect(body.data[0].links.self).toBe(`${base}/api/lists/${body.data[0].id}/`)
    expect(text).not.toContain('localhost')
  })

  it('are not broken by a hostile host', async () => {
    const { status, body } = await page('page[size]=1', { 'x-forwarded-host': 'a"b<script>' })
    expect(status).toBe(200)
    expect(body.links.self).not.toContain('<')
  })

  it('begin with the public URL when one is set', async () => {
    const set = await testSandbox({ publicUrl: 'https://a.klaviyo.com' })
    const { body } = await ask(set, { url: '/api/lists', headers: { host: 'elsewhere', 'x-forwarded-host': 'x' } })
    expect(body.links.self).toBe('https://a.klaviyo.com/api/lists')
    await set.close()
  })
})
