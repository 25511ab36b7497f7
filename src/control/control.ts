import type { DoneWork } from '../routes/work.ts'
import type { Account, Accounts, Mishaps, OpenAccount, OwnLimits } from '../store/accounts.ts'
import type { Snapshots } from '../store/snapshots.ts'
import { ControlError } from './control-error.ts'
import type { Input } from './input.ts'
import type { FaultBoard } from '../store/faults.ts'
import type { RequestLog } from '../store/request-log.ts'

/** What the control plane works on: the inside of a sandbox. */
export interface Control {
  accounts: Accounts
  snapshots: Snapshots
  log: RequestLog
  faults: FaultBoard
  /** How rate limits are counted where an account has no settings of its own. */
  rateLimits: OwnLimits
  /** The mode that the sandbox was started with. */
  givenMode: 'enforce' | 'headers' | 'off'
  /** The kinds of work that can be on the schedule. */
  workKinds: readonly string[]
  /**
   * Runs the work of an account that is due at a time (microseconds); what goes wrong in it is up to the fault rules. Or of it
   * these pieces alone, by their seq, and what goes wrong is up to the caller.
   */
  runWork(account: Account, now: number, chosen?: { only: readonly number[]; mishaps: Mishaps }): DoneWork[]
  /** Adds what a fixture holds to an account, one by name or a document; gives what was made, by section. */
  seed(account: Account, fixture: string | object): Readonly<Record<string, number>>
  /** An account as a fixture document. */
  exportAccount(account: Account): object
  optIns: {
    list(account: Account): { who: string; list: string | null }[]
    /** The profile of who confirmed; undefined when nothing waits. `who` is an e-mail address or a phone number. */
    confirm(account: Account, who: string, list: string | null): string | undefined
  }
  /** Ends the process; left out where nobody may. */
  shutDown?: () => void
}

/** The account of an id or a private key; 404 when there is none, 400 when none was named. */
export function accountNamed({ accounts }: Control, name: string | undefined): OpenAccount {
  if (name === undefined || name === '') {
    throw new ControlError(400, `which account? Add ?account= with an id or a private key; ${known(accounts)}`)
  }
  const account = name.startsWith('pk_') ? accounts.findByKey(name)?.account : accounts.findByCompany(name)
  const found = account && accounts.findOpen(account.id)
  if (found === undefined) throw new ControlError(404, `there is no account '${name}'; ${known(accounts)}`)
  return found
}

/** The account that is named, or all that are open. */
export function accountsNamed(control: Control, name: string | undefined): OpenAccount[] {
  return name === undefined || name === '' ? control.accounts.list().open : [accountNamed(control, name)]
}

function known(accounts: Accounts): string {
  const ids = accounts.list().open.map(({ account }) => account.id)
  if (ids.length === 0) return 'none is open yet: the first request with a key opens its account'
  return `open are ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ' …' : ''}`
}

/** The name of a fixture; over HTTP it cannot be a path, because that would read a file of this machine for a stranger. */
export function checkFixtureName(fixture: string | undefined, { remote }: Input): string | undefined {
  if (remote !== true || fixture === undefined || /^[\w-]+(\?.*)?$/.test(fixture)) return fixture
  throw new ControlError(
    400,
    `'${fixture}' is no name of a fixture; a file is sent as the document that it holds, to POST /seed`,
  )
}

/** Runs something that throws plain errors about what it was asked; they become refusals. */
export function asked<Result>(work: () => Result, status: ControlError['status'] = 400): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof ControlError) throw error
    throw new ControlError(status, (error as Error).message)
  }
}
