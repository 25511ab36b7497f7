import type { Contract, Operation, Revision } from '../schemas/contract.ts'
import type { Account } from '../store/accounts.ts'
import type { Db } from '../store/database.ts'
import type { Row } from '../store/selection.ts'
import type { Query } from './query.ts'
import type { ResourceType } from './resource.ts'

/** Everything a handler may know about a request. The time stands still in it. */
export interface Context {
  account: Account
  db: Db
  /** The OAuth app that asks; undefined for a private key and under /client. */
  clientId?: string | undefined
  /** Microseconds since 1970. */
  now: number
  operation: Operation
  contract: Contract
  revision: Revision
  query: Query
  /** The id of the path, decoded; '' where the path has none. */
  id: string
  /**
   * The parsed body, valid against the revision's schema; undefined where none was sent. Of a multipart form: its fields
   * by name, a file as a FormFile.
   */
  body: unknown
  /** What the group's `prepare` of this operation came to. */
  prepared: unknown
  /** The header X-Klaviyo-API-Filters as sent, for the operations that take it. */
  filterHeader: string | undefined
  /** Scheme and host that links begin with, without a slash at the end. */
  baseUrl: string
  /** Path and raw query as the client sent them. */
  path: string
  rawQuery: string
  /** Every resource type, by wire name. */
  types: ReadonlyMap<string, ResourceType>
  /** How long a job takes, microseconds. */
  jobDelay: number
  /** Hosts that may be asked for what a request names by URL: `host` for every port of it, or `host:port`. */
  allowedHosts: ReadonlySet<string>
}

/** A file of a multipart form. */
export interface FormFile {
  /** As the form names it, without a path; undefined where it does not. */
  name: string | undefined
  bytes: Buffer
}

/** What a handler answers with; respond.ts makes the document of it. */
export type Answer =
  /**
   * One resource, or `data: null`. `fresh`: times that this request set (microseconds), by attribute; `include`: what
   * the answer includes although the request does not ask.
   */
  | {
      kind: 'one'
      type: string | ResourceType
      row: Row | undefined
      status?: number
      fresh?: FreshTimes
      include?: readonly string[]
    }
  | { kind: 'many'; type: string | ResourceType; rows: readonly Row[]; page?: PageCursors }
  | { kind: 'identifiers'; type: string; ids: readonly string[] | string | undefined; page?: PageCursors }
  | { kind: 'empty'; status?: number }
  /** A document of its own making: reports, aggregates. `links.self` is added at the top. */
  | { kind: 'document'; data: unknown; status?: number; page?: PageCursors }

/** Times that the answer to a write prints with microseconds, by the name of the attribute. Observed, protocol §9.2. */
export type FreshTimes = Readonly<Record<string, number>>

/** Cursors of the neighbouring pages; undefined where there is none. */
export interface PageCursors {
  next?: string | undefined
  prev?: string | undefined
}

/** Answers one operation. Synchronous; throws an ApiError to refuse. */
export type Handler = (context: Context) => Answer
