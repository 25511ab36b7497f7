import Database from 'better-sqlite3'
import type { Sandbox } from '../src/index.ts'
import { send } from './inject.ts'
import { medianMs, type Line } from './measure.ts'

const MESSAGES = 20
const PEOPLE = 2_500

/** One thing that happened to a person: which message, and seconds after a month ago. */
interface Told {
  person: number
  name: string
  message?: number
  after: number
  value?: number
}

/** Everybody gets every message; some open it, some of these order. */
function happenings(): Told[] {
  const told: Told[] = []
  for (let message = 0; message < MESSAGES; message++) {
    for (let person = 0; person < PEOPLE; person++) {
      const after = message * 86_400 + person
      told.push({ person, name: 'Received Email', message, after })
      if ((person + message) % 3 === 0) told.push({ person, name: 'Opened Email', message, after: after + 3600 })
      if ((person + message) % 9 === 0) told.push({ person, name: 'Ordered', after: after + 7200, value: 10 })
    }
  }
  return told
}

/** A report on flows over a month of mails, by message, against the same counts by hand-written SQL. */
export async function reportLine(sandbox: Sandbox): Promise<Line> {
  const told = happenings()
  const start = Math.floor(Date.now() / 1000) - 25 * 86_400
  await fill(sandbox, told, start)
  const metrics = await send(sandbox, 'GET', '/api/metrics')
  const ordered = (metrics.data as { id: string; attributes: { name: string } }[]).find(
    ({ attributes }) => attributes.name === 'Ordered',
  )!
  const attributes = {
    statistics: ['delivered', 'open_rate', 'conversions', 'conversion_value'],
    timeframe: { key: 'last_30_days' },
    conversion_metric_id: ordered.id,
  }
  const body = { data: { type: 'flow-values-report', attributes } }
  const mine = await medianMs(5, async () => {
    const { data } = await send(sandbox, 'POST', '/api/flow-values-reports', body)
    const { results } = data.attributes
    if (results.length !== MESSAGES) throw new Error(`the report has ${results.length} rows`)
  })
  const db = plainEvents(told, start)
  const statements = [SENT, OPENED, ORDERED].map((sql) => db.prepare(sql))
  const floor = await medianMs(5, () => statements.map((statement) => statement.all(start)))
  db.close()
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const what = `report over ${told.length} events of ${MESSAGES} messages`
  return { what, sandbox: ms(mine), floor: ms(floor), ratio: mine / floor, aim: '' }
}

async function fill(sandbox: Sandbox, told: readonly Told[], start: number): Promise<void> {
  for (let from = 0; from < told.length; from += 1000) {
    const groups = told.slice(from, from + 1000).map(({ person, name, message, after, value }) => ({
      type: 'event-bulk-create',
      attributes: {
        profile: { data: { type: 'profile', attributes: { email: `report-${person}@bench.example` } } },
        events: {
          data: [
            {
              type: 'event',
              attributes: {
                metric: {
                  data: { type: 'metric', attributes: { name, service: message === undefined ? 'api' : 'klaviyo' } },
                },
                properties: message === undefined ? {} : { $message: `M${message}`, $flow: 'BENCH1' },
                time: new Date((start + after) * 1000).toISOString(),
                unique_id: `${name}-${message}-${after}`,
                ...(value !== undefined && { value }),
              },
            },
          ],
        },
      },
    }))
    await send(sandbox, 'POST', '/api/event-bulk-create-jobs', {
      data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data: groups } } },
    })
  }
}

const SENT = `SELECT message, count(*) FROM event WHERE name = 'Received Email' AND timestamp >= ? GROUP BY message`
const OPENED = `SELECT message, count(DISTINCT person) FROM event WHERE name = 'Opened Email' AND timestamp >= ? GROUP BY message`
/** The last open before the order, within five days. */
const ORDERED = `
  SELECT message, count(*), sum(value) FROM (
    SELECT o.value, (
      SELECT t.message FROM event t
      WHERE t.person = o.person AND t.name = 'Opened Email' AND t.timestamp <= o.timestamp
        AND t.timestamp >= o.timestamp - 432000
      ORDER BY t.timestamp DESC LIMIT 1
    ) AS message
    FROM event o WHERE o.name = 'Ordered' AND o.timestamp >= ?
  ) GROUP BY message`

function plainEvents(told: readonly Told[], start: number): Database.Database {
  const db = new Database(':memory:')
  db.exec(`
    CREATE TABLE event (name TEXT, timestamp INTEGER, person INTEGER, message INTEGER, value REAL);
    CREATE INDEX event_name ON event (name, timestamp, message, person);
    CREATE INDEX event_person ON event (person, name, timestamp, message);`)
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?)')
  db.transaction(() => {
    for (const { person, name, message, after, value } of told) {
      insert.run(name, start + after, person, message ?? null, value ?? null)
    }
  })()
  return db
}
