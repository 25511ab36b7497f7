import { millisecondsOf } from './durations.ts'
import { createIds } from './ids.ts'
import type { Account, Mishaps } from './accounts.ts'
import type { FaultReport, FaultRule } from './fault-rules.ts'

/** The rules of a sandbox, and their counters. */
export interface FaultBoard {
  /** Takes the place of all rules, or of those that speak of an account; their counters and dice begin anew. */
  put(rules: readonly FaultRule[], account?: string): void
  /** All rules, or those that speak of an account. */
  report(account?: string): FaultReport[]
  /** The rule that is to be applied to a request, counted; undefined for none. */
  ruleFor(request: FaultedRequest): FaultReport | undefined
  /** What is to go wrong in an account; undefined for nothing. */
  mishapsOf(account: Account): Mishaps | undefined
}

export interface FaultedRequest {
  operation: string
  method: string
  path: string
  account: string | undefined
  hasCursor: boolean
}

interface Rule extends FaultReport {
  /** A whole number, 0 ≤ n < bound. */
  dice: (bound: number) => number
}

/** A board without rules. The dice of rules come from the seed. */
export function createFaultBoard(seed: string | undefined): FaultBoard {
  let rules: Rule[] = []
  const byAccount = new WeakMap<Account, Mishaps>()
  const happensIn = (account: Account) => (rule: Rule) =>
    rule.match?.account === undefined || rule.match.account === account.id
  const mishapsFor = (account: Account): Mishaps => ({
    stalls: (kind) =>
      // As long as the rule stands: how often somebody looks is no matter, so nothing is counted or rolled.
      rules.some((rule) => rule.then.jobs === 'stall' && happensIn(account)(rule) && isJob(rule, kind)),
    failureOf(kind, index) {
      const rule = rules.find(
        (each) => happensIn(account)(each) && isJob(each, kind) && failsRow(each, index) && isDue(each),
      )
      if (rule === undefined) return undefined
      const { code = 'invalid', detail = 'The row failed, as a fault rule asked for.' } = rule.then.jobs as object & {
        code?: string
        detail?: string
      }
      return { code, title: 'Invalid input.', detail }
    },
    lateBy() {
      const rule = rules.find(
        (each) => each.then.lateMembership !== undefined && happensIn(account)(each) && isDue(each),
      )
      return rule === undefined ? 0 : millisecondsOf(rule.then.lateMembership!) * 1000
    },
  })
  return {
    put(given, account) {
      const kept = account === undefined ? [] : rules.filter(({ match }) => match?.account !== account)
      const added = given.map((rule, index) => {
        const { below } = createIds(`${seed ?? 'faults'}:${index}`)
        return { ...rule, name: rule.name ?? `rule ${index + 1}`, matched: 0, applied: 0, dice: below }
      })
      rules = [...kept, ...added]
    },
    report: (account) =>
      rules
        .filter(({ match }) => account === undefined || match?.account === account)
        .map(({ dice: _, ...report }) => report),
    ruleFor: (request) => rules.find((rule) => isRequestRule(rule) && fits(rule, request) && isDue(rule)),
    mishapsOf(account) {
      if (rules.length === 0) return undefined
      let mishaps = byAccount.get(account)
      if (mishaps === undefined) byAccount.set(account, (mishaps = mishapsFor(account)))
      return mishaps
    },
  }
}

const isRequestRule = ({ then: { jobs, lateMembership } }: Rule): boolean =>
  jobs === undefined && lateMembership === undefined

function fits({ match = {}, then }: Rule, { operation, method, path, account, hasCursor }: FaultedRequest): boolean {
  if (then.expireCursors === true && !hasCursor) return false
  return (
    (match.operation === undefined || [match.operation].flat().includes(operation)) &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || patternOf(match.path).test(path)) &&
    (match.account === undefined || match.account === account)
  )
}

/** Counts a match; whether it is this one that the rule is for. */
function isDue(rule: Rule): boolean {
  const { match: { nth, probability } = {}, count } = rule
  rule.matched++
  if (count !== undefined && rule.applied >= count) return false
  if (nth !== undefined && ![nth].flat().includes(rule.matched)) return false
  // Rolled for each match, so that what happens to one request does not hang on the rules that came before.
  if (probability !== undefined && rule.dice(1_000_000) >= probability * 1_000_000) return false
  rule.applied++
  return true
}

const isJob = ({ match }: Rule, kind: string): boolean => match?.job === undefined || [match.job].flat().includes(kind)

function failsRow({ then: { jobs }, dice }: Rule, index: number): boolean {
  if (typeof jobs !== 'object') return false
  if (typeof jobs.failRows !== 'number') return jobs.failRows.includes(index)
  return dice(1_000_000) < jobs.failRows * 1_000_000
}

/** `/api/profiles/*` as a pattern for the whole path. */
export const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`)
