import { createTest, expect } from 'klaviyo-sandbox/vitest'
import { Shop } from '../shop.js'

// Each test gets an account of its own: tests may run side by side, and none has to clean up.
const test = createTest({ jobDelayMs: 60_000 })
const order = { number: 'A-1001', email: 'ada@example.com', total: 59.9 }

test('a customer is subscribed once she has confirmed', async ({ account }) => {
  const shop = new Shop(account.key, account.url)
  await shop.subscribe('ada@example.com')
  await account.clock.advance('PT1M')
  expect(await shop.isSubscribed('ada@example.com')).toBe(false)

  await account.optIns.confirm({ email: 'ada@example.com' })
  expect(await shop.isSubscribed('ada@example.com')).toBe(true)
})

test('an order is recorded once, with its total', async ({ account }) => {
  await new Shop(account.key, account.url).recordOrder(order)

  await account.requests.verify({
    operation: 'create_event',
    count: 1,
    body: { data: { attributes: { value: 59.9, unique_id: 'A-1001' } } },
  })
})

test('an order waits as long as Klaviyo asks for', async ({ account }) => {
  await account.faults.set({ match: { operation: 'create_event' }, count: 1, then: { retryAfter: 1 } })

  await new Shop(account.key, account.url).recordOrder(order)

  const requests = await account.requests.list({ operation: 'create_event' })
  expect(requests.map(({ status }) => status)).toEqual([429, 202])
})

test('an order whose answer was lost is not recorded twice', async ({ account }) => {
  await account.faults.set({ match: { operation: 'create_event' }, count: 1, then: { reset: 'after' } })

  await new Shop(account.key, account.url).recordOrder(order)

  await account.requests.verify({ operation: 'create_event', count: 2 })
  const { data } = (await account.inject('/api/events')).json()
  expect(data).toHaveLength(1)
})

test('an import is complete after a minute', async ({ account }) => {
  const shop = new Shop(account.key, account.url)
  const job = await shop.importCustomers(['ada@example.com', 'bea@example.com'])
  expect(await shop.importStatus(job)).not.toBe('complete')

  await account.clock.advance('PT1M')

  expect(await shop.importStatus(job)).toBe('complete')
})
