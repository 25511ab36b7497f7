import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import {
  date,
  days,
  did,
  existence,
  group,
  identifiers,
  makeList,
  makeProfile,
  makeSegment,
  memberOf,
  membersOf,
  metricId,
  notIn,
  number,
  property,
  recordEvent,
  segmentBody,
  text,
} from './segment-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const DAY_MS = 86_400_000
const withEmail = property('email', existence('is-set'))
const named = (name: string) => property('first_name', text('equals', name))

const patch = (id: string, attributes: Json) =>
  client.patch(`/api/segments/${id}`, { data: { type: 'segment', id, attributes } })

describe('create_segment', () => {
  it('answers 201 with a segment that is processing, and then reads processed', async () => {
    const created = await client.post('/api/segments', segmentBody('Reachable', group(withEmail)))
    const { id } = created.body.data
    const self = `http://localhost:80/api/segments/${id}/`
    const link = (name: string) => ({ links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` } })
    const document = (created: string, updated: string, is_processing: boolean) => ({
      type: 'segment',
      id,
      attributes: {
        name: 'Reachable',
        definition: { condition_groups: [group(withEmail)] },
        created,
        updated,
        is_active: true,
        is_processing,
        is_starred: false,
      },
      relationships: { profiles: link('profiles'), tags: link('tags'), 'flow-triggers': link('flow-triggers') },
      links: { self },
    })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: document('2026-11-02T10:00:00.250000+00:00', '2026-11-02T10:00:00.250024+00:00', true),
      links: { self: 'http://localhost:80/api/segments' },
    })
    expect((await client.get(`/api/segments/${id}`)).body).toEqual({
      data: document('2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00', false),
      links: { self: `http://localhost:80/api/segments/${id}` },
    })
  })

  it('shows what may be null and was left out as null', async () => {
    await recordEvent(client, 'Ordered', 'a@x.io')
    const ordered = await metricId(client, 'Ordered')
    const list = await makeList(client)
    const steps = [{ metric_id: ordered, metric_exists: true }]
    const { body } = await client.post(
      '/api/segments',
      segmentBody(
        'Nulls',
        group(memberOf(list), notIn(list)),
        group(did(ordered, number('greater-than', 0))),
        group({ type: 'profile-metric-funnel', timeframe_filter: days('in-the-last', 7), steps }),
      ),
    )
    const [[isIn, isNot], [counted], [funnel]] = body.data.attributes.definition.condition_groups.map(
      ({ conditions }: Json) => conditions,
    )
    expect(isIn).toEqual({ ...memberOf(list), timeframe_filter: null })
    expect(isNot).toEqual(notIn(list))
    expect(counted).toEqual({ ...did(ordered, number('greater-than', 0)), metric_filters: null })
    expect(funnel).toMatchObject({ completion_window_seconds: null, steps: [{ ...steps[0], metric_filters: null }] })
  })

  it('takes as long as jobs take, and is empty until then', async () => {
    const slow = await testSandbox({ jobDelayMs: 60_000 })
    const slowly = clientOf(slow)
    await makeProfile(slowly, { email: 'before@x.io' })
    const segment = await makeSegment(slowly, group(withEmail))
    await makeProfile(slowly, { email: 'meanwhile@x.io' })
    const read = async () => (await slowly.get(`/api/segments/${segment}`)).body.data.attributes
    expect(await membersOf(slowly, segment)).toEqual([])
    expect(await read()).toMatchObject({ is_processing: true, updated: '2026-11-02T10:00:00+00:00' })
    await slow.clock.advance(60_000)
    expect(await membersOf(slowly, segment)).toEqual(['before@x.io', 'meanwhile@x.io'])
    expect(await read()).toMatchObject({ is_processing: false, updated: '2026-11-02T10:01:00+00:00' })
    await slow.close()
  })
})

