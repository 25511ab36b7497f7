import type { Contract, Operation, Revision, Route } from '../../schemas/contract.ts'
import type { FaultReport } from '../../store/fault-rules.ts'
import type { CountedLimit } from '../../store/request-log.ts'
import type { Access, Account } from '../../store/accounts.ts'
import type { Statement } from '../../store/database.ts'
import type { Query } from '../query.ts'
import type { PathEntry } from '../paths.ts'

/** What the hooks learn about a request, step by step; it hangs on the Fastify request as `call`. */
export interface Call {
  /** UUID: X-Klaviyo-Req-Id, and the id of the first error. */
  requestId: string
  /** When the request came in, for `elapsedMs`. */
  begun: number
  /** Path and raw query as sent. */
  path: string
  rawQuery: string
  /** GET for HEAD. */
  method: string
  entry?: PathEntry
  route?: Route
  id: string
  parameters: ReadonlyMap<string, string>
  access?: Access
  account?: Account
  now: number
  revision?: Revision
  /** The revision as the answer's header gives it, and the date on which it retires, once that is near. */
  revisionShown?: string
  retires?: string
  contract?: Contract
  operation?: Operation
  query?: Query
  /** What the group awaited before the handler. */
  prepared?: unknown
  /** What the answer to a refused request hints at. */
  hint?: string
  /** The body as it was sent, decompressed; of a form nothing. */
  bodyText?: string
  /** What the log of requests wants to know: limits as they were counted, statements, the fault that was put on it. */
  counted?: CountedLimit[]
  statements?: Statement[]
  fault?: FaultReport
  /** Told of the answer before it is sent. */
  answered?: (answer: SentAnswer) => void
  /** RateLimit headers of the answer. */
  rateHeaders?: Readonly<Record<string, string>>
}

/** An answer as it is sent. */
export interface SentAnswer {
  status: number
  headers: Readonly<Record<string, string | number>>
  body: string
}

declare module 'fastify' {
  interface FastifyRequest {
    call: Call
  }
}
