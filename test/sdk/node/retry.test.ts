import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, walkerOf } from './session.ts'

let sandbox: Sandbox
const seen: number[] = []
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'enforce', log: ({ status }) => seen.push(status) })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

it('the SDK sits out a 429 and succeeds', async () => {
  const { accounts } = walkerOf(sandbox, 'pk_retry', 5)
  // GET /api/accounts allows one request per second.
  const answers = await Promise.all([accounts.getAccounts(), accounts.getAccounts()])
  expect(answers.map(({ response }) => response.status)).toEqual([200, 200])
  expect(seen).toContain(429)
})

it('a client that does not retry sees the 429', async () => {
  const { accounts } = walkerOf(sandbox, 'pk_once', 1)
  const [first, second] = await Promise.allSettled([accounts.getAccounts(), accounts.getAccounts()])
  const refused = [first, second].find(({ status }) => status === 'rejected') as PromiseRejectedResult
  const { status, headers, data } = await errorOf(Promise.reject(refused.reason as Error))
  expect([status, data.errors[0]!.code, headers['retry-after']]).toEqual([429, 'throttled', '1'])
})
