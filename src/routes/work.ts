import { isWorkDue, takeDueWork } from '../store/schedule.ts'
import type { Context } from './context.ts'
import type { Registry } from './registry.ts'

/**
 * Runs the account's work that is due, in order, each piece at the time that it was due for. A piece leaves the schedule
 * in the transaction that does it. Work that throws is our fault: it is reported and dropped, and leaves nothing behind.
 */
export function runDueWork(
  { account, db, now, jobDelay }: Pick<Context, 'account' | 'db' | 'now' | 'jobDelay'>,
  { jobs, settle }: Pick<Registry, 'jobs' | 'settle'>,
  warn: (text: string) => void,
): void {
  while (isWorkDue(db, now)) {
    db.transaction(() => {
      const work = takeDueWork(db, now)
      if (work === undefined) return
      const job = jobs.get(work.kind)
      try {
        if (job === undefined) throw new Error(`no job ${work.kind}`)
        db.transaction(() => {
          const context = { account, db, now: work.due, jobDelay }
          job(work.payload as never, context)
          settle(context)
        })
      } catch (error) {
        warn(`job ${work.kind}: ${(error as Error).stack ?? String(error)}`)
      }
    })
  }
}
