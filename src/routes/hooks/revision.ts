import { contractFor, NEWEST, REVISIONS, type Route } from '../../schemas/contract.ts'
import type { FastifyRequest } from 'fastify'
import { parseTime } from '../../store/clock.ts'
import { gone, invalidRequest, notFound } from '../errors.ts'

const FORMAT = /^(\d{4}-\d{2}-\d{2})(\.pre)?$/
const OLDEST = REVISIONS[0]!

/** What a revision header comes to: the contract that answers, and what the answer's header says. */
export interface Resolved {
  revision: string
  shown: string
  beta: boolean
  /** The date on which it retires, once it is deprecated. */
  retires?: string
}

const resolutions = new Map<string, Resolved>()
const MICROSECONDS_PER_DAY = 86_400_000_000

/** resolveRevision, kept by header and day: clients send the same header all day. */
function keptResolution(header: string | undefined, fallback: string, now: number, optedOut: boolean): Resolved {
  const key = `${header ?? fallback} ${Math.floor(now / MICROSECONDS_PER_DAY)} ${optedOut}`
  let resolved = resolutions.get(key)
  if (resolved === undefined) {
    resolved = resolveRevision(header, fallback, now, optedOut)
    if (resolutions.size > 100) resolutions.clear()
    resolutions.set(key, resolved)
  }
  return resolved
}

/**
 * Resolves the revision header (protocol §2): a date between two revisions falls to the earlier one; one before the
 * oldest held is served as the oldest; none given means `fallback`. Throws 400 for a malformed value, 404 for a date
 * that lies ahead, 410 for a retired one whose sender opted out of falling forward.
 */
export function resolveRevision(
  header: string | undefined,
  fallback: string,
  now: number,
  optedOut: boolean,
): Resolved {
  const text = header ?? fallback
  const [, date, suffix = ''] = FORMAT.exec(text) ?? []
  if (date === undefined || Number.isNaN(parseTime(date))) {
    // Status Observed, text Assumed: protocol §2.2.
    throw invalidRequest(`Invalid revision '${text}'. The revision must have the format YYYY-MM-DD[.suffix].`)
  }
  if (date > NEWEST && date > isoDate(now)) throw notFound('Unable to specify a future revision date')
  if (optedOut && isRetired(date, now)) {
    throw gone(`Revision ${date} was retired on ${yearsAfter(date, 2)}.`)
  }
  const revision = REVISIONS.findLast((candidate) => candidate <= date) ?? OLDEST
  // The header appears in the second, deprecated year of a revision. Rule Assumed from three recordings, protocol §0.1.
  const retires = isoDate(now) >= yearsAfter(revision, 1) ? yearsAfter(revision, 2) : undefined
  return { revision, shown: revision + suffix, beta: suffix !== '', ...(retires !== undefined && { retires }) }
}

/** From here on the beta revisions speak of campaigns as 2026-10-15 does. Observed at 2026-07-15.pre, revision-2026-10-15 §11.1. */
const CAMPAIGNS_BETA = '2026-04-15'

/** Sets the revision and its operation on the call; 404 when the operation is not in that revision. */
export function applyRevision({ call, headers }: FastifyRequest, fallback: string): void {
  const optedOut = headers['x-klaviyo-revision-fall-forward-opt-out'] === '1'
  const header = headers.revision as string | undefined
  const { revision: dated, shown, beta, retires } = keptResolution(header, fallback, call.now, optedOut)
  const revision = beta && dated >= CAMPAIGNS_BETA && call.route!.group === 'Campaigns' ? NEWEST : dated
  call.revision = revision
  call.revisionShown = shown
  if (retires !== undefined) call.retires = retires
  call.contract = contractFor(revision)
  const operation =
    call.contract.operation(call.route!.operationId) ?? (beta ? nextOperation(call.route!, revision) : undefined)
  if (operation === undefined) throw notFound('No valid revisions found for method, please check our documentation')
  call.operation = operation
}

/** A beta revision has the operations of the revision that they became stable in. Assumed, revision-2026-10-15 §1.6. */
function nextOperation(route: Route, revision: string) {
  const next = REVISIONS.find((candidate) => candidate > revision)
  return next === undefined ? undefined : contractFor(next).operation(route.operationId)
}

/** Retired two years after its release. Documented, protocol §2.1. */
function isRetired(date: string, now: number): boolean {
  return isoDate(now) >= yearsAfter(date, 2)
}

function isoDate(now: number): string {
  return new Date(now / 1000).toISOString().slice(0, 10)
}

function yearsAfter(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`
}
