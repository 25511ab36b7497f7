import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Limits } from '../../schemas/contract.ts'
import type { Account } from '../../store/accounts.ts'
import { throttled } from '../errors.ts'
import type { Call } from './call.ts'

export type RateLimitMode = 'enforce' | 'headers' | 'off'

const WINDOWS = [
  { name: 'burst', seconds: 1 },
  { name: 'steady', seconds: 60 },
  { name: 'daily', seconds: 86_400 },
] as const

/** Something that is counted: an operation, or a parameter that has limits of its own. */
interface Bucket {
  name: string
  limits: Limits
}

/** What is handed to @fastify/rate-limit in place of a request: it only reads these members and routeOptions. */
interface Count {
  routeOptions: object
  key: string
  max: number
  timeWindow: number
}

interface Counted {
  seconds: number
  max: number
  remaining: number
  /** Milliseconds until the window ends. */
  ttl: number
}

/**
 * Counts requests per account and operation: burst, steady and daily window, all of which must have room. A refused
 * request counts in the window that refused it and in no later one. 429 in mode `enforce` only.
 */
export function createRateLimiter(
  app: FastifyInstance,
  mode: RateLimitMode,
): (request: FastifyRequest) => Promise<void> {
  const count = app.createRateLimit({
    keyGenerator: (counted) => (counted as unknown as Count).key,
    max: (counted) => (counted as unknown as Count).max,
    timeWindow: (counted) => (counted as unknown as Count).timeWindow,
  })

  const countBucket = async ({ name, limits }: Bucket, account: Account): Promise<Counted[]> => {
    const windows: Counted[] = []
    for (const window of WINDOWS) {
      const max = limits[window.name]
      if (max === undefined) continue
      const key = `${account.id} ${name} ${window.name}`
      const counted: Count = { routeOptions: {}, key, max, timeWindow: window.seconds * 1000 }
      const result = await count(counted as unknown as FastifyRequest)
      if (result.isAllowed) continue
      if (result.isExceeded && mode === 'enforce') throw throttled(Math.max(1, result.ttlInSeconds))
      windows.push({ seconds: window.seconds, max, remaining: result.remaining, ttl: result.ttl })
    }
    return windows
  }

  return async ({ call }) => {
    if (mode === 'off' || call.account === undefined) return
    let shown: Counted[] | undefined
    for (const bucket of bucketsOf(call)) {
      const windows = await countBucket(bucket, call.account)
      if (shown === undefined || bucket.name === PROFILE_COUNT.name) shown = windows
    }
    call.rateHeaders = headersOf(shown ?? [])
  }
}

const PROFILE_COUNT: Bucket = { name: 'additional-fields profile_count', limits: { burst: 1, steady: 15 } }
const PREDICTIVE: Bucket = { name: 'additional-fields predictive_analytics', limits: { burst: 10, steady: 150 } }
const GROUPS_OF_PROFILE: Bucket = { name: 'include lists, segments', limits: { burst: 1, steady: 15 } }

/**
 * The operation's own bucket and those of its parameters, which all operations share. Limits Documented, protocol §7.1.
 * Headers: profile_count shows its own (Observed), include=lists,segments the operation's (Observed).
 */
function bucketsOf({ operation, parameters }: Call): Bucket[] {
  const buckets: Bucket[] = [{ name: operation!.operationId, limits: operation!.limits }]
  if (parameters.size === 0) return buckets
  const includes = (name: string, value: string) => parameters.get(name)?.split(',').includes(value) === true
  if (includes('additional-fields[list]', 'profile_count') || includes('additional-fields[segment]', 'profile_count')) {
    buckets.push(PROFILE_COUNT)
  }
  if (includes('additional-fields[profile]', 'predictive_analytics')) buckets.push(PREDICTIVE)
  if (operation!.operationId === 'get_profile' && (includes('include', 'lists') || includes('include', 'segments'))) {
    buckets.push(GROUPS_OF_PROFILE)
  }
  return buckets
}

/** Headers as observed (protocol §7.2): the first number and Remaining, Reset speak of the burst window. */
function headersOf(windows: readonly Counted[]): Record<string, string> {
  const [burst] = windows
  if (burst === undefined) return {}
  const daily = windows.find(({ seconds }) => seconds === 86_400)
  const quotas = windows.map(({ max, seconds }) => `${max};w=${seconds}`).join(', ')
  return {
    'RateLimit-Limit': `${burst.max}, ${quotas}`,
    'RateLimit-Remaining': String(burst.remaining),
    'RateLimit-Reset': String(Math.floor(Math.max(0, burst.ttl - 1) / 1000)),
    ...(daily !== undefined && {
      'RateLimit-Remaining-Daily': String(daily.remaining),
      'RateLimit-Reset-Daily': String(Math.ceil(daily.ttl / 1000)),
    }),
  }
}
