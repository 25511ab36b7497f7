import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// What the SDK has of the client endpoints.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

it('the list of networks is read, whole and in part', async () => {
  const { id } = (await k.accounts.getAccounts()).body.data[0]!
  const { body } = await k.client.getClientIpAllowlist('integration-egress', id)
  expect(body.data.attributes.prefixes.length).toBeGreaterThan(0)
  const sparse = await k.client.getClientIpAllowlist('integration-egress', id, { fieldsIpAllowlist: ['sync_token'] })
  expect(sparse.body.data.attributes.syncToken).toBe(body.data.attributes.syncToken)
  expect((await errorOf(k.client.getClientIpAllowlist('nonsense', id))).status).toBe(404)
})

it('every operation was walked', () => {
  expect(forgotten('client', k)).toEqual([])
})
