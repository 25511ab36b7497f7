import { expect, it } from 'vitest'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

const usage = async (client: Client, query = '') =>
  Object.fromEntries(
    (await client.get(`/api/billing-usage?${query}`)).body.data.map(({ id, attributes }: Json) => [
      id,
      [attributes.usage_used, attributes.usage_max, attributes.unit],
    ]),
  )

const record = (client: Client, name: string, time: string, properties: Json = {}) =>
  client.post('/api/events', {
    data: {
      type: 'event',
      attributes: {
        properties,
        time,
        metric: { data: { type: 'metric', attributes: { name, service: 'klaviyo' } } },
        profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } },
      },
    },
  })

it('usage is counted in the current month of UTC, up to its end', async () => {
  const sandbox = await testSandbox()
  const client = clientOf(sandbox)
  await record(client, 'Received Email', '2026-10-31T23:59:59Z')
  await record(client, 'Received Email', '2026-11-01T00:00:00Z')
  await record(client, 'Bounced Email', '2026-11-02T09:00:00Z')
  await record(client, 'Opened Email', '2026-11-02T09:00:00Z')
  await record(client, 'Received Text Message', '2026-11-02T08:00:00Z')
  await record(client, 'Received Text Message', '2026-11-02T09:00:00Z', { $usage_amount: 2.123456 })
  expect(await usage(client)).toEqual({
    profiles: [1, 100_000, 'profiles'],
    email: [2, 1_000_000, 'messages'],
    sms: [3.1235, 10_000, 'credits'],
  })
  expect((await client.get('/api/billing-usage/email')).body).toEqual({
    data: {
      type: 'billing-usage',
      id: 'email',
      attributes: {
        usage_used: 2,
        usage_max: 1_000_000,
        unit: 'messages',
        period_start: '2026-11-01T00:00:00+00:00',
        period_end: '2026-12-01T00:00:00+00:00',
        as_of: '2026-11-02T10:00:00+00:00',
      },
      links: { self: 'http://localhost:80/api/billing-usage/email/' },
    },
    links: { self: 'http://localhost:80/api/billing-usage/email' },
  })
  await sandbox.clock.advance(30 * 24 * 60 * 60 * 1000)
  expect(await usage(client)).toMatchObject({ email: [0, 1_000_000, 'messages'] })
  await sandbox.close()
})

it('suppressed profiles do not count', async () => {
  const sandbox = await testSandbox()
  const client = clientOf(sandbox)
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) {
    await client.post('/api/profiles', { data: { type: 'profile', attributes: { email } } })
  }
  const profiles = { data: [{ type: 'profile', attributes: { email: 'a@example.com' } }] }
  await client.post('/api/profile-suppression-bulk-create-jobs', {
    data: { type: 'profile-suppression-bulk-create-job', attributes: { profiles } },
  })
  expect((await usage(client)).profiles[0]).toBe(2)
  await sandbox.close()
})

it('the plan of the account says what there is, the filter what is listed', async () => {
  const settings = { plan: { profiles: 250, email: 500, sms: null, reviews: 50 } }
  const sandbox = await testSandbox({ accounts: [{ id: 'AbC123', keys: { pk_a: 'full' }, settings }] })
  const client = clientOf(sandbox, { key: 'pk_a' })
  await record(client, 'Placed Order', '2026-11-02T09:00:00Z')
  expect(await usage(client)).toEqual({
    profiles: [1, 250, 'profiles'],
    email: [0, 500, 'messages'],
    reviews: [1, 50, 'orders'],
  })
  expect(await usage(client, 'filter=any(id,["email","sms","none"])')).toEqual({ email: [0, 500, 'messages'] })
  for (const id of ['sms', 'none']) {
    const { status, body } = await client.get(`/api/billing-usage/${id}`)
    expect([status, body.errors[0].detail]).toEqual([404, `A billing-usage with id ${id} does not exist.`])
  }
  await sandbox.close()
})
