import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Limits, Operation } from '../../schemas/contract.ts'
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

interface Counted {
  seconds: number
  max: number
  remaining: number
  /** Milliseconds until the window ends. */
  ttl: number
}

type Check = ReturnType<FastifyInstance['createRateLimit']>

/** A window of a bucket with what counts it. */
interface Counter {
  seconds: number
  max: number
  check: Check
}

/**
 * Counts requests per account and operation: burst, steady and daily window, all of which must have room. A refused
 * request counts in the window that refused it and in no later one. 429 in mode `enforce` only.
 */
export function createRateLimiter(
  app: FastifyInstance,
  mode: RateLimitMode,
): (request: FastifyRequest, done: (error?: Error) => void) => void {
  if (mode === 'off') return (_request, done) => done()
  const countersOf = counters(app)
  const count = async (request: FastifyRequest): Promise<void> => {
    const { call } = request
    let shown = await countBucket(countersOf(bucketOf(call.operation!)), request, mode)
    for (const bucket of parameterBuckets(call)) {
      const windows = await countBucket(countersOf(bucket), request, mode)
      // profile_count shows its own windows (Observed), include=lists,segments the operation's (Observed).
      if (bucket === PROFILE_COUNT) shown = windows
    }
    call.rateHeaders = headersOf(shown)
  }
  return (request, done) => {
    if (request.call.account === undefined) return done()
    count(request).then(() => done(), done)
  }
}

/** The counters of each bucket, made on first use: @fastify/rate-limit is quickest when max and window are numbers. */
function counters(app: FastifyInstance): (bucket: Bucket) => readonly Counter[] {
  const made = new Map<Bucket, readonly Counter[]>()
  return (bucket) => {
    let found = made.get(bucket)
    if (found === undefined) made.set(bucket, (found = createCounters(app, bucket)))
    return found
  }
}

function createCounters(app: FastifyInstance, { name, limits }: Bucket): readonly Counter[] {
  return WINDOWS.flatMap((window) => {
    const max = limits[window.name]
    if (max === undefined) return []
    const suffix = ` ${name} ${window.name}`
    const keyGenerator = ({ call }: FastifyRequest) => call.account!.id + suffix
    const check = app.createRateLimit({ max, timeWindow: window.seconds * 1000, keyGenerator })
    return [{ seconds: window.seconds, max, check }]
  })
}

const operationBuckets = new Map<string, Bucket>()

function bucketOf({ operationId, limits, key }: Operation): Bucket {
  let bucket = operationBuckets.get(key)
  if (bucket === undefined) operationBuckets.set(key, (bucket = { name: operationId, limits }))
  return bucket
}

async function countBucket(
  bucket: readonly Counter[],
  request: FastifyRequest,
  mode: RateLimitMode,
): Promise<Counted[]> {
  const windows: Counted[] = []
  for (const { seconds, max, check } of bucket) {
    const result = await check(request)
    if (result.isAllowed) continue
    if (result.isExceeded && mode === 'enforce') throw throttled(Math.max(1, result.ttlInSeconds))
    windows.push({ seconds, max, remaining: result.remaining, ttl: result.ttl })
  }
  return windows
}

const PROFILE_COUNT: Bucket = { name: 'additional-fields profile_count', limits: { burst: 1, steady: 15 } }
const PREDICTIVE: Bucket = { name: 'additional-fields predictive_analytics', limits: { burst: 10, steady: 150 } }
const GROUPS_OF_PROFILE: Bucket = { name: 'include lists, segments', limits: { burst: 1, steady: 15 } }

const NONE: readonly Bucket[] = []

/** Buckets of parameters, which all operations share. Limits Documented, protocol §7.1. */
function parameterBuckets({ operation, parameters }: Call): readonly Bucket[] {
  if (parameters.size === 0) return NONE
  const buckets: Bucket[] = []
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
