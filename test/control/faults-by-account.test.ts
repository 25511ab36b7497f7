import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox, type SandboxAccount } from '../../src/index.ts'

let sandbox: Sandbox
beforeAll(async () => void (sandbox = await createSandbox()))
afterAll(() => sandbox.close())

const unavailableOnce = { count: 1, then: { status: 503 } }
const status = async (account: SandboxAccount) => (await account.inject('/api/lists')).statusCode
const applied = async (account: SandboxAccount) =>
  (await account.faults.list()).map(({ match, applied }) => ({ account: match?.account, applied }))

it('the rules that an account sets leave those of another, and what these have counted, as they are', async () => {
  const [one, other] = [await sandbox.createAccount(), await sandbox.createAccount()]
  await one.faults.set(unavailableOnce)
  expect(await status(one)).toBe(503)
  await other.faults.set(unavailableOnce)
  expect([await status(one), await status(other)]).toEqual([200, 503])
  await other.faults.clear()
  expect([await applied(one), await applied(other)]).toEqual([[{ account: one.id, applied: 1 }], []])
})

it('the rules of an account go with it', async () => {
  const [one, other] = [await sandbox.createAccount(), await sandbox.createAccount()]
  await sandbox.faults.clear()
  await one.faults.set(unavailableOnce)
  await one.delete()
  expect(await sandbox.faults.list()).toEqual([])
  await other.faults.set(unavailableOnce)
  expect(await status(other)).toBe(503)
})

it('a rule of one account is not set for another', async () => {
  const [one, other] = [await sandbox.createAccount(), await sandbox.createAccount()]
  await expect(one.faults.set({ match: { account: other.id }, then: { status: 503 } })).rejects.toThrow(
    'rule 1 speaks of another account than ?account= names',
  )
})

it('an account tells where it is served', async () => {
  const own = await createSandbox()
  const account = await own.createAccount()
  expect(() => account.url).toThrow('the sandbox does not listen yet: call listen() first')
  await own.listen()
  expect(account.url).toBe(own.url)
  await own.close()
})
