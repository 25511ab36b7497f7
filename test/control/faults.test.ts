import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultRule, Sandbox, SandboxAccount } from '../../src/index.ts'
import { clientOf, testSandbox } from '../client.ts'
import { control } from './control-client.ts'

let sandbox: Sandbox
let account: SandboxAccount
beforeEach(async () => {
  sandbox = await testSandbox()
  account = await sandbox.account('pk_test')
})
afterEach(() => sandbox.close())

const statusesOf = async (url: string, times: number): Promise<number[]> => {
  const statuses: number[] = []
  for (let asked = 0; asked < times; asked++) statuses.push((await account.inject(url)).statusCode)
  return statuses
}

describe('a fault rule', () => {
  it('answers with a status and Klaviyo’s own error', async () => {
    await account.faults.set({ match: { operation: 'get_lists' }, then: { status: 503 } })
    const answer = await account.inject('/api/lists')
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      {
        errors: [
          {
            id: answer.headers['x-klaviyo-req-id'],
            status: 503,
            code: 'error',
            title: 'A server error occurred.',
            detail: 'A server error occurred.',
            source: { pointer: '/data/' },
          },
        ],
      },
    ])
    expect((await account.inject('/api/tags')).statusCode).toBe(200)
  })

  it('answers with errors, a body and headers of one’s own', async () => {
    await account.faults.set(
      { match: { operation: 'get_lists' }, then: { status: 400, errors: [{ code: 'odd', detail: 'Odd.' }] } },
      {
        match: { path: '/api/t*' },
        then: { status: 502, body: '<h1>Bad Gateway</h1>', headers: { 'Content-Type': 'text/html' } },
      },
    )
    expect((await account.inject('/api/lists')).json()).toMatchObject({
      errors: [{ status: 400, code: 'odd', title: 'Invalid input.', detail: 'Odd.' }],
    })
    const { statusCode, headers, body } = await account.inject('/api/tags')
    expect([statusCode, headers['content-type'], body]).toEqual([502, 'text/html', '<h1>Bad Gateway</h1>'])
  })

  it('throttles, once, and tells how long', async () => {
    await account.faults.set({ match: { operation: 'get_lists' }, count: 1, then: { retryAfter: 7 } })
    const throttled = await account.inject('/api/lists')
    expect([throttled.statusCode, throttled.headers['retry-after']]).toEqual([429, '7'])
    expect((await account.inject('/api/lists')).statusCode).toBe(200)
  })

  it('takes the nth request, or some of them by dice that fall the same way each time', async () => {
    await account.faults.set({ match: { nth: [2, 4] }, then: { status: 500 } })
    expect(await statusesOf('/api/lists', 5)).toEqual([200, 500, 200, 500, 200])
    const rule: FaultRule = { match: { probability: 0.3 }, then: { status: 500 } }
    const runs: number[][] = []
    for (let run = 0; run < 2; run++) {
      await account.faults.set(rule)
      runs.push(await statusesOf('/api/lists', 20))
    }
    expect(runs[0]).toEqual(runs[1])
    expect(new Set(runs[0])).toEqual(new Set([200, 500]))
  })

  it('tells what it did', async () => {
    await account.faults.set({ name: 'every third', match: { nth: 3 }, then: { status: 500 } })
    await statusesOf('/api/lists', 4)
    expect(await sandbox.faults.list()).toEqual([
      { name: 'every third', match: { nth: 3, account: account.id }, then: { status: 500 }, matched: 4, applied: 1 },
    ])
    expect((await account.requests.list({ status: 500 })).map(({ fault }) => fault)).toEqual(['every third'])
  })

  it('of an account leaves other accounts alone', async () => {
    await account.faults.set({ then: { status: 500 } })
    expect((await (await sandbox.account('pk_other')).inject('/api/lists')).statusCode).toBe(200)
    await account.faults.clear()
    expect((await account.inject('/api/lists')).statusCode).toBe(200)
  })

  it('resets the connection before anything is done, or loses the answer when all is done', async () => {
    const url = `${await sandbox.listen()}/api/lists`
    const create = (name: string) =>
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Klaviyo-API-Key ${account.key}`, 'content-type': 'application/vnd.api+json' },
        body: JSON.stringify({ data: { type: 'list', attributes: { name } } }),
      })
    await account.faults.set({ then: { reset: 'before' }, count: 1 })
    await expect(create('Never')).rejects.toThrow('fetch failed')
    await account.faults.set({ then: { reset: 'after' }, count: 1 })
    await expect(create('Made')).rejects.toThrow('fetch failed')
    const { body } = await clientOf(sandbox).get('/api/lists')
    expect(body.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)).toEqual(['Made'])
  })

  it('truncates the body of an answer', async () => {
    const url = `${await sandbox.listen()}/api/accounts`
    await account.faults.set({ then: { truncate: 20 } })
    const answer = await fetch(url, { headers: { authorization: `Klaviyo-API-Key ${account.key}` } })
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('terminated')
  })

  it('delays the answer, alone or with another fault', async () => {
    await account.faults.set({ match: { operation: 'get_lists' }, then: { delay: 50, status: 500 } })
    const slow = account.inject('/api/lists').then(() => 'slow')
    const quick = account.inject('/api/tags').then(() => 'quick')
    expect(await Promise.race([slow, quick])).toBe('quick')
    expect(await slow).toBe('slow')
  })

  it('lets page cursors expire', async () => {
    const client = clientOf(sandbox)
    for (const name of ['A', 'B']) await client.post('/api/tags', { data: { type: 'tag', attributes: { name } } })
    await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'A' } } })
    await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'B' } } })
    const { next } = (await client.get('/api/lists?page[size]=1')).body.links
    const path = new URL(next).pathname + new URL(next).search
    expect((await client.get(path)).status).toBe(200)
    await account.faults.set({ then: { expireCursors: true } })
    expect((await client.get(path)).body.errors[0]).toMatchObject({ status: 400, detail: 'Invalid cursor provided.' })
    expect((await client.get('/api/lists')).status).toBe(200)
  })
})

describe('faults of work', () => {
  const importOf = (...emails: string[]) => ({
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: emails.map((email) => ({ type: 'profile', attributes: { email } })) } },
    },
  })
  const statusOf = async (id: string) => {
    const { status, completed_count, failed_count } = (
      await clientOf(sandbox).get(`/api/profile-bulk-import-jobs/${id}`)
    ).body.data.attributes
    return [status, completed_count, failed_count]
  }
  const startImport = async (...emails: string[]) =>
    (await clientOf(sandbox).post('/api/profile-bulk-import-jobs', importOf(...emails))).body.data.id as string

  it('fail rows of a job, and its errors tell', async () => {
    await account.faults.set({ then: { jobs: { failRows: [1], code: 'odd', detail: 'Odd row.' } } })
    const id = await startImport('a@example.com', 'b@example.com', 'c@example.com')
    expect(await statusOf(id)).toEqual(['complete', 2, 1])
    const { body } = await clientOf(sandbox).get(`/api/profile-bulk-import-jobs/${id}/import-errors`)
    expect(body.data[0].attributes).toMatchObject({ code: 'odd', detail: 'Odd row.' })
  })

  it('keep a job in progress for as long as the rule stands', async () => {
    await account.faults.set({ match: { job: 'profile-bulk-import-job' }, then: { jobs: 'stall' } })
    const id = await startImport('a@example.com')
    await account.clock.advance('P1D')
    expect(await statusOf(id)).toEqual(['processing', 0, 0])
    await account.faults.clear()
    expect(await statusOf(id)).toEqual(['complete', 1, 0])
  })

  it('let profiles join lists late', async () => {
    const client = clientOf(sandbox)
    const list = (await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'A' } } })).body.data.id
    const { id } = (
      await client.post('/api/profiles', { data: { type: 'profile', attributes: { email: 'a@example.com' } } })
    ).body.data
    await account.faults.set({ then: { lateMembership: 'PT5M' } })
    await client.post(`/api/lists/${list}/relationships/profiles`, { data: [{ type: 'profile', id }] })
    const members = async () => (await client.get(`/api/lists/${list}/profiles`)).body.data
    expect(await members()).toEqual([])
    await account.clock.advance('PT5M')
    expect(await members()).toMatchObject([{ id, attributes: { joined_group_at: '2026-11-02T10:05:00+00:00' } }])
  })
})

it.each<[object, string]>([
  [{ rules: [{ then: {} }] }, "putFaults: 'rules/0/then' must NOT have fewer than 1 properties"],
  [{ rules: [{ then: { state: 500 } }] }, "putFaults: 'rules/0/then' has no member 'state'"],
  [
    { rules: [{ then: { reset: 'now' } }] },
    "putFaults: 'rules/0/then/reset' must be equal to one of the allowed values: before, after",
  ],
  [
    { rules: [{ match: { operation: 'get_list_s' }, then: { status: 500 } }] },
    "rule 1: there is no operation 'get_list_s'; did you mean 'get_lists'?",
  ],
  [
    { rules: [{ match: { operation: 'bulk_subscribe' }, then: { status: 500 } }] },
    "rule 1: there is no operation 'bulk_subscribe'; perhaps bulk_subscribe_profiles",
  ],
  [{ rules: [{ match: { job: 'nope' }, then: { jobs: 'stall' } }] }, "rule 1: there is no work 'nope'; known are "],
  [{ rules: [{ match: { account: 'nope' }, then: { status: 500 } }] }, "there is no account 'nope'"],
  [{ rules: [{ then: { delay: 'long' } }] }, "'long' is no duration"],
])('rules such as %j are refused', async (body, detail) => {
  const answer = await control(sandbox, 'PUT', '/faults', body)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body.detail).toContain(detail)
  expect(await sandbox.faults.list()).toEqual([])
})

it('rules are put and cleared over HTTP', async () => {
  await control(sandbox, 'PUT', '/faults', { rules: [{ then: { status: 500 } }] })
  expect((await account.inject('/api/lists')).statusCode).toBe(500)
  expect((await control(sandbox, 'GET', '/faults')).body.rules).toMatchObject([{ name: 'rule 1', applied: 1 }])
  await control(sandbox, 'PUT', '/faults', {})
  expect((await account.inject('/api/lists')).statusCode).toBe(200)
  expect((await control(sandbox, 'DELETE', '/faults')).status).toBe(204)
})