describe('who is in a segment', () => {
  it('meets one condition of every group', async () => {
    await makeProfile(client, { first_name: 'Ada', last_name: 'L', email: 'ada@x.io' })
    await makeProfile(client, { first_name: 'Bob', last_name: 'L', email: 'bob@x.io' })
    await makeProfile(client, { first_name: 'Bob', last_name: 'M', email: 'bm@x.io' })
    await makeProfile(client, { first_name: 'Cyd', last_name: 'L', email: 'cyd@x.io' })
    const surname = property('last_name', text('equals', 'L'))
    const segment = await makeSegment(client, group(named('Ada'), named('Bob')), group(surname))
    expect(await membersOf(client, segment)).toEqual(['Ada', 'Bob'])
  })

  it('comes and goes with each write to the profile', async () => {
    const segment = await makeSegment(client, group(named('Ada')))
    const id = await makeProfile(client, { email: 'a@x.io' })
    const rename = (first_name: string | null) =>
      client.patch(`/api/profiles/${id}`, { data: { type: 'profile', id, attributes: { first_name } } })
    const seen: number[] = []
    for (const name of ['Ada', 'Bob', 'Ada', null]) {
      await rename(name)
      seen.push((await membersOf(client, segment)).length)
    }
    expect(seen).toEqual([1, 0, 1, 0])
  })

  it('is told with the time of joining, of which a further write changes nothing', async () => {
    const segment = await makeSegment(client, group(named('Ada')))
    await sandbox.clock.advance(90_000)
    const id = await makeProfile(client, { first_name: 'Ada', email: 'a@x.io' })
    await sandbox.clock.advance(90_000)
    await client.patch(`/api/profiles/${id}`, { data: { type: 'profile', id, attributes: { last_name: 'L' } } })
    const { body } = await client.get(`/api/segments/${segment}/profiles?fields[profile]=joined_group_at`)
    expect(body.data[0].attributes).toEqual({ joined_group_at: '2026-11-02T10:01:30+00:00' })
  })

  it('comes and goes with events, with lists and with other segments', async () => {
    const ada = await makeProfile(client, { first_name: 'Ada', email: 'a@x.io' })
    await recordEvent(client, 'Ordered', 'a@x.io')
    const list = await makeList(client)
    const buyers = await makeSegment(client, group(did(await metricId(client, 'Ordered'), number('greater-than', 1))))
    const onList = await makeSegment(client, group(memberOf(list)))
    const both = await makeSegment(client, group(memberOf(buyers)), group(memberOf(onList)))
    const neither = await makeSegment(client, group(notIn(buyers, onList)))
    const counts = async () =>
      (await Promise.all([buyers, onList, both, neither].map((id) => membersOf(client, id)))).map(
        ({ length }) => length,
      )
    expect(await counts()).toEqual([0, 0, 0, 1])
    await recordEvent(client, 'Ordered', 'a@x.io', { unique_id: 'second' })
    expect(await counts()).toEqual([1, 0, 0, 0])
    await client.post(`/api/lists/${list}/relationships/profiles`, identifiers(ada))
    expect(await counts()).toEqual([1, 1, 1, 0])
    await client.delete(`/api/lists/${list}`)
    expect(await counts()).toEqual([1, 0, 0, 0])
    await client.delete(`/api/segments/${buyers}`)
    expect((await client.get(`/api/segments/${neither}`)).status).toBe(200)
    expect(await membersOf(client, neither)).toEqual(['Ada'])
  })

  it('goes with the day that moves the window, and comes with one', async () => {
    await recordEvent(client, 'Ordered', 'a@x.io')
    const ordered = await metricId(client, 'Ordered')
    const since = (filter: Json) => did(ordered, number('greater-than', 0), { timeframe_filter: filter })
    const lately = await makeSegment(client, group(since(days('in-the-last', 2))))
    const longAgo = await makeSegment(client, group(since(days('at-least', 2))))
    const seen: string[] = []
    for (let day = 0; day < 5; day++) {
      seen.push(`${(await membersOf(client, lately)).length}${(await membersOf(client, longAgo)).length}`)
      await sandbox.clock.advance(DAY_MS)
    }
    expect(seen).toEqual(['10', '10', '10', '01', '01'])
    const { body } = await client.get(`/api/segments/${longAgo}/profiles?fields[profile]=joined_group_at`)
    expect(body.data[0].attributes.joined_group_at).toBe('2026-11-05T00:00:00+00:00')
  })

  it('is merged, and erased, with the profile', async () => {
    const segment = await makeSegment(client, group(named('Ada')))
    const [ada, bob] = [
      await makeProfile(client, { first_name: 'Ada', email: 'a@x.io' }),
      await makeProfile(client, { first_name: 'Bob', email: 'b@x.io' }),
    ]
    const body = { type: 'profile-merge', id: bob, relationships: { profiles: identifiers(ada) } }
    await client.post('/api/profile-merge', { data: body })
    await client.get('/api/accounts')
    expect(await membersOf(client, segment)).toEqual([])
    await makeProfile(client, { first_name: 'Ada', email: 'again@x.io' })
    expect(await membersOf(client, segment)).toEqual(['Ada'])
    const erased = { data: { type: 'profile', attributes: { email: 'again@x.io' } } }
    await client.post('/api/data-privacy-deletion-jobs', {
      data: { type: 'data-privacy-deletion-job', attributes: { profile: erased } },
    })
    expect(await membersOf(client, segment)).toEqual([])
  })

  it('is counted, listed by the profile, and reached by a campaign', async () => {
    const ada = await makeProfile(client, { first_name: 'Ada', email: 'a@x.io' })
    await makeProfile(client, { first_name: 'Ada', external_id: 'no-address' })
    const segment = await makeSegment(client, group(named('Ada')))
    const counted = await client.get(`/api/segments/${segment}?additional-fields[segment]=profile_count`)
    expect(counted.body.data.attributes.profile_count).toBe(2)
    const listed = await client.get(`/api/profiles/${ada}/segments`)
    expect(listed.body.data.map(({ id }: Json) => id)).toEqual([segment])
    const ids = await client.get(`/api/profiles/${ada}/relationships/segments`)
    expect(ids.body.data).toEqual([{ type: 'segment', id: segment }])
    const included = await client.get(`/api/profiles/${ada}?include=segments`)
    expect(included.body.included[0]).toMatchObject({ type: 'segment', id: segment, attributes: { name: 'A segment' } })
  })
})

