import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'
import { bulkBody, bulkEvent, bulkGroup, eventsOf, metric, pointersOf, profile, send } from './event-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const anna = profile({ email: 'anna@example.com' })
const bert = profile({ email: 'bert@example.com' })
const bulk = (groups: readonly object[]) => client.post('/api/event-bulk-create-jobs', bulkBody(groups))
const many = (count: number) => Array.from({ length: count }, (_, index) => bulkEvent({ unique_id: `u${index}` }))
const BULK = '/data/attributes/events-bulk-create/data'

describe('bulk_create_events', () => {
  it('answers 202 without a body and stores the events of every profile', async () => {
    const answer = await bulk([
      bulkGroup(anna, [bulkEvent({ unique_id: 'a', value: 3 }), bulkEvent({ metric: metric('Viewed Product') })]),
      bulkGroup(profile({ email: 'bert@example.com' }, { meta: { patch_properties: { append: { tags: 'x' } } } }), [
        bulkEvent({ unique_id: 'a', backfill: true }),
      ]),
    ])
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect(await eventsOf(client)).toHaveLength(3)
    const { data } = (await client.get('/api/profiles?sort=email')).body
    expect(data.map(({ attributes }: { attributes: { properties: object } }) => attributes.properties)).toEqual([
      {},
      { tags: ['x'] },
    ])
  })

  it('drops what is stored already, silently', async () => {
    await send(client, { unique_id: 'a', value: 1 })
    expect((await bulk([bulkGroup(anna, [bulkEvent({ unique_id: 'a', value: 2 })])])).status).toBe(202)
    const [event, ...others] = await eventsOf(client)
    expect([event.attributes.event_properties.$value, others]).toEqual([1, []])
  })

  it('takes 1000 events, and refuses 1001', async () => {
    expect((await bulk([bulkGroup(anna, many(500)), bulkGroup(bert, many(500))])).status).toBe(202)
    expect((await bulk([bulkGroup(anna, many(500)), bulkGroup(bert, many(501))])).status).toBe(400)
  })

  it.each([
    ['in one group', [bulkGroup(anna, [bulkEvent({ unique_id: 'a' }), bulkEvent({ unique_id: 'a' })])], '0', '1'],
    [
      'in two groups of one profile',
      [bulkGroup(anna, [bulkEvent({ unique_id: 'a' })]), bulkGroup(anna, [bulkEvent({ unique_id: 'a' })])],
      '1',
      '0',
    ],
  ])('refuses the whole request when a unique_id is repeated %s', async (_name, groups, group, event) => {
    const answer = await bulk(groups)
    expect(answer.status).toBe(400)
    expect(pointersOf(answer)).toEqual([`${BULK}/${group}/attributes/events/data/${event}/attributes/unique_id`])
    expect(await eventsOf(client)).toEqual([])
    expect((await client.get('/api/profiles')).body.data).toEqual([])
  })

  it('says where in the request everything is wrong', async () => {
    const answer = await bulk([
      bulkGroup(anna, [bulkEvent(), bulkEvent({ time: '1980-01-01', metric: metric('') })]),
      bulkGroup(profile({ email: 'nobody' }), [bulkEvent()]),
      bulkGroup(profile({}), [bulkEvent()]),
    ])
    expect(answer.status).toBe(400)
    expect(pointersOf(answer)).toEqual([
      `${BULK}/0/attributes/events/data/1/attributes/metric/data/attributes/name`,
      `${BULK}/0/attributes/events/data/1/attributes/time`,
      `${BULK}/1/attributes/profile/data/attributes/email`,
      `${BULK}/2/attributes/profile/data`,
    ])
    expect(await eventsOf(client)).toEqual([])
  })
})
