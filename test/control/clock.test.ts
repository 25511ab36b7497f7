import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxAccount } from '../../src/index.ts'
import { clientOf, testSandbox } from '../client.ts'
import { control } from './control-client.ts'

let sandbox: Sandbox
let account: SandboxAccount
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: 60_000 })
  account = await sandbox.account('pk_test')
})
afterEach(() => sandbox.close())

const importOf = (...emails: string[]) => ({
  data: {
    type: 'profile-bulk-import-job',
    attributes: { profiles: { data: emails.map((email) => ({ type: 'profile', attributes: { email } })) } },
  },
})

describe('the clock of an account', () => {
  it('is read, advanced, set, frozen, and let go again', async () => {
    const { clock } = account
    expect(await clock.now()).toBe('2026-11-02T10:00:00.250000+00:00')
    await clock.advance('PT10M')
    await clock.advance(1500)
    expect(await clock.now()).toBe('2026-11-02T10:10:01.750000+00:00')
    await clock.set('2027-01-01T00:00:00Z')
    await clock.freeze()
    expect(await clock.now()).toBe('2027-01-01T00:00:00+00:00')
    await clock.real()
    const { body } = await control(sandbox, 'GET', '/clock?account=pk_test')
    expect(body.clocks).toEqual([{ account: account.id, now: expect.any(String), mode: 'real' }])
  })

  it('runs what falls due when it is advanced, in order, each at its time, and tells what happened', async () => {
    const client = clientOf(sandbox)
    const { id } = (await client.post('/api/profile-bulk-import-jobs', importOf('a@example.com'))).body.data
    expect((await client.get(`/api/profile-bulk-import-jobs/${id}`)).body.data.attributes.status).toBe('queued')
    expect(await account.clock.advance('P8D')).toEqual([
      { account: account.id, at: '2026-11-02T10:00:30.250000+00:00', what: 'profile-bulk-import-job-start', id },
      { account: account.id, at: '2026-11-02T10:01:00.250000+00:00', what: 'profile-bulk-import-job', id },
      { account: account.id, at: '2026-11-09T10:00:00.250000+00:00', what: 'profile-bulk-import-job-expiry', id },
    ])
    expect((await client.get('/api/profiles')).body.data[0].attributes.created).toBe('2026-11-02T10:01:00+00:00')
  })

  it('empties the windows of rate limits as time goes by, and when it is set back', async () => {
    await account.rateLimits.set({ mode: 'enforce', limits: { get_lists: { burst: 1, steady: 1 } } })
    const ask = async () => (await account.inject('/api/lists')).statusCode
    expect([await ask(), await ask()]).toEqual([200, 429])
    await account.clock.advance('PT1M')
    expect([await ask(), await ask()]).toEqual([200, 429])
    await account.clock.set('2026-01-01T00:00:00Z')
    expect(await ask()).toBe(200)
  })

  it('is its own: others stand where they stood', async () => {
    const other = await sandbox.account('pk_other')
    await account.clock.advance('P1D')
    expect(await other.clock.now()).toBe('2026-11-02T10:00:00.250000+00:00')
  })
})

it('clocks are advanced together over HTTP, also the one that new accounts begin with', async () => {
  const { body } = await control(sandbox, 'POST', '/clock/advance', { by: 'P1D' })
  const now = '2026-11-03T10:00:00.250000+00:00'
  expect(body).toEqual({
    clocks: [
      { account: null, now, mode: 'frozen' },
      { account: account.id, now, mode: 'frozen' },
    ],
    happened: [],
  })
  expect(await (await sandbox.account('pk_later')).clock.now()).toBe(now)
})

it.each<[string, object, string]>([
  ['advance', { by: 'P1M' }, "'P1M' is no duration, such as PT10M, P30D or 10s (months are none: they vary in length)"],
  ['advance', {}, "advanceClock: the body must have required property 'by'"],
  ['set', { to: 'tomorrow' }, "'tomorrow' is no ISO 8601 time, such as 2026-01-01T00:00:00Z"],
])('a clock cannot %s %j', async (verb, body, detail) => {
  expect((await control(sandbox, 'POST', `/clock/${verb}`, body)).body).toEqual({
    title: 'Bad Request',
    status: 400,
    detail,
  })
})