describe('update_segment', () => {
  it('replaces the definition, and evaluates it: who stays has been there since', async () => {
    await makeProfile(client, { first_name: 'Ada', last_name: 'L', email: 'a@x.io' })
    await makeProfile(client, { first_name: 'Bob', last_name: 'L', email: 'b@x.io' })
    await makeProfile(client, { first_name: 'Ada', last_name: 'M', email: 'c@x.io' })
    const segment = await makeSegment(client, group(named('Ada')))
    await client.get('/api/accounts')
    await sandbox.clock.advance(60_000)
    const definition = { condition_groups: [group(property('last_name', text('equals', 'L')))] }
    const changed = await patch(segment, { definition })
    expect(changed.body.data.attributes).toMatchObject({
      definition,
      is_processing: true,
      updated: '2026-11-02T10:01:00.250000+00:00',
    })
    const { body } = await client.get(`/api/segments/${segment}/profiles?sort=joined_group_at`)
    expect(body.data.map(({ attributes }: Json) => [attributes.email, attributes.joined_group_at])).toEqual([
      ['a@x.io', '2026-11-02T10:00:00+00:00'],
      ['b@x.io', '2026-11-02T10:01:00+00:00'],
    ])
  })

  it('changes name and star without evaluating', async () => {
    const segment = await makeSegment(client, group(withEmail))
    await client.get('/api/accounts')
    const changed = await patch(segment, { name: 'Starred', is_starred: true })
    expect(changed.body.data.attributes).toMatchObject({ name: 'Starred', is_starred: true, is_processing: false })
    const kept = await patch(segment, { name: null, is_starred: null })
    expect(kept.body.data.attributes).toMatchObject({ name: 'Starred', is_starred: true })
  })

  it('deactivates: members stay as they are until the segment is active again', async () => {
    const segment = await makeSegment(client, group(named('Ada')))
    const ada = await makeProfile(client, { first_name: 'Ada', email: 'a@x.io' })
    const stopped = await patch(segment, { is_active: false })
    expect(stopped.body.data.attributes).toMatchObject({ is_active: false, is_processing: false })
    const renamed = { data: { type: 'profile', id: ada, attributes: { first_name: 'Bob' } } }
    await client.patch(`/api/profiles/${ada}`, renamed)
    await makeProfile(client, { first_name: 'Ada', email: 'b@x.io' })
    expect(await membersOf(client, segment)).toEqual(['Bob'])
    const begun = await patch(segment, { is_active: true })
    expect(begun.body.data.attributes).toMatchObject({ is_active: true, is_processing: true })
    expect(await membersOf(client, segment)).toEqual(['Ada'])
  })

  it('refuses to deactivate with anything else, and is_active before 2026-01-15', async () => {
    const segment = await makeSegment(client, group(withEmail))
    const both = await patch(segment, { is_active: false, name: 'No' })
    expect(both.status).toBe(400)
    expect(both.body.errors[0].source).toEqual({ pointer: '/data/attributes/is_active' })
    const data = { type: 'segment', id: segment, attributes: { is_active: false } }
    const early = await clientOf(sandbox, { revision: '2025-10-15' }).patch(`/api/segments/${segment}`, { data })
    expect(early.body.errors.map(({ detail }: Json) => detail)).toEqual([
      "'is_active' is not a valid field for the resource 'segment'.",
    ])
  })
})

