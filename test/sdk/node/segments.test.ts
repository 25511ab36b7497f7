import type { SegmentCreateQuery } from 'klaviyo-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Every operation on segments that the SDK's revision has. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

type Definition = SegmentCreateQuery['data']['attributes']['definition']

const segment = (name: string, definition: Definition): SegmentCreateQuery => ({
  data: { type: 'segment', attributes: { name, definition } },
})

const ordered = (metricId: string, least: number): Definition => ({
  conditionGroups: [
    {
      conditions: [
        {
          type: 'profile-metric',
          metricId,
          measurement: 'count',
          measurementFilter: { type: 'numeric', operator: 'greater-than-or-equal', value: least },
          timeframeFilter: { type: 'date', operator: 'in-the-last', unit: 'day', quantity: 30 },
          metricFilters: [{ property: 'Brand', filter: { type: 'string', operator: 'equals', value: 'Acme' } }],
        },
      ],
    },
    {
      conditions: [
        {
          type: 'profile-marketing-consent',
          consent: { channel: 'email', canReceiveMarketing: true, consentStatus: { subscription: 'any' } },
        },
      ],
    },
  ],
})

const order = (email: string) =>
  k.events.createEvent({
    data: {
      type: 'event',
      attributes: {
        properties: { Brand: 'Acme' },
        metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
        profile: { data: { type: 'profile', attributes: { email } } },
      },
    },
  })

let id = ''
let metricId = ''

it('a segment of buyers is created, and has them as soon as it is processed', async () => {
  await order('ada@example.com')
  metricId = (await k.metrics.getMetrics()).body.data.find(({ attributes }) => attributes.name === 'Placed Order')!.id
  const { response, body } = await k.segments.createSegment(segment('Buyers', ordered(metricId, 1)))
  expect(response.status).toBe(201)
  id = body.data.id
  expect(body.data.attributes).toMatchObject({ name: 'Buyers', isActive: true, isProcessing: true, isStarred: false })
  const read = await k.segments.getSegment(id, { additionalFieldsSegment: ['profile_count'] })
  expect(read.body.data.attributes).toMatchObject({ isProcessing: false, profileCount: 1 })
  expect(read.body.data.attributes.definition!.conditionGroups[0]!.conditions[0]).toMatchObject({ metricId })
})

it('an event brings a profile in, which the profile and the segment tell', async () => {
  await order('bea@example.com')
  const members = await k.segments.getProfilesForSegment(id, { sort: '-joined_group_at', fieldsProfile: ['email'] })
  const emails = members.body.data.map(({ attributes }) => attributes.email)
  expect(emails.sort()).toEqual(['ada@example.com', 'bea@example.com'])
  const ids = (await k.segments.getProfileIdsForSegment(id)).body.data.map((profile) => profile.id)
  expect(ids.sort()).toEqual(members.body.data.map((profile) => profile.id).sort())
  expect((await k.profiles.getSegmentsForProfile(ids[0]!)).body.data.map((one) => one.id)).toEqual([id])
  expect((await k.profiles.getSegmentIdsForProfile(ids[0]!)).body.data).toEqual([{ type: 'segment', id }])
})

it('another definition keeps only those who meet it', async () => {
  const definition = ordered(metricId, 2)
  await k.segments.updateSegment(id, { data: { type: 'segment', id, attributes: { name: 'Twice', definition } } })
  expect((await k.segments.getProfilesForSegment(id)).body.data).toEqual([])
  const named = await k.segments.getSegments({ filter: 'equals(name,"Twice")', sort: 'name', pageSize: 1 })
  expect(named.body.data.map((one) => one.id)).toEqual([id])
  const stopped = await k.segments.updateSegment(id, { data: { type: 'segment', id, attributes: { isActive: false } } })
  expect(stopped.body.data.attributes).toMatchObject({ isActive: false, isProcessing: false })
})

it('what a segment is linked with is read', async () => {
  expect((await k.segments.getTagsForSegment(id)).body.data).toEqual([])
  expect((await k.segments.getTagIdsForSegment(id)).body.data).toEqual([])
  expect((await k.segments.getFlowsTriggeredBySegment(id)).body.data).toEqual([])
  expect((await k.segments.getIdsForFlowsTriggeredBySegment(id)).body.data).toEqual([])
})

it('a definition that names no metric is refused', async () => {
  const { status, data } = await errorOf(k.segments.createSegment(segment('None', ordered('NOPE01', 1))))
  expect([status, data.errors[0]!.source]).toEqual([
    400,
    { pointer: '/data/attributes/definition/condition_groups/0/conditions/0/metric_id' },
  ])
})

it('a deleted segment is gone', async () => {
  expect((await k.segments.deleteSegment(id)).response.status).toBe(204)
  const { status, data } = await errorOf(k.segments.getSegment(id))
  expect([status, data.errors[0]!.detail]).toEqual([404, `A segment with id \`${id}\` does not exist.`])
})

it('every operation was called', () => {
  expect(forgotten('segments', k)).toEqual([])
})
