import { isWorkDue, putBack, takeDueWork } from '../store/schedule.ts'
import type { Context } from './context.ts'
import type { Registry } from './registry.ts'

/** A piece of work that was done: when it was due (microseconds), and what it was given. */
export interface DoneWork {
  at: number
  kind: string
  payload: unknown
  /** Why nothing came of it. */
  failure?: string
}

/**
 * Runs the account's work that is due, in order, each piece at the time that it was due for; gives what was done. A piece
 * leaves the schedule in the transaction that does it. Work that throws is our fault: it is reported and dropped, and
 * leaves nothing behind. Work that a fault rule stalls stays where it is; with `only`, all but these pieces does.
 */
export function runDueWork(
  { account, db, now, jobDelay }: Pick<Context, 'account' | 'db' | 'now' | 'jobDelay'>,
  { jobs, settle }: Pick<Registry, 'jobs' | 'settle'>,
  warn: (text: string) => void,
  only?: readonly number[],
): DoneWork[] {
  const done: DoneWork[] = []
  const stalled: string[] = []
  while (isWorkDue(db, now)) {
    const more = db.transaction(() => {
      const work = takeDueWork(db, now, stalled, only)
      if (work === undefined) return false
      const { due, kind, payload } = work
      if (account.mishaps?.stalls(kind)) {
        putBack(db, work)
        return stalled.push(kind) > 0
      }
      const job = jobs.get(kind)
      try {
        if (job === undefined) throw new Error(`no job ${kind}`)
        db.transaction(() => {
          const context = { account, db, now: due, jobDelay }
          job(payload as never, context)
          settle(context)
        })
        done.push({ at: due, kind, payload })
      } catch (error) {
        warn(`job ${kind}: ${(error as Error).stack ?? String(error)}`)
        done.push({ at: due, kind, payload, failure: String(error) })
      }
      return true
    })
    if (!more) break
  }
  return done
}
