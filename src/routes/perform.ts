import { contractFor, NEWEST, type OperationId, type Revision } from '../schemas/contract.ts'
import { upgradeRequest } from '../schemas/revisions/change.ts'
import { revisionChanges } from '../schemas/revisions/index.ts'
import { problemsOfRequest } from '../schemas/validate.ts'
import type { Account } from '../store/accounts.ts'
import type { Answer, Context } from './context.ts'
import { invalidBody } from './errors.ts'
import type { Query } from './query.ts'
import type { Registry } from './registry.ts'
import { runDueWork } from './work.ts'

/** An operation to carry out: at which time (microseconds), for which id of the path, with which body. */
export interface Performance {
  operation: OperationId
  now: number
  revision?: Revision
  id?: string
  body?: unknown
  /** Whether the body is held to the operation's schema first; without, it must be valid. */
  check?: boolean
}

/** Carries out operations in an account without HTTP. */
export interface Performer {
  /** Gives the id of the resource in the answer, of the first where there are several; throws the ApiError of a refusal. */
  perform(performance: Performance): string | undefined
  /** Runs the work that is due at a time. */
  runWork(now: number): void
  /** Works out what follows from writes of others: who is in which segment. */
  settle(now: number): void
}

const noQuery: Query = { terms: [], fields: new Map(), additional: new Map(), include: [], plain: new Map() }

/**
 * For content that only the handlers know how to make: a fixture's campaigns, say. No hook runs, and what would be awaited
 * first (`prepare`: an image, a web feed) is not.
 */
export function createPerformer(registry: Registry, account: Account, warn: (text: string) => void): Performer {
  const { db } = account
  const contextAt = (now: number) => ({ account, db, now, jobDelay: 0, warn })
  return {
    perform({ operation: id, now, revision = NEWEST, id: target = '', body, check = false }) {
      const contract = contractFor(revision)
      const operation = contract.operation(id)
      const answerer = registry.answererOf(id, revision)
      if (operation === undefined || answerer === undefined) throw new Error(`${id} cannot be performed at ${revision}`)
      const problems = check ? problemsOfRequest(operation, body) : []
      if (problems.length > 0) throw invalidBody(problems)
      const context: Context = {
        ...contextAt(now),
        operation,
        contract,
        revision,
        query: noQuery,
        id: target,
        body: upgradeRequest(revisionChanges, id, revision, body),
        prepared: undefined,
        baseUrl: '',
        filterHeader: undefined,
        path: '',
        rawQuery: '',
        types: answerer.types,
        allowedHosts: new Set(),
      }
      return firstIdIn(
        db.transaction(() => {
          const answer = answerer.handler(context)
          registry.settle(context)
          return answer
        }),
      )
    },
    runWork(now) {
      runDueWork(contextAt(now), registry, warn)
    },
    settle(now) {
      db.transaction(() => registry.settle(contextAt(now)))
    },
  }
}

/** Not of the rendered answer: that would load the schemas of the response. */
function firstIdIn(answer: Answer): string | undefined {
  switch (answer.kind) {
    case 'one':
      return answer.row?.id
    case 'many':
      return answer.rows[0]?.id
    case 'identifiers':
      return [answer.ids ?? []].flat()[0]
    default:
      return undefined
  }
}
