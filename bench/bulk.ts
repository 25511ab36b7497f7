import Database from 'better-sqlite3'
import type { Sandbox } from '../src/index.ts'
import { profileBody } from './http.ts'
import { medianMs, type Line } from './measure.ts'
import { send } from './inject.ts'

const IMPORTED = 10_000
const AGGREGATED = 100_000

/** Bulk import until its job is complete, against the same rows through better-sqlite3 alone. */
export async function importLine(sandbox: Sandbox): Promise<Line> {
  const profiles = (run: number) =>
    Array.from({ length: IMPORTED }, (_, index) => JSON.parse(profileBody(run * IMPORTED + index)).data as object)
  const mine = await medianMs(3, async (run) => {
    const attributes = { profiles: { data: profiles(run) } }
    const job = await send(sandbox, 'POST', '/api/profile-bulk-import-jobs', {
      data: { type: 'profile-bulk-import-job', attributes },
    })
    const read = await send(sandbox, 'GET', `/api/profile-bulk-import-jobs/${job.data.id}`)
    if (read.data.attributes.status !== 'complete') throw new Error(`the job is ${read.data.attributes.status}`)
  })
  const floor = await medianMs(3, (run) => insertPlainly(profiles(run)))
  return line(`bulk import of ${IMPORTED} profiles`, mine, floor)
}

function insertPlainly(profiles: readonly object[]): void {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE profile (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, email TEXT UNIQUE, attributes TEXT)')
  const insert = db.prepare('INSERT INTO profile (id, email, attributes) VALUES (?, ?, ?)')
  db.transaction(() => {
    for (const [index, profile] of profiles.entries()) insert.run(`id-${index}`, `e-${index}`, JSON.stringify(profile))
  })()
  db.close()
}

/** metric-aggregates over many events of a year, by day, against the same grouping through better-sqlite3 alone. */
export async function aggregateLine(sandbox: Sandbox): Promise<Line> {
  await fillEvents(sandbox)
  const metrics = await send(sandbox, 'GET', '/api/metrics')
  const metric = (metrics.data as { id: string; attributes: { name: string } }[]).find(
    ({ attributes }) => attributes.name === 'Benched',
  )!
  const attributes = {
    metric_id: metric.id,
    measurements: ['count', 'sum_value', 'unique'],
    interval: 'day',
    filter: ['greater-or-equal(datetime,2026-01-01T00:00:00)', 'less-than(datetime,2026-12-31T00:00:00)'],
  }
  const body = { data: { type: 'metric-aggregate', attributes } }
  const mine = await medianMs(9, () => send(sandbox, 'POST', '/api/metric-aggregates', body))
  const db = plainEvents()
  const group = db.prepare(
    'SELECT timestamp / 86400 AS day, count(*), sum(value), count(DISTINCT profile_id) FROM event WHERE metric_id = ? GROUP BY day',
  )
  const floor = await medianMs(9, () => group.all('m'))
  db.close()
  return line(`aggregate over ${AGGREGATED} events`, mine, floor)
}

const START = Date.parse('2026-01-01T00:00:00Z') / 1000

const timeOf = (index: number): number => START + Math.floor((index * 300 * 86_400) / AGGREGATED)

async function fillEvents(sandbox: Sandbox): Promise<void> {
  const metric = { data: { type: 'metric', attributes: { name: 'Benched' } } }
  for (let from = 0; from < AGGREGATED; from += 1000) {
    const groups = Array.from({ length: 10 }, (_, part) => ({
      type: 'event-bulk-create',
      attributes: {
        profile: {
          data: { type: 'profile', attributes: { email: `aggregate-${(from / 100 + part) % 500}@bench.example` } },
        },
        events: {
          data: Array.from({ length: 100 }, (_, offset) => {
            const index = from + part * 100 + offset
            const time = new Date(timeOf(index) * 1000).toISOString()
            return {
              type: 'event',
              attributes: { metric, properties: {}, time, value: 1 + (index % 50), unique_id: `${index}` },
            }
          }),
        },
      },
    }))
    await send(sandbox, 'POST', '/api/event-bulk-create-jobs', {
      data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data: groups } } },
    })
  }
}

function plainEvents(): Database.Database {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE event (metric_id TEXT, timestamp INTEGER, profile_id TEXT, value REAL)')
  db.exec('CREATE INDEX event_metric ON event (metric_id, timestamp, profile_id, value)')
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)')
  db.transaction(() => {
    for (let index = 0; index < AGGREGATED; index++) {
      insert.run('m', timeOf(index), `01KWFVK2PYZEYGGRNDRWEC${String(index % 500).padStart(4, '0')}`, 1 + (index % 50))
    }
  })()
  return db
}

function line(what: string, mine: number, floor: number): Line {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return { what, sandbox: ms(mine), floor: ms(floor), ratio: mine / floor, aim: '' }
}
