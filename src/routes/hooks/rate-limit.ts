import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Limits, Operation } from '../../schemas/contract.ts'
import { kept } from '../../schemas/kept.ts'
import { throttled } from '../errors.ts'
import { splitList } from '../query.ts'
import type { OwnLimits } from '../../store/accounts.ts'
import type { Call } from './call.ts'
import { timeLeft, WINDOWS } from './window-store.ts'

/** Whether limits refuse, are only told in headers, or are not counted at all. */
export type RateLimitMode = 'enforce' | 'headers' | 'off'

/** Something that is counted: an operation, or a parameter that has limits of its own. */
interface Bucket {
  name: string
  limits: Limits
  /** The quotas as the header RateLimit-Limit gives them. */
  quotas: string
}

type Count = (request: FastifyRequest) => Promise<void>

/** Counts a request as it arrives, and again by what its body asks for, once that was read. */
export interface RateLimiter {
  count(request: FastifyRequest, done: (error?: Error) => void): void
  countBody(request: FastifyRequest): Promise<void> | undefined
}

/**
 * Counts requests per account and operation: burst, steady and daily window, all of which must have room. A refused
 * request counts in the window that refused it and in no later one. 429 in mode `enforce` only.
 */
export function createRateLimiter(app: FastifyInstance, general: OwnLimits): RateLimiter {
  const modeOf = ({ call }: FastifyRequest) => call.account?.limits?.mode ?? general.mode
  const countOf = kept((bucket: Bucket) => createCount(app, bucket, modeOf))
  const ownBucketOf = ({ operation, account }: Call): Bucket => {
    const bucket = bucketOf(operation!)
    const other = account!.limits?.byName?.[bucket.name] ?? general.byName?.[bucket.name]
    return other === undefined ? bucket : bucketInPlaceOf(bucket, other)
  }
  return {
    count(request, done) {
      const { call } = request
      if (call.account === undefined || modeOf(request) === 'off') return done()
      const own = ownBucketOf(call)
      const further = parameterBuckets(call)
      const counted = further.length === 0 ? countOf(own)(request) : countAll([own, ...further].map(countOf), request)
      const shown = SHOWN.find((bucket) => further.includes(bucket)) ?? own
      counted.then(() => (call.rateHeaders = headersOf(shown, call))).then(() => done(), done)
    },
    countBody(request) {
      if (request.call.account === undefined || modeOf(request) === 'off' || !isDragAndDrop(request)) return undefined
      const counted = countOf(DRAG_AND_DROP)(request)
      return counted.then(() => void (request.call.rateHeaders = headersOf(DRAG_AND_DROP, request.call)))
    },
  }
}

async function countAll(counts: readonly Count[], request: FastifyRequest): Promise<void> {
  for (const count of counts) await count(request)
}

/** A bucket's counter, made on first use: @fastify/rate-limit is quickest when max and window are plain numbers. */
function createCount(
  app: FastifyInstance,
  bucket: Bucket,
  modeOf: (request: FastifyRequest) => RateLimitMode | undefined,
): Count {
  const check = app.createRateLimit({
    max: bucket.limits.burst,
    timeWindow: 1000,
    keyGenerator: ({ call }) => keyOf(bucket, call),
    // Handed to the child of the store: window-store.ts.
    ...({ limits: bucket.limits } as object),
  })
  return async (request) => {
    const result = await check(request)
    const { call } = request
    call.counted?.push({
      name: bucket.name,
      limits: bucket.limits,
      counts: call.account!.windows.get(keyOf(bucket, call))!.map(({ count }) => count),
    })
    if (!result.isAllowed && result.isExceeded && modeOf(request) === 'enforce') {
      throw throttled(Math.max(1, result.ttlInSeconds))
    }
  }
}

/** Private keys of an account share its quota, each OAuth app has one of its own. Documented, protocol §7. */
function keyOf({ name }: Bucket, { account, access }: Call): string {
  const key = `${account!.id} ${name}`
  return access?.clientId === undefined ? key : `${key} ${access.clientId}`
}

