import { createTest, expect } from 'klaviyo-sandbox/vitest'

// What a test can do to its account, and to the sandbox, beside the API.
const test = createTest({ clock: { frozenAt: '2026-01-01T00:00:00Z' }, jobDelayMs: 60_000 })

test('a fork is a copy that goes its own way', async ({ account }) => {
  const fork = await account.fork()
  await fork.seed({ lists: [{ name: 'Only here' }] })

  expect(await names(fork)).toEqual(['Only here'])
  expect(await names(account)).toEqual([])

  await fork.seed({ lists: [{ name: 'Kept' }] }) // a reset comes back to what was seeded last
  await fork.snapshot('two-lists')
  await account.restore('two-lists')
  expect(await names(account)).toEqual(['Kept', 'Only here'])
})

test('time moves when the test says so, and tells what happened', async ({ account }) => {
  const job = (await post(account, '/api/profile-bulk-import-jobs', importOf('ada@example.com'))).data

  const happened = await account.clock.advance('PT1M')

  expect(happened.map(({ at, what }) => `${at} ${what}`)).toEqual([
    '2026-01-01T00:00:30+00:00 profile-bulk-import-job-start',
    '2026-01-01T00:01:00+00:00 profile-bulk-import-job',
  ])
  const { data } = await get(account, `/api/profile-bulk-import-jobs/${job.id}`)
  expect(data.attributes.status).toBe('complete')
})

test('things go wrong when the test says so', async ({ account }) => {
  await account.faults.set(
    { match: { operation: 'get_lists', nth: 2 }, then: { status: 503 } },
    { match: { operation: 'get_tags' }, count: 1, then: { retryAfter: 7 } },
    { match: { job: 'profile-bulk-import-job' }, then: { jobs: { failRows: [0], detail: 'Not today.' } } },
  )

  const statuses = []
  for (const path of ['/api/lists', '/api/lists', '/api/lists', '/api/tags', '/api/tags']) {
    statuses.push((await account.inject(path)).statusCode)
  }
  expect(statuses).toEqual([200, 503, 200, 429, 200])
  expect((await account.faults.list()).map(({ applied }) => applied)).toEqual([1, 1, 0])
})

test('what was asked can be verified, and a failure says what came instead', async ({ account }) => {
  await account.inject('/api/lists')

  await account.requests.verify({ operation: 'get_lists', count: 1 })
  await expect(account.requests.verify({ operation: 'create_event' })).rejects.toThrow(
    'expected 1 or more of create_event, found 0; there were 1 × get_lists (200)',
  )
})

test('every answer can be explained', async ({ account }) => {
  const answer = await account.inject('/api/profiles?filter=equals(email,"ada@example.com")')

  const why = await account.requests.explain(answer.headers['x-klaviyo-req-id'])

  expect(why.operation.operationId).toBe('get_profiles')
  expect(why.filter).toMatchObject([{ operator: 'equals', field: 'email' }])
  expect(why.statements[0].plan).toContain('SEARCH i USING PRIMARY KEY (kind=? AND value=?)')
})

const json = { 'content-type': 'application/json' }
const get = async (account, url) => (await account.inject(url)).json()
const post = async (account, url, payload) =>
  (await account.inject({ method: 'POST', url, headers: json, payload })).json()
const names = async (account) => (await get(account, '/api/lists?sort=name')).data.map((list) => list.attributes.name)
const importOf = (email) => ({
  data: {
    type: 'profile-bulk-import-job',
    attributes: { profiles: { data: [{ type: 'profile', attributes: { email } }] } },
  },
})
