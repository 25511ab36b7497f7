import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'
import { bulkEvent, bulkGroup, eventBody, eventsOf, metric, pointersOf, profile } from './event-bodies.ts'

let sandbox: Sandbox
let client: Client
let company: string
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
  company = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const post = (attributes: object, path = 'events') =>
  client.post(`/client/${path}?company_id=${company}`, eventBody(attributes))
const bulk = (group: object) => client.post(`/client/event-bulk-create?company_id=${company}`, { data: group })
const profiles = async () => (await client.get('/api/profiles?sort=created')).body.data

describe('create_client_event', () => {
  it.each(['events', 'events/'])('answers 202 without a body to /client/%s', async (path) => {
    const answer = await post({ properties: { screen: 'home' } }, path)
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect((await eventsOf(client))[0].attributes.event_properties.screen).toBe('home')
  })

  it('names the metric of an opened push as it is shown', async () => {
    await post({ metric: metric('$opened_push') })
    const { included } = (await client.get('/api/events?include=metric')).body
    expect(included[0].attributes.name).toBe('Opened Push')
  })

  it('makes a profile of an anonymous_id, and finds it again', async () => {
    await post({ unique_id: 'a', profile: profile({ anonymous_id: 'device-1' }) })
    await post({ unique_id: 'b', profile: profile({ anonymous_id: 'device-1', first_name: 'Anna' }) })
    const [{ attributes }, ...others] = await profiles()
    expect([attributes.anonymous_id, attributes.first_name, others]).toEqual(['device-1', 'Anna', []])
    expect(await eventsOf(client)).toHaveLength(2)
  })

  it('writes attributes of a profile but changes none of its identifiers', async () => {
    await post({ profile: profile({ email: 'anna@example.com', external_id: 'x1' }) })
    await post({ profile: profile({ external_id: 'x1', email: 'other@example.com', first_name: 'Anna' }) })
    const [{ attributes }, ...others] = await profiles()
    expect(others).toEqual([])
    expect(attributes).toMatchObject({ email: 'anna@example.com', external_id: 'x1', first_name: 'Anna' })
  })

  it('passes over an id that no profile has', async () => {
    expect((await post({ profile: profile({}, { id: '01NOPE' }) })).status).toBe(202)
    expect(await eventsOf(client)).toEqual([])
    expect((await post({ profile: profile({ email: 'anna@example.com' }, { id: '01NOPE' }) })).status).toBe(202)
    expect(await eventsOf(client)).toHaveLength(1)
  })

  it('refuses an identifier that is none, at the pointer that the mobile SDKs read', async () => {
    const answer = await post({ profile: profile({ phone_number: '123' }) })
    expect(pointersOf(answer)).toEqual(['/data/attributes/profile/data/attributes/phone_number'])
  })

  it('answers 400 without a company', async () => {
    const answer = await client.post('/client/events?company_id=nobody', eventBody())
    expect([answer.status, answer.body.errors[0].detail]).toEqual([400, 'Invalid Company ID'])
  })
})

describe('bulk_create_client_events', () => {
  it('answers 202 without a body and stores the events of its profile', async () => {
    const events = [bulkEvent({ unique_id: 'a' }), bulkEvent({ metric: metric('Opened App') })]
    const answer = await bulk(bulkGroup(profile({ anonymous_id: 'device-1' }), events))
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect(await eventsOf(client)).toHaveLength(2)
  })

  it('refuses more than 1000 events and points at what is wrong', async () => {
    const who = profile({ email: 'anna@example.com' })
    const many = Array.from({ length: 1001 }, (_, index) => bulkEvent({ unique_id: `u${index}` }))
    expect((await bulk(bulkGroup(who, many))).status).toBe(400)
    const wrong = await bulk(bulkGroup(who, [bulkEvent(), bulkEvent({ time: '1980-01-01' })]))
    expect(pointersOf(wrong)).toEqual(['/data/attributes/events/data/1/attributes/time'])
    expect(await eventsOf(client)).toEqual([])
  })
})