function createBucket(name: string, limits: Limits): Bucket {
  const quotas = WINDOWS.flatMap((window) => {
    const limit = limits[window.name]
    return limit === undefined ? [] : `${limit};w=${window.seconds}`
  })
  return { name, limits, quotas: `${limits.burst}, ${quotas.join(', ')}` }
}

/** The bucket with other limits, one for each that were set. */
const bucketInPlaceOf = ({ name }: Bucket, limits: Limits): Bucket => {
  let bucket = otherBuckets.get(limits)
  if (bucket === undefined) otherBuckets.set(limits, (bucket = createBucket(name, limits)))
  return bucket
}
const otherBuckets = new WeakMap<Limits, Bucket>()

const bucketOf = kept(({ operationId, limits }: Operation) => createBucket(operationId, limits))

const PROFILE_COUNT = createBucket('additional-fields profile_count', { burst: 1, steady: 15 })
const PREDICTIVE = createBucket('additional-fields predictive_analytics', { burst: 10, steady: 150 })
const GROUPS_OF_PROFILE = createBucket('include lists, segments', { burst: 1, steady: 15 })
/** The work of drag-and-drop templates. Limits Documented, that they come on top is Assumed: campaigns-content §3.1b. */
const DRAG_AND_DROP = createBucket('drag-and-drop', { burst: 3, steady: 60 })
const NONE: readonly Bucket[] = []

/**
 * Buckets that the headers speak of in place of the operation's: profile_count Observed, drag-and-drop Assumed. Not
 * include=lists,segments: Observed.
 */
const SHOWN = [PROFILE_COUNT, DRAG_AND_DROP]

/** Whether a body brings blocks. It was read, but not yet judged. */
function isDragAndDrop({ call, body }: FastifyRequest): boolean {
  const { operationId } = call.operation!
  if (operationId !== 'create_template' && operationId !== 'update_template') return false
  const { definition, editor_type: editor } =
    (body as { data?: { attributes?: Record<string, unknown> } | null } | undefined)?.data?.attributes ?? {}
  return (definition !== undefined && definition !== null) || editor === 'SYSTEM_DRAGGABLE'
}

/** Buckets of parameters, which all operations share. Limits Documented, protocol §7.1. */
function parameterBuckets({ operation, parameters }: Call): readonly Bucket[] {
  if (parameters.size === 0) return NONE
  const buckets: Bucket[] = []
  const includes = (name: string, value: string) =>
    parameters.has(name) && splitList(parameters.get(name)).includes(value)
  if (includes('additional-fields[list]', 'profile_count') || includes('additional-fields[segment]', 'profile_count')) {
    buckets.push(PROFILE_COUNT)
  }
  if (includes('additional-fields[profile]', 'predictive_analytics')) buckets.push(PREDICTIVE)
  if (operation!.operationId === 'get_profile' && (includes('include', 'lists') || includes('include', 'segments'))) {
    buckets.push(GROUPS_OF_PROFILE)
  }
  // A write is counted by its body.
  if (operation!.method === 'GET' && includes('additional-fields[template]', 'definition')) buckets.push(DRAG_AND_DROP)
  return buckets
}

/** Headers as observed (protocol §7.2): the first number and Remaining, Reset speak of the burst window. */
function headersOf(bucket: Bucket, call: Call): Record<string, string> {
  const { limits, quotas } = bucket
  const [burst, , daily] = call.account!.windows.get(keyOf(bucket, call))!
  const headers: Record<string, string> = {
    'RateLimit-Limit': quotas,
    'RateLimit-Remaining': String(Math.max(0, limits.burst - burst!.count)),
    // Whole seconds left of a window of one second.
    'RateLimit-Reset': '0',
  }
  if (limits.daily !== undefined) {
    const left = timeLeft(daily!, WINDOWS[2].seconds, call.account!.clock.now() / 1000)
    headers['RateLimit-Remaining-Daily'] = String(Math.max(0, limits.daily - daily!.count))
    headers['RateLimit-Reset-Daily'] = String(Math.ceil(left / 1000))
  }
  return headers
}
