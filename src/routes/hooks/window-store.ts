import type { FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Account } from '../../store/accounts.ts'

/**
 * A store for @fastify/rate-limit: fixed windows on the clock of the account that the key begins with. A window begins
 * with its first request (Assumed: the live windows might follow the wall clock).
 */
export function windowStore(findAccount: (id: string) => Account | undefined): FastifyRateLimitStoreCtor {
  return class WindowStore {
    incr(
      key: string,
      callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
      timeWindow: number,
    ): void {
      const account = findAccount(key.slice(0, key.indexOf(' ')))
      if (account === undefined) return callback(new Error(`no account for the rate limit of ${key}`))
      const now = account.clock.now() / 1000
      let window = account.windows.get(key)
      if (window === undefined || now - window.start >= timeWindow) {
        account.windows.set(key, (window = { start: now, count: 0 }))
      }
      window.count++
      callback(null, { current: window.count, ttl: window.start + timeWindow - now })
    }

    child(): WindowStore {
      return this
    }
  }
}
