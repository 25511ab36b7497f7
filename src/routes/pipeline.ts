import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UrlForm } from '../schemas/contract.ts'
import { prepareValidation } from '../schemas/validate.ts'
import type { Accounts } from '../store/accounts.ts'
import type { Ids } from '../store/ids.ts'
import type { Context } from './context.ts'
import { notImplemented } from './errors.ts'
import { groups } from './groups/index.ts'
import { sendAnswer, sendError, sendOptions } from './hooks/answer.ts'
import { findRoute, startCall, unknownPath } from './hooks/arrive.ts'
import { authenticate } from './hooks/authenticate.ts'
import { baseUrlOf } from './hooks/base-url.ts'
import { parseBody } from './hooks/body.ts'
import { createRateLimiter, type RateLimitMode } from './hooks/rate-limit.ts'
import { applyRevision } from './hooks/revision.ts'
import { checkScopes } from './hooks/scope.ts'
import { validateBody, validateQuery } from './hooks/validate.ts'
import { createRegistry } from './registry.ts'
import { respond } from './respond.ts'
import { runDueWork } from './work.ts'

export interface PipelineOptions {
  accounts: Accounts
  ids: Ids
  rateLimits: RateLimitMode
  /** Revision of a request that names none. */
  revision: string
  publicUrl?: string
  /** Milliseconds that a job takes. */
  jobDelayMs: number
  warn: (text: string) => void
}

/** The steps that a request goes through; app.ts puts them in order. */
export interface Pipeline {
  start(request: FastifyRequest): void
  admit(request: FastifyRequest, form: UrlForm): Promise<void>
  parse(request: FastifyRequest, body: Buffer): unknown
  validate(request: FastifyRequest): Promise<void>
  answer(request: FastifyRequest, reply: FastifyReply): void
  refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): void
  unknown(request: FastifyRequest): never
}

/** Builds the registry and the steps over it; throws when an operation is left without an answer. */
export function createPipeline(app: FastifyInstance, options: PipelineOptions): Pipeline {
  const { accounts, ids, rateLimits, revision, publicUrl, jobDelayMs, warn } = options
  const registry = createRegistry(groups)
  const countRequest = createRateLimiter(app, rateLimits)
  const jobDelay = jobDelayMs * 1000

  return {
    start(request) {
      request.call = startCall(request, ids)
    },
    async admit(request, form) {
      findRoute(request, form)
      if (request.call.method === 'OPTIONS') return
      authenticate(request, accounts)
      applyRevision(request, revision)
      checkScopes(request)
      await countRequest(request)
    },
    parse: parseBody,
    async validate(request) {
      if (request.call.method === 'OPTIONS') return
      if (!registry.handlers.has(request.call.operation!.operationId)) {
        throw notImplemented(request.call.operation!.operationId)
      }
      validateQuery(request)
      if (request.call.operation!.request === undefined) return
      await prepareValidation()
      validateBody(request)
    },
    answer(request, reply) {
      if (request.call.method === 'OPTIONS') return sendOptions(request, reply)
      const context = contextOf(request, { baseUrl: baseUrlOf(request, publicUrl), jobDelay, types: registry.types })
      const handler = registry.handlers.get(context.operation.operationId)!
      runDueWork(context, registry.jobs, warn)
      const run = () => respond(handler(context), context)
      const { status, body } = context.operation.method === 'GET' ? run() : context.db.transaction(run)
      sendAnswer(request, reply, status, body)
    },
    refuse(request, reply, error) {
      sendError(request, reply, error, warn)
    },
    unknown(request) {
      throw unknownPath(request.call.path)
    },
  }
}

/** What a handler gets to know of a request that passed every hook. */
function contextOf({ call, body }: FastifyRequest, known: Pick<Context, 'baseUrl' | 'jobDelay' | 'types'>): Context {
  const { account, now, operation, contract, revision, query, id, path, rawQuery } = call
  return {
    ...known,
    ...{ now, id, path, rawQuery, body },
    account: account!,
    db: account!.db,
    operation: operation!,
    contract: contract!,
    revision: revision!,
    query: query!,
  }
}
