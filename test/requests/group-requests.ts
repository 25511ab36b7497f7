import type { Operation } from '../../src/schemas/contract.ts'
import type { Client, Json } from '../client.ts'

/** Our ids, by resource type, or by a name of their own where a type has several. */
export type Ids = Record<string, string>

/** An operation, by its name where it has one. */
export type Named = Partial<Pick<Operation, 'operationId'>>

/** Makes a body: of what the seed holds, and of the small one that the schema alone gives. */
export type BodyOf = (ids: Ids, example: Json) => unknown

/** Requests about some API groups that the sandbox grants, and the resources that these name. One file for each. */
export interface GroupRequests {
  /** API groups whose operations need the seed; undefined: all of them. */
  groups?: readonly string[]
  /** Which resource the id of a path names, by collection, or by operation where it is another one. */
  idTypes: Readonly<Record<string, string>>
  /** Bodies whose minimum a schema does not state, by operation. */
  bodies: Readonly<Record<string, BodyOf>>
  /** Filters without which a list is refused, by operation, where the contract does not say so. */
  filters?: Readonly<Record<string, string>>
  /** Operations that an account grants once: for these the seed leaves out what they make. */
  once?: readonly string[]
  /**
   * Makes one of every resource that the operations name, through the newest revision, of what is there already; for one
   * operation alone where it is given.
   */
  seed?: (client: Client, ids: Ids, operation?: Named) => Promise<Ids>
}
