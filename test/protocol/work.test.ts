import { expect, it } from 'vitest'
import { runDueWork } from '../../src/routes/work.ts'
import { openDatabase } from '../../src/store/database.ts'
import { insertResource } from '../../src/store/resources.ts'
import { scheduleWork } from '../../src/store/schedule.ts'

const resource = (id: string) => ({ type: 'note', id, created: 0, updated: 0, attributes: {} })

it('work runs in order of its time; a piece that throws is told, dropped, and leaves nothing behind', () => {
  const db = openDatabase()
  const warnings: string[] = []
  const ran: [string, number][] = []
  const job = (payload: { id: string; fails?: true }, { now }: { now: number }) => {
    ran.push([payload.id, now])
    insertResource(db, resource(payload.id))
    // Still on the schedule for the world, until all of it is done.
    expect(db.raw.inTransaction).toBe(true)
    if (payload.fails) throw new Error('no luck')
  }
  scheduleWork(db, 30, 'write', { id: 'C' })
  scheduleWork(db, 10, 'write', { id: 'A' })
  scheduleWork(db, 20, 'write', { id: 'B', fails: true })
  scheduleWork(db, 25, 'nonsense', {})
  scheduleWork(db, 99, 'write', { id: 'D' })
  const run = (now: number) =>
    runDueWork(
      { account: {} as never, db, now, jobDelay: 0 },
      { jobs: new Map([['write', job as never]]), settle: () => undefined },
      (text) => warnings.push(text.split('\n')[0]!),
    )
  run(30)
  expect(ran).toEqual([
    ['A', 10],
    ['B', 20],
    ['C', 30],
  ])
  expect(warnings).toEqual(['job write: Error: no luck', 'job nonsense: Error: no job nonsense'])
  expect(db.all('SELECT id FROM resource ORDER BY id')).toEqual([{ id: 'A' }, { id: 'C' }])
  expect(db.value('SELECT count(*) FROM schedule')).toBe(1)
  run(98)
  expect(ran).toHaveLength(3)
  run(99)
  expect(ran.at(-1)).toEqual(['D', 99])
  db.close()
})
