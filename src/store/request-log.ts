import { wait } from './clock.ts'
import { headOf, type Statement } from './database.ts'

/** A request that was answered, as the log keeps it. What is shown of it is made when somebody asks. */
export interface LoggedRequest {
  /** UUID: what the answer's X-Klaviyo-Req-Id says. */
  id: string
  /** Grows by one with each request of the sandbox. */
  seq: number
  /** Microseconds, on the account's clock. */
  at: number
  /** The account's id; undefined when none was found. */
  account: string | undefined
  method: string
  path: string
  rawQuery: string
  parameters: ReadonlyMap<string, string>
  operation: string | undefined
  revision: string | undefined
  status: number
  ms: number
  requestHeaders: Readonly<Record<string, unknown>>
  /** The body as text; of a form the bytes only. */
  requestBody: string
  responseHeaders: Readonly<Record<string, unknown>>
  responseBody: string
  /** The fault that was put on it, as its rule calls it. */
  fault: string | undefined
  hint: string | undefined
  /** How the account was found, and with what. */
  foundBy: 'private key' | 'access token' | 'company_id' | undefined
  /** Rate limits in the order in which they were counted. */
  counted: readonly CountedLimit[]
  statements: readonly Statement[]
}

/** A rate limit after a request was counted: what its windows hold then, burst, steady, daily. */
export interface CountedLimit {
  name: string
  limits: { burst: number; steady: number; daily?: number }
  counts: readonly number[]
}

export interface RequestLog {
  /** Keeps a request; the oldest ones go when there are too many. */
  add(request: Omit<LoggedRequest, 'seq'>): void
  /** The newest last. */
  list(matches: (request: LoggedRequest) => boolean): LoggedRequest[]
  find(id: string): LoggedRequest | undefined
  /** Forgets all requests, or those of one account. */
  clear(account?: string): void
  /** Resolves with true once `isMet`, with false when that takes longer than `timeoutMs`. */
  waitUntil(isMet: () => boolean, timeoutMs: number): Promise<boolean>
  /** How many were answered so far, by class of status: 2xx and so on. */
  answered: ReadonlyMap<string, number>
  /** How many are kept, and how large they are together, characters. */
  size(): { requests: number; characters: number }
}

/** What a request costs beside its bodies, about. */
const OVERHEAD = 1500
/** Bodies beyond this are cut. */
const LONGEST_BODY = 256 * 1024
const MOST_CHARACTERS = 64 * 1024 * 1024

/** A log of the newest requests of each account, bounded in number and, over all accounts, in size. */
export function createRequestLog(mostPerAccount: number): RequestLog {
  const kept = new Map<string, LoggedRequest[]>()
  const waiting = new Set<() => void>()
  const answered = new Map<string, number>()
  let seq = 0
  let characters = 0

  const dropOldestOf = (name: string): void => {
    const requests = kept.get(name)!
    characters -= sizeOf(requests.shift()!)
    if (requests.length === 0) kept.delete(name)
  }
  const all = (): LoggedRequest[] => [...kept.values()].flat().sort((one, other) => one.seq - other.seq)

  return {
    answered,
    add(given) {
      const kind = `${Math.floor(given.status / 100)}xx`
      answered.set(kind, (answered.get(kind) ?? 0) + 1)
      if (mostPerAccount === 0) return
      const request = { ...given, seq: ++seq }
      request.requestBody = cut(request.requestBody)
      request.responseBody = cut(request.responseBody)
      const name = request.account ?? ''
      const requests = kept.get(name) ?? []
      requests.push(request)
      kept.set(name, requests)
      characters += sizeOf(request)
      if (requests.length > mostPerAccount) dropOldestOf(name)
      while (characters > MOST_CHARACTERS) dropOldestOf(oldestName(kept))
      for (const check of [...waiting]) check()
    },
    list: (matches) => all().filter(matches),
    find: (id) => [...kept.values()].flat().find((request) => request.id === id),
    clear(account) {
      for (const [name, requests] of [...kept]) {
        if (account !== undefined && name !== account) continue
        for (const request of requests) characters -= sizeOf(request)
        kept.delete(name)
      }
    },
    async waitUntil(isMet, timeoutMs) {
      if (isMet()) return true
      let check = (): void => {}
      const met = new Promise<boolean>((resolve) => {
        check = () => {
          if (isMet()) resolve(true)
        }
        waiting.add(check)
      })
      const result = await Promise.race([met, wait(timeoutMs).then(() => false)])
      waiting.delete(check)
      return result
    },
    size: () => ({ requests: [...kept.values()].reduce((sum, { length }) => sum + length, 0), characters }),
  }
}

/** What a statement of a request costs, about. */
const PER_STATEMENT = 300

const sizeOf = ({ requestBody, responseBody, rawQuery, statements }: LoggedRequest): number =>
  OVERHEAD + PER_STATEMENT * statements.length + requestBody.length + responseBody.length + rawQuery.length

const cut = (text: string): string =>
  text.length > LONGEST_BODY ? `${headOf(text, LONGEST_BODY)}… (cut from ${text.length} characters)` : text

function oldestName(kept: ReadonlyMap<string, readonly LoggedRequest[]>): string {
  let oldest: [string, number] = ['', Number.POSITIVE_INFINITY]
  for (const [name, [first]] of kept) if (first!.seq < oldest[1]) oldest = [name, first!.seq]
  return oldest[0]
}
