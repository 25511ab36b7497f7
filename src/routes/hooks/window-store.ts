import type { FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Limits } from '../../schemas/contract.ts'
import type { Account, Window } from '../../store/accounts.ts'

/** The windows of a tier: Klaviyo's burst, steady and daily limits. */
export const WINDOWS = [
  { name: 'burst', seconds: 1 },
  { name: 'steady', seconds: 60 },
  { name: 'daily', seconds: 86_400 },
] as const

type Counted = (error: Error | null, result?: { current: number; ttl: number }) => void

/**
 * A store for @fastify/rate-limit that counts all windows of a tier at once, on the clock of the account that the key
 * begins with. It answers for the burst window, or, when another window is full, for that one with a count beyond the
 * burst limit, so that the request is refused for as long as that window lasts. A window begins with its first request
 * (Assumed: the live windows might follow the wall clock).
 */
export function windowStore(findAccount: (id: string) => Account | undefined): FastifyRateLimitStoreCtor {
  return class WindowStore {
    readonly limits: Limits | undefined

    constructor(options: object) {
      this.limits = (options as { limits?: Limits }).limits
    }

    child(options: object): WindowStore {
      return new WindowStore(options)
    }

    incr(key: string, callback: Counted): void {
      const account = findAccount(key.slice(0, key.indexOf(' ')))
      if (account === undefined || this.limits === undefined) return callback(new Error(`nothing to count for ${key}`))
      const now = account.clock.now() / 1000
      let windows = account.windows.get(key)
      if (windows === undefined) account.windows.set(key, (windows = WINDOWS.map(() => ({ start: now, count: 0 }))))
      callback(null, count(windows, this.limits, now))
    }
  }
}

/** Counts in every window up to the first that is full. */
function count(windows: Window[], limits: Limits, now: number): { current: number; ttl: number } {
  for (const [index, { name, seconds }] of WINDOWS.entries()) {
    const limit = limits[name]
    const window = windows[index]!
    if (limit === undefined) continue
    if (now - window.start >= seconds * 1000) {
      window.start = now
      window.count = 0
    }
    window.count++
    if (window.count > limit) return { current: limits.burst + 1, ttl: timeLeft(window, seconds, now) }
  }
  return { current: windows[0]!.count, ttl: timeLeft(windows[0]!, 1, now) }
}

/** Milliseconds until a window ends. */
export function timeLeft(window: Window, seconds: number, now: number): number {
  return window.start + seconds * 1000 - now
}
