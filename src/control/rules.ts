import { nearest } from '../nearest.ts'
import { millisecondsOf } from '../store/durations.ts'
import { operationIds } from './operation-names.ts'
import { accountNamed, accountsNamed, asked, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { FaultReport, FaultRule } from '../store/fault-rules.ts'
import type { Input } from './input.ts'
import type { OwnLimits } from '../store/accounts.ts'

/** The rules, or those that speak of an account alone. */
export function listFaults({ query }: Input, control: Control): { rules: FaultReport[] } {
  return { rules: control.faults.report(accountIn(query, control)) }
}

/**
 * Takes the place of all rules, or of those of an account; their counters and dice begin anew. Without rules, everything
 * goes well again.
 */
export function putFaults({ query, body }: Input, control: Control): { rules: FaultReport[] } {
  const { rules = [] } = (body ?? {}) as { rules?: FaultRule[] }
  const account = accountIn(query, control)
  const own = account === undefined ? rules : rules.map((rule) => ({ ...rule, match: { account, ...rule.match } }))
  const checked = own.map((rule, index) => checkedRule(rule, index, control))
  const foreign = checked.findIndex(({ match }) => account !== undefined && match?.account !== account)
  if (foreign >= 0) throw new ControlError(400, `rule ${foreign + 1} speaks of another account than ?account= names`)
  control.faults.put(checked, account)
  return { rules: control.faults.report(account) }
}

export function clearFaults({ query }: Input, control: Control): undefined {
  control.faults.put([], accountIn(query, control))
}

const accountIn = ({ account }: Input['query'], control: Control): string | undefined =>
  account === undefined ? undefined : accountNamed(control, account).account.id

/** A rule whose account is an id; 400 for what its schema cannot know. */
function checkedRule(rule: FaultRule, index: number, control: Control): FaultRule {
  const { match = {}, then } = rule
  const name = `rule ${index + 1}`
  for (const operation of [match.operation ?? []].flat()) checkOperation(operation, name)
  for (const kind of [match.job ?? []].flat()) {
    if (!control.workKinds.includes(kind)) {
      throw new ControlError(400, `${name}: there is no work '${kind}'; known are ${control.workKinds.join(', ')}`)
    }
  }
  for (const duration of [then.delay, then.lateMembership]) {
    if (duration !== undefined) asked(() => millisecondsOf(duration))
  }
  if (match.account === undefined) return rule
  return { ...rule, match: { ...match, account: accountNamed(control, match.account).account.id } }
}

function checkOperation(operation: string, name: string): void {
  if (operationIds().includes(operation)) return
  throw new ControlError(400, `${name}: there is no operation '${operation}'; ${hintFor(operation)}`)
}

/** What may be meant by an operation that there is not: a mistyped one, or those that a word is part of. */
function hintFor(operation: string): string {
  const meant = nearest(operation, operationIds())
  if (meant !== undefined) return `did you mean '${meant}'?`
  const alike = operationIds().filter((each) => each.includes(operation.replace(/s$/, '')) || operation.includes(each))
  return alike.length === 0 ? 'docs/operations.md lists them' : `perhaps ${alike.slice(0, 3).join(', ')}`
}

/** Rate limits as they are counted: mode, changed limits, and what is in the windows of each account. */
export function readRateLimits({ query }: Input, control: Control) {
  const { mode, byName } = control.rateLimits
  return {
    mode,
    limits: byName ?? {},
    accounts: accountsNamed(control, query.account).map(({ account }) => ({
      account: account.id,
      mode: account.limits?.mode ?? mode,
      limits: account.limits?.byName ?? {},
      windows: [...account.windows].map(([key, [burst, steady, daily]]) => ({
        name: key.slice(key.indexOf(' ') + 1),
        burst: burst!.count,
        steady: steady!.count,
        daily: daily!.count,
      })),
    })),
  }
}

/** Sets how limits are counted: of an account, or of all that have no settings of their own. */
export function putRateLimits({ query, body }: Input, control: Control) {
  const { mode, limits } = body as { mode?: OwnLimits['mode']; limits?: OwnLimits['byName'] }
  for (const name of Object.keys(limits ?? {})) checkOperation(name, 'limits')
  const change: OwnLimits = { ...(mode && { mode }), ...(limits && { byName: limits }) }
  if (query.account === undefined) Object.assign(control.rateLimits, change)
  else {
    const { account } = accountNamed(control, query.account)
    account.limits = { ...account.limits, ...change }
  }
  return readRateLimits({ id: '', query, body: undefined }, control)
}

/** Empties windows and drops what was set. */
export function clearRateLimits({ query }: Input, control: Control): undefined {
  for (const { account } of accountsNamed(control, query.account)) {
    account.windows.clear()
    delete account.limits
  }
  if (query.account !== undefined) return
  control.rateLimits.mode = control.givenMode
  delete control.rateLimits.byName
}