describe('get_segments', () => {
  it.each([
    ['equals(name,"First")', ['First']],
    ['any(name,["First","Third"])', ['First', 'Third']],
    ['equals(is_active,false)', ['Second']],
    ['equals(is_active,true)', ['First', 'Third']],
    ['greater-than(created,2026-11-02T10:00:30Z)', ['Second', 'Third']],
    // Accepted and without effect: Observed.
    ['equals(is_starred,true)', ['First', 'Second', 'Third']],
  ])('filters by %s', async (filter, names) => {
    for (const name of ['First', 'Second', 'Third']) {
      await client.post('/api/segments', segmentBody(name, group(withEmail)))
      await sandbox.clock.advance(60_000)
    }
    const second = (await client.get('/api/segments?filter=equals(name,"Second")')).body.data[0].id
    await patch(second, { is_active: false })
    const { body } = await client.get(`/api/segments?sort=name&filter=${encodeURIComponent(filter)}`)
    expect(body.data.map(({ attributes }: Json) => attributes.name)).toEqual(names)
  })

  it('filters the members as a list does, and by profile', async () => {
    const ids = [await makeProfile(client, { email: 'a@x.io' }), await makeProfile(client, { email: 'b@x.io' })]
    const segment = await makeSegment(client, group(withEmail))
    const find = async (filter: string) =>
      (await client.get(`/api/segments/${segment}/profiles?filter=${encodeURIComponent(filter)}`)).body.data
    expect((await find('equals(email,"b@x.io")')).map(({ id }: Json) => id)).toEqual([ids[1]])
    expect((await find(`any(profile_id,["${ids[0]}"])`)).map(({ id }: Json) => id)).toEqual([ids[0]])
    expect(await find('greater-than(joined_group_at,2026-11-03)')).toEqual([])
  })
})

describe('a definition', () => {
  const bad: [string, Json[], string][] = [
    ['no group', [], '/condition_groups'],
    ['an empty group', [group()], '/condition_groups/0/conditions'],
    ['a list that is not there', [group(memberOf('NOPE01'))], '/condition_groups/0/conditions/0/group_ids/0'],
    [
      'a metric that is not there',
      [group(did('NOPE01', number('equals', 1)))],
      '/condition_groups/0/conditions/0/metric_id',
    ],
    [
      'a pattern that is none',
      [group(withEmail), group(property('email', text('regex', '(')))],
      '/condition_groups/1/conditions/0/filter/value',
    ],
    [
      'a thirteenth month',
      [group(property('created', date('calendar-month', { value: 13 })))],
      '/condition_groups/0/conditions/0/filter/value',
    ],
    ['101 conditions', [group(...Array.from({ length: 101 }, () => withEmail))], '/condition_groups'],
  ]

  it.each(bad)('is refused with %s', async (_, groups, pointer) => {
    const { status, body } = await client.post('/api/segments', segmentBody('Bad', ...groups))
    expect(status).toBe(400)
    expect(body.errors.map(({ source }: Json) => source.pointer)).toEqual([`/data/attributes/definition${pointer}`])
    expect((await client.get('/api/segments')).body.data).toEqual([])
  })

  it('may not lead to the segment itself', async () => {
    const first = await makeSegment(client, group(withEmail))
    const second = await makeSegment(client, group(memberOf(first)))
    const answer = await patch(first, { definition: { condition_groups: [group(notIn(second))] } })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].detail).toBe(`Segment ${second} depends on this segment.`)
  })
})

it('answers 404 for a segment that is not there', async () => {
  const { status, body } = await client.get('/api/segments/NOPE01')
  expect(status).toBe(404)
  expect(body.errors[0]).toMatchObject({ code: 'not_found', detail: 'A segment with id `NOPE01` does not exist.' })
})
