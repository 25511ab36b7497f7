import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { dragAndDropDefinition } from '../definitions.ts'
import { ask, KEY, listBody, makeList, REVISION } from './ask.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())
const open = async (options: SandboxOptions = {}) =>
  (sandbox = await testSandbox({ rateLimits: 'enforce', ...options }))
const accounts = (headers = {}) => ask(sandbox, { url: '/api/accounts', headers })
const repeat = async (times: number, work: () => Promise<unknown>) => {
  for (let index = 0; index < times; index++) await work()
}

describe('windows', () => {
  it('burst: one second on the account’s clock', async () => {
    await open()
    expect((await accounts()).status).toBe(200)
    const refused = await accounts()
    expect(refused.status).toBe(429)
    await sandbox.clock.advance(999)
    expect((await accounts()).status).toBe(429)
    await sandbox.clock.advance(1)
    expect((await accounts()).status).toBe(200)
  })

  it('steady: fifteen a minute for the smallest tier', async () => {
    await open()
    await repeat(15, async () => {
      expect((await accounts()).status).toBe(200)
      await sandbox.clock.advance(1000)
    })
    const refused = await accounts()
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '45'])
    expect(refused.body.errors[0].detail).toBe('Request was throttled. Expected available in 45 seconds.')
    await sandbox.clock.advance(45_000)
    expect((await accounts()).status).toBe(200)
  })

  it('daily: 150 new lists', async () => {
    await open()
    await repeat(150, async () => {
      expect((await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody('A') })).status).toBe(201)
      await sandbox.clock.advance(1000)
    })
    const refused = await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody('A') })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBe(86_400 - 150)
    await sandbox.clock.advance((86_400 - 150) * 1000)
    expect((await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody('A') })).status).toBe(201)
  })

  it('are each operation’s and each account’s own', async () => {
    await open()
    expect((await accounts()).status).toBe(200)
    expect((await accounts()).status).toBe(429)
    expect((await accounts({ authorization: 'Klaviyo-API-Key pk_other' })).status).toBe(200)
    expect((await ask(sandbox, { url: '/api/lists' })).status).toBe(200)
  })

  it('are shared by the keys of one account', async () => {
    await open({ accounts: [{ id: 'AAAAAA', keys: { pk_a: 'full', pk_b: 'full' } }] })
    expect((await accounts({ authorization: 'Klaviyo-API-Key pk_a' })).status).toBe(200)
    expect((await accounts({ authorization: 'Klaviyo-API-Key pk_b' })).status).toBe(429)
  })

  it('are not widened by an older revision', async () => {
    await open()
    expect((await accounts({ revision: '2024-10-15' })).status).toBe(200)
    expect((await accounts({ revision: '2026-10-15' })).status).toBe(429)
  })

  it('profile_count has a bucket of its own, shared by lists and segments, and shows it', async () => {
    await open()
    const id = await makeList(sandbox, 'A')
    const counted = () => ask(sandbox, { url: `/api/lists/${id}?additional-fields[list]=profile_count` })
    const first = await counted()
    expect(first.status).toBe(200)
    expect(first.headers['ratelimit-limit']).toBe('1, 1;w=1, 15;w=60')
    expect((await counted()).status).toBe(429)
    expect((await ask(sandbox, { url: `/api/lists/${id}` })).status).toBe(200)
  })

  it.each([
    ['profile_count', 1, '/api/lists?additional-fields[list]=profile_count'],
    ['profile_count among others', 1, '/api/lists?additional-fields[list]=%20profile_count'],
    ['include=lists', 1, '/api/profiles/x?include=lists'],
    ['include=segments', 1, '/api/profiles/x?include=push-tokens,%20segments'],
    ['predictive_analytics of one', 10, '/api/profiles/x?additional-fields[profile]=predictive_analytics'],
    ['predictive_analytics of many', 10, '/api/profiles?additional-fields[profile]=predictive_analytics'],
    [
      'both, of which the scarcer counts',
      1,
      '/api/profiles/x?include=lists&additional-fields[profile]=predictive_analytics',
    ],
  ])('a parameter’s own bucket has room for %s: %i a second', async (_, limit, url) => {
    await open()
    const plain = url.split('?')[0]!
    await repeat(limit, async () => expect((await ask(sandbox, { url })).status).not.toBe(429))
    const refused = await ask(sandbox, { url })
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
    expect((await ask(sandbox, { url: plain })).status).not.toBe(429)
    await sandbox.clock.advance(1000)
    expect((await ask(sandbox, { url })).status).not.toBe(429)
  })

  it('predictive_analytics is one bucket for one profile and for many', async () => {
    await open()
    const extra = 'additional-fields[profile]=predictive_analytics'
    await repeat(10, () => ask(sandbox, { url: `/api/profiles?${extra}` }))
    expect((await ask(sandbox, { url: `/api/profiles/x?${extra}` })).status).toBe(429)
  })
})

