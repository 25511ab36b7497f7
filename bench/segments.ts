import Database from 'better-sqlite3'
import type { Sandbox } from '../src/index.ts'
import { fill } from './scale.ts'
import { emailOf } from './http.ts'
import { send } from './inject.ts'
import { medianMs, turnLoop, type Line } from './measure.ts'

/** Events of each profile; those of the later profiles are fewer, so that a count tells them apart. */
const PER_PROFILE = 10
const LEAST = 8
const START = Date.parse('2026-01-01T00:00:00Z') / 1000

/**
 * A segment of those who did something often in a span of time: all profiles evaluated, against the same question through
 * better-sqlite3 alone; and an event, after which one profile is evaluated, against the event in an account without
 * segments.
 */
export async function segmentLines(sandbox: Sandbox, profiles: number): Promise<Line[]> {
  await fill(sandbox, 0, profiles)
  await fillEvents(sandbox, profiles)
  const recorded = await medianMs(300, (run) => send(sandbox, 'POST', '/api/events', eventBody(run, 'before')))
  const metric = await metricId(sandbox)
  const created = await send(sandbox, 'POST', '/api/segments', segmentBody(metric, LEAST))
  const { id } = created.data as { id: string }
  await send(sandbox, 'GET', '/api/accounts')
  const mine = await medianMs(3, async (run) => {
    const { attributes } = segmentBody(metric, LEAST - 1 - (run % 2)).data
    await send(sandbox, 'PATCH', `/api/segments/${id}`, { data: { type: 'segment', id, attributes } })
    await send(sandbox, 'GET', '/api/accounts')
  })
  const floor = await floorMs(profiles)
  const evaluated = await medianMs(300, (run) => send(sandbox, 'POST', '/api/events', eventBody(run, 'after')))
  const size = `${profiles} profiles, ${profiles * PER_PROFILE} events`
  return [line(`segment over ${size}`, mine, floor), line('event, one profile evaluated again', evaluated, recorded)]
}

const timeOf = (profile: number, nth: number): number => START + ((profile * 7 + nth * 31) % 300) * 86_400 + nth

const valueOf = (profile: number, nth: number): number => 1 + ((profile + nth) % 50)

const metric = { data: { type: 'metric', attributes: { name: 'Segmented' } } }

async function fillEvents(sandbox: Sandbox, profiles: number): Promise<void> {
  const perRequest = 100
  for (let from = 0; from < profiles; from += perRequest) {
    const data = Array.from({ length: Math.min(perRequest, profiles - from) }, (_, offset) => ({
      type: 'event-bulk-create',
      attributes: {
        profile: { data: { type: 'profile', attributes: { email: emailOf(from + offset) } } },
        events: { data: Array.from({ length: PER_PROFILE }, (_, nth) => bulkEvent(from + offset, nth)) },
      },
    }))
    await send(sandbox, 'POST', '/api/event-bulk-create-jobs', {
      data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data } } },
    })
    if (from % 5000 === 0) await turnLoop()
  }
  await send(sandbox, 'GET', '/api/accounts')
}

function bulkEvent(profile: number, nth: number) {
  const time = new Date(timeOf(profile, nth) * 1000).toISOString()
  const attributes = { metric, properties: {}, time, value: valueOf(profile, nth), unique_id: String(nth) }
  return { type: 'event', attributes }
}

const eventBody = (run: number, key: string) => ({
  data: {
    type: 'event',
    attributes: {
      metric,
      properties: {},
      unique_id: `${key}-${run}`,
      profile: { data: { type: 'profile', attributes: { email: emailOf(run) } } },
    },
  },
})

async function metricId(sandbox: Sandbox): Promise<string> {
  const { data } = await send(sandbox, 'GET', '/api/metrics')
  return (data as { id: string; attributes: { name: string } }[]).find(
    ({ attributes }) => attributes.name === 'Segmented',
  )!.id
}

function segmentBody(metric_id: string, least: number) {
  const condition = {
    type: 'profile-metric',
    metric_id,
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: least },
    timeframe_filter: { type: 'date', operator: 'after', date: '2026-02-01' },
  }
  const definition = { condition_groups: [{ conditions: [condition] }] }
  return { data: { type: 'segment', attributes: { name: 'Often', definition } } }
}

async function floorMs(profiles: number): Promise<number> {
  const db = new Database(':memory:')
  db.exec(`
    CREATE TABLE event (profile_id TEXT, metric_id TEXT, timestamp INTEGER);
    CREATE TABLE membership (group_id TEXT, profile_id TEXT, joined INTEGER, PRIMARY KEY (group_id, profile_id)) WITHOUT ROWID;
    CREATE INDEX event_profile ON event (profile_id, metric_id, timestamp)`)
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?)')
  db.transaction(() => {
    for (let profile = 0; profile < profiles; profile++) {
      const id = `01KWFVK2PYZEYGGRNDR${String(profile).padStart(7, '0')}`
      for (let nth = 0; nth < PER_PROFILE; nth++) insert.run(id, 'm', timeOf(profile, nth))
    }
  })()
  const work = db.prepare(`
    INSERT INTO membership SELECT ?, profile_id, 0 FROM event
    WHERE metric_id = 'm' AND timestamp >= ? GROUP BY profile_id HAVING count(*) >= ?`)
  const ms = await medianMs(3, (run) => work.run(`s${run}`, START + 32 * 86_400, LEAST - 1 - (run % 2)))
  db.close()
  return ms
}

function line(what: string, mine: number, floor: number): Line {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 3 : 0)} ms`
  return { what, sandbox: ms(mine), floor: ms(floor), ratio: mine / floor, aim: '' }
}
