import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { testSandbox } from '../client.ts'
import { ask, familyB } from './ask.ts'

// Every test stands at 2026-11-02: 2024-10-15 is retired, 2025-10-15 and older are in their deprecated year.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())

const at = (revision: string | undefined, url = '/api/lists', headers = {}) =>
  ask(sandbox, { url, headers: { revision, ...headers } })

describe('the revision header', () => {
  it.each(REVISIONS)('%s is echoed', async (revision) => {
    const answer = await at(revision)
    expect([answer.status, answer.headers['x-klaviyo-api-revision']]).toEqual([200, revision])
  })

  it.each<[string | undefined, string, string]>([
    ['2023-02-22', '2024-10-15', 'falls forward to the oldest held'],
    ['2024-07-15', '2024-10-15', 'falls forward to the oldest held'],
    ['2025-03-01', '2025-01-15', 'falls back to the last one before'],
    ['2026-10-14', '2026-07-15', 'falls back to the last one before'],
    ['2026-10-31', '2026-10-15', 'falls back to the last one before'],
    ['2026-07-15.pre', '2026-07-15.pre', 'stays a beta'],
    ['2026-04-15.pre', '2026-04-15.pre', 'stays a beta'],
    [undefined, '2026-10-15', 'absent means the newest'],
  ])('%s is served as %s: it %s', async (sent, served) => {
    const answer = await at(sent)
    expect([answer.status, answer.headers['x-klaviyo-api-revision']]).toEqual([200, served])
  })

  it('may be the one that the sandbox was started with', async () => {
    const older = await testSandbox({ revision: '2025-07-15' })
    const answer = await ask(older, { url: '/api/lists', headers: { revision: undefined } })
    expect(answer.headers['x-klaviyo-api-revision']).toBe('2025-07-15')
    await older.close()
  })

  it.each(['2027-01-01', '2026-11-03', '2026-12-15.pre'])('%s lies ahead: 404', async (revision) => {
    const answer = await at(revision)
    expect(answer.status).toBe(404)
    expect(answer.text).toBe(
      familyB(
        answer.headers['x-klaviyo-req-id']!,
        404,
        'not_found',
        'Not found.',
        'Unable to specify a future revision date',
      ),
    )
  })

  it.each(['', 'latest', '2026-13-45', '20261015', '2026-10-15.beta', '2026-10-15 ', '2026-10-15.pre.pre'])(
    '"%s" is malformed: 400',
    async (revision) => {
      const answer = await at(revision)
      // A header of blanks and one that ends in blanks are trimmed by HTTP itself.
      if (revision === '2026-10-15 ') return expect([200, 400]).toContain(answer.status)
      expect(answer.status).toBe(400)
      expect(answer.body.errors[0].code).toBe('invalid')
    },
  )
})

describe('an operation that the revision does not have', () => {
  it.each([
    ['2024-10-15', '/api/push-tokens'],
    ['2025-01-15', '/api/custom-metrics'],
    ['2026-01-15', '/api/profiles/x/conversation'],
  ])('answers 404 at %s: %s', async (revision, url) => {
    const answer = await at(revision, url)
    expect(answer.status).toBe(404)
    expect(answer.text).toBe(
      familyB(
        answer.headers['x-klaviyo-req-id']!,
        404,
        'not_found',
        'Not found.',
        'No valid revisions found for method, please check our documentation',
      ),
    )
    expect(answer.headers['x-klaviyo-api-revision']).toBe(revision)
  })

  it.each([
    ['2026-01-15', 404],
    ['2026-01-15.pre', 200],
    ['2026-04-15', 200],
    ['2026-07-15', 200],
  ])('geofences at %s answer %i, as was seen live', async (revision, status) => {
    const cid = (await at('2026-07-15', '/api/accounts')).headers.cid
    const answer = await at(revision, `/client/geofences?company_id=${cid}`, { authorization: undefined })
    expect(answer.status).toBe(status)
  })
})

describe('retirement', () => {
  it.each([
    ['2024-10-15', '2026-10-15'],
    ['2025-04-15', '2027-04-15'],
    ['2025-10-15', '2027-10-15'],
    ['2026-01-15', undefined],
    ['2026-10-15', undefined],
  ])('%s announces %s', async (revision, date) => {
    expect((await at(revision)).headers['x-klaviyo-api-retirement-date']).toBe(date)
  })

  it('answers 410 to a sender who opted out of falling forward', async () => {
    const optOut = { 'x-klaviyo-revision-fall-forward-opt-out': '1' }
    for (const revision of ['2023-02-22', '2024-07-15', '2024-10-15']) {
      const answer = await at(revision, '/api/lists', optOut)
      expect([answer.status, answer.body.errors[0].code]).toEqual([410, 'gone'])
    }
    expect((await at('2025-01-15', '/api/lists', optOut)).status).toBe(200)
  })

  it('moves with the clock', async () => {
    const moved = await testSandbox({ clock: { frozenAt: '2027-01-16T00:00:00Z' } })
    const answer = await ask(moved, { url: '/api/lists', headers: { revision: '2026-01-15' } })
    expect(answer.headers['x-klaviyo-api-retirement-date']).toBe('2028-01-15')
    await moved.close()
  })
})
