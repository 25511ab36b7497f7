import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createSandbox } from 'klaviyo-sandbox'
import { Shop } from '../shop.js'

let sandbox, account, shop
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off', jobDelayMs: 60_000 })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

// An account of its own for each test, so that none has to clean up after another.
beforeEach(async () => {
  account = await sandbox.createAccount()
  shop = new Shop(account.key, sandbox.url)
})
afterEach(() => account.delete())

const order = { number: 'A-1001', email: 'ada@example.com', total: 59.9 }

test('a customer is subscribed once she has confirmed', async () => {
  await shop.subscribe('ada@example.com')
  await account.clock.advance('PT1M')
  expect(await shop.isSubscribed('ada@example.com')).toBe(false)

  await account.optIns.confirm({ email: 'ada@example.com' })
  expect(await shop.isSubscribed('ada@example.com')).toBe(true)
})

test('an order waits as long as Klaviyo asks for', async () => {
  await account.faults.set({ match: { operation: 'create_event' }, count: 1, then: { retryAfter: 1 } })

  await shop.recordOrder(order)

  const requests = await account.requests.list({ operation: 'create_event' })
  expect(requests.map(({ status }) => status)).toEqual([429, 202])
})

test('an order whose answer was lost is not recorded twice', async () => {
  await account.faults.set({ match: { operation: 'create_event' }, count: 1, then: { reset: 'after' } })

  await shop.recordOrder(order)

  await account.requests.verify({
    operation: 'create_event',
    count: 2,
    body: { data: { attributes: { value: 59.9 } } },
  })
  const { data } = (await account.inject('/api/events')).json()
  expect(data).toHaveLength(1)
})

test('an import is complete after a minute', async () => {
  const job = await shop.importCustomers(['ada@example.com', 'bea@example.com'])
  expect(await shop.importStatus(job)).not.toBe('complete')

  await account.clock.advance('PT1M')

  expect(await shop.importStatus(job)).toBe('complete')
})