describe('drag-and-drop templates', () => {
  const write = (attributes: object, url = '/api/templates', id?: string) =>
    ask(sandbox, {
      method: id === undefined ? 'POST' : 'PATCH',
      url: id === undefined ? url : `${url}/${id}`,
      body: { data: { type: 'template', ...(id !== undefined && { id }), attributes } },
    })
  const code = { name: 'A', editor_type: 'CODE', html: 'a' }
  const blocks = { name: 'A', editor_type: 'SYSTEM_DRAGGABLE', definition: dragAndDropDefinition() }
  const SMALL = '3, 3;w=1, 60;w=60'
  const PLAIN = '75, 75;w=1, 750;w=60'
  const listed = async () => (await ask(sandbox, { url: '/api/templates' })).body.data.length

  it('are made three a second, and a refused one is not made', async () => {
    await open()
    for (const left of ['2', '1', '0']) {
      const made = await write(blocks)
      expect([made.status, made.headers['ratelimit-limit'], made.headers['ratelimit-remaining']]).toEqual([
        201,
        SMALL,
        left,
      ])
    }
    const refused = await write(blocks)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
    expect(refused.headers).not.toHaveProperty('ratelimit-limit')
    expect(await listed()).toBe(3)
    await sandbox.clock.advance(1000)
    expect((await write(blocks)).status).toBe(201)
  })

  it('are made sixty a minute', async () => {
    await open()
    await repeat(60, async () => {
      expect((await write({ name: 'A', editor_type: 'SYSTEM_DRAGGABLE' })).status).toBe(400)
      await sandbox.clock.advance(500)
    })
    const refused = await write(blocks)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
  })

  it('share their room among creating, changing, and reading definitions', async () => {
    await open()
    const { id } = (await write(blocks)).body.data
    const changed = await write({ definition: blocks.definition }, '/api/templates', id)
    expect([changed.status, changed.headers['ratelimit-remaining']]).toEqual([200, '1'])
    const read = await ask(sandbox, { url: '/api/templates?additional-fields[template]=definition' })
    expect([read.headers['ratelimit-limit'], read.headers['ratelimit-remaining']]).toEqual([SMALL, '0'])
    expect((await ask(sandbox, { url: `/api/templates/${id}?additional-fields[template]=definition` })).status).toBe(
      429,
    )
    expect((await write({ definition: null, name: 'B' }, '/api/templates', id)).status).toBe(200)
    expect((await write({ definition: blocks.definition }, '/api/templates', id)).status).toBe(429)
    expect((await ask(sandbox, { url: '/api/templates' })).body.data[0].attributes.name).toBe('B')
  })

  it('leave all other work with templates alone', async () => {
    await open()
    await repeat(4, async () => {
      const made = await write(code)
      expect([made.status, made.headers['ratelimit-limit']]).toEqual([201, PLAIN])
    })
    const read = await ask(sandbox, { url: '/api/templates?fields[template]=name' })
    expect([read.headers['ratelimit-limit'], read.headers['ratelimit-remaining']]).toEqual([PLAIN, '74'])
  })

  it('are not confused by a body that is none', async () => {
    await open()
    for (const body of [
      {},
      { data: null },
      { data: { attributes: null } },
      { data: { attributes: 'definition' } },
      [],
    ]) {
      expect((await ask(sandbox, { method: 'POST', url: '/api/templates', body })).status).toBe(400)
    }
  })
})

