import { formatMicroseconds } from '../store/clock.ts'
import type { Account, Mishaps } from '../store/accounts.ts'
import { cancelResource } from '../store/bulk-jobs.ts'
import { listWork, rescheduleWork, takeWork, type ScheduledWork } from '../store/schedule.ts'
import { accountNamed, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import { idIn } from './clocks.ts'
import type { Happening, ShownWork } from './exchanged.ts'
import type { Input } from './input.ts'

/** Work on the schedule, in the order in which it falls due. */
export const listJobs = ({ query }: Input, control: Control): { jobs: ShownWork[] } => ({
  jobs: listWork(accountNamed(control, query.account).account.db).map((work) => ({
    id: nameOf(work),
    kind: work.kind,
    due: formatMicroseconds(work.due),
  })),
})

const nameOf = ({ seq, payload }: ScheduledWork): string => idIn(payload) ?? String(seq)

/** Does a job now, whenever it was due. The end of what it leaves behind (an expiry) keeps its time. */
export function completeJob({ id, query }: Input, control: Control): { happened: Happening[] } {
  const { account } = accountNamed(control, query.account)
  return happenedNow(account, workNamed(account, id), control)
}

/** Has a job fail now: all of its rows, if it has any; otherwise it is cancelled. */
export function failJob({ id, query, body }: Input, control: Control): { happened: Happening[] } {
  const { account } = accountNamed(control, query.account)
  const { code = 'invalid', detail = 'The job failed, as the control plane asked for.' } = (body ?? {}) as {
    code?: string
    detail?: string
  }
  const works = workNamed(account, id)
  if (works.some(({ payload }) => hasRows(payload))) {
    const failure = { code, title: 'Invalid input.', detail }
    return happenedNow(account, works, control, { stalls: () => false, failureOf: () => failure, lateBy: () => 0 })
  }
  account.db.transaction(() => {
    for (const { seq } of works) takeWork(account.db, seq)
    cancelResource(account.db, id)
  })
  return { happened: works.map(({ kind }) => happening(account, kind, id, detail)) }
}

function happenedNow(
  account: Account,
  works: readonly ScheduledWork[],
  control: Control,
  mishaps: Mishaps = { stalls: () => false, failureOf: () => undefined, lateBy: () => 0 },
): { happened: Happening[] } {
  const now = account.clock.now()
  for (const { seq, due } of works) if (due > now) rescheduleWork(account.db, seq, now)
  const done = control.runWork(account, now, { only: works.map(({ seq }) => seq), mishaps })
  return {
    happened: done.map(({ at, kind, payload }) => ({
      ...happening(account, kind, idIn(payload)),
      at: formatMicroseconds(at),
    })),
  }
}

const happening = (account: Account, what: string, id: string | null, failure?: string): Happening => ({
  account: account.id,
  at: formatMicroseconds(account.clock.now()),
  what,
  id,
  ...(failure !== undefined && { failure }),
})

/** The work of a job that is not the end of what it leaves; 404 when there is none. */
function workNamed({ db }: Account, id: string): ScheduledWork[] {
  const all = listWork(db)
  const found = all.filter((work) => nameOf(work) === id && !work.kind.endsWith('-expiry'))
  if (found.length > 0) return found
  const names = all.filter(({ kind }) => !kind.endsWith('-expiry')).map(nameOf)
  const known = names.length === 0 ? 'nothing is under way' : `under way are ${names.slice(0, 10).join(', ')}`
  throw new ControlError(404, `no job '${id}' is under way; ${known}`)
}

const hasRows = (payload: unknown): boolean => Object.values(payload as object).some((value) => Array.isArray(value))