describe('headers', () => {
  it('count the burst window down', async () => {
    await open()
    const remaining: string[] = []
    await repeat(3, async () => {
      const { headers } = await ask(sandbox, { url: '/api/lists' })
      expect(headers['ratelimit-limit']).toBe('75, 75;w=1, 750;w=60')
      expect(headers['ratelimit-reset']).toBe('0')
      remaining.push(headers['ratelimit-remaining']!)
    })
    expect(remaining).toEqual(['74', '73', '72'])
    await sandbox.clock.advance(1000)
    expect((await ask(sandbox, { url: '/api/lists' })).headers['ratelimit-remaining']).toBe('74')
  })

  it('speak of the day where the day counts', async () => {
    await open()
    const { headers } = await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody('A') })
    expect(headers).toMatchObject({
      'ratelimit-limit': '10, 10;w=1, 150;w=60, 150;w=86400',
      'ratelimit-remaining': '9',
      'ratelimit-remaining-daily': '149',
      'ratelimit-reset-daily': '86400',
    })
  })

  it('stand on refusals too, which count', async () => {
    await open()
    const missing = await ask(sandbox, { url: '/api/lists/nope' })
    expect([missing.status, missing.headers['ratelimit-remaining']]).toEqual([404, '74'])
    const wrong = await ask(sandbox, { method: 'POST', url: '/api/lists', body: {} })
    expect([wrong.status, wrong.headers['ratelimit-remaining']]).toEqual([400, '9'])
  })

  it('say 0 on a success that used the only request of the second', async () => {
    await open()
    const { status, headers } = await accounts()
    expect([status, headers['ratelimit-remaining']]).toEqual([200, '0'])
  })
})

describe('a 429', () => {
  it('is as recorded', async () => {
    await open()
    await accounts()
    const { headers, text, status } = await accounts()
    expect(status).toBe(429)
    expect(text).toBe(
      `{"errors":[{"status":429,"detail":"Request was throttled. Expected available in 1 second.","meta":{},` +
        `"source":{"pointer":"/data"},"code":"throttled","id":"${headers['x-klaviyo-req-id']}","links":{"type":` +
        `"https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling#rate-limits"},` +
        `"title":"Request was throttled."}]}`,
    )
    expect(headers['retry-after']).toBe('1')
    for (const absent of ['content-type', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
      expect(headers).not.toHaveProperty(absent)
    }
  })

  it('spells Retry-After and the others with capitals on the wire', async () => {
    await open()
    const url = new URL('/api/accounts', await sandbox.listen())
    const names = () =>
      new Promise<string[]>((resolve, reject) => {
        request(url, { headers: { authorization: KEY, revision: REVISION } }, (answer) => {
          answer.resume()
          resolve(answer.rawHeaders.filter((_, index) => index % 2 === 0))
        })
          .on('error', reject)
          .end()
      })
    expect(await names()).toEqual(
      expect.arrayContaining(['Content-Type', 'RateLimit-Limit', 'RateLimit-Remaining', 'X-Klaviyo-Req-Id']),
    )
    expect(await names()).toContain('Retry-After')
  })
})

describe('modes', () => {
  it('headers: told, never refused', async () => {
    await open({ rateLimits: 'headers' })
    await accounts()
    const second = await accounts()
    expect([second.status, second.headers['ratelimit-remaining']]).toEqual([200, '0'])
  })

  it('off: neither', async () => {
    await open({ rateLimits: 'off' })
    await accounts()
    const second = await accounts()
    expect(second.status).toBe(200)
    expect(second.headers).not.toHaveProperty('ratelimit-limit')
  })
})
